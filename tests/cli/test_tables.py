"""The plan in the terminal: complete, by id, and legible at 80 and at 140 columns."""

from dataclasses import replace

import plans
import pytest
from rich.console import Console

from scheduler.cli.tables import plan_view, quantity
from scheduler.domain.carer import Mode
from scheduler.io.plan_json import plan_document
from scheduler.io.report import PlanReport
from scheduler.plan import Reason
from scheduler.rules import RULE, RuleId

REPORT = plans.small_report()


def shown(report: PlanReport, width: int = 140) -> str:
    """What a terminal of this width shows."""
    console = Console(width=width)
    with console.capture() as capture:
        console.print(plan_view(plan_document(report)))
    return capture.get()


@pytest.mark.parametrize("width", [80, 140])
def test_every_stop_is_whole_on_one_line(width: int) -> None:
    """Time and client stay together, whatever the width, and no line is wider."""
    report = plans.large_report()
    lines = shown(report, width).splitlines()
    assert max(len(line) for line in lines) <= width
    for each in report.plan.rounds:
        for stop in each.visit_stops:
            clock = f"{stop.start.astimezone(report.team.timezone):%H:%M}"
            assert any(f"{clock} {report.client_id(stop)}★" in line for line in lines)


def test_no_names_and_no_addresses() -> None:
    """What is redirected to a log holds ids only."""
    text = " ".join(shown(REPORT).split())
    for person in (*REPORT.team.carers, *REPORT.team.clients):
        assert person.name not in text
    assert "Lindelaan" not in text


def test_breaks_appointments_and_new_faces_are_marked() -> None:
    """A carer's day is whole: also what is no visit."""
    text = shown(REPORT)
    assert "11:30 break" in text
    assert "13:00 appointment" in text
    assert "07:03 k02★" in text
    assert "07:04 k01 " in text


def test_reasons_stand_under_the_sentence_of_the_rule() -> None:
    """Carers with the same obstacle are told together; a visit without reasons says so."""
    text = " ".join(shown(REPORT).split())
    sentence = RULE[RuleId.QUALIFICATION].sentence
    assert f"{sentence} c01: lacks infusion; c03: lacks infusion and wound_care" in text
    assert "no single rule: there is no room for it" in text


def test_carers_with_the_same_in_the_way_are_told_together() -> None:
    """Once what it is, after all of them."""
    place = REPORT.plan.unassigned[0]
    reasons = tuple(
        Reason(carer, RuleId.ONE_PLACE, why)
        for carer, why in (("c01", "no room"), ("c02", "too far"), ("c03", "no room"))
    )
    left = replace(REPORT.plan, unassigned=(replace(place, reasons=reasons),))
    text = " ".join(shown(replace(REPORT, plan=left)).split())
    assert "c01, c03: no room; c02: too far" in text


@pytest.mark.parametrize(
    ("rule_id", "number", "expected"),
    [
        (RuleId.TRAVEL, 35_826, "9h57"),
        (RuleId.TRAVEL, 45, "45 s"),
        (RuleId.TRAVEL, 0, "0 min"),
        (RuleId.FAIR_LOAD, 327, "32.7 %"),
        (RuleId.UNASSIGNED_SHOULD, 1, "1 visit"),
        (RuleId.CONTINUITY, 1_104, "1,104 steps"),
    ],
)
def test_quantities_are_told_for_people(rule_id: RuleId, number: int, expected: str) -> None:
    """Hours and minutes, per cent, and one of a kind as one."""
    assert quantity(rule_id, number) == expected


def test_only_rules_that_cost_are_listed_with_the_total() -> None:
    """The score as the writer of the plan had it."""
    text = shown(REPORT)
    for line in REPORT.score.lines:
        assert (RULE[line.rule].sentence in text) == (line.quantity != 0)
    assert f"{REPORT.score.total:,}" in text


def test_totals_and_gap() -> None:
    """Sums of the plan, and how far it is from the best possible where that is known."""
    total = REPORT.score.total
    near = replace(REPORT.provenance, lower_bound=total - total // 100)
    text = " ".join(shown(replace(REPORT, provenance=near)).split())
    assert "4 rounds · 12 visits · 2 left unassigned" in text
    assert "15.0 km" in text
    assert "within 1.0% of the best possible" in text
    unknown = replace(REPORT.provenance, lower_bound=None)
    assert "best possible" not in shown(replace(REPORT, provenance=unknown))


def test_one_of_a_kind_is_singular() -> None:
    """A single round is not called rounds."""
    assert "1 round · 1 visit · " in shown(plans.large_report(1, carers=1, visits_each=1))


def test_estimated_travel_is_said() -> None:
    """Nobody takes a straight line for a road unawares."""
    made = replace(REPORT.provenance, estimated=frozenset({Mode.BIKE}))
    assert "Travel by bike is estimated" in shown(replace(REPORT, provenance=made))
    assert "estimated" not in shown(REPORT)


def test_every_date_has_its_table() -> None:
    """Three dates are three tables, in order."""
    text = shown(plans.large_report(3, carers=2, visits_each=2))
    days = ["Monday 2026-11-23", "Tuesday 2026-11-24", "Wednesday 2026-11-25"]
    assert sorted(text.index(day) for day in days) == [text.index(day) for day in days]


def test_ids_are_never_taken_for_markup() -> None:
    """An id in square brackets is shown as it is."""
    document = plan_document(REPORT)
    first = document.rounds[0].model_copy(update={"carer_id": "[red]c01"})
    console = Console(width=140)
    with console.capture() as capture:
        console.print(plan_view(document.model_copy(update={"rounds": (first,)})))
    assert "[red]c01" in capture.get()
