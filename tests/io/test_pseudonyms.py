"""What a planner sees: the same plan and the same team, and nobody in them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import judged
import numpy as np
import pytest
from judged import MONDAY, plan

from scheduler.domain.agreements import Agreements
from scheduler.domain.carer import Carer, Discipline, Mode
from scheduler.domain.client import Client, PastVisit
from scheduler.domain.location import Location
from scheduler.domain.shift import Endpoint, Shift
from scheduler.domain.team import Team
from scheduler.domain.visit import Amendment, Dependency, Pin, VisitAgreement, VisitKey
from scheduler.geo.earth import great_circle_metres
from scheduler.io.plan_document import PlanDocument, ProvenanceEntry
from scheduler.io.plan_json import plan_document, plan_of
from scheduler.io.pseudonyms import Pseudonyms, coarse, pseudonymous_plan, pseudonymous_team
from scheduler.io.team import read_team_document, write_team_document
from scheduler.planning.judging import report_of

KEY = bytes(range(32))
CANARY = "canary"


def canaries() -> Team:
    """A team that has a canary wherever it can have a text."""
    doors = [Location(52.55 + n / 1000, 5.91 + n / 700) for n in range(4)]
    return Team(
        team_id="kampen-south",
        name="canary team",
        timezone=judged.ZONE,
        base=doors[0],
        network="canary-street.osm.pbf",
        agreements=Agreements(),
        carers=(
            Carer("canary-c1", "Canary Anna", Discipline.NURSE, frozenset({"canary-skill"}),
                  Mode.BIKE, doors[1], 1440 * 60),
            Carer("canary-c2", "Canary Ben", Discipline.ASSISTANT, frozenset(), Mode.CAR, None),
        ),
        shifts=(Shift("canary-c1", judged.at("07:00"), judged.at("12:00"), Endpoint.HOME),),
        clients=(
            Client("canary-k2", "Canary Smit", doors[2], "Canary 1", "canary-c1",
                   frozenset({"canary-c2"}), frozenset({"canary-c1"})),
            Client("canary-k1", "Canary Vries", doors[3], "Canary 2"),
        ),
        visits=(
            VisitAgreement("canary-v1", "canary-k2", MONDAY, judged.windows("07:00-09:00"), 600,
                           places=(frozenset({"canary-skill"}), frozenset({"nurse"})),
                           omaha="canary 27-I"),
            VisitAgreement("canary-v2", "canary-k1", MONDAY, judged.windows("07:00-11:00"), 600,
                           dependency=Dependency("canary-v1", 60)),
        ),
        history=(
            PastVisit(date(2026, 11, 20), "canary-k1", "canary-left"),
            PastVisit(date(2026, 11, 21), "canary-k1", "canary-c1"),
        ),
        pins=(Pin(VisitKey("canary-v1", MONDAY), 1, "canary-c1", judged.at("08:00")),),
        amendments=(Amendment(VisitKey("canary-v2", MONDAY), service_seconds=1200),),
    )  # fmt: skip


def texts(of: object) -> Iterator[str]:
    """Every text of a JSON document, keys included."""
    if isinstance(of, str):
        yield of
    elif isinstance(of, dict):
        for name, value in of.items():
            yield from (name, *texts(value))
    elif isinstance(of, list):
        for each in of:
            yield from texts(each)


def document() -> PlanDocument:
    """The plan of the hand-made team, its ids and texts canaries."""
    names = {
        name: f"canary-{name}"
        for name in ("c1", "c2", "c3", "ca", "cb", "cc", "cd", "v1", "v2", "v3", "v4", "v5")
    }
    team, of = judged.renamed(judged.team(), names), judged.renamed(plan(), names)
    made = plan_document(report_of(team, judged.travel(), of))
    left = [
        each.model_copy(
            update={
                "reasons": tuple(
                    reason.model_copy(update={"text": "canary said no"}) for reason in each.reasons
                )
            }
        )
        for each in made.unassigned
    ]
    came = made.provenance.model_dump() | {"stopped": "canary", "rounds_version": "canary"}
    return made.model_copy(
        update={"unassigned": tuple(left), "provenance": ProvenanceEntry(**came)}
    )


def test_no_text_of_a_team_is_left() -> None:
    """Names, addresses, ids, words and references, wherever they stood."""
    before = list(texts(json.loads(json.dumps(write_team_document(canaries())))))
    assert sum(CANARY in each.lower() for each in before) > 20
    after = list(texts(json.loads(json.dumps(pseudonymous_team(canaries(), KEY)))))
    assert not [each for each in after if CANARY in each.lower()]


def test_no_text_of_a_plan_is_left() -> None:
    """Ids, reasons, and how it came about."""
    before = list(texts(json.loads(document().model_dump_json())))
    assert sum(CANARY in each.lower() for each in before) > 20
    after = list(texts(json.loads(pseudonymous_plan(document(), KEY).model_dump_json())))
    assert not [each for each in after if CANARY in each.lower()]


def test_the_team_can_be_read() -> None:
    """It asks for as much as before: the same numbers of everything, on the same dates."""
    team, before = read_team_document(pseudonymous_team(canaries(), KEY)), canaries()
    for part in ("carers", "shifts", "clients", "visits", "history", "pins", "amendments"):
        assert len(getattr(team, part)) == len(getattr(before, part))
    (pin,) = team.pins
    names = Pseudonyms(KEY, before.team_id)
    assert pin == Pin(
        VisitKey(names.visit("canary-v1"), MONDAY), 1, names.carer("canary-c1"), judged.at("08:00")
    )
    tied = next(each for each in team.visits if each.dependency is not None)
    assert tied.dependency == Dependency(names.visit("canary-v1"), 60)


def test_plan_and_team_speak_of_the_same() -> None:
    """Who makes a visit of the plan is a carer of the team, at the client of the team's visit."""
    team = judged.with_shift(judged.team(), "c2", breaks=())
    seen = read_team_document(pseudonymous_team(team, KEY))
    shown = plan_document(report_of(judged.team(), judged.travel(), plan()))
    shown = pseudonymous_plan(shown, KEY)
    stops = [(each.carer_id, stop) for each in shown.rounds for stop in each.stops if stop.visit_id]
    assert {carer for carer, _ in stops} <= seen.carer_by_id.keys()
    client_of = {each.visit_id: each.client_id for each in seen.visits}
    assert {stop.visit_id: stop.client_id for _, stop in stops}.items() <= client_of.items()


