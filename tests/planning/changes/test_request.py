"""What a change asks for, and what is wrong with it."""

from dataclasses import replace
from datetime import timedelta

import judged
import pytest
from judged import MONDAY, at, clock, plan, windows

from scheduler.checker import check
from scheduler.domain.change import (
    Absence,
    Cancellation,
    Exchange,
    HandOver,
    NewPin,
    NewVisit,
    NewWindow,
    Overrun,
    RetiredPin,
    Swap,
    VisitPlace,
)
from scheduler.domain.shift import Break, ShiftKey
from scheduler.domain.visit import ClockWindow, Pin, VisitAgreement, VisitKey
from scheduler.errors import InputError
from scheduler.planning.changes.options import Options
from scheduler.planning.changes.published import Published
from scheduler.planning.changes.request import request
from scheduler.units import minutes


def published(now="07:00", **changes):
    """The hand-made team's legal plan, by the clock."""
    return Published(judged.team(**changes), judged.travel(), plan(), at(now))


def key(visit_id):
    """A visit of the day."""
    return VisitKey(visit_id, MONDAY)


def place(visit_id, number=1):
    """A place of a visit of the day."""
    return VisitPlace(key(visit_id), number)


def shift(carer_id):
    """The shift of a carer in the plan."""
    return next(each.shift for each in plan().rounds if each.shift.carer_id == carer_id)


def agreement(visit_id="v9", client_id="ca", day=MONDAY):
    """A visit nobody knew of."""
    return VisitAgreement(visit_id, client_id, day, windows("09:00-11:00"), 600)


C1, C2 = shift("c1"), shift("c2")

WRONG = [
    (Swap(place("v1"), place("v9")), "07:00", ["change-visit-unknown"]),
    (Swap(place("v1"), place("v2")), "07:00", ["change-of-nothing"]),
    (Swap(place("v3", 3), place("v4")), "07:00", ["change-visit-unknown"]),
    (Swap(place("v5"), place("v1")), "08:00", ["change-visit-begun", "change-visit-unassigned"]),
    (HandOver(place("v4"), "c2"), "07:00", ["change-of-nothing"]),
    (HandOver(place("v4"), "c9"), "07:00", ["change-carer-unknown"]),
    (HandOver(place("v4"), "c3"), "07:00", ["change-carer-off"]),
    (HandOver(place("v1"), "c2"), "07:30", ["change-visit-begun"]),
    (Exchange(C1, C1), "07:00", ["change-of-nothing"]),
    (Exchange(C1, ShiftKey("c2", at("06:00"))), "07:00", ["change-carer-off"]),
    (Absence("c9", at("07:00"), at("12:00")), "07:00", ["change-carer-unknown"]),
    (Absence("c1", at("20:00"), at("22:00")), "07:00", ["change-carer-off"]),
    (Overrun(key("v1"), 0), "07:00", ["number-out-of-range"]),
    (Overrun(key("v5"), 600), "07:00", ["change-visit-unassigned"]),
    (Overrun(key("v1"), 600), "09:00", ["change-visit-begun"]),
    (NewVisit(agreement("v1")), "07:00", ["id-duplicate"]),
    (NewVisit(agreement(client_id="cz")), "07:00", ["id-unknown"]),
    (NewVisit(agreement(day=MONDAY.replace(day=30))), "07:00", ["change-visit-unknown"]),
    (Cancellation(key("v9")), "07:00", ["change-visit-unknown"]),
    (Cancellation(key("v1")), "07:30", ["change-visit-begun"]),
    (NewWindow(key("v2"), ()), "07:00", ["value-missing"]),
    (NewWindow(key("v2"), windows("07:00-08:00")), "08:30", ["change-window-closed"]),
    (NewPin(Pin(key("v2"))), "07:00", ["pin-empty"]),
    (NewPin(Pin(key("v2"), 2, "c1")), "07:00", ["pin-no-such-place"]),
    (NewPin(Pin(key("v2"), 1, None, at("08:30"))), "07:00", ["pin-outside-windows"]),
    (RetiredPin(place("v2")), "07:00", ["change-not-pinned"]),
]


@pytest.mark.parametrize(("change", "now", "codes"), WRONG)
def test_everything_wrong_is_told_at_once(change, now, codes):
    """Each complaint has its code, the field it is about, and the value given."""
    with pytest.raises(InputError) as caught:
        request(published(now), change)
    assert sorted(finding.code for finding in caught.value.findings) == codes
    assert all(finding.column and finding.message for finding in caught.value.findings)


def test_a_swap_asks_each_carer_for_the_others_visit():
    """v1 of c1 and v4 of c2."""
    asked = request(published("06:30"), Swap(place("v1"), place("v4"))).asked
    assert asked == {place("v1"): {"c2"}, place("v4"): {"c1"}}


