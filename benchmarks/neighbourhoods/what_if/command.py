"""`rounds bench what-if`: questions of a team, from its folder to their answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks.documents import write_whole
from benchmarks.neighbourhoods.study.run import run_cells
from benchmarks.neighbourhoods.study.study import Effort
from benchmarks.neighbourhoods.study.table import RESULTS_CSV, csv_text, require_libraries
from benchmarks.neighbourhoods.what_if.case import (
    Case,
    CaseRow,
    Terms,
    cases,
    plan_case,
    read_case_row,
)
from benchmarks.neighbourhoods.what_if.findings import what_if
from benchmarks.neighbourhoods.what_if.page import drawn_page, titled
from benchmarks.neighbourhoods.what_if.question import Asked, questions
from scheduler.domain.horizon import Horizon, shifts_in, visits_in
from scheduler.domain.team import Team
from scheduler.errors import RoundsError
from scheduler.io.team import read_team
from scheduler.planning.roads import network_source

Say = Callable[[str], object]


@dataclass(frozen=True)
class Request:
    """A what-if as it was asked for.

    Attributes:
        team, other: team folders, workbooks or documents.
        date, days: the dates that are planned; those without shifts or visits are passed over.
        network: in place of the team's own.
    """

    team: Path
    asked: Asked
    date: date
    days: int
    seeds: int
    effort: Effort
    out: Path
    other: Path | None = None
    network: str | None = None
    at_once: int = 1


def run(request: Request, show: Say, progress: Say) -> None:
    """Plan what is missing, then write the answers.

    Args:
        show: told where everything is.
        progress: told what goes on.

    Raises:
        InputError: everything that is wrong with the team, or with what is asked of it.
        RoundsError: `what-if-unknown` when no date has anything to plan, `network-not-named`,
            `study-library-missing`, `study-row-unread`, `study-cell-broke`.
    """
    require_libraries()
    team = read_team(request.team)
    other = None if request.other is None else read_team(request.other)
    terms = Terms(
        source=_source(team, request),
        dates=dates_to_plan(team, request.date, request.days),
        seeds=tuple(range(request.seeds)),
        effort=request.effort,
        out=request.out,
    )
    found = questions(request.asked, team, other)
    wanted = cases(found, terms)
    run_cells(wanted, plan_case, terms.out, request.at_once, progress)
    rows = _rows(wanted, terms.out)
    answers = what_if(found, lambda name: [row for row in rows if row.question == name])
    write_whole(terms.out / RESULTS_CSV, csv_text([flat(row) for row in rows]))
    names = [each.name for each in (team, other) if each is not None]
    show(f"{terms.out / RESULTS_CSV}")
    show(f"{drawn_page(answers, titled(names), terms).write(terms.out)}")


def _source(team: Team, request: Request) -> Path | str:
    folder = request.team if request.team.is_dir() else request.team.parent
    source = network_source(team, folder, request.network)
    return source.resolve() if isinstance(source, Path) else source


def dates_to_plan(team: Team, first_date: date, days: int) -> tuple[date, ...]:
    """The dates from the first one on that have shifts and visits.

    Raises:
        RoundsError: `what-if-unknown` when there are none.
    """
    asked = (first_date + timedelta(days=number) for number in range(days))
    found = tuple(
        day for day in asked if shifts_in(team, Horizon(day)) and visits_in(team, Horizon(day))
    )
    if not found:
        raise RoundsError(
            "what-if-unknown",
            f"Team {team.team_id} has nothing to plan on {days} dates from {first_date}.",
            "Ask about dates on which the team has shifts and visits.",
        )
    return found


def _rows(wanted: tuple[Case, ...], out: Path) -> list[CaseRow]:
    return [read_case_row(case, out) for case in wanted]


def flat(row: CaseRow) -> dict[str, object]:
    """A row as a flat table has it."""
    own = {name: getattr(row, name) for name in ("key", "question", "part", "date", "seed")}
    return {**own, **vars(row.measures)}
