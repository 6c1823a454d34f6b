"""One .ics per carer: right times on every night, stable identities, no word about the care."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import plans
import pytest
from icalendar import Calendar, Event

from scheduler.io.calendar_names import calendar_names
from scheduler.io.calendar_zone import calendar_zone
from scheduler.io.report import PlanReport
from scheduler.io.round_calendar import carer_calendar, initials, is_calendar_of
from scheduler.plan import StopKind

REPORT = plans.small_report()


def events(report: PlanReport, carer_id: str) -> list[Event]:
    """The events of a carer's calendar, as icalendar reads them."""
    calendar = Calendar.from_ical(carer_calendar(report, carer_id))
    return [part for part in calendar.walk("VEVENT") if isinstance(part, Event)]


def told(report: PlanReport, carer_id: str) -> list[tuple[datetime, datetime]]:
    """Start and end of every visit, break and appointment in the plan."""
    return [
        (stop.start, stop.end)
        for each in report.plan.rounds
        for stop in each.stops
        if each.shift.carer_id == carer_id and stop.kind not in {StopKind.START, StopKind.END}
    ]


def instant_by_the_files_own_zone(text: str, value: str) -> datetime:
    """Read a local time by the VTIMEZONE alone: the last onset not after it gives the offset."""
    onsets = {}
    for block in re.findall(r"BEGIN:(?:STANDARD|DAYLIGHT)\r\n(.*?)\r\nEND:", text, re.DOTALL):
        given = dict(line.split(":", 1) for line in block.split("\r\n"))
        onsets[given["DTSTART"]] = given["TZOFFSETTO"]
    offset = onsets[max(onset for onset in onsets if onset <= value)]
    return datetime.strptime(value + offset, "%Y%m%dT%H%M%S%z").astimezone(UTC)


@pytest.mark.parametrize("carer_id", ["c01", "c02", "c03", "c04"])
def test_every_stop_is_an_event_at_its_time(carer_id: str) -> None:
    """Icalendar reads back the very instants of the plan."""
    read = [(event["dtstart"].dt, event["dtend"].dt) for event in events(REPORT, carer_id)]
    assert read == told(REPORT, carer_id)


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24), date(2026, 11, 22)])
def test_nights_of_the_clock_change_by_two_readings(day: date) -> None:
    """Icalendar's own reading and one by the VTIMEZONE's rules agree with the plan."""
    report = plans.night_report(day)
    text = carer_calendar(report, "c1").decode()
    by_library = [event["dtstart"].dt.astimezone(UTC) for event in events(report, "c1")]
    by_hand = []
    for line in text.replace("\r\n ", "").split("\r\n"):
        if line.startswith("DTSTART;TZID=Europe/Amsterdam:"):
            by_hand.append(instant_by_the_files_own_zone(text, line.rsplit(":", 1)[1]))
        elif line.startswith("DTSTART:") and line.endswith("Z"):
            by_hand.append(datetime.strptime(line[8:], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC))
    expected = [start for start, _ in told(report, "c1")]
    assert by_library == expected
    assert by_hand == expected


@pytest.mark.parametrize(
    ("zone", "onsets"),
    [
        ("Europe/Amsterdam", ["20260101T000000", "20260329T020000", "20261025T030000"]),
        ("America/New_York", ["20260101T000000", "20260308T020000", "20261101T020000"]),
        ("Asia/Kolkata", ["20260101T000000"]),
    ],
)
def test_onsets_are_in_the_offset_that_held_before(zone: str, onsets: list[str]) -> None:
    """RFC 5545, 3.6.5: summer time in Amsterdam begins at 02:00, not at 03:00."""
    text = calendar_zone(ZoneInfo(zone), date(2026, 1, 1), date(2026, 12, 31)).to_ical().decode()
    given = [line[8:] for line in text.split("\r\n") if line.startswith("DTSTART:")]
    assert given == onsets


def test_equal_plans_give_equal_bytes() -> None:
    """Nothing in the file depends on when it was written."""
    assert carer_calendar(REPORT, "c01") == carer_calendar(plans.small_report(), "c01")


def test_identities_differ_within_a_plan_and_hold_between_plans() -> None:
    """Every event has its own UID, and the same visit has the same one in the next plan."""
    uids = [str(e["uid"]) for carer in ("c01", "c02", "c03", "c04") for e in events(REPORT, carer)]
    assert len(set(uids)) == len(uids)
    again = [str(event["uid"]) for event in events(plans.small_report(), "c03")]
    assert again == [str(event["uid"]) for event in events(REPORT, "c03")]


