"""Solomon's instances (1987), as he wrote them or in the form of VRPLIB.

Minimised is the distance by any number of vehicles, each leg floor(10 d) / 10, which is its travel
time, too; windows and load cap are hard.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from benchmarks.published.files import malformed, read_text
from benchmarks.published.statement import Rounds, Statement
from scheduler.errors import Finding, InputError
from scheduler.solver.regular.problem import NEVER, NOBODY, RegularProblem, no_breaks

TENTHS = 10
DEPOT = 0
FLEET = 25
"""Vehicles at the least: as many as Solomon gave every instance.

Any number may be used, and files in the form of VRPLIB name no more than the best known solution
needs, which only makes the way there narrower.
"""

COLUMNS = 7
"""Number, x, y, demand, window and service time."""

_NUMBER = r"-?\d+(?:\.0*)?"


@dataclass(frozen=True)
class Stop:
    """The depot or a customer, in whole published units."""

    x: int
    y: int
    demand: int
    opens: int
    closes: int
    service: int


@dataclass(frozen=True)
class SolomonInstance:
    """An instance; the depot is the first stop, customers are counted from 1."""

    vehicles: int
    capacity: int
    stops: tuple[Stop, ...]

    @property
    def patients(self) -> int:
        """How many customers there are."""
        return len(self.stops) - 1


def read(path: Path) -> SolomonInstance:
    """An instance in either form.

    Raises:
        InputError: with everything that is not in this form.
    """
    try:
        text = read_text(path)
    except (OSError, ValueError) as error:
        found = Finding(path.name, 0, "", "file-unreadable", "", f"{error}.")
        raise InputError([found]) from error
    read_as = _vrplib if "NODE_COORD_SECTION" in text else _table
    try:
        instance = read_as(text)
    except (ValueError, KeyError) as error:
        raise InputError(
            [malformed(path, "", error, "The file cannot be read as it is.")]
        ) from error
    if found_faults := list(_faults(path, instance)):
        raise InputError(found_faults)
    return instance


def _vrplib(text: str) -> SolomonInstance:
    """The form of VRPLIB: a heading of names and values, then sections by node."""
    values = dict(re.findall(r"^(\w+)\s*:\s*(\S+)", text, re.MULTILINE))
    if values.get("SCALE", str(TENTHS)) != str(TENTHS):
        raise ValueError(f"SCALE {values['SCALE']}, and distances are rounded to tenths here")
    places = _section(text, "NODE_COORD", 3)
    demands = _section(text, "DEMAND", 2)
    windows = _section(text, "TIME_WINDOW", 3)
    service = _whole(values["SERVICE_TIME"])
    first = min(places)
    return SolomonInstance(
        vehicles=_whole(values["VEHICLES"]),
        capacity=_whole(values["CAPACITY"]),
        stops=tuple(
            _stop([*places[node], *demands[node], *windows[node], service if node > first else 0])
            for node in sorted(places)
        ),
    )


def _section(text: str, name: str, columns: int) -> dict[int, list[int]]:
    """The rows of a section by node."""
    found = re.search(rf"^{name}_SECTION\s*\n((?:[-\d.\s]+\n)+)", text, re.MULTILINE)
    if found is None:
        raise ValueError(f"there is no {name}_SECTION")
    return _rows(found[1].splitlines(), columns)


def _table(text: str) -> SolomonInstance:
    """The form of 1987: number and capacity of the vehicles, then a row for every customer."""
    lines = [line.split() for line in text.splitlines()]
    plain = [words for words in lines if words and all(re.fullmatch(_NUMBER, w) for w in words)]
    if not plain or len(plain[0]) != 2:
        raise ValueError("number and capacity of the vehicles do not stand before the customers")
    rows = _rows((" ".join(words) for words in plain[1:]), COLUMNS)
    vehicles, capacity = map(_whole, plain[0])
    return SolomonInstance(vehicles, capacity, tuple(_stop(rows[node]) for node in sorted(rows)))


def _rows(lines: Iterable[str], columns: int) -> dict[int, list[int]]:
    rows: dict[int, list[int]] = {}
    for line in lines:
        words = line.split()
        if not words:
            continue
        number, *rest = map(_whole, words)
        if len(words) != columns or number in rows:
            raise ValueError(f"the row {line.strip()!r} has another length, or stands twice")
        rows[number] = rest
    return rows


def _stop(row: Sequence[int]) -> Stop:
    x, y, demand, opens, closes, service = row
    return Stop(x, y, demand, opens, closes, service)


def _whole(word: str) -> int:
    if not re.fullmatch(_NUMBER, word):
        raise ValueError(f"{word!r} is no whole number")
    return int(word.split(".", maxsplit=1)[0])


def _faults(path: Path, instance: SolomonInstance) -> Iterator[Finding]:
    if len(instance.stops) < 2 or instance.vehicles < 1:
        yield malformed(path, "", len(instance.stops) - 1, "There are no customers or vehicles.")
    for number, stop in enumerate(instance.stops):
        if not 0 <= stop.opens <= stop.closes:
            yield malformed(path, str(number), (stop.opens, stop.closes), "The window is none.")
        if not 0 <= stop.demand <= instance.capacity or stop.service < 0:
            yield malformed(path, str(number), stop.demand, "No vehicle can serve this customer.")


def state(instance: SolomonInstance) -> Statement:
    """Everything in whole tenths, which is exact; one shift for every vehicle."""
    depot, *customers = instance.stops
    count, vehicles = len(customers), min(max(instance.vehicles, FLEET), instance.patients)
    travel = np.array([[_tenths(a, b) for b in instance.stops] for a in instance.stops], np.int64)
    latest = depot.closes * TENTHS
    problem = RegularProblem(
        location=np.arange(1, count + 1, dtype=np.int64),
        service=np.array([each.service * TENTHS for each in customers], np.int64),
        load=np.array([each.demand for each in customers], np.int64),
        window_from=np.arange(count + 1, dtype=np.int64),
        opens=np.array([each.opens * TENTHS for each in customers], np.int64),
        closes=np.array([each.closes * TENTHS for each in customers], np.int64),
        due=np.full(count, NEVER, np.int64),
        partner=np.full(count, NOBODY, np.int64),
        lag=np.full(count, -NEVER, np.int64),
        client=np.arange(count, dtype=np.int64),
        unassigned=np.full(count, travel.max() * (count + vehicles) + 1, np.int64),
        allowed=np.ones((count, vehicles), np.bool_),
        start=np.full(vehicles, depot.opens * TENTHS, np.int64),
        end=np.full(vehicles, latest, np.int64),
        first_location=np.full(vehicles, DEPOT, np.int64),
        last_location=np.full(vehicles, DEPOT, np.int64),
        mode=np.zeros(vehicles, np.int64),
        carer=np.arange(vehicles, dtype=np.int64),
        load_cap=np.full(vehicles, instance.capacity, np.int64),
        breaks=no_breaks(vehicles),
        travel=travel[None, :, :],
        travel_weight=1,
        visiting=np.zeros((count, vehicles), np.int64),
        meeting=np.zeros((count, vehicles), np.int64),
    )
    return Statement(problem, Fraction(1, TENTHS), 0.0, _text)


def _tenths(here: Stop, there: Stop) -> int:
    """floor(10 d), in whole numbers all the way."""
    return math.isqrt(TENTHS**2 * ((here.x - there.x) ** 2 + (here.y - there.y) ** 2))


def _text(rounds: Rounds) -> str:
    """One line of customer numbers for every route."""
    return "".join(" ".join(str(task + 1) for task in order) + "\n" for order in rounds if order)
