"""Planning a cell: its team, its roads, its plan, checked and measured."""

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import shapely

from benchmarks.documents import write_whole
from benchmarks.neighbourhoods.study.cell import Cell, code_digest
from benchmarks.neighbourhoods.study.measures import METRES_PER_KM, measured
from benchmarks.neighbourhoods.study.outcome import plan_folder
from benchmarks.neighbourhoods.study.row import Row, write_row
from benchmarks.neighbourhoods.study.study import Effort
from benchmarks.neighbourhoods.study.teams import Generated, generated
from scheduler import __version__
from scheduler.domain.horizon import Horizon
from scheduler.domain.team import Team
from scheduler.geo.earth import plane
from scheduler.io.page.document import page_html
from scheduler.io.plan_folder import PLAN_JSON, ROUNDS_HTML
from scheduler.io.plan_json import plan_document, plan_text
from scheduler.io.report import PlanReport
from scheduler.planning.roads import open_roads
from scheduler.planning.rounds import plan_rounds
from scheduler.solver.stopping import StoppingCriterion


def _unwatched(stop: StoppingCriterion) -> StoppingCriterion:
    return stop


@dataclass(frozen=True)
class Manner:
    """How cells are planned.

    Attributes:
        watch: makes of a criterion one that stops as it does, or sooner, or raises.
        keeps_plans: whether plans are kept beside what they were measured by.
        cache: folder of the cache of networks; the user's own by default.
    """

    watch: Callable[[StoppingCriterion], StoppingCriterion] = _unwatched
    keeps_plans: bool = True
    cache: Path | None = None


def plan_cell(cell: Cell, out: Path, manner: Manner = Manner()) -> None:
    """Plan a cell and keep its plan and its row.

    The row is written last: where there is one, everything of the cell is there.

    Raises:
        RoundsError: the team cannot be generated or planned.
    """
    begin = time.process_time()
    made = generated(cell, manner.cache)
    task = Task(made.team, made.neighbourhood.source, cell.date, cell.seed, cell.effort)
    report = planned(task, manner)
    if manner.keeps_plans:
        keep_plan(report, plan_folder(out, cell.key))
    write_row(out, _row(cell, made, report, time.process_time() - begin))


@dataclass(frozen=True)
class Task:
    """A team to plan on a date.

    Attributes:
        source: the network.
    """

    team: Team
    source: Path | str
    date: date
    seed: int
    effort: Effort


def planned(task: Task, manner: Manner) -> PlanReport:
    """The plan of a team on a date by the real engine, checked and scored, with its bound.

    Nobody plans these places again, so that their travel is not kept.

    Raises:
        RoundsError: the team cannot be planned on these roads.
        FaultError: the plan breaks a rule, or solver and scorer disagree.
    """
    horizon, effort = Horizon(task.date), task.effort
    roads = open_roads(task.team, horizon, task.source, cache=manner.cache, keeps_travel=False)
    stop = manner.watch(effort.search)
    prove = None if effort.proof is None else manner.watch(effort.proof)
    return plan_rounds(task.team, horizon, roads, stop, seed=task.seed, prove=prove)


def keep_plan(report: PlanReport, folder: Path) -> None:
    """Keep a plan as a page for people and as plan.json for programs."""
    write_whole(folder / PLAN_JSON, plan_text(plan_document(report)))
    write_whole(folder / ROUNDS_HTML, page_html(report))


def _row(cell: Cell, made: Generated, report: PlanReport, took_seconds: float) -> Row:
    there, team = made.neighbourhood, made.team
    spots = [*(client.location for client in team.clients), team.base]
    setting = dataclasses.asdict(cell.setting)
    return Row(
        key=cell.key,
        place=cell.place.place.name,
        kind=cell.place.kind,
        setting=setting | {"mode": cell.setting.mode and cell.setting.mode.value},
        profile=made.profile.name,
        seed=cell.seed,
        date=cell.date.isoformat(),
        measures=measured(report),
        addresses_per_km2=there.addresses_per_km2,
        surrounding_density=there.surrounding_density,
        km2=there.km2,
        served_km2=_served_km2(team),
        urbanisation=there.urbanisation,
        evidence=there.evidence.value,
        dots=tuple((spot.lat, spot.lon) for spot in spots),
        rounds_version=__version__,
        code=code_digest(),
        iterations=report.provenance.iterations,
        took_seconds=round(took_seconds, 2),
    )


def _served_km2(team: Team) -> float:
    """The area of the convex hull of where clients live."""
    spots = np.array([(each.location.lat, each.location.lon) for each in team.clients])
    metres = plane(spots[:, 0], spots[:, 1], float(spots[:, 0].mean()))
    return float(shapely.MultiPoint(metres.tolist()).convex_hull.area) / METRES_PER_KM**2
