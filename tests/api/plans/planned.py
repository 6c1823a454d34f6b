"""A team whose morning is planned and published over HTTP, for the tests of plans.

Three carers and seven visits as in `publications`, with travel by estimate; jobs are done in the
test's own process.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fastapi.testclient import TestClient
from judged import at
from publications import team

from scheduler.domain.client import PastVisit
from scheduler.domain.location import Location
from scheduler.io.team import write_team_document

PLANS = "/teams/t1/plans"
DATE = "2026-11-23"
BEFORE = "2026-11-23T07:00:00+01:00"
COUNT = {"iterations": 200, "at": BEFORE}

Headers = dict[str, str]
WorkAll = Callable[[], None]


PRIMARY = {"k1": "c1", "k2": "c1", "k3": "c1", "k4": "c2", "k5": "c2", "k6": "c3", "k7": "c3"}

WEST = {"k6": Location(52.5, 5.84), "k7": Location(52.5, 5.83)}
"""Where the clients of c3 live: the base lies between them and the others."""


def team_document(team_id: str = "t1") -> dict[str, Any]:
    """The team of the morning; its clients are used to the carers who visit them there."""
    morning = team()
    clients = tuple(
        replace(
            each,
            primary_carer=PRIMARY.get(each.client_id),
            location=WEST.get(each.client_id, each.location),
        )
        for each in morning.clients
    )
    shifts = tuple(replace(each, end=at("12:30")) for each in morning.shifts)
    history = tuple(
        PastVisit(date(2026, 11, 22 - days), client_id, carer_id)
        for days in range(14)
        for client_id, carer_id in PRIMARY.items()
    )
    made = replace(morning, team_id=team_id, clients=clients, shifts=shifts, history=history)
    return write_team_document(made)


@dataclass
class Caller:
    """Somebody who calls the service, and waits for what takes longer.

    Args:
        work: does every job that waits.
    """

    client: TestClient
    work: WorkAll
    headers: Headers

    def get(self, path: str, **more: str) -> Any:
        """Read."""
        return self.client.get(path, headers={**self.headers, **more})

    def post(self, path: str, body: object, **more: str) -> Any:
        """Ask for something; the answer is that of the job where one was needed."""
        told = {**self.headers, "Prefer": "wait=0", **more}
        taken = self.client.post(path, json=body, headers=told)
        if taken.status_code != 202:
            return taken
        self.work()
        # the same call with the same key answers with what the job has made
        job = self.client.get(taken.headers["location"], headers=self.headers).json()
        return Ended(job)


class Ended:
    """A job that ended, read as an answer."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job_id, self.state = job["job_id"], job["state"]
        problem = job["problem"]
        self.status_code = 200 if problem is None else problem["status"]
        self._document = job["result"] if problem is None else problem

    def json(self) -> Any:
        """Its result or its problem."""
        return self._document


def carers_of(document: dict[str, Any]) -> dict[str, str]:
    """Who makes which visit of a plan."""
    return {
        stop["visit_id"]: each["carer_id"]
        for each in document["rounds"]
        for stop in each["stops"]
        if stop["visit_id"] is not None
    }


def visit(visit_id: str) -> dict[str, str]:
    """A visit of the morning in a document."""
    return {"visit_id": visit_id, "date": DATE}


def visit_of(who: dict[str, str], carer_id: str) -> str:
    """The first of the visits that a carer makes."""
    return min(visit_id for visit_id, each in who.items() if each == carer_id)


def swapped(who: dict[str, str], first: str, second: str) -> dict[str, Any]:
    """The swap of a visit of one carer with a visit of another."""
    return {
        "kind": "swap",
        "first": visit(visit_of(who, first)),
        "second": visit(visit_of(who, second)),
    }


def handed_over(who: dict[str, str], giver: str, taker: str) -> dict[str, Any]:
    """The hand-over of a visit of one carer to another."""
    return {"kind": "hand_over", "visit": visit(visit_of(who, giver)), "carer_id": taker}


def to_make(change: dict[str, Any]) -> dict[str, Any]:
    """A change that is to be made, with the rounds concerned free to move."""
    return {**COUNT, "change": change, "option": "rounds"}
