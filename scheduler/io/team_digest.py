"""A digest of what a plan depends on in its team, so that a team that changed is noticed.

Only what falls on the dates of the plan counts: a visit agreed for next week, a new client or a
corrected name leave the digest as it is. So does history: that of yesterday may come in at any
time of the day, and makes no plan illegal.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from scheduler.domain.horizon import Horizon, shifts_in, visits_in
from scheduler.domain.team import Team

FILES: Mapping[str, str] = {
    "settings": "team.toml",
    "carers": "carers.csv",
    "shifts": "shifts.csv",
    "clients": "clients.csv",
    "visits": "visits.csv or amendments.csv",
    "pins": "pins.csv",
}
"""Which file of a team folder each part of the digest is about."""


def team_digest(team: Team, horizon: Horizon) -> dict[str, str]:
    """A checksum for every part of the team, by the names of `FILES`."""
    shifts, visits = shifts_in(team, horizon), visits_in(team, horizon)
    on_duty = sorted({shift.carer_id for shift in shifts})
    visited = sorted({visit.client_id for visit in visits})
    carers = (team.carer_by_id[carer_id] for carer_id in on_duty)
    clients = (team.client_by_id[client_id] for client_id in visited)
    parts: dict[str, object] = {
        "settings": (team.team_id, team.timezone, team.base, team.agreements),
        "carers": [
            (each.carer_id, each.discipline, each.qualifications, each.mode, each.home)
            for each in carers
        ],
        "shifts": sorted(shifts, key=lambda each: each.key),
        "clients": [
            (each.client_id, each.location, each.primary_carer, each.refuses, each.wishes)
            for each in clients
        ],
        "visits": sorted(visits, key=lambda each: each.key),
        "pins": sorted(
            (each for each in team.pins if each.visit.date in horizon),
            key=lambda each: (each.visit, each.place),
        ),
    }
    return {name: _checksum(part) for name, part in parts.items()}


def changed_parts(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """The files of the team that differ, in the order of `FILES`."""
    return tuple(file for part, file in FILES.items() if before.get(part) != after.get(part))


def _checksum(part: object) -> str:
    text = json.dumps(part, default=_plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    """What JSON has no word for, the same for equal values whatever order their sets have."""
    if dataclasses.is_dataclass(value):
        return [getattr(value, each.name) for each in dataclasses.fields(value)]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)
