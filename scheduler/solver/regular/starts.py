"""Earliest starts, and how far each can slip, over rounds and the ties between them.

A tie is one more arc: the partner starts at least `lag` after the task. There is no order of all
tasks but that of the starts themselves, so two carers may meet two clients in opposite orders.
"""

from scheduler.solver.compiled import compiled
from scheduler.solver.regular.pauses import arrival, leave_for
from scheduler.solver.regular.problem import NEVER, NOBODY, Ints
from scheduler.solver.regular.state import LATE, PRESENT, WORST, State, Workshop
from scheduler.solver.regular.tables import Tables
from scheduler.solver.regular.windows import last_start, next_start, off_wish


@compiled
def renew(tables: Tables, state: State, shop: Workshop) -> bool:
    """Work out anew what depends on the touched rounds; False where they cannot be done."""
    if tables.tied or tables.soft:
        for shift in range(tables.shifts):
            shop.concerned[shift] = shop.touched[shift]
        _concern_tied(tables, state, shop)
        worst = state.totals[WORST]
        if not _forward(tables, state, shop):
            return False
        if state.totals[WORST] != worst:
            shop.concerned[:] = True
        _backward(tables, state, shop)
        return not _tighten(tables, state, shop) or _forward(tables, state, shop)
    for shift in range(tables.shifts):
        if shop.touched[shift] and not renew_round(tables, state, shift):
            return False
    return True


@compiled
def _tighten(tables: Tables, state: State, shop: Workshop) -> bool:
    """Let early tasks open no earlier than what stands behind them needs; whether any does.

    Nothing gets later by that than it is or may be for nothing, so that the limits stay.
    """
    tightened = False
    if tables.wishes:
        for task in range(tables.tasks):
            shift = state.shift[task]
            if shift >= 0 and state.start[task] < tables.early[task] and shop.concerned[shift]:
                limit = min(tables.ideal[task], state.slack[task])
                state.opening[task] = last_start(tables, task, limit)
                tightened |= state.opening[task] > state.start[task]
    return tightened


@compiled
def renew_round(tables: Tables, state: State, shift: int) -> bool:
    """Starts and limits of one round, where neither ties nor lateness concern it."""
    following, previous = state.following, state.previous
    start, latest = state.start, state.latest
    tasks = tables.tasks
    task = tasks + shift
    end = task + tables.shifts
    while True:
        moment = arrival(tables, state, task)
        task = following[task]
        if task == end:
            break
        if tables.several[task]:
            start[task] = next_start(tables, task, moment)
        else:
            start[task] = max(moment, tables.opens[task])
        if start[task] > tables.closes[task]:
            return False
    if moment > tables.closes[end]:
        return False
    limit = tables.closes[end]
    task = previous[end]
    while task < tasks:
        limit = min(leave_for(tables, state, task, limit), tables.closes[task])
        if tables.several[task]:
            limit = last_start(tables, task, limit)
        latest[task] = limit
        task = previous[task]
    return True


@compiled
def _concern_tied(tables: Tables, state: State, shop: Workshop) -> None:
    """Let all rounds that are tied to those concerned, however far, be concerned as well."""
    spreading = True
    while spreading:
        spreading = False
        for task in tables.pairs:
            shift, other = state.shift[task], state.shift[tables.partner[task]]
            if shift >= 0 and other >= 0 and shop.concerned[shift] != shop.concerned[other]:
                shop.concerned[shift] = shop.concerned[other] = True
                spreading = True


@compiled
def stand_in_order(tables: Tables, state: State, task: int) -> None:
    """Let a task that came into the plan stand in the order of all, at its end for now."""
    if tables.tied:
        state.order[state.totals[PRESENT]] = task
        state.totals[PRESENT] += 1


@compiled
def sort_by_start(state: State) -> None:
    """Put the tasks of the plan in the order of their starts; they nearly are."""
    order, start = state.order, state.start
    for place in range(1, state.totals[PRESENT]):
        task = order[place]
        moment = start[task]
        to = place
        while to > 0 and start[order[to - 1]] > moment:
            order[to] = order[to - 1]
            to -= 1
        order[to] = task


@compiled
def _forward(tables: Tables, state: State, shop: Workshop) -> bool:
    """Least starts in the rounds concerned, and the lateness of all; False where one is missed."""
    if tables.tied:
        if not _forward_tied(tables, state, shop):
            return False
    else:
        for shift in range(tables.shifts):
            if shop.concerned[shift] and not _forward_round(tables, state, shift):
                return False
    if tables.soft:
        _count_lateness(tables, state)
    return True


