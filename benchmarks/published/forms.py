"""Instances in JSON: what every published form of home care shares, checked as a whole."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError

from benchmarks.published.care import Tie
from benchmarks.published.files import malformed, read_text
from scheduler.errors import Finding, InputError

Amount = Annotated[Decimal, Field(ge=0, le=1_000_000)]
"""A time: published ones are minutes of one day."""

Matrix = tuple[tuple[Amount, ...], ...]

Form = TypeVar("Form", bound=BaseModel)


class NeededService(BaseModel):
    """A service that a patient needs; without a duration it has the default one."""

    service: str
    duration: Amount | None = None


class KnownService(BaseModel):
    """A service that there is."""

    id: str
    default_duration: Amount | None = None


def read_form(path: Path, form: type[Form]) -> Form:
    """A file in a form.

    Raises:
        InputError: with everything that does not fit.
    """
    try:
        return form.model_validate_json(read_text(path))
    except ValidationError as error:
        findings = [
            malformed(path, ".".join(map(str, each["loc"])), each["input"], f"{each['msg']}.")
            for each in error.errors()
        ]
    except (OSError, ValueError) as error:
        findings = [Finding(path.name, 0, "", "file-unreadable", "", f"{error}.")]
    raise InputError(findings)


def refuse(findings: Iterable[Finding]) -> None:
    """End the reading when anything was found.

    Raises:
        InputError: with all of it.
    """
    if found := list(findings):
        raise InputError(found)


def repeated(path: Path, column: str, ids: Iterable[str]) -> Iterator[Finding]:
    """Ids that stand more than once."""
    for name, count in Counter(ids).items():
        if count > 1:
            yield malformed(path, column, name, f"{count} {column} have this id.")


def matrix_faults(path: Path, matrix: Matrix, least: int) -> Iterator[Finding]:
    """A matrix that is not square, or has fewer rows than places are named."""
    rows = {len(row) for row in matrix}
    if rows != {len(matrix)} or len(matrix) < least:
        yield malformed(
            path,
            "distances",
            f"{len(matrix)} rows of {', '.join(map(str, sorted(rows)))}",
            f"It must be square with {least} rows or more.",
        )


def need_faults(
    path: Path,
    patient: str,
    *,
    needed: Sequence[NeededService],
    known: Sequence[KnownService],
    able: Sequence[frozenset[int]],
    tied: str | None,
) -> Iterator[Finding]:
    """What is wrong with the services that a patient needs, and who could give them.

    Args:
        able: the carers who may give each of the services.
        tied: how two services are tied, None without.
    """
    defaults = {each.id: each.default_duration for each in known}
    names = [each.service for each in needed]
    if not 1 <= len(names) <= 2 or len(set(names)) < len(names):
        yield malformed(path, patient, names, "A patient needs one service, or two different ones.")
    elif (len(names) == 2) != (tied is not None):
        yield malformed(path, patient, tied, "Two services are synchronized, and one is not.")
    for each, carers in zip(needed, able, strict=True):
        if each.service not in defaults:
            yield malformed(path, patient, each.service, "There is no such service.")
        elif each.duration is None and defaults[each.service] is None:
            yield malformed(path, patient, each.service, "The service has no duration.")
        elif not carers:
            yield malformed(path, patient, each.service, "No carer may give this service.")
    if len(names) == 2 and able[0] == able[1] and len(able[0]) == 1:
        yield malformed(path, patient, names, "One carer alone may give both services.")


def duration_of(needed: NeededService, known: Sequence[KnownService]) -> Decimal:
    """How long a service lasts at the patient who needs it."""
    if needed.duration is not None:
        return needed.duration
    return next(each.default_duration for each in known if each.id == needed.service) or Decimal(0)


def tie_of(
    kind: Literal["simultaneous", "sequential", "independent"],
    distance: tuple[Decimal, Decimal] | None,
    second: int,
) -> Tie:
    """The tie of the two services that end with the second, by its index."""
    if kind == "simultaneous":
        return Tie(second - 1, second, Decimal(0), Decimal(0))
    if kind == "sequential" and distance is not None:
        return Tie(second - 1, second, *distance)
    return Tie(second - 1, second, None, None)


def distance_faults(
    path: Path, patient: str, distance: tuple[Decimal, Decimal] | None
) -> Iterator[Finding]:
    """A gap between two services that is missing, or ends before it begins."""
    if distance is None or distance[0] > distance[1]:
        yield malformed(path, patient, distance, "A sequence needs its least and its most gap.")
