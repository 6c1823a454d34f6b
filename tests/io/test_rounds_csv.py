"""Tables of rounds read again: as written, edited by hand, or with four columns from elsewhere."""

import csv
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import judged
import plans
import pytest
from corrupted import CORRUPTED
from drafts import AMSTERDAM, DAY, local
from grid_travel import grid_travel
from judged import at

from scheduler.checker import check
from scheduler.domain.horizon import Horizon
from scheduler.domain.shift import Appointment, Break, Endpoint, Shift, ShiftKey, ShiftKind
from scheduler.domain.team import Team
from scheduler.domain.visit import ClockWindow, Recurrence, VisitKey
from scheduler.errors import InputError, RoundsError
from scheduler.io.brought_plan import read_brought_plan
from scheduler.io.plan_json import plan_document, plan_text
from scheduler.io.plan_tables import ROUND_COLUMNS, rounds_csv
from scheduler.io.report import PlanReport
from scheduler.io.rounds_csv import complete, read_rounds
from scheduler.io.rounds_csv.columns import ROUNDS
from scheduler.io.team.columns_page import with_columns
from scheduler.plan import Plan, Stop, StopKind
from scheduler.rules import RuleId
from scheduler.units import after, minutes, seconds_between

SMALL = plans.small_report()
TEAM = SMALL.team
REPORTS = {
    "one of everything": SMALL,
    "three days": plans.large_report(3, carers=3, visits_each=4),
    "two shifts on a date": plans.split_report(),
    "the night of 23 hours": plans.night_report(date(2026, 3, 28)),
    "the night of 25 hours": plans.night_report(date(2026, 10, 24)),
}
HEADER = "carer_id,visit_id,start"
PAGE = Path(__file__).parents[2] / "docs" / "plan-files.md"