@compiled
def _count_lateness(tables: Tables, state: State) -> None:
    late = worst = 0
    for task in range(tables.tasks):
        if state.shift[task] >= 0:
            late += off_wish(tables, task, state.start[task])
            if tables.worst_weight:
                worst = max(worst, state.start[task] - tables.due[task])
    state.totals[LATE], state.totals[WORST] = late, worst


@compiled
def _forward_round(tables: Tables, state: State, shift: int) -> bool:
    """Least starts of a round without ties."""
    node, end = tables.tasks + shift, tables.tasks + tables.shifts + shift
    while True:
        moment = arrival(tables, state, node)
        node = state.following[node]
        if node == end:
            return moment <= tables.closes[end]
        moment = next_start(tables, node, max(moment, state.opening[node]))
        if moment >= NEVER:
            return False
        state.start[node] = moment


@compiled
def _forward_tied(tables: Tables, state: State, shop: Workshop) -> bool:
    """Least starts in the rounds concerned.

    The old order of starts stays one of precedence after removals.
    """
    sort_by_start(state)
    order, done, queue = state.order, shop.done, shop.queue
    following, previous = state.following, state.previous
    start, partner, lag = state.start, tables.partner, tables.lag
    shop.stamp[0] += 1
    stamp = shop.stamp[0]
    queued = 0
    for place in range(state.totals[PRESENT]):
        task = order[place]
        if not shop.concerned[state.shift[task]]:
            continue
        moment = arrival(tables, state, previous[task])
        other = partner[task]
        waits = other >= 0 and done[other] == stamp
        if waits:
            moment = max(moment, start[other] + lag[other])
        moment = next_start(tables, task, max(moment, state.opening[task]))
        if moment >= NEVER:
            return False
        start[task] = moment
        if waits and moment + lag[task] > start[other]:
            start[other] = next_start(tables, other, moment + lag[task])
            if start[other] >= NEVER:
                return False
            queue[queued] = other
            queued += 1
        done[task] = stamp
        behind = following[task]
        if behind >= tables.tasks and arrival(tables, state, task) > tables.closes[behind]:
            return False
    return not queued or push(tables, state, shop, queued, 0, False, NEVER, 0)[0] < NEVER


@compiled
def push(
    tables: Tables,
    state: State,
    shop: Workshop,
    queued: int,
    logged: int,
    within: bool,
    limit: int,
    worst: int,
) -> tuple[int, int, int, int, int]:
    """Raise starts behind the queued tasks to the least ones that keep all distances.

    Args:
        logged: how many raised starts stand in the log already.
        within: whether `state.latest` can be relied on, so that passing it is the end.
        limit: points at which to give up.
        worst: the largest lateness before.

    Returns:
        Points added (NEVER when impossible or beyond the limit), how many raised starts are
        logged, lateness added, how much less early tasks begin in all, largest lateness.
    """
    queue, logs, before = shop.queue, shop.logged, shop.before
    following, start, latest = state.following, state.start, state.latest
    partner, lag, due = tables.partner, tables.lag, tables.due
    late_weight, worst_weight = tables.late_weight, tables.worst_weight
    tasks, room = tables.tasks, len(queue) - 3
    early = tables.early
    added, saved, points, largest, head = 0, 0, 0, worst, 0
    while head < queued:
        task = queue[head]
        head += 1
        for way in range(2):
            if way == 0:
                other = following[task]
                moment = arrival(tables, state, task)
                if other >= tasks:
                    if moment > tables.closes[other]:
                        return NEVER, logged, added, saved, largest
                    continue
            else:
                other = partner[task]
                if other < 0 or state.shift[other] == NOBODY:
                    continue
                moment = start[task] + lag[task]
            old = start[other]
            if moment <= old:
                continue
            moment = next_start(tables, other, moment)
            if moment >= NEVER or (within and moment > latest[other]) or queued >= room:
                return NEVER, logged, added, saved, largest
            logs[logged], before[logged] = other, old
            logged += 1
            start[other] = moment
            queue[queued] = other
            queued += 1
            if old < early[other]:
                saved += min(moment, early[other]) - old
            late = moment - due[other]
            if late > 0:
                added += min(late, moment - old)
                largest = max(largest, late)
                points = late_weight * (added - saved) + worst_weight * (largest - worst)
                if points >= limit:
                    return NEVER, logged, added, saved, largest
    points = late_weight * (added - saved) + worst_weight * (largest - worst)
    return points, logged, added, saved, largest


@compiled
def take_back(state: State, shop: Workshop, logged: int) -> None:
    """Undo the raised starts of the log."""
    for place in range(logged - 1, -1, -1):
        state.start[shop.logged[place]] = shop.before[place]


