"""Getting a worker ready, so that no job waits for what is needed once."""

from datetime import date
from typing import Any

from scheduler.domain.horizon import Horizon
from scheduler.io.plan_folder import plan_files
from scheduler.io.team import read_team_document
from scheduler.planning.roads import estimated_roads
from scheduler.planning.rounds import plan_rounds
from scheduler.solver.stopping import MaxIterations

ITERATIONS = 400
"""Enough for scouts, chains and the last steps to have been used."""

FIRST_DATE = date(2026, 11, 23)
VISITS = 14
"""More than are solved exactly, so that everything is met that a real team needs."""


def warm_up() -> None:
    """Import, and read the compiled search from disk; on a new machine it is compiled first."""
    team = read_team_document(_team())
    horizon = Horizon(FIRST_DATE)
    stop = MaxIterations(ITERATIONS)
    plan_files(plan_rounds(team, horizon, estimated_roads(team, horizon), stop))


def _team() -> dict[str, Any]:
    """A made-up team with a joint visit, which all parts of the search have something to do for."""
    day = FIRST_DATE.isoformat()
    at = {"lat": 52.55, "lon": 5.91}
    return {
        "team": {"id": "warm", "name": "-", "timezone": "Europe/Amsterdam", "base": at},
        "carers": [
            {"carer_id": f"c{each}", "name": "-", "discipline": "nurse", "mode": "bike"}
            for each in (1, 2)
        ],
        "shifts": [
            {"carer_id": f"c{each}", "start": f"{day}T07:00", "end": f"{day}T15:00"}
            for each in (1, 2)
        ],
        "clients": [
            {"client_id": f"k{each}", "name": "-", "lat": 52.55 + each / 1000, "lon": 5.91}
            for each in range(VISITS)
        ],
        "visits": [
            {
                "visit_id": f"v{each}",
                "client_id": f"k{each}",
                "date": day,
                "minutes": 20,
                "carers_needed": 1 + (each == 0),
            }
            for each in range(VISITS)
        ],
    }
