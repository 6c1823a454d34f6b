"""A client taken out of team documents: of that which stands, and of those of the past."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from api.care.free_text import Traces

_OF_VISITS = ("visits", "pins", "amendments")
_DEPENDENCY = ("after_visit", "min_gap_minutes", "max_gap_minutes")
_ABOUT_CLIENT = ("name", "address", "primary_carer", "refuses", "wishes")

Document = dict[str, Any]


def rows(document: Mapping[str, Any], table: str) -> list[Document]:
    """The rows of a table; none where the document has no such table."""
    found: list[Document] = document.get(table) or []
    return found


def speaks_of(document: Mapping[str, Any], client_id: str) -> bool:
    """Whether a team document has the client in any table."""
    return any(
        _is(row, client_id)
        for table in ("clients", "visits", "history")
        for row in rows(document, table)
    )


def words_of(document: Mapping[str, Any], client_id: str) -> frozenset[str]:
    """Names and addresses of the client in a team document."""
    told = (
        str(row.get(column) or "").strip()
        for row in rows(document, "clients")
        if _is(row, client_id)
        for column in ("name", "address")
    )
    return frozenset(each for each in told if each and each != client_id)


def without(document: Mapping[str, Any], traces: Traces) -> Document:
    """The document for the days to come: the client, their visits and their history are gone."""
    made, client_id = deepcopy(dict(document)), traces.client_id
    gone = {str(row.get("visit_id")) for row in rows(made, "visits") if _is(row, client_id)}
    for table in ("clients", "visits", "history"):
        if table in made:
            made[table] = [row for row in rows(made, table) if not _is(row, client_id)]
    for table in _OF_VISITS:
        if table in made:
            made[table] = [row for row in rows(made, table) if str(row.get("visit_id")) not in gone]
    for row in rows(made, "visits"):
        if str(row.get("after_visit") or "") in gone:
            for column in _DEPENDENCY:
                row.pop(column, None)
        if traces.in_text(str(row.get("omaha") or "")):
            row.pop("omaha", None)
    return made


def blanked(document: Mapping[str, Any], traces: Traces) -> Document:
    """The document for the past: visits stay by id and time, at the base of the team.

    So a version made for it can still be shown and judged. What is gone: name, address, place,
    primary carer, refusals, wishes and history of the client, and what was noted with the visits.
    """
    made = deepcopy(dict(document))
    base = made["team"]["base"]
    for row in rows(made, "clients"):
        if _is(row, traces.client_id):
            row.update(lat=base["lat"], lon=base["lon"])
            for column in _ABOUT_CLIENT:
                row.pop(column, None)
    if "history" in made:
        made["history"] = [row for row in rows(made, "history") if not _is(row, traces.client_id)]
    for row in rows(made, "visits"):
        noted = str(row.get("omaha") or "")
        if _is(row, traces.client_id) or traces.in_text(noted):
            row.pop("omaha", None)
    return made


def _is(row: Mapping[str, Any], client_id: str) -> bool:
    return str(row.get("client_id") or "").strip() == client_id
