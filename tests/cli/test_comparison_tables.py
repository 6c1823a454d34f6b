"""Two plans beside each other in the terminal: whom to call first, and ids alone."""

import re

import compared_plans
import plans
import pytest
from rich.console import Console

from scheduler.cli.comparison_tables import comparison_view, signed_duration
from scheduler.io.comparison_json import comparison_document
from scheduler.io.comparison_report import ComparisonReport

REPORT = compared_plans.small_comparison()


def shown(report: ComparisonReport, width: int = 140) -> str:
    """What a terminal of this width shows."""
    console = Console(width=width)
    with console.capture() as capture:
        console.print(comparison_view(comparison_document(report)))
    return capture.get()


TEXT = shown(REPORT)


def line_of(visit_id: str, text: str = TEXT) -> str:
    """The line of a visit that moved."""
    (found,) = (line for line in text.splitlines() if f" {visit_id} " in line)
    return " ".join(found.split())


@pytest.mark.parametrize("width", [80, 140])
def test_carers_and_figures_are_whole_at_any_width(width: int) -> None:
    """Nothing is cut off, and no line is wider than the terminal."""
    text = shown(REPORT, width)
    assert "…" not in text
    assert max(len(line) for line in text.splitlines()) <= width
    for carer_id in ("c01", "c03", "c04"):
        assert any(line.startswith(f" {carer_id} ") for line in text.splitlines())
    for end in ("14:21", "10:51"):
        assert end in text


def test_those_to_call_come_before_the_others() -> None:
    """And every move stands in one of the two tables."""
    assert "Clients to call: 4" in TEXT
    calls, others = TEXT.split("Other visits that moved")
    assert " v04 " in calls
    assert " v05 " in others.split("Carers")[0]


def test_a_line_tells_start_carer_and_how_well_they_are_known() -> None:
    """Old and new, the difference, and what became of the visit."""
    assert "c03 → c01 c01 is the primary carer" in line_of("v04")
    assert "+30 min c03" in line_of("v10")
    assert "→ - c04 → nobody now left out" in line_of("v08")
    assert "nobody → c04 c04 is a ★ new face; was left out" in line_of("v14")


def test_carers_gain_and_give_up_moves_by_number() -> None:
    """The number that the move has in its own line."""
    number = line_of("v04").split()[0]
    (line,) = (line for line in TEXT.splitlines() if line.startswith(" c01 "))
    assert line.split()[:5] == ["c01", "4", "→", "5", number]


def test_the_summary_counts_and_judges() -> None:
    """Visits, clients, calls, carers, and which way the points went."""
    last = TEXT.strip().splitlines()[-1]
    assert "8 visits moved · 8 clients concerned" not in last  # k08 has two of them
    assert "8 visits moved · 7 clients concerned · 4 to call · 3 carers concerned" in last
    assert re.search(r"▼ better by [0-9,]+ points$", last)
    back = shown(ComparisonReport(REPORT.after, REPORT.before))
    assert re.search(r"▲ worse by [0-9,]+ points$", back.strip())


def test_equal_plans_say_so_in_one_line() -> None:
    """And show no table."""
    text = shown(compared_plans.unchanged())
    assert text.strip() == "Nothing is different: same visits, carers and starts."


def test_dates_are_shown_where_there_are_several() -> None:
    """A visit of every date has the same id."""
    assert plans.DAY.isoformat() not in TEXT
    assert plans.DAY.isoformat() in shown(compared_plans.large_comparison(2))


def test_no_name_is_shown() -> None:
    """What a terminal shows ends up in tickets."""
    for person in (*plans.small_team().clients, *plans.small_team().carers):
        assert person.name not in TEXT


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(1, "+1 s"), (-59, "-59 s"), (60, "+1 min"), (-1800, "-30 min"), (3900, "+1h05")],
)
def test_how_differences_in_time_are_written(seconds: int, expected: str) -> None:
    """What is less than a minute in seconds, the rest to the nearest minute."""
    assert signed_duration(seconds) == expected
