"""What falls on the dates that are planned: occurrences, windows, shifts, visits, places."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.agreements import Agreements
from scheduler.domain.carer import Carer, Discipline, Mode
from scheduler.domain.client import Client
from scheduler.domain.horizon import (
    Horizon,
    locations_in,
    occurrences,
    shifts_in,
    visits_in,
    windows_on,
)
from scheduler.domain.location import Location
from scheduler.domain.shift import Appointment, Endpoint, Shift, ShiftKey, ShiftKind
from scheduler.domain.team import Team
from scheduler.domain.visit import (
    Amendment,
    ClockWindow,
    Dependency,
    Recurrence,
    VisitAgreement,
    VisitKey,
    Window,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY = date(2026, 11, 23)
SPRING = date(2026, 3, 29)
AUTUMN = date(2026, 10, 25)
BASE, HOME, DOOR = Location(52.55, 5.91), Location(52.56, 5.92), Location(52.57, 5.93)
ALWAYS = (ClockWindow(0, 86_400),)


def utc(*parts: int) -> datetime:
    """An instant."""
    return datetime(*parts, tzinfo=UTC)


def clock(shown: str) -> int:
    """Seconds of the day."""
    hours, minutes = shown.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def span(opens: str, closes: str) -> ClockWindow:
    """A window by the clock."""
    return ClockWindow(clock(opens), clock(closes))


def visit(visit_id: str, dates, **changes) -> VisitAgreement:
    """An agreement with the one client."""
    return replace(VisitAgreement(visit_id, "k1", dates, ALWAYS, 600), **changes)


def team(*visits: VisitAgreement, shifts: tuple[Shift, ...] = ()) -> Team:
    """A team of one carer with a home, one without, and one client."""
    carers = (
        Carer("c1", "One", Discipline.NURSE, frozenset({"wound"}), Mode.BIKE, HOME),
        Carer("c2", "Two", Discipline.ASSISTANT, frozenset(), Mode.CAR, None),
    )
    clients = (Client("k1", "Client", DOOR),)
    return Team("t", "T", AMSTERDAM, BASE, "", Agreements(), carers, shifts, clients, visits)


def test_a_horizon_knows_its_dates():
    """First, last and all between."""
    horizon = Horizon(MONDAY, 3)
    assert horizon.last_date == date(2026, 11, 25)
    assert horizon.dates == (MONDAY, date(2026, 11, 24), date(2026, 11, 25))
    assert date(2026, 11, 25) in horizon
    assert date(2026, 11, 26) not in horizon
    assert date(2026, 11, 22) not in horizon


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (MONDAY, [23]),
        (date(2026, 11, 30), []),
        (date(2026, 11, 22), []),
        (Recurrence("FREQ=DAILY", MONDAY), [23, 24, 25, 26, 27, 28, 29]),
        (Recurrence("FREQ=DAILY;INTERVAL=2", date(2026, 11, 22)), [24, 26, 28]),
        (Recurrence("FREQ=WEEKLY;BYDAY=MO,TH", date(2026, 1, 1)), [23, 26]),
        (Recurrence("FREQ=DAILY", date(2026, 11, 1), date(2026, 11, 24)), [23, 24]),
        (Recurrence("FREQ=DAILY", date(2026, 11, 28)), [28, 29]),
        (Recurrence("FREQ=DAILY;COUNT=2", date(2026, 11, 24)), [24, 25]),
        (Recurrence("FREQ=DAILY;UNTIL=20261125", date(2026, 11, 1)), [23, 24, 25]),
        (Recurrence("FREQ=MONTHLY;BYDAY=-1SA", date(2026, 1, 1)), [28]),
        (Recurrence("FREQ=DAILY;COUNT=2", date(2026, 1, 1)), []),
    ],
)
def test_occurrences_within_a_week(dates, expected):
    """One date, and rules with intervals, weekdays, counts and ends."""
    found = occurrences(dates, MONDAY, date(2026, 11, 29))
    assert [each.day for each in found] == expected


@pytest.mark.parametrize(
    ("window", "day", "expected"),
    [
        (span("07:00", "09:30"), MONDAY, [((23, 6, 0), (23, 8, 30))]),
        (span("22:00", "25:30"), MONDAY, [((23, 21, 0), (24, 0, 30))]),
        (span("07:00", "07:00"), MONDAY, [((23, 6, 0), (23, 6, 0))]),
    ],
)
def test_windows_on_an_ordinary_date(window, day, expected):
    """Also past midnight, and of a single instant."""
    assert windows_on(window, day, AMSTERDAM) == tuple(
        Window(utc(2026, 11, *opens), utc(2026, 11, *closes)) for opens, closes in expected
    )


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        ("01:00", "04:00", [(0, 0, 0), (2, 0, 0)]),
        ("02:15", "03:30", [(1, 0, 0), (1, 30, 0)]),
        ("01:30", "02:30", [(0, 30, 0), (0, 59, 59)]),
        ("02:00", "02:59", None),
        ("03:00", "04:00", [(1, 0, 0), (2, 0, 0)]),
    ],
)
def test_windows_on_the_night_that_leaves_an_hour_out(opens, closes, expected):
    """What clocks show of a window is left of it."""
    windows = windows_on(span(opens, closes), SPRING, AMSTERDAM)
    if expected is None:
        assert windows == ()
    else:
        assert windows == (Window(*(utc(2026, 3, 29, *each) for each in expected)),)


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        ("00:30", "04:00", [((24, 22, 30, 0), (25, 3, 0, 0))]),
        ("02:00", "03:00", [((25, 0, 0, 0), (25, 2, 0, 0))]),
        ("02:15", "02:45", [((25, 0, 15, 0), (25, 0, 45, 0)), ((25, 1, 15, 0), (25, 1, 45, 0))]),
        ("01:00", "02:30", [((24, 23, 0, 0), (25, 0, 30, 0)), ((25, 1, 0, 0), (25, 1, 30, 0))]),
        ("02:30", "04:00", [((25, 0, 30, 0), (25, 0, 59, 59)), ((25, 1, 30, 0), (25, 3, 0, 0))]),
    ],
)
def test_windows_on_the_night_that_doubles_an_hour(opens, closes, expected):
    """Both showings of a clock time count, and no other clock time between them."""
    assert windows_on(span(opens, closes), AUTUMN, AMSTERDAM) == tuple(
        Window(utc(2026, 10, *first), utc(2026, 10, *last)) for first, last in expected
    )


def test_the_night_before_reaches_into_the_doubled_hour():
    """26:15 on the eve is shown twice as well."""
    eve = AUTUMN - timedelta(days=1)
    assert windows_on(span("26:15", "26:45"), eve, AMSTERDAM) == windows_on(
        span("02:15", "02:45"), AUTUMN, AMSTERDAM
    )


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    day=st.sampled_from([SPRING, AUTUMN, SPRING - timedelta(days=1), AUTUMN - timedelta(days=1)]),
    opens=st.integers(0, 47 * 4),
    length=st.integers(0, 12),
    zone=st.sampled_from(["Europe/Amsterdam", "Europe/London", "Asia/Kathmandu"]),
)
def test_windows_hold_just_the_instants_whose_clock_time_lies_in_them(day, opens, length, zone):
    """Against every quarter of an hour of the three days around, by the clock itself."""
    here = ZoneInfo(zone)
    window = ClockWindow(opens * 900, min((opens + length) * 900, 48 * 3600 - 900))
    windows = windows_on(window, day, here)
    midnight = datetime.combine(day, datetime.min.time())
    first = utc(day.year, day.month, day.day) - timedelta(hours=12)
    for quarter in range(4 * 72):
        instant = first + timedelta(minutes=15 * quarter)
        shown = (instant.astimezone(here).replace(tzinfo=None) - midnight).total_seconds()
        inside = any(each.opens <= instant <= each.closes for each in windows)
        assert inside == (window.opens <= shown <= window.closes)


def test_only_work_shifts_that_start_on_the_dates_are_planned_on():
    """On-call shifts and other dates are left out; local midnight divides the dates."""
    kept = Shift("c1", utc(2026, 11, 22, 23), utc(2026, 11, 23, 7))
    early = Shift("c1", utc(2026, 11, 22, 22, 59), utc(2026, 11, 22, 23))
    late = Shift("c1", utc(2026, 11, 23, 23), utc(2026, 11, 24, 3))
    on_call = Shift("c2", utc(2026, 11, 23, 7), utc(2026, 11, 23, 9), kind=ShiftKind.ON_CALL)
    assert shifts_in(team(shifts=(early, kept, on_call, late)), Horizon(MONDAY)) == (kept,)


def test_visits_are_in_order_of_date_and_then_of_the_team():
    """And carry what was agreed."""
    daily = Recurrence("FREQ=DAILY", MONDAY)
    first, second = visit("a", daily, wished_start=clock("08:00"), load=4), visit("b", daily)
    visits = visits_in(team(first, second), Horizon(MONDAY, 2))
    assert [str(each.key) for each in visits] == [
        "a on 2026-11-23", "b on 2026-11-23", "a on 2026-11-24", "b on 2026-11-24",
    ]  # fmt: skip
    assert visits[2].wished_start == utc(2026, 11, 24, 7)
    assert (visits[2].load, visits[2].service_seconds, visits[2].client_id) == (4, 600, "k1")
    assert visits[1].wished_start is None


def test_a_visit_of_the_spring_night_loses_what_clocks_do_not_show():
    """Its window and its wished start, but not its place in the plan."""
    nightly = visit(
        "n", Recurrence("FREQ=DAILY", SPRING), windows=(span("02:00", "02:45"),),
        wished_start=clock("02:30"),
    )  # fmt: skip
    lost, whole = visits_in(team(nightly), Horizon(SPRING, 2))
    assert (lost.windows, lost.wished_start) == ((), None)
    assert len(whole.windows) == 1


def test_the_first_showing_of_a_wished_start_counts():
    """On the autumn night."""
    (only,) = visits_in(team(visit("n", AUTUMN, wished_start=clock("02:30"))), Horizon(AUTUMN))
    assert only.wished_start == utc(2026, 10, 25, 0, 30)


def test_a_dependency_points_at_the_visit_of_the_same_date():
    """Where both recur."""
    daily = Recurrence("FREQ=DAILY", MONDAY)
    later = visit("b", daily, dependency=Dependency("a", 60, 120))
    visits = visits_in(team(visit("a", daily), later), Horizon(MONDAY, 2))
    assert [each.after for each in visits] == [
        None, VisitKey("a", MONDAY), None, VisitKey("a", MONDAY + timedelta(days=1)),
    ]  # fmt: skip
    assert (visits[1].min_gap_seconds, visits[1].max_gap_seconds) == (60, 120)


def test_a_dependency_points_at_the_only_date_of_the_other_visit():
    """Even from a later date, as long as that date is planned."""
    later = visit("b", Recurrence("FREQ=DAILY", MONDAY), dependency=Dependency("a"))
    agreed = team(visit("a", MONDAY), later)
    both = visits_in(agreed, Horizon(MONDAY, 2))
    assert [each.after for each in both if each.key.visit_id == "b"] == [VisitKey("a", MONDAY)] * 2
    (alone,) = visits_in(agreed, Horizon(MONDAY + timedelta(days=1)))
    assert alone.after is None


def test_a_dependency_on_a_visit_that_is_not_on_the_date_is_none():
    """The other one recurs on other weekdays."""
    other = visit("a", Recurrence("FREQ=WEEKLY;BYDAY=TU", MONDAY))
    later = visit("b", Recurrence("FREQ=DAILY", MONDAY), dependency=Dependency("a"))
    visits = visits_in(team(other, later), Horizon(MONDAY))
    assert [each.after for each in visits] == [None]


def amended(agreed: Team, day: date, visit_id: str = "a", **differences) -> Team:
    """The team with one amendment."""
    amendment = Amendment(VisitKey(visit_id, day), **differences)
    return replace(agreed, amendments=(*agreed.amendments, amendment))


def test_a_cancelled_visit_is_left_out_on_its_date_alone():
    """Neither its other dates nor the other visits of the date are touched."""
    daily = Recurrence("FREQ=DAILY", MONDAY)
    agreed = amended(team(visit("a", daily), visit("b", daily)), MONDAY, cancelled=True)
    assert [str(each.key) for each in visits_in(agreed, Horizon(MONDAY, 2))] == [
        "b on 2026-11-23", "a on 2026-11-24", "b on 2026-11-24",
    ]  # fmt: skip


def test_amended_windows_take_the_place_of_those_agreed():
    """All of them, on the one date; nothing else differs."""
    two = (span("07:00", "08:00"), span("16:00", "17:00"))
    agreed = team(visit("a", Recurrence("FREQ=DAILY", MONDAY), windows=two))
    horizon = Horizon(MONDAY, 2)
    first, second = visits_in(agreed, horizon)
    moved = amended(agreed, MONDAY, windows=(span("12:00", "13:30"),))
    assert visits_in(moved, horizon) == (
        replace(first, windows=(Window(utc(2026, 11, 23, 11), utc(2026, 11, 23, 12, 30)),)),
        second,
    )


def test_an_amended_length_is_that_of_its_date_alone():
    """Nothing else differs, not even a wish that the agreed windows do not allow."""
    late = (span("09:00", "10:00"),)
    daily = Recurrence("FREQ=DAILY", MONDAY)
    agreed = team(visit("a", daily, windows=late, wished_start=clock("08:00")))
    horizon = Horizon(MONDAY, 2)
    first, second = visits_in(agreed, horizon)
    longer = amended(agreed, MONDAY, service_seconds=2400)
    assert visits_in(longer, horizon) == (replace(first, service_seconds=2400), second)


@pytest.mark.parametrize(
    ("windows", "wished"),
    [
        (("07:30", "08:30"), utc(2026, 11, 23, 7)),
        (("06:00", "08:00"), utc(2026, 11, 23, 7)),
        (("08:00", "09:00"), utc(2026, 11, 23, 7)),
        (("08:01", "09:00"), None),
        (("06:00", "07:59"), None),
    ],
)
def test_a_wished_start_outside_the_amended_windows_is_no_wish(windows, wished):
    """A client who asks for another time of the day does not wish for the usual one."""
    agreed = team(visit("a", MONDAY, wished_start=clock("08:00")))
    (only,) = visits_in(amended(agreed, MONDAY, windows=(span(*windows),)), Horizon(MONDAY))
    assert only.wished_start == wished


def test_a_visit_that_depends_on_a_cancelled_one_depends_on_nothing():
    """On that date; on the next one it follows again."""
    daily = Recurrence("FREQ=DAILY", MONDAY)
    agreed = team(visit("a", daily), visit("b", daily, dependency=Dependency("a", 60, 120)))
    visits = visits_in(amended(agreed, MONDAY, cancelled=True), Horizon(MONDAY, 2))
    tuesday = MONDAY + timedelta(days=1)
    assert [(str(each.key), each.after) for each in visits] == [
        ("b on 2026-11-23", None),
        ("a on 2026-11-24", None),
        ("b on 2026-11-24", VisitKey("a", tuesday)),
    ]


def test_visits_of_all_dates_that_depend_on_one_cancelled_visit_depend_on_nothing():
    """Where the other visit has just the one date."""
    later = visit("b", Recurrence("FREQ=DAILY", MONDAY), dependency=Dependency("a"))
    agreed = amended(team(visit("a", MONDAY), later), MONDAY, cancelled=True)
    visits = visits_in(agreed, Horizon(MONDAY, 2))
    assert [(each.key.visit_id, each.after) for each in visits] == [("b", None), ("b", None)]


def test_a_visit_with_other_windows_is_still_followed():
    """Only a cancellation lets a dependency fall away."""
    agreed = team(visit("a", MONDAY), visit("b", MONDAY, dependency=Dependency("a", 60)))
    visits = visits_in(amended(agreed, MONDAY, windows=ALWAYS), Horizon(MONDAY))
    assert [each.after for each in visits] == [None, VisitKey("a", MONDAY)]


@pytest.mark.parametrize(
    ("day", "windows"),
    [
        (SPRING, [((29, 0, 30), (29, 1, 30))]),
        (AUTUMN, [((24, 23, 30), (25, 0, 30)), ((25, 1, 0), (25, 1, 30))]),
    ],
)
def test_amended_windows_keep_to_the_clocks_of_their_date(day, windows):
    """01:30 to 03:30 of the short night, 01:30 to 02:30 of the long one."""
    window = span("01:30", "03:30" if day == SPRING else "02:30")
    agreed = amended(team(visit("a", day)), day, windows=(window,))
    (only,) = visits_in(agreed, Horizon(day))
    assert only.windows == tuple(
        Window(utc(day.year, day.month, *opens), utc(day.year, day.month, *closes))
        for opens, closes in windows
    )


def test_a_visit_may_be_amended_on_several_dates():
    """Each date has its own amendment, those that are not planned have no effect."""
    agreed = team(visit("a", Recurrence("FREQ=DAILY", MONDAY)))
    days = [MONDAY + timedelta(days=n) for n in range(4)]
    for number, day in enumerate(days):
        agreed = amended(agreed, day, service_seconds=60 * (number + 1))
    visits = visits_in(agreed, Horizon(days[1], 2))
    assert [each.service_seconds for each in visits] == [120, 180]


def test_locations_leave_out_clients_whose_visits_are_cancelled():
    """No leg leads there."""
    agreed = amended(team(visit("a", MONDAY)), MONDAY, cancelled=True)
    assert locations_in(agreed, Horizon(MONDAY)) == (BASE,)


def test_locations_are_distinct_and_sorted():
    """Base, doors of visits and homes of carers who work; nobody else's."""
    work = Shift("c1", utc(2026, 11, 23, 7), utc(2026, 11, 23, 15))
    homeless = Shift("c2", utc(2026, 11, 23, 7), utc(2026, 11, 23, 15))
    agreed = team(visit("a", MONDAY), visit("b", MONDAY), shifts=(work, homeless))
    assert locations_in(agreed, Horizon(MONDAY)) == (BASE, HOME, DOOR)
    assert locations_in(agreed, Horizon(MONDAY + timedelta(days=1))) == (BASE,)


def test_a_carer_without_a_home_starts_at_the_base():
    """And the other one at home, unless the shift says base."""
    agreed = team()
    assert agreed.endpoint("c2", Endpoint.HOME) == BASE
    assert agreed.endpoint("c1", Endpoint.HOME) == HOME
    assert agreed.endpoint("c1", Endpoint.BASE) == BASE


def test_the_discipline_counts_as_a_qualification():
    """So does every qualification, and all that are asked for are needed."""
    nurse = team().carer_by_id["c1"]
    assert nurse.can_do(frozenset({"nurse", "wound"}))
    assert nurse.can_do(frozenset())
    assert not nurse.can_do(frozenset({"wound", "injection"}))


def test_shifts_and_appointments_last_as_long_as_time_passes():
    """Over the autumn night an hour longer than clocks tell."""
    start = datetime(2026, 10, 24, 23, tzinfo=AMSTERDAM)
    end = datetime(2026, 10, 25, 7, tzinfo=AMSTERDAM)
    shift = Shift("c1", start, end)
    assert shift.seconds == 9 * 3600
    assert Appointment(start, end, Endpoint.BASE).seconds == 9 * 3600
    assert shift.key == ShiftKey("c1", start)
