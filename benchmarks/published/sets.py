"""The published sets: their forms, classes, judges and best known values."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from benchmarks.published import care_statement, home_care, solomon, uhhc
from benchmarks.published.evaluators import home_care as home_care_evaluator
from benchmarks.published.evaluators import solomon as solomon_evaluator
from benchmarks.published.evaluators import uhhc as uhhc_evaluator
from benchmarks.published.evaluators.verdict import Verdict
from benchmarks.published.files import RESULTS, read_text
from benchmarks.published.statement import Statement
from scheduler.errors import Finding, InputError

JSON = (".json",)
TABLES = (".vrptw", ".vrp", ".txt", ".TXT")


@dataclass(frozen=True)
class BestKnown:
    """A published value; what differs from it by less than `blur` was rounded away in print."""

    value: float
    blur: float

    def gap(self, objective: float) -> float:
        """How far an objective is above the value, as a share of it."""
        return (objective - self.value) / self.value if self.value else 0.0

    def side(self, objective: float) -> int:
        """-1 better, 0 equal as far as the print tells, 1 worse."""
        apart = objective - self.value
        return 0 if abs(apart) <= self.blur else 1 if apart > 0 else -1


@dataclass(frozen=True)
class PublishedSet:
    """A set.

    Attributes:
        suffixes: how the names of its files end, apart from .gz.
        dotted: whether dots are part of the names of instances.
        read: makes an instance of a file; it has `patients`, the number of its patients.
        state: makes it a problem of the search.
        evaluate: judges a solution file of an instance file.
        solution: how the names of its solution files end.
        class_of: the class of an instance, by its name and number of patients.
        names: column of results.csv that holds the name.
        values: columns that hold the best known value, the first that is filled counts.
        workers: cores of one search where nobody says how many.
    """

    name: str
    suffixes: tuple[str, ...]
    dotted: bool
    read: Callable[[Path], Any]
    state: Callable[[Any], Statement]
    evaluate: Callable[[Path, Path], Verdict]
    solution: str
    class_of: Callable[[str, int], str]
    names: str
    values: tuple[str, ...]
    workers: int


def _letters(name: str, _: int) -> str:
    found = re.match(r"[A-Za-z]+", name)
    return found[0] if found else "-"


def _size(_: str, patients: int) -> str:
    return f"{patients} patients"


def _solomon_class(name: str, customers: int) -> str:
    """Letters and the first digit: C1, RC2."""
    found = re.match(r"(?:RC|R|C)\d(?=\d\d)", name, re.IGNORECASE)
    return found[0].upper() if found else f"{customers} customers"


SETS: Mapping[str, PublishedSet] = {
    each.name: each
    for each in (
        PublishedSet(
            *("mankowska", JSON, True, home_care.read, care_statement.state),
            *(home_care_evaluator.evaluate, ".json", _letters),
            *("id", ("best_recomputed",), 2),
        ),
        PublishedSet(
            *("kummer", JSON, True, home_care.read, care_statement.state),
            *(home_care_evaluator.evaluate, ".json", _size),
            *("instance", ("recomputed", "published_Ceschia2024"), 2),
        ),
        PublishedSet(
            *("uhhc", JSON, True, uhhc.read, care_statement.state),
            *(uhhc_evaluator.evaluate, ".json", _letters),
            *("instance", ("SA_objective",), 2),
        ),
        PublishedSet(
            *("solomon", TABLES, False, solomon.read, solomon.state),
            *(solomon_evaluator.evaluate, ".txt", _solomon_class),
            *("instance", ("dimacs_distance",), 1),
        ),
    )
}


def best_known(published: PublishedSet, folder: Path) -> dict[str, BestKnown]:
    """What results.csv in a folder, or in the one above it, says; nothing where there is none.

    Raises:
        InputError: when a value is no number, or the file cannot be read.
    """
    paths = (folder / RESULTS, folder.resolve().parent / RESULTS)
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        return {}
    try:
        rows = list(csv.DictReader(io.StringIO(read_text(path))))
    except (OSError, ValueError) as error:
        raise InputError([Finding(RESULTS, 0, "", "file-unreadable", "", f"{error}.")]) from error
    known: dict[str, BestKnown] = {}
    findings: list[Finding] = []
    for number, row in enumerate(rows, 2):
        column = next((each for each in published.values if row.get(each)), None)
        if column is None or not row.get(published.names):
            continue
        try:
            value = Decimal(row[column])
            exponent = int(value.as_tuple().exponent)
        except (InvalidOperation, ValueError):
            what = f"{column} of {row[published.names]} is no number."
            findings.append(Finding(RESULTS, number, column, "not-a-number", row[column], what))
        else:
            known[row[published.names]] = BestKnown(float(value), 0.5 * 10.0**exponent + 1e-9)
    if findings:
        raise InputError(findings)
    return known
