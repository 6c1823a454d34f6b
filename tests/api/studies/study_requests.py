"""Studies to ask for, small enough for a test, on the roads of Liechtenstein."""

from functools import cache
from pathlib import Path
from typing import Any

from scheduler.io.team import read_team

RURAL = Path(__file__).parents[3] / "data" / "liechtenstein"
NETWORK = "liechtenstein.osm.pbf"
STUDIES = "/teams/t1/studies"
CANARY = "Canary-Surname"
DATE = "2026-11-23"
NEIGHBOURHOODS: dict[str, Any] = {
    "kind": "neighbourhoods",
    "name": "Vaduz",
    "dates": [DATE],
    "seeds": 2,
    "iterations": 10,
    "places": [
        {
            "name": "Vaduz",
            "network": NETWORK,
            "box": [9.51, 47.13, 9.53, 47.15],
            "timezone": "Europe/Vaduz",
            "profile": "urbanisation-5",
        }
    ],
    "reference": {"carers": 2, "clients": 4, "mode": "car"},
    "questions": [{"window": [1.0, 2.0]}],
}
WHAT_IF: dict[str, Any] = {
    "kind": "what_if",
    "first_date": DATE,
    "days": 1,
    "windows": [2.0],
    "clients": [1],
    "seeds": 1,
    "iterations": 10,
}


@cache
def extract() -> bytes:
    """The bytes of the extract."""
    return (RURAL / NETWORK).read_bytes()


@cache
def _homes() -> tuple[tuple[float, float], ...]:
    team = read_team(RURAL / "team")
    places = (team.base, *(each.location for each in team.clients[:5]))
    return tuple((each.lat, each.lon) for each in places)


def rural_team(team_id: str = "t1", network: str = NETWORK) -> dict[str, Any]:
    """Two carers by car and five clients in Liechtenstein, with a visit each; all have names."""
    base, *homes = _homes()
    return {
        "team": {
            "id": team_id,
            "name": CANARY,
            "timezone": "Europe/Vaduz",
            "network": network,
            "base": {"lat": base[0], "lon": base[1]},
        },
        "carers": [
            {"carer_id": each, "name": CANARY, "discipline": "nurse", "mode": "car"}
            for each in ("carer-one", "carer-two")
        ],
        "shifts": [
            {"carer_id": each, "start": f"{DATE}T07:00", "end": f"{DATE}T12:00"}
            for each in ("carer-one", "carer-two")
        ],
        "clients": [
            {
                "client_id": f"klant-{number}",
                "name": CANARY,
                "address": f"{CANARY}straat {number}",
                "lat": lat,
                "lon": lon,
                "primary_carer": "carer-one",
            }
            for number, (lat, lon) in enumerate(homes, start=1)
        ],
        "visits": [
            {
                "visit_id": f"bezoek-{number}",
                "client_id": f"klant-{number}",
                "date": DATE,
                "minutes": 20,
                "windows": "08:00-10:00",
            }
            for number in range(1, len(homes) + 1)
        ],
        "history": [
            {"date": "2026-11-20", "client_id": "klant-1", "carer_id": each}
            for each in ("carer-one", "carer-two")
        ],
    }
