"""Where a carer stands by the clock, seen from what was planned to come next."""

from dataclasses import replace
from pathlib import Path

from judged import at
from publications import (
    MADE,
    change,
    hand_over,
    key,
    opened,
    plan,
    published,
    round_of,
    signed,
    start_of,
    team,
)

from scheduler.domain.change import Overrun
from scheduler.domain.shift import Break
from scheduler.plan import Stop, StopKind
from scheduler.planning.publishing import publish
from scheduler.units import after, minutes


def test_what_was_to_begin_before_a_long_visit_ends_is_pushed_behind_it(tmp_path: Path) -> None:
    """v1 takes until ten: v2 stays with c1, five minutes later."""
    publication = published(tmp_path)
    version = change(publication, Overrun(key("v1"), minutes(60)), "08:40").version
    made = {visit.visit_id: each.shift.carer_id for visit, each, _ in version.plan.filled_places()}
    assert made["v2"] == "c1"
    assert start_of(version, "v2") == at("10:05")
    assert start_of(version, "v3") == at("10:40")


def test_a_break_that_begins_as_a_visit_ends_is_still_to_come(tmp_path: Path) -> None:
    """c3 is with v7 and has a break right behind it: a change for others can be asked."""
    end = after(at("10:00"), minutes(30))
    pause = Break(minutes(30), at("10:00"), at("11:00"))
    shifts = tuple(
        replace(each, breaks=(pause,)) if each.carer_id == "c3" else each for each in team().shifts
    )
    first, visit, last = round_of("c3", [("v7", "10:00")]).stops
    rest = Stop(StopKind.BREAK, replace(visit.leg, seconds=0, metres=0), end, end, pause.latest)
    home = after(pause.latest, minutes(5))
    stops = (first, visit, rest, replace(last, arrival=home, start=home, end=home))
    rounds = (*plan().rounds[:2], replace(plan().rounds[2], stops=stops))
    publication = opened(tmp_path, replace(team(), shifts=shifts))
    publish(publication, replace(plan(), rounds=rounds), MADE, signed("06:00"))
    version = change(publication, hand_over("v3", "c3"), "10:20").version
    assert start_of(version, "v7") == at("10:00")
    assert start_of(version, "v3") >= at("11:00")
