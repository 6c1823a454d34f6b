"""What has begun by the clock."""

from datetime import timedelta

import judged
import pytest
from judged import at, plan

from scheduler.begun import begun_stops, begun_visits, undone
from scheduler.domain.visit import VisitKey
from scheduler.plan import StopKind
from scheduler.units import after

SECOND = timedelta(seconds=1)


def round_of_c1():
    """The round of c1 in the legal plan."""
    return next(each for each in plan().rounds if each.shift.carer_id == "c1")


def begun_of_c1(now, running=None):
    """Visit ids, or kinds, of the stops of c1 that have begun."""
    stops = begun_stops(round_of_c1(), now, running)
    return [stop.visit.visit_id if stop.visit else stop.kind.value for stop in stops]


def setting_out(position):
    """The latest moment to leave for a stop of c1."""
    stop = round_of_c1().stops[position]
    return after(stop.start, -stop.leg.seconds)


def test_nothing_begins_before_the_carer_sets_out():
    """A second before the first leg the whole round is free."""
    assert begun_of_c1(setting_out(1) - SECOND) == []


def test_a_visit_begins_when_its_carer_sets_out():
    """Who is on the way goes on."""
    assert begun_of_c1(setting_out(1)) == ["start", "v1"]


def test_who_would_wait_at_a_door_is_still_free():
    """The next visit has not begun while there is time left before the leg to it."""
    assert round_of_c1().stops[2].waiting_seconds > 0
    assert begun_of_c1(setting_out(2) - SECOND) == ["start", "v1"]
    assert begun_of_c1(setting_out(2)) == ["start", "v1", "v3"]


def test_a_break_on_arrival_brings_its_carer_to_the_next_visit():
    """The carer stands where the visit behind the break is."""
    assert begun_of_c1(setting_out(3)) == ["start", "v1", "v3", "break", "v2"]


def test_nothing_has_begun_behind_a_visit_that_is_going_on():
    """A visit known to be running holds back what the plan says of later ones."""
    later = at("09:15")
    assert begun_of_c1(later, VisitKey("v3", judged.MONDAY)) == ["start", "v1", "v3"]


def test_a_round_is_over_once_its_carer_goes_home():
    """The end is a stop like others."""
    assert begun_of_c1(setting_out(6))[-1] == "end"


def test_visits_of_all_rounds_are_told():
    """Begun visits come with their rounds."""
    told = [
        (each.shift.carer_id, stop.visit.visit_id)
        for each, stop in begun_visits(plan(), at("08:30"))
    ]
    assert told == [("c1", "v1"), ("c1", "v3"), ("c2", "v3")]


@pytest.mark.parametrize(("hour", "lost"), [("07:00", ()), ("08:31", ("v1", "v3"))])
def test_what_had_begun_and_is_gone_is_told(hour, lost):
    """A later plan without the round of c1 loses what c1 had begun, and nothing else."""
    told = undone(plan(), plan(c1=[]), at(hour))
    assert [text.split()[1] for text in told] == list(lost)


def test_another_start_of_a_begun_visit_is_told():
    """A begun visit keeps its start to the second."""
    later = plan(c1=[*judged.c1_doings()[:1], *judged.c1_doings()[1:]])
    moved = judged.with_stop(later, "c1", 1, start=at("07:31"))
    assert undone(plan(), moved, at("08:00")) != ()
    assert undone(plan(), later, at("08:00")) == ()


def test_breaks_and_appointments_are_no_visits():
    """Only visits are told as begun."""
    kinds = {stop.kind for _, stop in begun_visits(plan(), at("12:00"))}
    assert kinds == {StopKind.VISIT}
