"""Callers and team documents for the tests of the service."""

from collections.abc import Callable
from typing import Any

Bearer = Callable[..., dict[str, str]]


def small_team(team_id: str = "t1") -> dict[str, Any]:
    """The smallest team: one carer, one client, one visit on 2026-11-23."""
    return {
        "team": {
            "id": team_id,
            "name": "Team",
            "timezone": "Europe/Amsterdam",
            "base": {"lat": 52.55, "lon": 5.91},
        },
        "carers": [{"carer_id": "c1", "name": "-", "discipline": "nurse", "mode": "bike"}],
        "shifts": [{"carer_id": "c1", "start": "2026-11-23T07:00", "end": "2026-11-23T12:00"}],
        "clients": [{"client_id": "k1", "name": "-", "lat": 52.551, "lon": 5.911}],
        "visits": [{"visit_id": "v1", "client_id": "k1", "date": "2026-11-23", "minutes": 20}],
    }
