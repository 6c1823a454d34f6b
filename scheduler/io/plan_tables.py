"""rounds.csv and unassigned.csv: the plan for spreadsheets and other people's checkers."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from scheduler.io.plan_document import PlanDocument, ReasonEntry

ROUND_COLUMNS = (
    "carer_id",
    "shift_start",
    "sequence",
    "kind",
    "visit_id",
    "place",
    "client_id",
    "arrival",
    "start",
    "end",
    "travel_seconds",
    "travel_metres",
    "mode",
)
UNASSIGNED_COLUMNS = ("visit_id", "date", "place", "priority", "reasons")


def rounds_csv(document: PlanDocument) -> str:
    """A row per stop; `sequence` counts from 0, the start of the round."""
    rows = (
        (
            each.carer_id,
            each.shift_start.isoformat(),
            sequence,
            stop.kind.value,
            stop.visit_id,
            stop.place,
            stop.client_id,
            stop.arrival.isoformat(),
            stop.start.isoformat(),
            stop.end.isoformat(),
            *((stop.leg.seconds, stop.leg.metres, stop.leg.mode.value) if stop.leg else ("",) * 3),
        )
        for each in document.rounds
        for sequence, stop in enumerate(each.stops)
    )
    return _text(ROUND_COLUMNS, rows)


def unassigned_csv(document: PlanDocument) -> str:
    """A row per place left unassigned; priority 1 must, 2 should, 3 may."""
    rows = (
        (left.visit_id, left.date.isoformat(), left.place, left.priority, _reasons(left.reasons))
        for left in document.unassigned
    )
    return _text(UNASSIGNED_COLUMNS, rows)


def _reasons(reasons: Iterable[ReasonEntry]) -> str:
    return "; ".join(f"{each.carer_id}: {each.rule}: {each.text}" for each in reasons)


def _text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    file = StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return file.getvalue()
