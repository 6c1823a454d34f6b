"""What can be decided: for every visit whether and when, for every shift a circuit of legs.

A leg leads from one located node of a shift to another: from its start over visits and
appointments to its end. Breaks have no location and so no place in the circuit: each one is
attached to a node, to be taken either before leaving it or on arrival at it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import BoolVarT, IntVar, LinearExpr

from scheduler.plan import StopKind
from scheduler.solver.problem import Problem, ProblemShift

Amount = LinearExpr | int
"""Seconds, permille, visits or points, as far as they are decided."""


@dataclass(frozen=True, slots=True)
class Node:
    """A located part of a round; `index` as in `Activity`, 0 for start and end."""

    kind: StopKind
    index: int


START = Node(StopKind.START, 0)
END = Node(StopKind.END, 0)


@dataclass(frozen=True)
class VisitVariables:
    """Whether a visit is assigned, and its start (without meaning when it is not)."""

    assigned: IntVar
    start: IntVar


@dataclass(frozen=True)
class RoundVariables:
    """The round of one shift.

    Attributes:
        number: index of the shift.
        used: whether there is a round at all.
        legs: whether the carer goes straight from one node to another.
        present: whether the round holds a task.
        begin, finish: start and end of what is done at a node; the departure at START, the end of
            the round at END.
        leave: when the leg that follows a node is begun.
        arrive: when the leg that leads to a node is over.
        breaks: start of each break.
        before_leaving, on_arrival: whether a break is taken there, by break and node.
    """

    number: int
    shift: ProblemShift
    used: IntVar
    legs: Mapping[tuple[Node, Node], IntVar]
    present: Mapping[int, IntVar]
    begin: Mapping[Node, Amount]
    finish: Mapping[Node, Amount]
    leave: Mapping[Node, IntVar]
    arrive: Mapping[Node, IntVar]
    breaks: tuple[IntVar, ...]
    before_leaving: Mapping[tuple[int, Node], IntVar]
    on_arrival: Mapping[tuple[int, Node], IntVar]

    @property
    def departure(self) -> Amount:
        """When the round begins."""
        return self.begin[START]

    @property
    def end(self) -> Amount:
        """When the round is over."""
        return self.finish[END]

    def presence(self, node: Node) -> IntVar:
        """Whether the node is part of the round."""
        return self.present[node.index] if node.kind is StopKind.VISIT else self.used


@dataclass(frozen=True)
class Decisions:
    """The problem, the model, and all its decisions."""

    problem: Problem
    model: cp_model.CpModel
    visits: tuple[VisitVariables, ...]
    rounds: tuple[RoundVariables, ...]

    def filling(self, task: int) -> dict[int, IntVar]:
        """By shift that may fill the task: whether it does."""
        return {each.number: each.present[task] for each in self.rounds if task in each.present}

    def filled_by(self, task: int, carer: int) -> list[IntVar]:
        """For the shifts of the carer: whether they fill the task."""
        shifts = self.problem.shifts
        return [
            present for shift, present in self.filling(task).items() if shifts[shift].carer == carer
        ]


Follows = Callable[[int, Node, Node], bool]
"""Whether, in a shift, one node may come straight after another."""


def any_order(shift: int, one: Node, other: Node) -> bool:
    """Every node may come straight after every other."""
    del shift, one, other
    return True


def decisions(problem: Problem, follows: Follows = any_order) -> Decisions:
    """Every variable of the model, with the circuits that give the legs their meaning."""
    model = cp_model.CpModel()
    visits = tuple(_visit(problem, model, visit) for visit in range(len(problem.visits)))
    rounds = tuple(
        _round(problem, model, visits, shift, follows) for shift in range(len(problem.shifts))
    )
    return Decisions(problem, model, visits, rounds)


def location(problem: Problem, shift: ProblemShift, node: Node) -> int:
    """Where a node of the shift lies."""
    match node.kind:
        case StopKind.VISIT:
            return problem.visits[problem.tasks[node.index].visit].location
        case StopKind.APPOINTMENT:
            return shift.appointments[node.index].location
        case StopKind.START:
            return shift.start_location
        case _:
            return shift.end_location


def leg_seconds(problem: Problem, shift: ProblemShift, origin: Node, destination: Node) -> int:
    """Seconds of the leg between two nodes, by the mode of the shift's carer."""
    row, column = location(problem, shift, origin), location(problem, shift, destination)
    return int(problem.seconds[shift.mode, row, column])


