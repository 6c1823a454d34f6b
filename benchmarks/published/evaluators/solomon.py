"""Judge of Solomon's instances, in either of their forms.

A solution is a line of customer numbers for every route, customers counted from 1 and the depot
left out. The objective is the distance, each leg floor(10 d) / 10, which is its travel time as
well; rules are that every customer is served once, no vehicle holds more than its capacity, no
service starts after its window and every vehicle is back before the depot closes.
"""

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.published.evaluators.verdict import DUST, Verdict
from benchmarks.published.files import read_text

Row = tuple[float, ...]
"""x, y, demand, opening, close and service time."""


def evaluate(instance: Path, solution: Path) -> Verdict:
    """Judge a solution file of an instance file."""
    capacity, rows = _asked(read_text(instance))
    lines = [line.split() for line in solution.read_text(encoding="utf-8").splitlines()]
    if not all(word.isdecimal() for line in lines for word in line):
        return Verdict(math.inf, {}, ("the file holds something else than customer numbers",))
    routes = [[int(word) for word in line] for line in lines if line]
    counts = Counter(customer for route in routes for customer in route)
    broken = [
        f"customer {customer} is served {counts[customer]} times"
        for customer in range(1, len(rows))
        if counts[customer] != 1
    ]
    strange = sorted(counts.keys() - set(range(1, len(rows))))
    if strange:
        return Verdict(math.inf, {}, (*broken, f"there are no customers {strange}"))
    for route in routes:
        broken += _route_broken(route, capacity, rows)
    distance = sum(
        _leg(rows[a], rows[b])
        for route in routes
        for a, b in zip([0, *route], [*route, 0], strict=True)
    )
    return Verdict(distance, {"distance": distance, "routes": len(routes)}, tuple(broken))


def _route_broken(route: list[int], capacity: float, rows: list[Row]) -> Iterator[str]:
    load = sum(rows[customer][2] for customer in route)
    if load > capacity:
        yield f"the route of customer {route[0]} holds {load:g}, not {capacity:g} at most"
    here, free = 0, rows[0][3]
    for there in [*route, 0]:
        start = max(free + _leg(rows[here], rows[there]), rows[there][3])
        if start > rows[there][4] + DUST:
            what = f"customer {there} is served" if there else f"the route of {route[0]} is back"
            yield f"{what} at {start:g}, after {rows[there][4]:g}"
        here, free = there, start + rows[there][5]


def _leg(here: Row, there: Row) -> float:
    return math.floor(10 * math.hypot(here[0] - there[0], here[1] - there[1])) / 10


def _asked(text: str) -> tuple[float, list[Row]]:
    """Capacity, and what each node asks for, the depot first."""
    if "NODE_COORD_SECTION" not in text:
        lines = [
            [float(word) for word in line.split()] for line in text.splitlines() if _plain(line)
        ]
        return lines[0][1], [tuple(line[1:]) for line in sorted(lines[1:])]
    head, _, rest = text.partition("NODE_COORD_SECTION")
    places, _, rest = rest.partition("DEMAND_SECTION")
    demands, _, rest = rest.partition("TIME_WINDOW_SECTION")
    windows, _, _ = rest.partition("DEPOT_SECTION")
    values = dict(line.replace(" ", "").split(":") for line in head.splitlines() if ":" in line)
    service = float(values["SERVICE_TIME"])
    columns = [
        sorted([float(w) for w in line.split()] for line in part.splitlines() if line.strip())
        for part in (places, demands, windows)
    ]
    return float(values["CAPACITY"]), [
        (*place[1:], demand[1], *window[1:], service if number else 0.0)
        for number, (place, demand, window) in enumerate(zip(*columns, strict=True))
    ]


def _plain(line: str) -> bool:
    """Whether a line holds numbers alone."""
    return bool(line.split()) and all(
        word.lstrip("-").replace(".", "", 1).isdecimal() for word in line.split()
    )