def test_a_plan_stays_the_plan_that_it_is() -> None:
    """Starts, legs and score are those of before."""
    before, after = document(), pseudonymous_plan(document(), KEY)
    assert after.score == before.score
    assert sorted((stop.start, stop.end) for each in after.rounds for stop in each.stops) == sorted(
        (stop.start, stop.end) for each in before.rounds for stop in each.stops
    )
    assert len(plan_of(after).unassigned) == len(before.unassigned)


def test_words_for_qualifications_stay_alike() -> None:
    """Who could make a visit still can; a discipline is one of four and stays."""
    team = read_team_document(pseudonymous_team(canaries(), KEY))
    asked = next(each.places for each in team.visits if len(each.places) == 2)
    skilled = next(each for each in team.carers if each.discipline is Discipline.NURSE)
    assert asked[0] <= skilled.qualifications
    assert asked[1] == {"nurse"}


def test_pseudonyms_differ_by_key_team_and_kind() -> None:
    """The same id of another team, or of another kind, is somebody else."""
    names = Pseudonyms(KEY, "a")
    others = {
        names.client("x"),
        names.carer("x"),
        names.visit("x"),
        Pseudonyms(KEY, "b").client("x"),
        Pseudonyms(KEY[::-1], "a").client("x"),
    }
    assert len(others) == 5
    assert names.client("x") == Pseudonyms(KEY, "a").client("x")


def test_a_short_key_is_refused() -> None:
    """Nor does it show in what is printed of the pseudonyms."""
    with pytest.raises(ValueError, match="31 bytes"):
        Pseudonyms(KEY[1:], "a")
    assert str(KEY) not in repr(Pseudonyms(KEY, "a"))


@pytest.mark.parametrize(
    "place",
    [
        Location(52.5551, 5.911),
        Location(-33.9, -70.6),
        Location(0.0, 0.0),
        Location(71.0, -179.9),
    ],
)
def test_a_place_is_as_near_as_half_a_cell(place: Location) -> None:
    """Neighbours of one cell have one place, at most 354 m away."""
    found = coarse(place)
    assert coarse(found) == found
    ends = (found.lat, found.lon, place.lat, place.lon)
    assert great_circle_metres(*(np.array(each) for each in ends)) <= 354.5


def test_places_of_one_cell_are_one() -> None:
    """And the order of rows tells nothing: it is that of the pseudonyms."""
    team = canaries()
    near = replace(team.clients[0], client_id="k3", location=Location(52.55201, 5.91286))
    seen = read_team_document(pseudonymous_team(replace(team, clients=(*team.clients, near)), KEY))
    assert [each.client_id for each in seen.clients] == sorted(seen.client_by_id)
    assert len({each.location for each in seen.clients}) < len(seen.clients)