@compiled
def renew_limits(
    tables: Tables, state: State, shop: Workshop, first: int, second: int, worst: int
) -> None:
    """Work out the limits anew where tasks that came in made something late.

    Args:
        first, second: what came in; the second may be NOBODY.
        worst: the largest lateness before.
    """
    shop.concerned[:] = state.totals[WORST] != worst
    shop.concerned[state.shift[first]] = True
    if second != NOBODY:
        shop.concerned[state.shift[second]] = True
    _concern_tied(tables, state, shop)
    _backward(tables, state, shop)


@compiled
def _backward(tables: Tables, state: State, shop: Workshop) -> None:
    """Latest, slack and calm of every task in the rounds concerned."""
    if not tables.tied:
        for shift in range(tables.shifts):
            if shop.concerned[shift]:
                _backward_round(tables, state, shop, shift)
        return
    sort_by_start(state)
    order, done, queue = state.order, shop.done, shop.queue
    partner = tables.partner
    shop.stamp[0] += 1
    stamp = shop.stamp[0]
    queued = 0
    for place in range(state.totals[PRESENT] - 1, -1, -1):
        task = order[place]
        if not shop.concerned[state.shift[task]]:
            continue
        _limits_of(tables, state, task, done, stamp)
        done[task] = stamp
        other = partner[task]
        if other >= 0 and done[other] == stamp and lower(tables, state, task, other, True):
            queue[queued] = other
            queued += 1
    sink(tables, state, shop, queued)


@compiled
def _backward_round(tables: Tables, state: State, shop: Workshop, shift: int) -> None:
    """Latest, slack and calm of every task in a round without ties."""
    task = state.previous[tables.tasks + tables.shifts + shift]
    while task < tables.tasks:
        _limits_of(tables, state, task, shop.done, NEVER)
        task = state.previous[task]


@compiled
def limits_behind(tables: Tables, state: State, task: int) -> tuple[int, int, int]:
    """The latest start of a task, its slack and calm, that the following node leaves."""
    behind = state.following[task]
    latest = leave_for(tables, state, task, state.latest[behind])
    if behind >= tables.tasks:
        return latest, latest, latest
    slack = leave_for(tables, state, task, state.slack[behind])
    return latest, slack, leave_for(tables, state, task, state.calm[behind])


@compiled
def _limits_of(tables: Tables, state: State, task: int, done: Ints, stamp: int) -> None:
    """The limits that a task's own times, the following node and a partner that is done leave."""
    latest, slack, calm = state.latest, state.slack, state.calm
    limit, ease, calmness = limits_behind(tables, state, task)
    other = tables.partner[task]
    if other >= 0 and done[other] == stamp:
        gap = tables.lag[task]
        limit = min(limit, latest[other] - gap)
        ease = min(ease, slack[other] - gap)
        calmness = min(calmness, calm[other] - gap)
    latest[task] = last_start(tables, task, limit)
    if tables.soft:
        due = tables.due[task]
        slack[task] = last_start(tables, task, min(ease, max(due, state.start[task])))
        calm[task] = last_start(tables, task, min(calmness, due + state.totals[WORST]))
    else:
        slack[task] = calm[task] = latest[task]


@compiled
def lower(tables: Tables, state: State, task: int, before: int, tie: bool) -> bool:
    """Let a node that comes before a task, or is tied to it, know the task's limits.

    Returns:
        Whether that lowered any of its own.
    """
    latest, slack, calm = state.latest, state.slack, state.calm
    lowered = False
    limit = _before(tables, state, before, latest[task], tie)
    if limit < latest[before]:
        latest[before] = last_start(tables, before, limit)
        lowered = True
    if not tables.soft:
        slack[before] = calm[before] = latest[before]
        return lowered
    limit = _before(tables, state, before, slack[task], tie)
    if limit < slack[before]:
        slack[before] = last_start(tables, before, limit)
        lowered = True
    limit = _before(tables, state, before, calm[task], tie)
    if limit < calm[before]:
        calm[before] = last_start(tables, before, limit)
        lowered = True
    return lowered


@compiled
def _before(tables: Tables, state: State, node: int, limit: int, tie: bool) -> int:
    """The last start of a node after which the following task, or the partner, meets a limit."""
    return limit - tables.lag[node] if tie else leave_for(tables, state, node, limit)


@compiled
def sink(tables: Tables, state: State, shop: Workshop, queued: int) -> None:
    """Let everything before the queued tasks know that their limits are lower."""
    queue, previous, partner = shop.queue, state.previous, tables.partner
    room = len(queue) - 3
    head = 0
    while head < queued < room:
        task = queue[head]
        head += 1
        before = previous[task]
        if before < tables.tasks and lower(tables, state, task, before, False):
            queue[queued] = before
            queued += 1
        other = partner[task]
        tied = other >= 0 and state.shift[other] != NOBODY
        if tied and lower(tables, state, task, other, True):
            queue[queued] = other
            queued += 1
