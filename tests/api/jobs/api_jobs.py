"""Teams, requests and kinds of jobs for the tests of jobs."""

from collections.abc import Callable
from typing import Any

from api_teams import small_team

from api.jobs.worker import Worker

Headers = dict[str, str]
MakeWorker = Callable[..., Worker]

PLANS = "/teams/t1/plans"
JOBS = "/teams/t1/jobs"
QUICK = {"first_date": "2026-11-23", "iterations": 300, "travel": "estimated"}


def team_with_visits(visits: int = 15, team_id: str = "t1") -> dict[str, Any]:
    """Two carers, and so many clients with a visit each on 2026-11-23."""
    team = small_team(team_id)
    team["carers"].append({**team["carers"][0], "carer_id": "c2"})
    team["shifts"].append({**team["shifts"][0], "carer_id": "c2"})
    team["clients"] = [
        {"client_id": f"k{each}", "name": "-", "lat": 52.55 + each / 500, "lon": 5.91}
        for each in range(1, visits + 1)
    ]
    team["visits"] = [
        {"visit_id": f"v{each}", "client_id": f"k{each}", "date": "2026-11-23", "minutes": 20}
        for each in range(1, visits + 1)
    ]
    return team
