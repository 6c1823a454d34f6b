"""From a team and its travel times to the problem the solver works on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt

from scheduler.continuity import Acquaintance
from scheduler.domain.carer import Mode
from scheduler.domain.horizon import Horizon, shifts_in, visits_in
from scheduler.domain.shift import Endpoint, Shift
from scheduler.domain.team import Team
from scheduler.domain.travel import Matrix, Travel
from scheduler.domain.visit import Pin, Visit, VisitKey
from scheduler.plan import Plan
from scheduler.rules import RuleId, weights
from scheduler.solver.problem import (
    Problem,
    ProblemAppointment,
    ProblemBreak,
    ProblemShift,
    ProblemVisit,
    Span,
    Task,
)
from scheduler.units import local_midnight, seconds_between


def build_problem(
    team: Team, horizon: Horizon, travel: Travel, published: Plan | None = None
) -> Problem:
    """The problem of planning `horizon` for `team`.

    Args:
        travel: seconds and metres between every location of the team on those dates.
        published: the plan that carers and clients already know, if there is one.
    """
    shifts, visits = shifts_in(team, horizon), visits_in(team, horizon)
    index = _Index(team, travel, local_midnight(horizon.first_date, team.timezone))
    tasks = tuple(
        _task(index, number, visit, place, shifts)
        for number, visit in enumerate(visits)
        for place in range(1, len(visit.places) + 1)
    )
    known = Acquaintance(team, horizon.first_date)
    return Problem(
        team_id=team.team_id,
        horizon=horizon,
        origin=index.origin,
        carer_ids=tuple(index.carers),
        client_ids=tuple(index.clients),
        modes=tuple(travel.seconds),
        seconds=_stack(travel.seconds, len(travel.locations)),
        metres=_stack(travel.metres, len(travel.locations)),
        visits=_visits(index, visits, tasks, published),
        tasks=tasks,
        shifts=tuple(_shift(index, shift) for shift in shifts),
        meeting_steps=_steps(index, known.meeting_steps),
        visit_steps=_steps(index, known.visit_steps),
        shift_seconds=tuple(
            sum(shift.seconds for shift in shifts if shift.carer_id == carer)
            for carer in index.carers
        ),
        weights=weights(team.agreements),
        wished_tolerance=team.agreements.wished_tolerance_seconds,
        change_tolerance=team.agreements.change_tolerance_seconds,
        rest=team.agreements.rest_seconds,
    )


@dataclass(frozen=True)
class _Index:
    """Where ids, locations and instants of the team stand in the problem."""

    team: Team
    travel: Travel
    origin: datetime

    @cached_property
    def carers(self) -> dict[str, int]:
        return {carer.carer_id: number for number, carer in enumerate(self.team.carers)}

    @cached_property
    def clients(self) -> dict[str, int]:
        return {client.client_id: number for number, client in enumerate(self.team.clients)}

    @cached_property
    def pins(self) -> dict[VisitKey, tuple[Pin, ...]]:
        pins: dict[VisitKey, tuple[Pin, ...]] = {}
        for pin in self.team.pins:
            pins[pin.visit] = (*pins.get(pin.visit, ()), pin)
        return pins

    def second(self, instant: datetime) -> int:
        return seconds_between(self.origin, instant)

    def endpoint(self, carer_id: str, endpoint: Endpoint) -> int:
        return self.travel.index[self.team.endpoint(carer_id, endpoint)]


def _stack(matrices: Mapping[Mode, Matrix], size: int) -> npt.NDArray[np.int32]:
    if not matrices:
        return np.zeros((0, size, size), dtype=np.int32)
    return np.stack(list(matrices.values()))


def _steps(index: _Index, steps: Callable[[str, str], int]) -> npt.NDArray[np.int32]:
    rows = [[steps(client, carer) for carer in index.carers] for client in index.clients]
    return np.array(rows, dtype=np.int32).reshape(len(index.clients), len(index.carers))


def _task(index: _Index, number: int, visit: Visit, place: int, shifts: tuple[Shift, ...]) -> Task:
    barred = {
        carer: obstacle
        for carer_id, carer in index.carers.items()
        if (obstacle := _obstacle(index, visit, place, carer_id)) is not None
    }
    allowed = (
        each for each, shift in enumerate(shifts) if index.carers[shift.carer_id] not in barred
    )
    return Task(number, place, frozenset(allowed), barred)


def _obstacle(index: _Index, visit: Visit, place: int, carer_id: str) -> tuple[RuleId, str] | None:
    """What bars a carer from a place for good: a qualification, a refusal or a pin."""
    required, carer = visit.places[place - 1], index.team.carer_by_id[carer_id]
    if not carer.can_do(required):
        missing = sorted(each for each in required if not carer.can_do(frozenset({each})))
        return RuleId.QUALIFICATION, f"lacks {', '.join(missing)}"
    if carer_id in index.team.client_by_id[visit.client_id].refuses:
        return RuleId.REFUSAL, f"is refused by {visit.client_id}"
    for pin in index.pins.get(visit.key, ()):
        if pin.place == place and pin.carer_id not in {None, carer_id}:
            return RuleId.PIN, f"the place is pinned to {pin.carer_id}"
    return None


def _windows(index: _Index, visit: Visit) -> tuple[Span, ...]:
    """The visit's windows, cut down to the pinned start where there is one."""
    spans = tuple((index.second(each.opens), index.second(each.closes)) for each in visit.windows)
    for pin in index.pins.get(visit.key, ()):
        if pin.start is not None:
            start = index.second(pin.start)
            spans = tuple((start, start) for opens, closes in spans if opens <= start <= closes)
    return spans


