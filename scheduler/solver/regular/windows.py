"""The starts that the windows of a task allow."""

from scheduler.solver.compiled import compiled
from scheduler.solver.regular.problem import NEVER
from scheduler.solver.regular.tables import Tables


@compiled
def next_start(tables: Tables, task: int, moment: int) -> int:
    """The first allowed start at or after a moment, NEVER if there is none."""
    if moment > tables.closes[task]:
        return NEVER
    if not tables.several[task]:
        return max(moment, tables.opens[task])
    for window in range(tables.window_from[task], tables.window_from[task + 1]):
        if moment <= tables.window_closes[window]:
            return max(moment, tables.window_opens[window])
    return NEVER


@compiled
def off_wish(tables: Tables, task: int, start: int) -> int:
    """How much a task begins early or late at a start."""
    return max(0, start - tables.due[task], tables.early[task] - start)


@compiled
def last_start(tables: Tables, task: int, limit: int) -> int:
    """The last allowed start at or before a limit, -NEVER if there is none."""
    if not tables.several[task]:
        return min(limit, tables.closes[task]) if limit >= tables.opens[task] else -NEVER
    for window in range(tables.window_from[task + 1] - 1, tables.window_from[task] - 1, -1):
        if tables.window_opens[window] <= limit:
            return min(limit, tables.window_closes[window])
    return -NEVER
