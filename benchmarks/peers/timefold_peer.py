"""Timefold's Python solver: a list of visits per shift, starts as shadow variables.

What stands in entities and constraints is turned into Java bytecode by Timefold, so it keeps to
plain numbers, lists and loops.
"""

import shutil
from dataclasses import dataclass, field
from typing import Annotated

from timefold.solver import SolverFactory
from timefold.solver.config import (
    Duration,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    TerminationConfig,
)
from timefold.solver.domain import (
    CascadingUpdateShadowVariable,
    InverseRelationShadowVariable,
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningListVariable,
    PlanningScore,
    PreviousElementShadowVariable,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintFactory,
    HardSoftScore,
    constraint_provider,
)

from benchmarks.peers.peer import Answer, Peer
from benchmarks.team_days.features import Feature
from benchmarks.team_days.statement import Statement
from scheduler.rules import RuleId
from scheduler.solver.problem import Problem

BARRED = 10_000
"""Hard points of a shift that may not fill a task, in seconds of lateness."""

APPOINTMENT_PRIZE = 20_000_000


@planning_entity
@dataclass
class Call:
    """A task or an appointment, with the seconds and points of all arcs that leave it."""

    number: Annotated[int, PlanningId]
    service: int
    opens: list[int]
    closes: list[int]
    load: int
    prize: int
    allowed: list[bool]
    continuity: list[int]
    seconds: list[list[int]]
    tour: Annotated["Tour | None", InverseRelationShadowVariable(source_variable_name="calls")] = (
        field(default=None)
    )
    previous: Annotated[
        "Call | None", PreviousElementShadowVariable(source_variable_name="calls")
    ] = field(default=None)
    start: Annotated[int | None, CascadingUpdateShadowVariable(target_method_name="update")] = (
        field(default=None)
    )

    def update(self) -> None:
        """The earliest start after the call before."""
        if self.tour is None:
            self.start = None
            return
        if self.previous is None:
            ready = self.tour.begins + self.tour.from_start[self.number]
        elif self.previous.start is None:
            self.start = None
            return
        else:
            before = self.previous
            ready = before.start + before.service + before.seconds[self.tour.mode][self.number]
        for window in range(len(self.opens)):
            if ready <= self.closes[window]:
                self.start = max(ready, self.opens[window])
                return
        self.start = ready

    def late(self) -> int:
        """Seconds past the last window."""
        if self.start is None:
            return 0
        return max(0, self.start - self.closes[len(self.closes) - 1])

    def barred(self) -> bool:
        """Whether the shift may not fill it."""
        return self.tour is not None and not self.allowed[self.tour.number]

    def points(self) -> int:
        """Of the leg that leads here and of who comes."""
        if self.tour is None:
            return 0
        if self.previous is None:
            leg = self.tour.from_start[self.number]
        else:
            leg = self.previous.seconds[self.tour.mode][self.number]
        return self.tour.travel_weight * leg + self.continuity[self.tour.number]


@planning_entity
@dataclass
class Tour:
    """A shift with the calls it makes."""

    number: Annotated[int, PlanningId]
    mode: int
    begins: int
    ends: int
    load_cap: int
    travel_weight: int
    from_start: list[int]
    to_end: list[int]
    calls: Annotated[list[Call], PlanningListVariable(allows_unassigned_values=True)] = field(
        default_factory=list
    )

    def home_points(self) -> int:
        """Of the leg home."""
        if len(self.calls) == 0:
            return 0
        return self.travel_weight * self.to_end[self.calls[len(self.calls) - 1].number]

    def over(self) -> int:
        """Seconds past the end, and load past the cap."""
        beyond = 0
        load = 0
        for call in self.calls:
            load += call.load
        if load > self.load_cap:
            beyond += 600 * (load - self.load_cap)
        if len(self.calls) > 0:
            last = self.calls[len(self.calls) - 1]
            if last.start is not None:
                end = last.start + last.service + self.to_end[last.number]
                if end > self.ends:
                    beyond += end - self.ends
        return beyond


@constraint_provider
def constraints(factory: ConstraintFactory) -> list[Constraint]:
    """Hard in seconds, soft in points."""
    return [
        factory.for_each(Call)
        .filter(lambda call: call.late() > 0)
        .penalize(HardSoftScore.ONE_HARD, lambda call: call.late())
        .as_constraint("window"),
        factory.for_each(Call)
        .filter(lambda call: call.barred())
        .penalize(HardSoftScore.of_hard(BARRED))
        .as_constraint("allowed"),
        factory.for_each(Tour)
        .filter(lambda tour: tour.over() > 0)
        .penalize(HardSoftScore.ONE_HARD, lambda tour: tour.over())
        .as_constraint("shift"),
        factory.for_each_including_unassigned(Call)
        .filter(lambda call: call.tour is None)
        .penalize(HardSoftScore.ONE_SOFT, lambda call: call.prize)
        .as_constraint("unassigned"),
        factory.for_each(Call)
        .penalize(HardSoftScore.ONE_SOFT, lambda call: call.points())
        .as_constraint("way and continuity"),
        factory.for_each(Tour)
        .penalize(HardSoftScore.ONE_SOFT, lambda tour: tour.home_points())
        .as_constraint("way home"),
    ]


