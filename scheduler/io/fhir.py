"""A plan as appointments of HL7 FHIR R4 (4.0.1), for record systems of others.

One Appointment for every visit; <https://hl7.org/fhir/R4/appointment.html>. Ids only: patients and
practitioners are named by logical references, which whoever imports resolves to their own records.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final
from urllib.parse import quote
from uuid import UUID, uuid5

from scheduler.io.plan_document import PlanDocument, StopEntry
from scheduler.plan import StopKind
from scheduler.units import SECONDS_PER_MINUTE, seconds_between

Resource = dict[str, object]

NAMESPACE: Final = UUID("5d0bb0b1-7c11-5d3f-9a52-0e6b1a1f4c55")
"""Of the ids of appointments: never another one, or whoever imports again doubles them."""


def appointment_bundle(document: PlanDocument) -> Resource:
    """A Bundle of type collection with an Appointment for every visit of a plan, by start.

    A visit that is made is `booked`, with all carers of a joint visit in one Appointment. One that
    is left out is `proposed`: asked for, and settled with nobody, which the standard allows to have
    no start; it asks for its date. The same visit on the same date has the same id in every plan of
    a team, so that importing a later plan updates what is there. What a later plan no longer has,
    such as a cancelled visit, is not in it.
    """
    booked = [*_booked(document)]
    made = {_visit_key(appointment) for appointment in booked}
    left = [each for each in _proposed(document) if _visit_key(each) not in made]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": f"urn:uuid:{appointment['id']}", "resource": appointment}
            for appointment in (*booked, *left)
        ],
    }


def system(team_id: str, kind: str) -> str:
    """The identifier system of ids that are unique within a team.

    Args:
        kind: `visit`, `client` or `carer`.
    """
    return f"urn:rounds:{quote(team_id, safe='')}:{kind}"


def _booked(document: PlanDocument) -> Iterator[Resource]:
    stops: dict[tuple[str, date], list[tuple[str, StopEntry]]] = {}
    for each in document.rounds:
        for stop in each.stops:
            if stop.kind is StopKind.VISIT and stop.visit_id is not None and stop.date is not None:
                stops.setdefault((stop.visit_id, stop.date), []).append((each.carer_id, stop))
    for (visit_id, on), filled in sorted(stops.items(), key=lambda item: _order(item[1])):
        first = filled[0][1]
        carers = [carer_id for carer_id, _ in sorted(filled, key=lambda each: each[1].place or 0)]
        yield {
            **_appointment(document.team_id, visit_id, on),
            "status": "booked",
            **_times(first.start, first.end),
            "participant": _participants(document.team_id, first.client_id or "", carers),
        }


def _order(filled: Sequence[tuple[str, StopEntry]]) -> tuple[datetime, str]:
    first = filled[0][1]
    return first.start, first.visit_id or ""


def _proposed(document: PlanDocument) -> Iterator[Resource]:
    left = {(each.visit_id, each.date): each.client_id for each in document.unassigned}
    for (visit_id, on), client_id in left.items():
        yield {
            **_appointment(document.team_id, visit_id, on),
            "status": "proposed",
            "participant": [
                _participant(document.team_id, "Patient", client_id, status="needs-action")
            ],
            "requestedPeriod": [{"start": on.isoformat(), "end": on.isoformat()}],
        }


def _appointment(team_id: str, visit_id: str, on: date) -> Resource:
    words = json.dumps([team_id, visit_id, on.isoformat()])
    return {
        "resourceType": "Appointment",
        "id": str(uuid5(NAMESPACE, words)),
        "identifier": [_identifier(team_id, "visit", f"{visit_id}/{on.isoformat()}")],
    }


def _times(start: datetime, end: datetime) -> Resource:
    """Instants with their offset; the duration may be less than lies between them (R4)."""
    return {
        "start": start.isoformat(timespec="seconds"),
        "end": end.isoformat(timespec="seconds"),
        "minutesDuration": max(1, seconds_between(start, end) // SECONDS_PER_MINUTE),
    }


def _participants(team_id: str, client_id: str, carers: Sequence[str]) -> list[Resource]:
    return [
        _participant(team_id, "Patient", client_id, status="accepted"),
        *(
            _participant(team_id, "Practitioner", carer_id, status="accepted")
            for carer_id in carers
        ),
    ]


def _participant(team_id: str, resource: str, name: str, *, status: str) -> Resource:
    kind = {"Patient": "client", "Practitioner": "carer"}[resource]
    return {
        "actor": {"type": resource, "identifier": _identifier(team_id, kind, name)},
        "status": status,
    }


def _identifier(team_id: str, kind: str, value: str) -> Resource:
    return {"system": system(team_id, kind), "value": value}


def _visit_key(appointment: Resource) -> object:
    return appointment["id"]
