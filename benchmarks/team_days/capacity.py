"""What a day asks of its carers at the least, against what its shifts hold."""

from itertools import product

from scheduler.solver.problem import Problem, ProblemVisit


def least_work(visit: ProblemVisit, begin: int, end: int) -> int:
    """Seconds of service that a visit takes between two moments whatever its start."""
    extremes = (visit.windows[0][0], visit.windows[-1][1])
    return max(0, min(min(start + visit.service, end) - max(start, begin) for start in extremes))


def tightest(problem: Problem) -> tuple[float, int, int]:
    """The largest ratio of work asked to time offered over any stretch of the day, and its ends.

    A ratio above 1 proves that somebody must be left out. Only service counts, so that below 1
    nothing is proven; the two extreme starts give the least work because a visit that overlaps a
    stretch from either end overlaps it no less from between.
    """
    begins = sorted({v.windows[0][0] for v in problem.visits if v.windows})
    ends = sorted({v.windows[-1][1] + v.service for v in problem.visits if v.windows})
    worst = (0.0, 0, 0)
    for begin, end in product(begins, ends):
        offered = sum(max(0, min(s.end, end) - max(s.start, begin)) for s in problem.shifts)
        if begin >= end:
            continue
        asked = sum(
            least_work(visit, begin, end) * len(visit.tasks)
            for visit in problem.visits
            if visit.windows
        )
        ratio = asked / offered if offered else float(asked > 0) * 1e9
        worst = max(worst, (ratio, begin, end))
    return worst
