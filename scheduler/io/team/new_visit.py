"""One more visit for a team, judged like a row of visits.csv."""

from collections.abc import Iterable, Mapping
from dataclasses import fields

from scheduler.domain.team import Team
from scheduler.domain.visit import VisitAgreement
from scheduler.errors import FaultError, Finding, InputError
from scheduler.io.team.columns import TABLES
from scheduler.io.team.ids import KnownIds
from scheduler.io.team.persons import TeamIds
from scheduler.io.team.problems import Problems
from scheduler.io.team.tables import CellCheck, Row, Table
from scheduler.io.team.visits import read_visits
from scheduler.io.team.writing import visit_cells

_NAME = "new visit"


def read_new_visit(cells: Mapping[str, str], team: Team) -> VisitAgreement:
    """The visit that a row of visits.csv with these cells would be.

    Args:
        cells: text by column; blank ones may be left out.

    Raises:
        InputError: with everything that is wrong with them.
    """
    problems = Problems()
    spec = TABLES["visits"]
    check = CellCheck(_NAME, spec, problems)
    texts = {column: check(text, 0, column) for column, text in cells.items()}
    filled = {column: text for column, text in texts.items() if text}
    row = Row(0, filled, frozenset(column for column, text in texts.items() if text is None))
    columns = frozenset(spec.column_by_name)
    known = [Row(n, {"visit_id": each.visit_id}) for n, each in enumerate(team.visits, start=1)]
    ids = TeamIds(
        carers=_known("carers", "carer_id", (each.carer_id for each in team.carers)),
        clients=_known("clients", "client_id", (each.client_id for each in team.clients)),
        visits=KnownIds(Table(_NAME, spec, columns, (*known, row)), "visit_id"),
    )
    read = read_visits(Table(_NAME, spec, columns, (row,)), ids, team.timezone, problems)
    problems.raise_if_any()
    agreement = read[0].agreement
    if agreement is None:
        raise FaultError("visit-not-read", "Nothing is wrong with a visit that cannot be read.")
    return agreement


def refuse_malformed(agreement: VisitAgreement, team: Team) -> None:
    """Judge a visit that came in no row as if it had come in one.

    Raises:
        InputError: with everything that is wrong with it.
    """
    try:
        cells = visit_cells(agreement)
    except ValueError as error:
        message = f"Durations of a visit are whole minutes: {error}."
        finding = Finding(_NAME, 0, "minutes", "visit-not-as-read", "", message)
        raise InputError([finding]) from error
    read = read_new_visit(cells, team)
    differing = [
        each.name
        for each in fields(VisitAgreement)
        if getattr(read, each.name) != getattr(agreement, each.name)
    ]
    if differing:
        message = "As a row of visits.csv it would be read otherwise."
        raise InputError(
            [Finding(_NAME, 0, name, "visit-not-as-read", "", message) for name in differing]
        )


def _known(key: str, column: str, ids: Iterable[str]) -> KnownIds:
    rows = tuple(Row(number, {column: each}) for number, each in enumerate(ids, start=1))
    spec = TABLES[key]
    return KnownIds(Table(key, spec, frozenset(spec.column_by_name), rows), column)