def test_an_exchange_leaves_what_has_begun():
    """c1 is at v1 already: what is left of both rounds changes hands."""
    asked = request(published("07:45"), Exchange(C1, C2)).asked
    assert asked == {
        place("v3", 1): {"c2"},
        place("v2"): {"c2"},
        place("v3", 2): {"c1"},
        place("v4"): {"c1"},
    }


def test_a_pin_on_what_is_so_already_asks_for_nothing():
    """The visit stays where it stands, from now on for good."""
    asked = request(published(), NewPin(Pin(key("v2"), 1, "c1", at("09:15"))))
    assert asked.asked == {}
    assert asked.team.pins == (Pin(key("v2"), 1, "c1", at("09:15")),)


def test_a_pin_replaces_the_one_that_was_there():
    """One pin for each place, and none once it is retired."""
    first = request(published(), NewPin(Pin(key("v2"), 1, "c1"))).team
    there = Published(first, judged.travel(), plan(), at("07:00"))
    second = request(there, NewPin(Pin(key("v2"), 1, None, at("09:15")))).team
    assert second.pins == (Pin(key("v2"), 1, None, at("09:15")),)
    gone = Published(second, judged.travel(), plan(), at("07:00"))
    assert request(gone, RetiredPin(place("v2"))).team.pins == ()


def test_a_cancelled_visit_is_no_visit():
    """The team after it has no such visit on that date."""
    team = request(published(), Cancellation(key("v2"))).team
    after = Published(team, judged.travel(), plan(), at("07:00"))
    assert key("v2") not in after.visits
    assert key("v2") in published().visits


def test_new_windows_replace_those_agreed():
    """Only on that date."""
    change = NewWindow(key("v2"), (ClockWindow(clock("09:30"), clock("09:40")),))
    team = request(published(), change).team
    after = Published(team, judged.travel(), plan(), at("07:00")).visits[key("v2")]
    assert [(each.opens, each.closes) for each in after.windows] == [(at("09:30"), at("09:40"))]


def test_an_absence_before_the_shift_takes_it_away():
    """Nobody has begun: the whole shift goes."""
    team = request(published("06:00"), Absence("c1", at("06:00"), at("23:00"))).team
    assert not any(each.carer_id == "c1" for each in team.shifts)


def test_who_falls_ill_finishes_the_visit_and_goes_home():
    """c1 is at v1 until 08:00; the shift ends when c1 is home, and the later break goes."""
    team = request(published("07:45"), Absence("c1", at("07:45"), at("23:00"))).team
    short = next(each for each in team.shifts if each.carer_id == "c1")
    assert at("08:00") < short.end < at("08:30")
    assert short.breaks == ()
    assert short.appointments == ()


def test_a_visit_that_takes_longer_makes_break_and_shift_later_where_it_must():
    """v4 lasts until 13:10: the break comes after it, and the shift ends when c2 is home."""
    change = Overrun(key("v4"), 4 * 3600)
    team = request(published("08:50"), change).team
    before = next(each for each in published().team.shifts if each.carer_id == "c2")
    after = next(each for each in team.shifts if each.carer_id == "c2")
    assert after.end > before.end
    assert after.breaks[0].latest >= at("13:10")
    assert after.breaks[0].seconds == before.breaks[0].seconds


@pytest.mark.parametrize(("longer", "held"), [(30, True), (75, False)])
def test_who_is_late_for_a_meeting_comes_later_or_not_at_all(longer, held):
    """v2 ends after ten: c1 joins the meeting on arrival at the base, or goes on without it."""
    asked = request(published("09:20"), Overrun(key("v2"), minutes(longer)))
    ready = at("09:35") + timedelta(minutes=longer)
    shift = next(each for each in asked.team.shifts if each.carer_id == "c1")
    expected = ready + timedelta(seconds=int(judged.BIKE_SECONDS[3, 0]))
    assert [(each.start, each.end) for each in shift.appointments] == (
        [(expected, at("10:30"))] if held else []
    )
    plan_after = Options(published("09:20"), asked).unmoved.plan
    assert check(asked.team, judged.travel(), plan_after) == ()


def test_a_break_that_no_longer_fits_before_a_meeting_is_taken_after_it():
    """v1 lasts until 09:45: there is no quarter left before the meeting."""
    team = judged.with_shift(
        judged.team(), "c1", breaks=(Break(minutes(15), at("09:00"), at("10:00")),)
    )
    asked = request(replace(published("09:20"), team=team), Overrun(key("v2"), minutes(20)))
    shift = next(each for each in asked.team.shifts if each.carer_id == "c1")
    assert shift.breaks == (Break(minutes(15), at("09:00"), at("10:00")),)
    late = request(replace(published("07:40"), team=team), Overrun(key("v1"), minutes(105)))
    shift = next(each for each in late.team.shifts if each.carer_id == "c1")
    assert [each.start for each in shift.appointments] == [at("10:00")]
    assert shift.breaks[0].latest == at("10:45")
