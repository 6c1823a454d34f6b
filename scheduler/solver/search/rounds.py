"""One round: its order, its best starts and what it costs."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scheduler.plan import StopKind
from scheduler.rules import RuleId
from scheduler.solver.problem import Span
from scheduler.solver.schedule import Activity
from scheduler.solver.search.reach import Order, Reach, Step, reach
from scheduler.solver.search.tables import NEVER, ShiftTable, Tables
from scheduler.solver.timing import Interval, best_starts

Frozen = dict[int, int]
"""Starts of tied visits that are in the plan, by visit."""


@dataclass(frozen=True)
class RoundState:
    """A feasible round, timed.

    Attributes:
        nodes: tasks and appointments in order.
        locations: of the start, every node, and the end.
        cost: points of all soft rules that the round decides alone.
        busy: service and travel seconds.
        lateness: of the latest visit past its wished start and tolerance, at least 0.
    """

    shift: int
    nodes: tuple[int, ...]
    locations: tuple[int, ...]
    reach: Reach
    activities: tuple[Activity, ...]
    cost: int
    load: int
    busy: int
    waiting: int
    lateness: int
    departure: int
    end: int


def windows_of(tables: Tables, node: int, frozen: Frozen) -> Sequence[Span]:
    """The allowed starts of a node, one second only where its visit is frozen."""
    if node < tables.tasks:
        start = frozen.get(tables.visit_of[node])
        if start is not None:
            return ((start, start),)
    return tables.windows[node]


def evaluate(
    tables: Tables, shift: ShiftTable, nodes: tuple[int, ...], frozen: Frozen, bounds: Span
) -> RoundState | None:
    """The round with its best starts; None when the order is infeasible or overloads the shift.

    Args:
        bounds: earliest departure and latest end that the shift and the carer's other rounds leave.
    """
    load = sum(tables.load[node] for node in nodes if node < tables.tasks)
    if load > shift.load_cap:
        return None
    places = tables.location
    locations = (shift.first_location, *[places[node] for node in nodes], shift.last_location)
    order = Order(
        shift=shift,
        nodes=nodes,
        windows=[windows_of(tables, node, frozen) for node in nodes],
        services=[tables.service[node] for node in nodes],
        legs=[shift.seconds[a][b] for a, b in itertools.pairwise(locations)],
        bounds=bounds,
    )
    times = reach(order)
    if times is None:
        return None
    if not nodes:
        return RoundState(shift.index, (), locations, times, (), 0, 0, 0, 0, 0, 0, 0)
    links = list(_links(tables, order, times))
    starts, points = _timed(tables, order, links)
    departure, travel = starts[0] - links[0].lead, sum(order.legs)
    tasks = [node for node in nodes if node < tables.tasks]
    return RoundState(
        shift=shift.index,
        nodes=nodes,
        locations=locations,
        reach=times,
        activities=tuple(
            Activity(link.kind, link.index, start, link.on_arrival)
            for link, start in zip(links[:-1], starts, strict=False)
        ),
        cost=points + tables.weights[RuleId.TRAVEL] * travel + _continuity(tables, shift, tasks),
        load=load,
        busy=travel + sum(tables.service[task] for task in tasks),
        waiting=starts[-1] - departure - travel - sum(link.duration for link in links),
        lateness=_lateness(tables, links, starts),
        departure=departure,
        end=starts[-1],
    )


@dataclass(frozen=True, slots=True)
class _Link:
    """An activity of the chain that is timed: travel that leads to it, and how long it takes."""

    kind: StopKind
    index: int
    lead: int
    duration: int
    opens: int
    closes: int
    on_arrival: bool = False


def _links(tables: Tables, order: Order, times: Reach) -> Iterator[_Link]:
    """The activities of the earliest round in order, the end of the round last."""
    for position, then, step in _path(order, times):
        lead = 0
        leg = order.legs[position - 1]
        for number in range(step.taken, then):
            if number - step.taken == step.before_leaving:
                lead += leg
            seconds, earliest, latest = order.shift.breaks[number]
            late = number - step.taken >= step.before_leaving
            yield _Link(StopKind.BREAK, number, lead, seconds, earliest, latest, late)
            lead = 0
        if not step.on_arrival:
            lead += leg
        if position == len(order.legs):
            yield _Link(StopKind.END, 0, lead, 0, -NEVER, order.bounds[1])
            return
        node, service = order.nodes[position - 1], order.services[position - 1]
        start = times.ready[then][position] - service
        span = next(each for each in order.windows[position - 1] if start <= each[1])
        if node < tables.tasks:
            yield _Link(StopKind.VISIT, node, lead, service, *span)
        else:
            number = order.shift.nodes.index(node)
            yield _Link(StopKind.APPOINTMENT, number, lead, service, *span)


def _path(order: Order, times: Reach) -> list[tuple[int, int, Step]]:
    """Every position with the breaks taken when it is reached, and the step that leads there."""
    path = []
    taken = len(order.shift.breaks)
    for position in range(len(order.legs), 0, -1):
        step = times.steps[taken][position]
        path.append((position, taken, step))
        taken = step.taken
    return path[::-1]


def _timed(tables: Tables, order: Order, links: Sequence[_Link]) -> tuple[list[int], int]:
    """The best starts of the links, and the points that wishes and overtime cost there."""
    gaps = [a.duration + b.lead for a, b in itertools.pairwise(links)]
    intervals = [
        _interval(tables, order.shift, link, gap)
        for link, gap in zip(links, [*gaps, 0], strict=True)
    ]
    earliest = order.bounds[0] + links[0].lead
    intervals[0] = replace(intervals[0], opens=max(intervals[0].opens, earliest))
    starts = best_starts(intervals)
    points = sum(
        each.early_weight * max(0, each.early_target - start)
        + each.late_weight * max(0, start - each.late_target)
        for each, start in zip(intervals, starts, strict=True)
    )
    return starts, points


def _interval(tables: Tables, shift: ShiftTable, link: _Link, gap: int) -> Interval:
    """Where the start of a link may lie and what it costs there."""
    opens, closes = link.opens, link.closes
    if link.kind is StopKind.END:
        weight = tables.weights[RuleId.OVERTIME]
        return Interval(opens, closes, gap, late_target=shift.end, late_weight=weight)
    wished = tables.wished[link.index] if link.kind is StopKind.VISIT else None
    if wished is None:
        return Interval(opens, closes, gap)
    weight = tables.weights[RuleId.WISHED_START]
    tolerance = tables.problem.wished_tolerance
    return Interval(opens, closes, gap, wished - tolerance, weight, wished + tolerance, weight)


def _continuity(tables: Tables, shift: ShiftTable, tasks: list[int]) -> int:
    clients = [tables.client[task] for task in tasks]
    every = sum(tables.visiting[client][shift.carer] for client in clients)
    return every + sum(tables.meeting[client][shift.carer] for client in set(clients))


def _lateness(tables: Tables, links: Sequence[_Link], starts: Sequence[int]) -> int:
    late = 0
    for link, start in zip(links, starts, strict=True):
        wished = tables.wished[link.index] if link.kind is StopKind.VISIT else None
        if wished is not None:
            late = max(late, start - wished - tables.problem.wished_tolerance)
    return late