def _visit(problem: Problem, model: cp_model.CpModel, visit: int) -> VisitVariables:
    windows = problem.visits[visit].windows
    domain = cp_model.Domain.from_intervals([list(window) for window in windows or ((0, 0),)])
    assigned = model.new_bool_var(f"visit {visit} assigned")
    return VisitVariables(assigned, model.new_int_var_from_domain(domain, f"start of {visit}"))


def _round(
    problem: Problem,
    model: cp_model.CpModel,
    visits: tuple[VisitVariables, ...],
    number: int,
    follows: Follows,
) -> RoundVariables:
    shift = problem.shifts[number]
    tasks = [task for task, each in enumerate(problem.tasks) if number in each.shifts]
    stops = [Node(StopKind.VISIT, task) for task in tasks]
    stops += [Node(StopKind.APPOINTMENT, index) for index in range(len(shift.appointments))]
    name = f"shift {number}"

    def moment(what: object) -> IntVar:
        return model.new_int_var(shift.start, shift.latest_end, f"{name}: {what}")

    def choices(what: str, nodes: list[Node]) -> dict[tuple[int, Node], IntVar]:
        pairs = [(index, node) for index in range(len(shift.breaks)) for node in nodes]
        return {pair: model.new_bool_var(f"{name}: break {what} {pair}") for pair in pairs}

    present = {task: model.new_bool_var(f"{name} holds {task}") for task in tasks}
    used = model.new_bool_var(f"{name} used")
    begin, finish = _spans(problem, shift, visits, stops)
    begin[START] = finish[START] = moment("departure")
    begin[END] = finish[END] = moment("end")
    return RoundVariables(
        number=number,
        shift=shift,
        used=used,
        legs=_circuit(
            model,
            name,
            [pair for pair in _pairs(stops) if follows(number, *pair)],
            present,
            used,
        ),
        present=present,
        begin=begin,
        finish=finish,
        leave={node: moment(f"leave {node}") for node in [START, *stops]},
        arrive={node: moment(f"arrive at {node}") for node in [*stops, END]},
        breaks=tuple(moment(f"break {index}") for index in range(len(shift.breaks))),
        before_leaving=choices("before leaving", [START, *stops]),
        on_arrival=choices("on arrival at", [*stops, END]),
    )


def _spans(
    problem: Problem,
    shift: ProblemShift,
    visits: tuple[VisitVariables, ...],
    stops: list[Node],
) -> tuple[dict[Node, Amount], dict[Node, Amount]]:
    """Start and end of every stop. The places of a visit share its start: they start together."""
    begin: dict[Node, Amount] = {}
    finish: dict[Node, Amount] = {}
    for node in stops:
        if node.kind is StopKind.VISIT:
            visit = problem.tasks[node.index].visit
            begin[node] = visits[visit].start
            finish[node] = visits[visit].start + problem.visits[visit].service
        else:
            appointment = shift.appointments[node.index]
            begin[node], finish[node] = appointment.start, appointment.end
    return begin, finish


def _circuit(
    model: cp_model.CpModel,
    name: str,
    pairs: list[tuple[Node, Node]],
    present: Mapping[int, IntVar],
    used: IntVar,
) -> dict[tuple[Node, Node], IntVar]:
    """One way through from start to end; start and end are one node of the circuit.

    An unused shift loops on that node, an absent task on its own; appointments are never absent.
    """
    ends = {START: 0, END: 0}
    stops = {node for pair in pairs for node in pair} - ends.keys()
    stops |= {Node(StopKind.VISIT, task) for task in present}
    ordered = sorted(stops, key=lambda node: (node.kind, node.index))
    number = {node: 1 + index for index, node in enumerate(ordered)} | ends
    legs = {
        (origin, destination): model.new_bool_var(f"{name}: {origin} to {destination}")
        for origin, destination in pairs
    }
    arcs: list[tuple[int, int, BoolVarT]] = [
        (number[origin], number[destination], leg) for (origin, destination), leg in legs.items()
    ]
    arcs += [
        (number[Node(StopKind.VISIT, task)], number[Node(StopKind.VISIT, task)], ~here)
        for task, here in present.items()
    ]
    model.add_circuit([*arcs, (0, 0, ~used)])
    return legs


def _pairs(stops: list[Node]) -> Iterator[tuple[Node, Node]]:
    for stop in stops:
        yield START, stop
        yield stop, END
        yield from ((stop, other) for other in stops if other != stop)
