"""comparison.csv: the visits that moved, for spreadsheets. Ids only."""

import csv
from collections.abc import Iterable
from io import StringIO

from scheduler.io.comparison_document import ComparisonDocument, FilledPlaceEntry, MoveEntry

MOVE_COLUMNS = (
    "number",
    "visit_id",
    "date",
    "client_id",
    "kind",
    "carers_before",
    "carers_after",
    "start_before",
    "start_after",
    "moved_seconds",
    "newcomers",
    "call",
)


def comparison_csv(document: ComparisonDocument) -> str:
    """A row per visit that moved; several carers are parted by `;`, in order of place."""
    file = StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(MOVE_COLUMNS)
    writer.writerows(_row(move) for move in document.moves)
    return file.getvalue()


def _row(move: MoveEntry) -> tuple[object, ...]:
    return (
        move.number,
        move.visit_id,
        move.date.isoformat(),
        move.client_id,
        move.kind.value,
        _carers(move.before),
        _carers(move.after),
        _iso(move.before),
        _iso(move.after),
        move.moved_seconds,
        ";".join(f"{each.carer_id}:{each.familiarity.value}" for each in move.newcomers),
        "yes" if move.call else "no",
    )


def _carers(places: Iterable[FilledPlaceEntry]) -> str:
    return ";".join(filled.carer_id for filled in places)


def _iso(places: tuple[FilledPlaceEntry, ...]) -> str:
    return places[0].start.isoformat() if places else ""
