"""What of a team a plan depends on, and what it does not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from judged import at, windows
from publications import HORIZON, key, longer, team

from scheduler.domain.agreements import Agreements
from scheduler.domain.client import Client, PastVisit
from scheduler.domain.location import Location
from scheduler.domain.team import Team
from scheduler.domain.visit import Amendment, Pin, VisitAgreement
from scheduler.io.team_digest import changed_parts, team_digest


def files(of: Team) -> tuple[str, ...]:
    """Which files differ from those of the team as it is."""
    return changed_parts(team_digest(team(), HORIZON), team_digest(of, HORIZON))


def first_carer(**changes: object) -> Team:
    """The team with another first carer."""
    first, *others = team().carers
    return replace(team(), carers=(replace(first, **changes), *others))


@pytest.mark.parametrize(
    ("of", "file"),
    [
        (lambda: longer(team(), "v1"), "visits.csv or amendments.csv"),
        (
            lambda: replace(team(), amendments=(Amendment(key("v1"), service_seconds=60),)),
            "visits.csv or amendments.csv",
        ),
        (lambda: first_carer(qualifications=frozenset()), "carers.csv"),
        (lambda: first_carer(home=Location(52.5, 5.91)), "carers.csv"),
        (
            lambda: replace(
                team(), shifts=(replace(team().shifts[0], end=at("13:00")), *team().shifts[1:])
            ),
            "shifts.csv",
        ),
        (
            lambda: replace(
                team(),
                clients=(
                    replace(team().clients[0], refuses=frozenset({"c1"})),
                    *team().clients[1:],
                ),
            ),
            "clients.csv",
        ),
        (lambda: replace(team(), pins=(Pin(key("v1"), 1, "c1"),)), "pins.csv"),
        (
            lambda: replace(team(), agreements=Agreements(weights={"travel": 1})),
            "team.toml",
        ),
    ],
)
def test_what_a_plan_depends_on_is_noticed_under_its_file(
    of: Callable[[], Team], file: str
) -> None:
    """One thing changed at a time."""
    assert files(of()) == (file,)


@pytest.mark.parametrize(
    "of",
    [
        lambda: replace(team(), name="Other"),
        lambda: first_carer(name="Other"),
        lambda: replace(team(), clients=(*team().clients, Client("k9", "", Location(52, 5)))),
        lambda: replace(
            team(),
            visits=(
                *team().visits,
                VisitAgreement("v9", "k1", date(2026, 11, 30), windows("08:00-09:00"), 600),
            ),
        ),
        lambda: replace(team(), history=(PastVisit(date(2026, 11, 22), "k1", "c1"),)),
        lambda: replace(team(), shifts=team().shifts[::-1]),
    ],
    ids=["name", "carer's name", "new client", "next week", "yesterday's history", "order"],
)
def test_what_a_plan_does_not_depend_on_is_no_matter(of: Callable[[], Team]) -> None:
    """The team may be kept up to date while a plan is carried out."""
    assert files(of()) == ()
