"""The instances as they are kept: one team document each, and what is computed from it."""

import datetime
import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.horizon import Horizon
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.io.team import read_team
from scheduler.planning.roads import network_source, open_roads
from scheduler.solver.build import build_problem
from scheduler.solver.problem import Problem, ProblemShift, ProblemVisit

FOLDER = Path(__file__).resolve().parent / "instances"
DATE = datetime.date(2026, 11, 23)


@dataclass(frozen=True)
class Instance:
    """A day to plan, with its roads."""

    name: str
    team: Team
    travel: Travel
    problem: Problem

    @property
    def day_class(self) -> str:
        """The class, which the name begins with."""
        return class_of(self.name)

    @property
    def fingerprint(self) -> str:
        """A sum over all that a cost depends on: costs of different ones do not compare."""
        problem = self.problem
        named = {
            "seconds": problem.seconds.tolist(),
            "meeting": problem.meeting_steps.tolist(),
            "every visit": problem.visit_steps.tolist(),
            "visits": [_visit_facts(visit) for visit in problem.visits],
            "tasks": [sorted(task.shifts) for task in problem.tasks],
            "shifts": [_shift_facts(shift) for shift in problem.shifts],
            "weights": sorted(problem.weights.items()),
            "tolerance": problem.wished_tolerance,
            "rest": problem.rest,
        }
        return hashlib.sha256(json.dumps(named).encode()).hexdigest()[:16]

    @property
    def priorities(self) -> dict[int, int]:
        """How many visits there are of each priority."""
        return dict(sorted(Counter(int(v.priority) for v in self.problem.visits).items()))


def _visit_facts(visit: ProblemVisit) -> list[object]:
    """What of a visit a cost depends on, field by field: another field later changes no sum."""
    gap = (visit.after, visit.min_gap, visit.max_gap)
    care = (visit.windows, visit.service, visit.wished, visit.priority, visit.load)
    return [str(visit.key), visit.client, visit.location, care, visit.tasks, gap]


def _shift_facts(shift: ProblemShift) -> list[object]:
    """What of a shift a cost depends on."""
    return [
        (shift.carer, shift.mode, shift.day, shift.load_cap),
        (shift.start, shift.end, shift.latest_end, shift.start_location, shift.end_location),
        [(each.seconds, each.window) for each in shift.breaks],
        [(each.start, each.end, each.location) for each in shift.appointments],
    ]


def class_of(name: str) -> str:
    """The class of an instance by its name."""
    return name.split("-", maxsplit=1)[0]


def names(folder: Path = FOLDER) -> tuple[str, ...]:
    """The instances, by class as the classes come in the tables."""
    order = ("light", "full", "tight", "joint")
    found = (path.stem for path in folder.glob("*.json"))
    return tuple(sorted(found, key=lambda name: (order.index(class_of(name)), name)))


def read_instance(name: str, folder: Path = FOLDER, cache: Path | None = None) -> Instance:
    """An instance with travel on its roads.

    Args:
        cache: folder of the cache of roads; the user's own by default.
    """
    path = folder / f"{name}.json"
    team, horizon = read_team(path), Horizon(DATE)
    travel = open_roads(team, horizon, network_source(team, path.parent), cache=cache).travel
    return Instance(name, team, travel, build_problem(team, horizon, travel))