def saved(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """The text as a file."""
    path = folder / "rounds.csv"
    path.write_bytes(text.encode(encoding))
    return path


def read(folder: Path, text: str, team: Team = TEAM, first_date: date | None = None) -> Plan:
    """The plan that the text means, on the street grid."""
    written = read_rounds(saved(folder, text), team, first_date)
    return complete(team, grid_travel(team, written.horizon), written)


def findings(folder: Path, text: str, first_date: date | None = None) -> list[tuple[int, str, str]]:
    """Row, column and code of everything that cannot be read."""
    with pytest.raises(InputError) as caught:
        read(folder, text, first_date=first_date)
    return [(each.row, each.column, each.code) for each in caught.value.findings]


def rows_of(report: PlanReport) -> list[dict[str, str]]:
    """What Rounds writes, row by row."""
    return list(csv.DictReader(StringIO(rounds_csv(plan_document(report)), newline="")))


def table(rows: list[dict[str, str]], columns: list[str], separator: str = ",") -> str:
    """Some columns of the rows as text."""
    file = StringIO(newline="")
    writer = csv.DictWriter(file, columns, extrasaction="ignore", delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def by_hand(report: PlanReport) -> str:
    """Only the visits, with what a person writes at least."""
    visits = [row for row in rows_of(report) if row["kind"] == "visit"]
    return table(visits, ["carer_id", "visit_id", "start", "place"])


def reasonless(plan: Plan) -> Plan:
    """The plan as a table of rounds can tell it."""
    left = tuple(replace(each, reasons=()) for each in plan.unassigned)
    rounds = sorted(plan.rounds, key=lambda each: (each.shift.start, each.shift.carer_id))
    return replace(plan, rounds=tuple(rounds), unassigned=left)


def stops_of(plan: Plan, carer_id: str) -> tuple[Stop, ...]:
    """The stops of the carer's only round."""
    (found,) = (each for each in plan.rounds if each.shift.carer_id == carer_id)
    return found.stops


def test_the_example_of_the_page_is_a_plan(tmp_path: Path) -> None:
    """Four columns with semicolons, and remarks: a joint visit and another one."""
    (example,) = re.findall(
        r"^```csv\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    plan = read(tmp_path, example)
    assert {(s.visit.visit_id, s.place, r.shift.carer_id) for r, s in plan.assignments()} == {
        ("v04", 1, "c03"),
        ("v09", 1, "c02"),
        ("v09", 2, "c04"),
    }


def test_the_table_of_columns_is_that_of_the_reader() -> None:
    """`python -m scheduler.io.rounds_csv.columns_page docs/plan-files.md` mends the page."""
    page = PAGE.read_text("utf-8")
    assert with_columns(page, (ROUNDS,)) == page
    assert "| `travel_metres` |" in page


def test_columns_are_those_that_are_written() -> None:
    """One form for both ways."""
    assert tuple(column.name for column in ROUNDS.columns) == ROUND_COLUMNS


class TestAsWritten:
    """Files of Rounds itself."""

    @pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
    def test_what_is_written_is_read_again(self, report, tmp_path):
        """Every stop, leg and second; what is left unassigned, without its reasons."""
        text = rounds_csv(plan_document(report))
        assert read(tmp_path, text, report.team) == reasonless(report.plan)

    @pytest.mark.parametrize("name", sorted(CORRUPTED))
    def test_broken_rules_are_read_as_they_stand(self, name, tmp_path):
        """A plan that breaks a rule loads, and the checker says the same as of plan.json."""
        team, plan = CORRUPTED[name]()
        report = plans.report_of(team, plan, {})
        written = read_rounds(saved(tmp_path, rounds_csv(plan_document(report))), team)
        found = complete(team, judged.travel(), written)
        assert found.rounds == reasonless(plan).rounds
        if name != "complete":  # the table lacks v5 just as a legal plan does
            assert check(team, judged.travel(), found) == check(team, judged.travel(), plan)

    def test_what_is_written_is_believed(self, tmp_path):
        """A leg that no road has, and an arrival that follows from nothing: the checker's part."""
        rows = rows_of(SMALL)
        rows[1] |= {"travel_seconds": "7", "travel_metres": "8", "mode": "walk"}
        rows[2]["arrival"] = "2026-11-23T06:00:00+01:00"
        plan = read(tmp_path, table(rows, list(ROUND_COLUMNS)))
        stops = stops_of(plan, rows[1]["carer_id"])
        assert (stops[1].leg.seconds, stops[1].leg.metres, stops[1].leg.mode) == (7, 8, "walk")
        assert stops[2].arrival == local(6)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_as_spreadsheets_save_it(self, encoding, separator, tmp_path):
        """Comma, semicolon or tab; with or without byte order mark."""
        path = saved(tmp_path, table(rows_of(SMALL), list(ROUND_COLUMNS), separator), encoding)
        assert len(read_rounds(path, TEAM).rounds) == len(SMALL.plan.rounds)

    def test_either_form_of_a_plan_is_brought(self, tmp_path):
        """The ending tells: .csv or .CSV is a table without a score, the rest is plan.json."""
        document = plan_document(SMALL)
        (tmp_path / "a.json").write_text(plan_text(document), encoding="utf-8")
        (tmp_path / "b.CSV").write_text(rounds_csv(document), encoding="utf-8")
        one = read_brought_plan(tmp_path / "a.json", TEAM)
        other = read_brought_plan(tmp_path / "b.CSV", TEAM)
        travel = grid_travel(TEAM, one.horizon)
        assert one.plan(travel).rounds == other.plan(travel).rounds
        assert (one.claimed, other.claimed) == (SMALL.score.total, None)
        assert one.modes == other.modes == {carer.mode for carer in TEAM.carers}


class TestByHand:
    """Files of a person or of another tool, with what they must have at least."""

    @pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
    def test_four_columns_make_a_legal_plan(self, report, tmp_path):
        """Shift, legs, ends, breaks and appointments follow from the team and the roads."""
        plan = read(tmp_path, by_hand(report), report.team)
        assert plan.horizon == report.plan.horizon
        assert check(report.team, grid_travel(report.team, plan.horizon), plan) == ()
        told = {(s.visit, s.place, s.start) for _, s in plan.assignments()}
        assert told == {(s.visit, s.place, s.start) for _, s in report.plan.assignments()}

    def test_arrival_is_the_end_before_and_the_leg(self, tmp_path):
        """And the carer leaves just in time for the first visit."""
        plan = read(tmp_path, f"{HEADER}\nc03,v04,2026-11-23T08:10\nc03,v06,2026-11-23T09:00\n")
        start, first, second, end = stops_of(plan, "c03")
        assert after(start.end, first.leg.seconds) == first.arrival == first.start == local(8, 10)
        assert first.end == after(first.start, minutes(25))
        assert second.arrival == after(first.end, second.leg.seconds)
        assert end.start == end.end == after(second.end, end.leg.seconds)

    def test_rows_in_any_order(self, tmp_path):
        """Without a sequence the starts tell."""
        lines = by_hand(SMALL).splitlines()
        turned = "\n".join([lines[0], *reversed(lines[1:])])
        assert read(tmp_path, turned) == read(tmp_path, by_hand(SMALL))

    def test_a_sequence_that_tells_every_stop_apart_is_kept(self, tmp_path):
        """Even against the starts: then the checker has something to say."""
        text = f"{HEADER},sequence\nc03,v04,2026-11-23T08:10,2\nc03,v06,2026-11-23T09:00,1\n"
        made = [stop.visit.visit_id for stop in stops_of(read(tmp_path, text), "c03")[1:-1]]
        assert made == ["v06", "v04"]

    def test_a_sequence_told_twice_gives_way_to_the_starts(self, tmp_path):
        """As when a row of another round was pasted in."""
        rows = "c03,v04,08:10:00,2\nc03,v06,09:00:00,1\nc03,v10,10:00:00,1\n"
        plan = read(tmp_path, f"{HEADER},sequence\n{rows}", first_date=DAY)
        made = [stop.visit.visit_id for stop in stops_of(plan, "c03")[1:-1]]
        assert made == ["v04", "v06", "v10"]

    def test_an_arrival_before_the_first_start_is_kept(self, tmp_path):
        """The carer leaves in time for it, and waits at the door."""
        text = f"{HEADER},arrival\nc03,v04,2026-11-23T08:10:00,08:00:00\n"
        start, first = stops_of(read(tmp_path, text), "c03")[:2]
        assert (first.arrival, first.start) == (local(8), local(8, 10))
        assert after(start.end, first.leg.seconds) == local(8)

    def test_visits_that_are_not_mentioned_are_left_unassigned(self, tmp_path):
        """Every place of them, with their priority and without reasons."""
        plan = read(tmp_path, f"{HEADER},place\nc02,v09,2026-11-23T10:00,1\n")
        left = {(each.visit.visit_id, each.place) for each in plan.unassigned}
        assert ("v09", 2) in left
        assert ("v09", 1) not in left
        assert len({visit_id for visit_id, _ in left}) == len(TEAM.visits)
        assert all(each.reasons == () for each in plan.unassigned)

    def test_the_place_of_a_joint_visit(self, tmp_path):
        """From its column; the first where that is blank."""
        text = f"{HEADER},place\nc02,v09,2026-11-23T10:00,\nc04,v09,2026-11-23T10:00,2\n"
        plan = read(tmp_path, text)
        assert {(s.place, r.shift.carer_id) for r, s in plan.assignments()} == {
            (1, "c02"),
            (2, "c04"),
        }

    def test_columns_of_ones_own_are_passed_over(self, tmp_path):
        """Remarks and telephone numbers are nobody's business here."""
        text = f"{HEADER},remarks,☎\nc03,v04,2026-11-23T08:10,rings twice,0123\n"
        assert len(read(tmp_path, text).rounds) >= 1

    def test_blank_rows_are_passed_over(self, tmp_path):
        """Spreadsheets leave them at the end."""
        text = f"{HEADER}\nc03,v04,2026-11-23T08:10\n,,\n , ,\n"
        assert len(list(read(tmp_path, text).assignments())) == 1


class TestTimes:
    """Local times, with and without date, offset and seconds."""

    @pytest.mark.parametrize(
        "start",
        [
            "2026-11-23T08:10",
            "2026-11-23 08:10:00",
            "2026-11-23T08:10+01:00",
            "2026-11-23T07:10:00Z",
            "08:10",
            "8:10",
        ],
    )
    def test_ways_to_write_a_start(self, start, tmp_path):
        """In the team's zone unless an offset is told; a time alone is on the date given."""
        plan = read(tmp_path, f"{HEADER}\nc03,v04,{start}\n", first_date=DAY)
        assert [stop.start for _, stop in plan.assignments()] == [local(8, 10)]

    def test_a_time_alone_needs_a_date(self, tmp_path):
        """It says what to do about it."""
        with pytest.raises(InputError) as caught:
            read(tmp_path, f"{HEADER}\nc03,v04,08:10\n")
        (found,) = caught.value.findings
        assert (found.row, found.column, found.value) == (2, "start", "08:10")
        assert "--date" in found.remedy

    def test_a_start_without_seconds_means_its_minute(self, tmp_path):
        """Within it service starts when the carer arrives, and not a second later."""
        exact = read(tmp_path, f"{HEADER}\nc03,v04,08:10:00\nc03,v06,09:00:00\n", first_date=DAY)
        first, second = list(exact.assignments())
        arrival = after(first[1].end, second[1].leg.seconds)
        assert arrival.second not in {0, 59}  # otherwise this proves nothing
        minute = arrival.astimezone(AMSTERDAM).strftime("%H:%M")
        text = f"{HEADER}\nc03,v04,08:10\nc03,v06,{minute}\n"
        _, (_, stop) = read(tmp_path, text, first_date=DAY).assignments()
        assert stop.start == stop.arrival == arrival
        assert stop.end == after(arrival, minutes(15))

    def test_a_start_with_seconds_means_that_second(self, tmp_path):
        """Nothing moves, and the checker says that the carer is late."""
        exact = read(tmp_path, f"{HEADER}\nc03,v04,08:10:00\nc03,v06,09:00:00\n", first_date=DAY)
        first, second = list(exact.assignments())
        early = after(first[1].end, second[1].leg.seconds - 1).astimezone(AMSTERDAM)
        text = f"{HEADER}\nc03,v04,08:10:00\nc03,v06,{early:%H:%M:%S}\n"
        plan = read(tmp_path, text, first_date=DAY)
        _, (_, stop) = plan.assignments()
        assert (stop.start, stop.arrival) == (early, after(early, 1))
        found = check(TEAM, grid_travel(TEAM, plan.horizon), plan)
        assert RuleId.ONE_PLACE in {each.rule for each in found}

    def test_a_start_does_not_leave_its_minute(self, tmp_path):
        """Where the carer comes later than that, it is as written and too early."""
        text = f"{HEADER}\nc03,v04,08:10\nc03,v06,08:20\n"
        _, (_, stop) = read(tmp_path, text, first_date=DAY).assignments()
        assert stop.start == local(8, 20)
        assert stop.start < stop.arrival

    def test_places_of_a_joint_visit_start_at_one_second(self, tmp_path):
        """The later of its two carers sets the second within the minute."""
        exact = read(tmp_path, f"{HEADER}\nc02,v07,09:20:00\nc02,v09,10:20:00\n", first_date=DAY)
        (_, first), (_, second) = exact.assignments()
        arrival = after(first.end, second.leg.seconds)
        assert arrival.second not in {0, 59}  # otherwise this proves nothing
        minute = arrival.astimezone(AMSTERDAM).strftime("%H:%M")
        joint = f"c02,v09,{minute},1\nc04,v09,{minute},2\n"
        text = f"{HEADER},place\nc02,v07,09:20:00,\n{joint}"
        plan = read(tmp_path, text, first_date=DAY)
        starts = [s.start for _, s in plan.assignments() if s.visit.visit_id == "v09"]
        assert starts == [arrival, arrival]

    def test_the_horizon_spans_the_dates_of_the_rows(self, tmp_path):
        """And the date that was given, if that lies outside."""
        report = REPORTS["three days"]
        rows = [row for row in rows_of(report) if "11-24" not in row["shift_start"]]
        text = table(rows, list(ROUND_COLUMNS))
        plan = read(tmp_path, text, report.team)
        assert plan.horizon == Horizon(DAY, 3)
        earlier = read(tmp_path, text, report.team, DAY - timedelta(days=1))
        assert earlier.horizon == Horizon(DAY - timedelta(days=1), 4)

    def test_a_file_without_rows_is_a_plan_of_the_date_given(self, tmp_path):
        """Nobody does anything, and everything is left out."""
        plan = read(tmp_path, f"{HEADER}\n", first_date=DAY)
        assert {each.visit.visit_id for each in plan.unassigned} == {
            each.visit_id for each in TEAM.visits
        }

    def test_a_visit_past_midnight_belongs_to_the_date_before(self, tmp_path):
        """A daily visit from 23:00 to 25:00: at 00:30 it is that of the evening."""
        nightly = replace(
            TEAM.visits[0],
            dates=Recurrence("FREQ=DAILY", DAY),
            windows=(ClockWindow(23 * 3600, 25 * 3600),),
            wished_start=None,
        )
        tomorrow = DAY + timedelta(days=1)
        late = Shift("c01", local(22), local(6, day=tomorrow))
        team = replace(TEAM, visits=(nightly,), shifts=(late,))
        plan = read(tmp_path, f"{HEADER}\nc01,v01,2026-11-24T00:30\n", team)
        ((each, stop),) = plan.assignments()
        assert stop.visit == VisitKey("v01", DAY)
        assert each.shift == late.key
        assert plan.horizon == Horizon(DAY)

    def test_a_visit_of_two_dates_that_are_both_open_is_that_of_the_shift(self, tmp_path):
        """Open all day and night, daily: at 00:30 in a night shift it is still the day before."""
        always = replace(
            TEAM.visits[0],
            dates=Recurrence("FREQ=DAILY", DAY),
            windows=(ClockWindow(0, 30 * 3600),),
            wished_start=None,
        )
        late = Shift("c01", local(22), local(6, day=DAY + timedelta(days=1)))
        team = replace(TEAM, visits=(always,), shifts=(late,))
        plan = read(tmp_path, f"{HEADER}\nc01,v01,2026-11-24T00:30\n", team)
        assert [stop.visit for _, stop in plan.assignments()] == [VisitKey("v01", DAY)]


class TestShifts:
    """Which shift a row belongs to where nothing says so."""

    def team(self, *shifts: Shift) -> Team:
        """The small team with other shifts."""
        return replace(TEAM, shifts=shifts)

    @pytest.mark.parametrize(
        ("start", "expected"),
        [("09:00", 7), ("11:10", 7), ("11:35", 12), ("15:30", 12), ("06:00", 7)],
    )
    def test_the_one_around_the_start_or_the_nearest(self, start, expected, tmp_path):
        """An early shift until eleven and a late one from twelve."""
        team = self.team(Shift("c03", local(7), local(11)), Shift("c03", local(12), local(15)))
        found = read(tmp_path, f"{HEADER}\nc03,v04,{start}\n", team, DAY)
        assert [each.shift for each in found.rounds] == [ShiftKey("c03", local(expected))]

    def test_a_carer_without_a_shift_still_has_a_round(self, tmp_path):
        """The checker says that there is no such shift, and two rows make one round."""
        team = self.team(*(shift for shift in TEAM.shifts if shift.carer_id != "c03"))
        text = f"{HEADER}\nc03,v04,08:10\nc03,v06,09:00\n"
        plan = read(tmp_path, text, team, DAY)
        assert [each.shift for each in plan.rounds if each.shift.carer_id == "c03"] == [
            ShiftKey("c03", local(8, 10))
        ]
        found = check(team, grid_travel(team, plan.horizon), plan)
        assert any("c03 has no work shift" in each.text for each in found)

    def test_nobody_is_planned_on_an_on_call_shift(self, tmp_path):
        """Such a shift is no shift for a row without one."""
        on_call = Shift("c03", local(7), local(12), kind=ShiftKind.ON_CALL)
        found = read(tmp_path, f"{HEADER}\nc03,v04,08:10\n", self.team(on_call), DAY)
        assert [each.shift for each in found.rounds] == [ShiftKey("c03", local(8, 10))]

    def test_a_shift_that_is_written_is_believed(self, tmp_path):
        """Though the team has none that starts then."""
        text = f"{HEADER},shift_start\nc03,v04,08:10,07:15\n"
        plan = read(tmp_path, text, first_date=DAY)
        assert ShiftKey("c03", local(7, 15)) in {each.shift for each in plan.rounds}


class TestBreaksAndAppointments:
    """What a carer does besides visits where the file tells visits alone."""

    def one_break(self, earliest: int, latest: int, length: int = 30, **more: object) -> Team:
        """c03 alone, from seven to twelve, with a break."""
        opens, closes = (after(local(0), minutes(each)) for each in (earliest, latest))
        due = Break(minutes(length), opens, closes)
        shift = Shift("c03", local(7), local(12), breaks=(due,), **more)
        return replace(TEAM, shifts=(shift,))

    def read(self, folder: Path, team: Team) -> Plan:
        """v04 from 08:00 to 08:25, v06 from 09:30 to 09:45."""
        text = f"{HEADER}\nc03,v04,08:00:00\nc03,v06,09:30:00\n"
        return read(folder, text, team, DAY)

    def kinds(self, plan: Plan) -> list[str]:
        """The kinds of c03's stops."""
        return [stop.kind.value for stop in stops_of(plan, "c03")]

    def test_a_break_goes_where_it_fits(self, tmp_path):
        """Between the two visits, before leaving for the second."""
        plan = self.read(tmp_path, self.one_break(8 * 60, 10 * 60))
        assert self.kinds(plan) == ["start", "visit", "break", "visit", "end"]
        pause = stops_of(plan, "c03")[2]
        assert (pause.leg.seconds, pause.start, pause.end) == (0, local(8, 25), local(8, 55))

    def test_a_break_waits_for_its_earliest_start(self, tmp_path):
        """Not before 08:40, though the carer is free at 08:25."""
        plan = self.read(tmp_path, self.one_break(8 * 60 + 40, 10 * 60))
        assert stops_of(plan, "c03")[2].start == local(8, 40)

    def test_a_break_on_arrival_where_leaving_first_is_the_only_way(self, tmp_path):
        """It ends just when the second visit starts."""
        plan = self.read(tmp_path, self.one_break(9 * 60, 10 * 60))
        pause, second = stops_of(plan, "c03")[2:4]
        assert (pause.start, pause.end) == (local(9), second.start)
        assert pause.leg.seconds > 0
        assert second.leg.seconds == 0

    def test_a_break_after_the_last_visit(self, tmp_path):
        """The round ends later for it."""
        plan = self.read(tmp_path, self.one_break(9 * 60 + 45, 12 * 60))
        assert self.kinds(plan) == ["start", "visit", "visit", "break", "end"]
        pause, end = stops_of(plan, "c03")[3:]
        assert end.start == after(pause.end, end.leg.seconds)

    def test_a_break_before_the_first_visit(self, tmp_path):
        """Where the round starts, which is then earlier; and the way follows."""
        plan = self.read(tmp_path, self.one_break(7 * 60, 8 * 60))
        start, pause, first = stops_of(plan, "c03")[:3]
        assert self.kinds(plan)[:3] == ["start", "break", "visit"]
        assert start.start == pause.start == local(7)
        assert first.arrival == after(pause.end, first.leg.seconds)

    @pytest.mark.parametrize("window", [(480, 600), (520, 600), (540, 600), (585, 720), (420, 480)])
    def test_a_break_that_was_placed_breaks_no_rule(self, window, tmp_path):
        """Wherever it went."""
        team = self.one_break(*window)
        plan = self.read(tmp_path, team)
        broken = check(team, grid_travel(team, plan.horizon), plan)
        assert {each.rule for each in broken} <= {RuleId.COMPLETE}

    def test_a_break_without_room_is_left_out(self, tmp_path):
        """And the checker says that it is missing."""
        team = self.one_break(8 * 60, 9 * 60, length=45)
        plan = self.read(tmp_path, team)
        assert "break" not in self.kinds(plan)
        found = check(team, grid_travel(team, plan.horizon), plan)
        assert RuleId.BREAK in {each.rule for each in found}

    def test_appointments_follow_from_the_shift(self, tmp_path):
        """At their time and place, between the visits around them."""
        held = Appointment(local(8, 45), local(9, 10), Endpoint.BASE)
        team = self.one_break(9 * 60 + 45, 12 * 60, appointments=(held,))
        plan = self.read(tmp_path, team)
        assert self.kinds(plan)[2] == "appointment"
        assert stops_of(plan, "c03")[2].start == local(8, 45)

    def test_an_appointment_that_is_written_is_that_of_the_shift(self, tmp_path):
        """As long as agreed and held where agreed; it is not there twice."""
        held = Appointment(local(8, 45), local(9, 10), Endpoint.BASE)
        text = f"{HEADER},kind\nc03,v04,08:00,\nc03,,08:45,appointment\nc03,v06,09:30,\n"
        team = self.one_break(9 * 60 + 45, 12 * 60, appointments=(held,))
        plan = read(tmp_path, text, team, DAY)
        assert self.kinds(plan).count("appointment") == 1
        kept = stops_of(plan, "c03")[2]
        assert (kept.start, kept.end) == (held.start, held.end)
        broken = check(team, grid_travel(team, plan.horizon), plan)
        assert {each.rule for each in broken} <= {RuleId.COMPLETE}

    def test_an_appointment_that_nobody_agreed_on(self, tmp_path):
        """It is kept as it is written, and the checker says so."""
        text = f"{HEADER},kind,end\nc03,v04,08:00,,\nc03,,08:45,appointment,09:00\n"
        plan = read(tmp_path, text, first_date=DAY)
        assert stops_of(plan, "c03")[2].end == local(9)
        found = check(TEAM, grid_travel(TEAM, plan.horizon), plan)
        assert RuleId.APPOINTMENT in {each.rule for each in found}

    def test_a_shift_with_nothing_but_an_appointment_has_a_round(self, tmp_path):
        """c01 has a meeting at one and no visits in this file."""
        plan = read(tmp_path, f"{HEADER}\nc03,v04,08:10\n", first_date=DAY)
        kinds = {stop.kind for stop in stops_of(plan, "c01")}
        assert kinds == {StopKind.START, StopKind.BREAK, StopKind.APPOINTMENT, StopKind.END}

    def test_a_break_may_take_the_seconds_of_the_next_minute(self, tmp_path):
        """It only fits if the next visit starts within its minute and not at the beginning."""
        team = self.one_break(8 * 60 + 25, 8 * 60 + 55)
        pause_over = local(8, 55)
        exact = self.read(tmp_path, self.one_break(11 * 60, 12 * 60))
        seconds = stops_of(exact, "c03")[2].leg.seconds
        arrival = after(pause_over, seconds)
        assert arrival.second not in {0, 59}  # otherwise this proves nothing
        minute = arrival.astimezone(AMSTERDAM).strftime("%H:%M")
        text = f"{HEADER}\nc03,v04,08:00:00\nc03,v06,{minute}\n"
        pause, second = stops_of(read(tmp_path, text, team, DAY), "c03")[2:4]
        assert (pause.kind, pause.end) == (StopKind.BREAK, pause_over)
        assert second.start == second.arrival == arrival

    def test_a_file_that_tells_kinds_tells_all_rounds(self, tmp_path):
        """The meeting of c01 is not in it, and the checker says that it should be."""
        text = f"{HEADER},kind\nc03,v04,08:10,visit\n"
        plan = read(tmp_path, text, first_date=DAY)
        assert {each.shift.carer_id for each in plan.rounds} == {"c03"}

    def test_breaks_that_are_written_are_all_there_are(self, tmp_path):
        """One row of kind break: where and when it says, and as long as the shift's."""
        text = f"{HEADER},kind\nc03,v04,08:00,visit\nc03,,08:30,break\nc03,v06,09:30,\n"
        plan = read(tmp_path, text, self.one_break(8 * 60, 10 * 60), DAY)
        pause = stops_of(plan, "c03")[2]
        assert (pause.kind, pause.start, pause.end) == (StopKind.BREAK, local(8, 30), local(9))
        assert pause.leg.seconds == 0

    def test_a_written_break_may_be_one_on_arrival(self, tmp_path):
        """From 08:55 to 09:25 only then is the carer in time for the next visit."""
        text = f"{HEADER},kind,end\nc03,v04,08:00,visit,\nc03,,08:57,break,09:27\nc03,v06,09:30,,\n"
        plan = read(tmp_path, text, self.one_break(8 * 60, 10 * 60), DAY)
        pause, second = stops_of(plan, "c03")[2:4]
        assert pause.leg.seconds > 0
        assert second.leg.seconds == 0

    def test_a_round_from_start_to_end_is_whole(self, tmp_path):
        """Nothing is added to it: a break that is missing there is missing."""
        rows = [row for row in rows_of(SMALL) if row["kind"] != "break"]
        plan = read(tmp_path, table(rows, ["carer_id", "visit_id", "start", "place", "kind"]))
        kinds = {stop.kind for each in plan.rounds for stop in each.stops}
        assert StopKind.BREAK not in kinds


class TestNeverRefused:
    """Plans that break rules still load, and the checker says what is wrong."""

    def rules(self, folder: Path, text: str) -> set[RuleId]:
        """The rules that the plan breaks."""
        plan = read(folder, text, first_date=DAY)
        return {each.rule for each in check(TEAM, grid_travel(TEAM, plan.horizon), plan)}

    @pytest.mark.parametrize(
        ("rows", "rule"),
        [
            ("c01,v04,08:00\nc02,v04,08:00", RuleId.COMPLETE),
            ("c03,v04,23:30", RuleId.WINDOW),
            ("c03,v04,11:50", RuleId.SHIFT),
            ("c03,v01,08:00", RuleId.QUALIFICATION),
            ("c02,v12,07:30", RuleId.REFUSAL),
            ("c02,v09,10:00", RuleId.TOGETHER),
            ("c03,v13,14:00", RuleId.DEPENDENCY),
            ("c03,v04,08:00\nc03,v06,08:01", RuleId.ONE_PLACE),
        ],
    )
    def test_what_breaks_a_rule_loads(self, rows, rule, tmp_path):
        """Twice made, too late, unqualified, refused, alone, without the other, in two places."""
        assert rule in self.rules(tmp_path, f"{HEADER}\n{rows}\n")

    def test_a_visit_on_a_date_without_it(self, tmp_path):
        """It is read as one of that date, which the team does not have."""
        plan = read(tmp_path, f"{HEADER}\nc03,v04,2026-11-25T08:00\n", first_date=DAY)
        found = check(TEAM, grid_travel(TEAM, plan.horizon), plan)
        assert any("no visit v04 on 2026-11-25" in each.text for each in found)
        assert [s.end for _, s in plan.assignments()] == [local(8, 25, DAY + timedelta(days=2))]

    def test_a_place_that_the_visit_does_not_have(self, tmp_path):
        """v04 is not a joint visit."""
        assert RuleId.COMPLETE in self.rules(tmp_path, f"{HEADER},place\nc03,v04,08:00,2\n")


class TestUnreadable:
    """What cannot be read as a plan at all: each cell of it with its place and a remedy."""

    def test_everything_is_reported_at_once(self, tmp_path):
        """In the order of the rows."""
        text = (
            f"{HEADER},place,mode\n"
            "c99,v04,08:10,1,bike\n"
            "c03,v99,25:99,x,rocket\n"
            ",v04,,1,\n"
            "c03,,08:10,1,\n"
        )
        assert findings(tmp_path, text, DAY) == [
            (2, "carer_id", "id-unknown"),
            (3, "mode", "choice-unknown"),
            (3, "place", "not-a-whole-number"),
            (3, "start", "not-a-time"),
            (3, "visit_id", "id-unknown"),
            (4, "carer_id", "value-missing"),
            (4, "start", "value-missing"),
            (5, "visit_id", "value-missing"),
        ]

    @pytest.mark.parametrize("lacking", ["carer_id", "visit_id", "start"])
    def test_columns_that_no_plan_can_do_without(self, lacking, tmp_path):
        """Each is named."""
        columns = [name for name in HEADER.split(",") if name != lacking]
        text = ",".join(columns) + "\n" + ",".join("x" for _ in columns) + "\n"
        assert (1, lacking, "column-missing") in findings(tmp_path, text, DAY)

    def test_a_column_that_is_nearly_one_of_ours(self, tmp_path):
        """It was probably meant, and passing over it would change the plan."""
        text = f"{HEADER},plaace\nc03,v04,08:10,2\n"
        with pytest.raises(InputError) as caught:
            read(tmp_path, text, first_date=DAY)
        (found,) = caught.value.findings
        assert (found.code, found.value) == ("column-unknown", "plaace")
        assert "place" in found.remedy

    def test_the_nearest_id_is_suggested(self, tmp_path):
        """Ids that differ in case are told apart, and the right one is named."""
        with pytest.raises(InputError) as caught:
            read(tmp_path, f"{HEADER}\nC03,v04,08:10\n", first_date=DAY)
        assert "c03" in caught.value.findings[0].remedy

    def test_a_client_whose_visit_it_is_not(self, tmp_path):
        """One of the two cells is wrong, and nobody knows which."""
        text = f"{HEADER},client_id\nc03,v04,08:10,k05\n"
        assert findings(tmp_path, text, DAY) == [(2, "client_id", "client-of-another-visit")]

    def test_a_break_that_names_a_visit(self, tmp_path):
        """It cannot be both."""
        text = f"{HEADER},kind\nc03,v04,08:10,break\n"
        assert findings(tmp_path, text, DAY) == [(2, "visit_id", "cell-not-used")]

    def test_an_hour_that_clocks_show_twice(self, tmp_path):
        """Both offsets are named, and writing one settles it."""
        doubled = f"{HEADER}\nc03,v04,2026-10-25T02:30\n"
        with pytest.raises(InputError) as caught:
            read(tmp_path, doubled)
        assert "+02:00" in caught.value.findings[0].remedy
        settled = read(tmp_path, doubled.replace("02:30", "02:30+02:00"))
        assert [s.start for _, s in settled.assignments()] == [
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        ]

    def test_dates_that_lie_too_far_apart(self, tmp_path):
        """A mistyped year is a mistake and no plan of decades; both rows are named."""
        text = f"{HEADER}\nc03,v04,2026-11-23T08:10\nc03,v06,2062-11-23T09:00\n"
        with pytest.raises(InputError) as caught:
            read(tmp_path, text)
        (found,) = caught.value.findings
        assert found.code == "plan-dates-apart"
        assert "row 2" in found.message
        assert "row 3" in found.message

    def test_no_rows_and_no_date(self, tmp_path):
        """Nothing says what the plan is for."""
        assert findings(tmp_path, f"{HEADER}\n") == [(0, "", "plan-without-dates")]

    def test_a_file_that_is_not_there(self, tmp_path):
        """Named by its path."""
        with pytest.raises(RoundsError) as caught:
            read_rounds(tmp_path / "none.csv", TEAM)
        assert caught.value.code == "plan-not-read"

    @pytest.mark.parametrize("text", ["", "\n\n"])
    def test_an_empty_file(self, text, tmp_path):
        """It has no header."""
        assert findings(tmp_path, text, DAY) == [(0, "", "header-missing")]

    def test_another_encoding(self, tmp_path):
        """The byte that is not UTF-8 is named with its row."""
        path = saved(tmp_path, f"{HEADER},remarks\nc03,v04,08:10,café\n", "cp1252")
        with pytest.raises(InputError) as caught:
            read_rounds(path, TEAM, DAY)
        assert [each.code for each in caught.value.findings] == ["not-utf-8"]


def test_legs_to_places_that_nobody_knows_have_no_length(tmp_path: Path) -> None:
    """A visit on a date without it may be at a client whom no road was looked up for."""
    travel = judged.travel()
    elsewhere = replace(judged.clients()[3], location=replace(judged.D, lat=60.0))
    team = judged.team(clients=(*judged.clients()[:3], elsewhere))
    text = f"{HEADER}\nc1,v5,2026-11-23T07:30\n"
    plan = complete(team, travel, read_rounds(saved(tmp_path, text), team))
    start, stop = stops_of(plan, "c1")[:2]
    assert (stop.leg.seconds, stop.leg.metres) == (0, 0)
    assert seconds_between(start.end, at("07:30")) == 0