def test_places_of_a_joint_visit_are_two_events() -> None:
    """Both carers have it, at the same time, and each is told who comes along."""
    first = next(e for e in events(REPORT, "c02") if "k09" in str(e["description"]))
    second = next(e for e in events(REPORT, "c04") if "k09" in str(e["description"]))
    assert first["uid"] != second["uid"]
    assert first["dtstart"].dt == second["dtstart"].dt
    assert "Together with c04" in str(first["description"])
    assert "Together with c02" in str(second["description"])


def test_a_lock_screen_shows_neither_name_nor_care() -> None:
    """Initials in the summary; no client's name and no qualification anywhere in the file."""
    text = carer_calendar(REPORT, "c01").decode().replace("\r\n ", "")
    assert "SUMMARY:Visit M.J.d.V." in text
    assert "Vries" not in text
    assert "wound" not in text
    assert text.count("CLASS:PRIVATE") == len(told(REPORT, "c01"))


def test_the_address_leads_to_the_door() -> None:
    """LOCATION comes back whole, line break, semicolon and backslash included; GEO beside it."""
    event = next(e for e in events(REPORT, "c02") if "k02" in str(e["description"]))
    assert str(event["location"]) == plans.CONTROL_ADDRESS
    where = REPORT.team.client_by_id["k02"].location
    assert (event["geo"].latitude, event["geo"].longitude) == (where.lat, where.lon)


def test_without_an_address_the_coordinates_stand_in() -> None:
    """A phone can navigate to them."""
    report = plans.night_report(plans.DAY)
    client = report.team.clients[0]
    object.__setattr__(client, "address", "")
    event = events(report, "c1")[0]
    assert str(event["location"]) == f"{client.location.lat:.6f}, {client.location.lon:.6f}"


def test_new_faces_are_told() -> None:
    """A carer reads beforehand that this client is new."""
    told_new = [e for e in events(REPORT, "c04") if "New face" in str(e.get("description"))]
    assert len(told_new) == sum(
        REPORT.is_new_face(stop)
        for each in REPORT.plan.rounds
        for stop in each.stops
        if each.shift.carer_id == "c04"
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Mevr. J. de Vries", "M.J.d.V."),
        ("Ayşe", "A."),
        (plans.RIGHT_TO_LEFT_NAME, "מ.ל."),
        (plans.EMOJI_NAME, "B.W."),
        ("🌻 12", "k7"),
        ("", "k7"),
    ],
)
def test_initials(name: str, shown: str) -> None:
    """First letters of words; the id where a name has no letters."""
    assert initials(name, "k7") == shown


@pytest.mark.parametrize(
    "text", [b"", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\r\nPRODID:-//Other//EN\r\nEND:VCALENDAR\r\n"]
)
def test_other_files_are_not_ours(text: bytes) -> None:
    """Damaged files and other people's calendars are never mistaken for ours."""
    assert not is_calendar_of(text, "kampen-zuid")


def test_a_calendar_is_known_by_its_team() -> None:
    """Ours, but not that of another team."""
    text = carer_calendar(REPORT, "c01")
    assert is_calendar_of(text, "kampen-zuid")
    assert not is_calendar_of(text, "kampen-noord")


def test_names_of_files_never_collide() -> None:
    """Ids that differ by case or by unsafe signs only, or mimic a marked name, stay apart."""
    ids = ["Anna", "anna", "a/b", "a\\b", "a_b", "a:b", "..", "...", "", "CON", "nul", "x" * 300]
    ids += ["é", "e\u0301", "b/c", "x" * 301, "c 1", "c\n1"]
    ids.append(calendar_names(["b/c"])["b/c"].removesuffix(".ics"))
    names = calendar_names(ids)
    assert len({name.casefold() for name in names.values()}) == len(ids)
    for name in names.values():
        assert name.removesuffix(".ics").replace("-", "").replace("_", "").isascii()
        assert not set(name.removesuffix(".ics")) & set('/\\:*?"<>|. \n')
        assert name.split(".")[0].casefold() not in {"con", "nul"}
        assert len(name) < 100


def test_a_plain_id_is_its_own_name() -> None:
    """What a carer knows is what the folder shows."""
    assert calendar_names(["c01", "Anna-Maria"]) == {
        "c01": "c01.ics",
        "Anna-Maria": "Anna-Maria.ics",
    }
