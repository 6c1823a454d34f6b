"""What the climb needs to know of a problem before it begins."""

from scheduler.rules import RuleId
from scheduler.solver.bound.graphs import ShiftGraph
from scheduler.solver.problem import Problem
from scheduler.units import SECONDS_PER_HOUR

TYING = (RuleId.WORST_LATENESS, RuleId.FAIR_LOAD, RuleId.WAITING_SPREAD)


def tied(problem: Problem) -> bool:
    """Whether anything ties rounds, so that the cheapest choice of rounds may be no plan."""
    return barred(problem) or any(problem.weights[rule] for rule in TYING)


def barred(problem: Problem) -> bool:
    """Whether rounds that are possible by themselves may be impossible together."""
    return (
        any(len(visit.tasks) > 1 or visit.after is not None for visit in problem.visits)
        or any(visit.published is not None for visit in problem.visits)
        or len({shift.carer for shift in problem.shifts}) < len(problem.shifts)
    )


def first_cap(problem: Problem) -> int:
    """Roughly what fitting in an awkward visit costs; it grows where that is too little."""
    weights = problem.weights
    seconds = weights[RuleId.TRAVEL] + weights[RuleId.WISHED_START]
    return 1 + SECONDS_PER_HOUR * seconds + 6 * weights[RuleId.CONTINUITY]


def reward(problem: Problem, graph: ShiftGraph) -> int:
    """What makes the relaxation use a shift that has a round in any plan; it is paid back."""
    if not graph.must:
        return 0
    shift, weights = problem.shifts[graph.shift], problem.weights
    return 1 + (shift.latest_end - shift.start) * (
        weights[RuleId.TRAVEL] + weights[RuleId.OVERTIME]
    )
