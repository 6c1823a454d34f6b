"""Shifts as the labelling sees them: what can follow what, when, and for how much."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduler.rules import RuleId
from scheduler.solver.bound.labels import Graph
from scheduler.solver.bound.records import (
    BITS,
    MOST_BREAKS,
    NEVER,
    NODE,
    TERMS,
    WORDS,
    Integers,
    Record,
    Records,
)
from scheduler.solver.problem import Problem, ProblemShift, Span

SCALE = 1_000
"""Scaled points per point: dual prices are rounded to a thousandth of a point."""


@dataclass(frozen=True)
class ShiftGraph:
    """The graph of a shift and what its nodes stand for.

    Attributes:
        task: per node, the task it fills, -1 for an appointment.
        steps: per node, scaled points of continuity that every call costs.
        back: the same graph from the end of the shift to its start (`mirrored`).
        visits: the visits by their bit in the memory.
        must: whether the shift has a round in any plan.
        travel: scaled points of a second of travel, before any dual price.
    """

    shift: int
    carer: int
    graph: Graph
    back: Graph
    task: Integers
    steps: Integers
    visits: tuple[int, ...]
    must: bool
    travel: int

    @property
    def reversible(self) -> bool:
        """Whether the mirrored graph tells the points of a round exactly."""
        terms = self.graph.terms
        return bool(terms["overtime"] == 0 or terms["end"] >= terms["latest_end"])

    @property
    def stages(self) -> int:
        """How far breaks and appointments may have come."""
        terms = self.graph.terms
        return (int(terms["breaks"]) + 1) * (int(terms["appointments"]) + 1)


@dataclass(frozen=True)
class _Node:
    """A task in one of its windows, or an appointment (task -1)."""

    task: int
    location: int
    opens: int
    closes: int
    service: int


def shift_graph(problem: Problem, number_of_shift: int) -> ShiftGraph:
    """The graph of one shift; nodes that no round can reach in time are left out."""
    shift = problem.shifts[number_of_shift]
    seconds = problem.seconds[shift.mode].astype(np.int64)
    found = _nodes(problem, number_of_shift, shortest(seconds))
    task_of = [each.task for each in found]
    count, tasks = len(found), [task for task in task_of if task >= 0]
    visits = tuple(sorted({problem.tasks[task].visit for task in tasks})[: 64 * WORDS])
    bit = {visit: position for position, visit in enumerate(visits)}
    places = [each.location for each in found]
    leg = seconds[np.ix_([*places, shift.start_location], [*places, shift.end_location])]
    nodes = np.zeros(count + 1, dtype=NODE)
    nodes["opens"][:count] = [each.opens for each in found]
    nodes["closes"][:count] = [each.closes for each in found]
    nodes["service"][:count] = [each.service for each in found]
    nodes["load"][:count] = [_load(problem, shift, each) for each in found]
    wished = [_wished(problem, each) for each in found]
    nodes["early"][:count] = [span[0] for span in wished]
    nodes["late"][:count] = [span[1] for span in wished]
    nodes["appointment"] = -1
    nodes["appointment"][len(tasks) : count] = range(count - len(tasks))
    member = [bit.get(problem.tasks[task].visit, -1) if task >= 0 else -1 for task in task_of]
    nodes["member"][:count] = member
    terms = _terms(problem, shift)
    steps = _continuity(problem, shift, found, nodes, terms)
    for number, each in zip(member, found, strict=True):
        if number >= 0:
            terms["ends"][number] = max(terms["ends"][number], each.closes)
    graph = Graph(terms, nodes, leg, _successors(nodes, _fits(nodes, leg, shift.start)))
    return ShiftGraph(
        shift=number_of_shift,
        carer=shift.carer,
        graph=graph,
        back=mirrored(graph),
        task=np.array(task_of, dtype=np.int64),
        steps=steps,
        visits=visits,
        must=bool(shift.appointments),
        travel=int(terms["travel"]),
    )


def _terms(problem: Problem, shift: ProblemShift) -> Record:
    terms = np.zeros(1, dtype=TERMS)[0]
    terms["start"] = shift.start
    terms["end"] = shift.end
    terms["latest_end"] = shift.latest_end
    terms["load_cap"] = 0 if shift.load_cap is None else shift.load_cap
    terms["appointments"] = len(shift.appointments)
    terms["breaks"] = min(len(shift.breaks), MOST_BREAKS)
    terms["travel"] = problem.weights[RuleId.TRAVEL] * SCALE
    terms["wished"] = problem.weights[RuleId.WISHED_START] * SCALE
    terms["overtime"] = problem.weights[RuleId.OVERTIME] * SCALE
    terms["meets_until"] = terms["ends"] = -NEVER
    for number, each in enumerate(shift.breaks[:MOST_BREAKS]):
        terms["pauses"][number] = (each.seconds, *each.window)
    return terms


def shortest(seconds: Integers) -> Integers:
    """Least seconds between all locations by any way (Floyd 1962): legs may beat direct ones."""
    least = seconds.copy()
    for via in range(len(least)):
        np.minimum(least, least[:, via, None] + least[None, via, :], out=least)
    return least


def _nodes(problem: Problem, number: int, shortest: Integers) -> list[_Node]:
    shift = problem.shifts[number]
    nodes = []
    for task, each in enumerate(problem.tasks):
        if number not in each.shifts:
            continue
        visit = problem.visits[each.visit]
        for opens, closes in _windows(problem, each.visit):
            soonest = shift.start + int(shortest[shift.start_location, visit.location])
            home = int(shortest[visit.location, shift.end_location])
            first = max(opens, soonest)
            last = min(closes, shift.latest_end - home - visit.service)
            if first <= last:
                nodes.append(_Node(task, visit.location, first, last, visit.service))
    return nodes + [
        _Node(-1, kept.location, kept.start, kept.start, kept.end - kept.start)
        for kept in shift.appointments
    ]


def _windows(problem: Problem, number: int) -> tuple[Span, ...]:
    """Where a visit may start; a dependent one is only made with the visit it depends on."""
    visit = problem.visits[number]
    if visit.after is None:
        return visit.windows
    other = problem.visits[visit.after].windows
    if not other:
        return ()
    least = other[0][0] + visit.min_gap
    most = NEVER if visit.max_gap is None else other[-1][1] + visit.max_gap
    cut = ((max(opens, least), min(closes, most)) for opens, closes in visit.windows)
    return tuple((opens, closes) for opens, closes in cut if opens <= closes)


def _load(problem: Problem, shift: ProblemShift, node: _Node) -> int:
    """Load points, where the shift has a cap for them."""
    if shift.load_cap is None or node.task < 0:
        return 0
    return problem.visits[problem.tasks[node.task].visit].load


def _wished(problem: Problem, node: _Node) -> Span:
    """The first place of a visit pays for its wished start."""
    if node.task < 0 or problem.tasks[node.task].place > 1:
        return -NEVER, NEVER
    wished = problem.visits[problem.tasks[node.task].visit].wished
    if wished is None or not problem.weights[RuleId.WISHED_START]:
        return -NEVER, NEVER
    return wished - problem.wished_tolerance, wished + problem.wished_tolerance


def mirrored(graph: Graph) -> Graph:
    """The graph with time running backwards: a stop "starts" where its service ends.

    Overtime is not known there; who uses the graph of a shift with overtime must not rely on it.
    """
    nodes, terms = graph.nodes.copy(), graph.terms.copy()
    closes = -graph.nodes["opens"] - nodes["service"]
    nodes["opens"], nodes["closes"] = -graph.nodes["closes"] - nodes["service"], closes
    nodes["early"] = np.where(
        graph.nodes["late"] >= NEVER, -NEVER, -graph.nodes["late"] - nodes["service"]
    )
    nodes["late"] = np.where(
        graph.nodes["early"] <= -NEVER, NEVER, -graph.nodes["early"] - nodes["service"]
    )
    appointments, breaks = int(terms["appointments"]), int(terms["breaks"])
    kept = nodes["appointment"] >= 0
    nodes["appointment"][kept] = appointments - 1 - nodes["appointment"][kept]
    terms["start"], terms["latest_end"] = -graph.terms["latest_end"], -graph.terms["start"]
    terms["end"] = terms["latest_end"]
    for number in range(breaks):
        seconds, opens, closing = graph.terms["pauses"][breaks - 1 - number]
        terms["pauses"][number] = (seconds, -closing - seconds, -opens - seconds)
    terms["meets_until"] = terms["ends"] = -NEVER
    for node in nodes[:-1]:
        for bit, latest in (("client", "meets_until"), ("member", "ends")):
            if node[bit] >= 0:
                terms[latest][node[bit]] = max(terms[latest][node[bit]], node["closes"])
    leg = np.ascontiguousarray(graph.leg.T)
    fits = _fits(nodes, leg, int(terms["start"]))
    return Graph(terms, nodes, leg, _successors(nodes, fits))


def _fits(nodes: Records, leg: Integers, start: int) -> npt.NDArray[np.bool_]:
    """Which nodes can follow a node in time."""
    count = len(nodes) - 1
    ready = np.append(nodes["opens"][:count], start) + nodes["service"]
    fits: npt.NDArray[np.bool_] = ready[:, None] + leg[:, :count] <= nodes["closes"][None, :count]
    np.fill_diagonal(fits, val=False)
    return fits


def _successors(nodes: Records, fits: npt.NDArray[np.bool_]) -> Integers:
    """The nodes that follow a node; how many is noted at the node."""
    count = len(nodes) - 1
    nodes["degree"] = fits.sum(axis=1)
    successors = np.zeros((count + 1, max(count, 1)), dtype=np.int64)
    for node in range(count + 1):
        following = np.flatnonzero(fits[node])
        successors[node, : len(following)] = following
    return successors


def _continuity(
    problem: Problem, shift: ProblemShift, found: list[_Node], nodes: Records, terms: Record
) -> Integers:
    """Scaled points of every call at a node; notes the clients whose first meeting costs.

    A client with one visit in the shift needs no bit: the meeting is part of the visit. Where
    there are more clients than bits, every visit pays an equal share, which is no more than due.
    """
    weight = problem.weights[RuleId.CONTINUITY] * SCALE
    visits_of: dict[int, set[int]] = defaultdict(set)
    for each in found:
        if each.task >= 0:
            visit = problem.tasks[each.task].visit
            visits_of[problem.visits[visit].client].add(visit)
    first = {client: int(problem.meeting_steps[client, shift.carer]) for client in visits_of}
    often = [client for client in sorted(visits_of) if first[client] and len(visits_of[client]) > 1]
    bit = {client: position for position, client in enumerate(often[:BITS])}
    steps = np.zeros(len(found), dtype=np.int64)
    nodes["client"] = -1
    for node, each in enumerate(found):
        if each.task < 0:
            continue
        client = problem.visits[problem.tasks[each.task].visit].client
        steps[node] = weight * int(problem.visit_steps[client, shift.carer])
        if client in bit:
            position = nodes["client"][node] = bit[client]
            terms["meeting"][position] = weight * first[client]
            terms["meets_until"][position] = max(terms["meets_until"][position], each.closes)
        else:
            steps[node] += weight * first[client] // len(visits_of[client])
    return steps