def _visits(
    index: _Index, visits: tuple[Visit, ...], tasks: tuple[Task, ...], published: Plan | None
) -> tuple[ProblemVisit, ...]:
    number_of = {visit.key: number for number, visit in enumerate(visits)}
    tasks_of: list[list[int]] = [[] for _ in visits]
    for number, task in enumerate(tasks):
        tasks_of[task.visit].append(number)
    known = _published(index, published)
    return tuple(
        ProblemVisit(
            key=visit.key,
            client=index.clients[visit.client_id],
            location=index.travel.index[index.team.client_by_id[visit.client_id].location],
            windows=_windows(index, visit),
            service=visit.service_seconds,
            wished=None if visit.wished_start is None else index.second(visit.wished_start),
            priority=visit.priority,
            load=visit.load,
            tasks=tuple(tasks_of[number]),
            after=None if visit.after is None else number_of[visit.after],
            min_gap=visit.min_gap_seconds,
            max_gap=visit.max_gap_seconds,
            published=known.get(visit.key),
        )
        for number, visit in enumerate(visits)
    )


def _published(
    index: _Index, plan: Plan | None
) -> dict[VisitKey, tuple[frozenset[tuple[int, int]], int | None]]:
    """Who the published plan sends to each visit, and when. A carer who left counts as -1."""
    if plan is None:
        return {}
    known: dict[VisitKey, tuple[frozenset[tuple[int, int]], int | None]] = {
        each.visit: (frozenset(), None) for each in plan.unassigned
    }
    for visit, each, stop in plan.filled_places():
        filled, _ = known.get(visit, (frozenset(), None))
        pair = (stop.place, index.carers.get(each.shift.carer_id, -1))
        known[visit] = (filled | {pair}, index.second(stop.start))
    return known


def _shift(index: _Index, shift: Shift) -> ProblemShift:
    team, carer = index.team, shift.carer_id
    end = index.second(shift.end)
    return ProblemShift(
        key=shift.key,
        carer=index.carers[carer],
        mode=tuple(index.travel.seconds).index(team.carer_by_id[carer].mode),
        start=index.second(shift.start),
        end=end,
        latest_end=end + team.agreements.overtime_limit_seconds,
        day=shift.start.astimezone(team.timezone).date().toordinal(),
        start_location=index.endpoint(carer, shift.start_place),
        end_location=index.endpoint(carer, shift.end_place),
        breaks=tuple(
            ProblemBreak(
                each.seconds,
                (index.second(each.earliest), index.second(each.latest) - each.seconds),
            )
            for each in shift.breaks
        ),
        appointments=tuple(
            ProblemAppointment(
                index.second(each.start),
                index.second(each.end),
                index.endpoint(carer, each.held_at),
            )
            for each in shift.appointments
        ),
        load_cap=shift.load_cap,
    )