@planning_solution
@dataclass
class Day:
    """What Timefold solves."""

    tours: Annotated[list[Tour], PlanningEntityCollectionProperty]
    calls: Annotated[list[Call], PlanningEntityCollectionProperty, ValueRangeProvider]
    score: Annotated[HardSoftScore | None, PlanningScore] = field(default=None)


def solve(problem: Problem, seconds: float, seed: int) -> Answer:
    """The best that Timefold finds in its time.

    Breaks take their time off the end of a shift; wished starts are not stated; ties are cut out
    of the windows. A plan that Timefold itself counts as broken is handed back as it is.
    """
    stated = Statement(problem)
    factory = SolverFactory.create(
        SolverConfig(
            solution_class=Day,
            entity_class_list=[Tour, Call],
            random_seed=seed,
            score_director_factory_config=ScoreDirectorFactoryConfig(
                constraint_provider_function=constraints
            ),
            termination_config=TerminationConfig(
                spent_limit=Duration(milliseconds=int(seconds * 1000))
            ),
        )
    )
    found = factory.build_solver().solve(_day(stated))
    orders, starts = [], {}
    for tour in found.tours:
        tasks = [call for call in tour.calls if call.number < stated.tasks]
        orders.append(tuple(call.number for call in tasks))
        starts.update({call.number: call.start for call in tasks if call.start is not None})
    return tuple(orders), starts


def _day(stated: Statement) -> Day:
    problem = stated.problem
    appointments = range(len(stated.appointments))
    nodes = [*range(stated.tasks), *(stated.appointment_node(index) for index in appointments)]
    modes = sorted({shift.mode for shift in problem.shifts})
    some_shift = {mode: [s.mode for s in problem.shifts].index(mode) for mode in modes}
    matrices = {mode: stated.travel_seconds(number) for mode, number in some_shift.items()}
    unlimited = sum(visit.load * len(visit.tasks) for visit in problem.visits)
    tours = [
        Tour(
            number=number,
            mode=modes.index(shift.mode),
            begins=shift.start,
            ends=shift.end
            if shift.appointments
            else shift.end - sum(b.seconds for b in shift.breaks),
            load_cap=unlimited if shift.load_cap is None else shift.load_cap,
            travel_weight=problem.weights[RuleId.TRAVEL],
            from_start=matrices[shift.mode][stated.start_node(number), nodes].tolist(),
            to_end=matrices[shift.mode][nodes, stated.end_node(number)].tolist(),
        )
        for number, shift in enumerate(problem.shifts)
    ]
    calls = []
    for number, node in enumerate(nodes):
        ways = [matrices[mode][node, nodes].tolist() for mode in modes]
        calls.append(_call(stated, number, ways))
    return Day(tours, calls)


def _call(stated: Statement, number: int, ways: list[list[int]]) -> Call:
    shifts = range(stated.shifts)
    if number >= stated.tasks:
        owner, appointment = stated.appointments[number - stated.tasks]
        return Call(
            number=number,
            service=appointment.end - appointment.start,
            opens=[appointment.start],
            closes=[appointment.start],
            load=0,
            prize=APPOINTMENT_PRIZE,
            allowed=[shift == owner for shift in shifts],
            continuity=[0 for _ in shifts],
            seconds=ways,
        )
    task, visit = stated.problem.tasks[number], stated.visit(number)
    windows = stated.untied_windows[task.visit]
    return Call(
        number=number,
        service=visit.service,
        opens=[opens for opens, _ in windows],
        closes=[closes for _, closes in windows],
        load=visit.load,
        prize=stated.prize(number),
        allowed=[shift in task.shifts for shift in shifts],
        continuity=stated.task_points[number].tolist(),
        seconds=ways,
    )


def _lacks() -> str:
    return "" if shutil.which("java") else "needs Java, which is not installed"


PEER = Peer(
    name="timefold",
    package="timefold",
    states=frozenset(
        {
            *(Feature.SEVERAL_WINDOWS, Feature.LOAD_CAP, Feature.SPLIT_SHIFT),
            Feature.APPOINTMENT,
        }
    ),
    seeded=True,
    solve=solve,
    lacks=_lacks,
)
