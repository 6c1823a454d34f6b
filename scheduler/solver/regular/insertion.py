"""Putting an absent task into the plan, with its partner, where that costs least."""

from scheduler.solver.compiled import compiled
from scheduler.solver.regular.gaps import (
    describe_gap,
    describe_gaps,
    rank_gaps,
    reach_behind,
)
from scheduler.solver.regular.linking import link
from scheduler.solver.regular.pauses import arrival, pass_pause
from scheduler.solver.regular.problem import NEVER, NOBODY
from scheduler.solver.regular.starts import (
    limits_behind,
    push,
    renew_limits,
    renew_round,
    sink,
    stand_in_order,
    take_back,
)
from scheduler.solver.regular.state import (
    CHOICES,
    FEW_CHOICES,
    LATE,
    WORST,
    State,
    Workshop,
)
from scheduler.solver.regular.tables import Tables
from scheduler.solver.regular.windows import last_start, next_start, off_wish

INSERTED, LEFT_OUT, CROSSED = range(3)
"""What became of a task; CROSSED: rounds wait for each other, and the state is spoiled."""


@compiled
def insert(
    tables: Tables, state: State, shop: Workshop, task: int, blink: float, eager: bool
) -> int:
    """Insert an absent task, and its partner if it has one; INSERTED, LEFT_OUT or CROSSED.

    Args:
        eager: whether to insert them even where leaving them out is cheaper.
    """
    if tables.partner[task] == NOBODY:
        worth = NEVER if eager else tables.unassigned[task] + 1
        rank = _best_gap(tables, state, shop, task, blink, worth)
        if rank == NOBODY:
            return LEFT_OUT
        shop.touched[state.shift[shop.gap[0, rank]]] = True
        if tables.wishes:
            state.opening[task] = min(tables.ideal[task], shop.at[0, rank])
        link(tables, state, task, shop.gap[0, rank], shop.first[0, rank])
        if not tables.tied and not tables.soft:
            renew_round(tables, state, state.shift[task])
            return INSERTED
        return _settle(tables, state, shop, task, NOBODY)
    first, second = min(task, tables.partner[task]), max(task, tables.partner[task])
    worth = NEVER if eager else tables.unassigned[first] + tables.unassigned[second] + 1
    rank, mate = _best_pair(tables, state, shop, first, second, blink, worth)
    if rank == NOBODY:
        return LEFT_OUT
    shop.touched[state.shift[shop.gap[0, rank]]] = True
    shop.touched[state.shift[shop.gap[1, mate]]] = True
    if tables.wishes:
        one, other = _together(tables, shop, first, second, rank, mate)
        state.opening[first] = min(tables.ideal[first], one)
        state.opening[second] = min(tables.ideal[second], other)
    link(tables, state, first, shop.gap[0, rank], shop.first[0, rank])
    link(tables, state, second, shop.gap[1, mate], shop.first[1, mate])
    return _settle(tables, state, shop, first, second)


@compiled
def _best_gap(
    tables: Tables, state: State, shop: Workshop, task: int, blink: float, worth: int
) -> int:
    """The rank of the gap where a single task costs least, NOBODY if that is `worth` or more."""
    exact = not tables.soft
    ranks = 1 if exact else FEW_CHOICES
    ranked = rank_gaps(tables, state, shop, task, 0, ranks, worth, blink)
    if ranked == 0:
        return NOBODY
    if exact:
        return 0
    best, chosen = worth, NOBODY
    for rank in range(ranked):
        if shop.bound[0, rank] >= best:
            break
        describe_gap(tables, state, shop, task, 0, rank)
        points = _price(tables, state, shop, task, rank, best)
        if points < best:
            best, chosen = points, rank
    return chosen


@compiled
def _price(tables: Tables, state: State, shop: Workshop, task: int, rank: int, best: int) -> int:
    """What filling a gap costs exactly, or NEVER if that is no less than `best`."""
    worst = state.totals[WORST]
    moment = shop.at[0, rank]
    own = max(0, moment - tables.due[task])
    beyond = max(own, worst + moment - shop.quiet[0, rank], worst)
    points = shop.bound[0, rank] + tables.worst_weight * (beyond - worst)
    if points >= best or moment <= shop.until[0, rank]:
        return points if points < best else NEVER
    node = shop.gap[0, rank]
    behind = state.following[node]
    old = state.start[behind]
    reached = reach_behind(tables, state, task, node, shop.first[0, rank], moment)
    raised = next_start(tables, behind, reached)
    shop.logged[0], shop.before[0] = behind, old
    state.start[behind] = raised
    shop.queue[0] = behind
    late = max(0, raised - tables.due[behind])
    largest = max(worst, own, late)
    points = shop.guess[0, rank] + tables.late_weight * min(late, raised - old)
    points += tables.worst_weight * (largest - worst)
    if old < tables.early[behind]:
        points -= tables.late_weight * (min(raised, tables.early[behind]) - old)
    logged = 1
    if points < best:
        added, logged, _, _, _ = push(tables, state, shop, 1, 1, True, best - points, largest)
        points = min(NEVER, points + added)
    take_back(state, shop, logged)
    return points if points < best else NEVER


@compiled
def _best_pair(
    tables: Tables,
    state: State,
    shop: Workshop,
    first: int,
    second: int,
    blink: float,
    worth: int,
) -> tuple[int, int]:
    """The ranks of the gaps where two partners cost least, NOBODY if that is `worth` or more."""
    best = worth
    one = other = NOBODY
    some = rank_gaps(tables, state, shop, first, 0, CHOICES, best, blink)
    if some == 0:
        return one, other
    more = rank_gaps(tables, state, shop, second, 1, CHOICES, best, blink)
    describe_gaps(tables, state, shop, first, 0, some)
    least = describe_gaps(tables, state, shop, second, 1, more)
    for rank in range(some):
        if shop.bound[0, rank] + least >= best:
            break
        for mate in range(more):
            if shop.guess[0, rank] + shop.bound[1, mate] >= best:
                break
            if not _can_go(tables, state, shop, first, second, rank, mate):
                continue
            points = _price_pair(tables, state, shop, first, second, rank, mate, best)
            if points < best:
                best, one, other = points, rank, mate
    return one, other


@compiled
def _can_go(
    tables: Tables, state: State, shop: Workshop, first: int, second: int, rank: int, mate: int
) -> bool:
    """Whether two partners can go into two gaps as far as carers, loads and orders tell."""
    before, beside = shop.gap[0, rank], shop.gap[1, mate]
    shift, other = state.shift[before], state.shift[beside]
    if tables.apart[first]:
        return tables.carer[shift] != tables.carer[other]
    if shift != other:
        return True
    load = state.load[shift] + tables.load[first] + tables.load[second]
    if before == beside or load > tables.load_cap[shift]:
        return False
    if state.start[before] < state.start[beside]:
        return tables.lag[second] <= 0
    return tables.lag[first] <= 0


@compiled
def _meet(tables: Tables, first: int, second: int, one: int, other: int) -> tuple[int, int]:
    """The earliest starts of two partners that would start at `one` and `other` by themselves.

    NEVER twice when their windows and the lags between them have nothing in common.
    """
    while True:
        later = next_start(tables, second, max(other, one + tables.lag[first]))
        if later >= NEVER:
            return NEVER, NEVER
        other = later
        later = next_start(tables, first, max(one, other + tables.lag[second]))
        if later >= NEVER:
            return NEVER, NEVER
        if later == one:
            return one, other
        one = later


@compiled
def _together(
    tables: Tables, shop: Workshop, first: int, second: int, rank: int, mate: int
) -> tuple[int, int]:
    """The starts of two partners in two gaps: no earlier than what stands behind either needs.

    NEVER twice when their windows and the lags between them have nothing in common.
    """
    one, other = _meet(tables, first, second, shop.at[0, rank], shop.at[1, mate])
    beyond = max(one - shop.until[0, rank], other - shop.until[1, mate])
    if not tables.wishes or beyond <= 0:
        return one, other
    one, other = shop.at[0, rank], shop.at[1, mate]
    one = max(shop.least[0, rank], one - beyond)
    other = max(shop.least[1, mate], other - beyond)
    return _meet(tables, first, second, one, other)


@compiled
def _price_pair(
    tables: Tables,
    state: State,
    shop: Workshop,
    first: int,
    second: int,
    rank: int,
    mate: int,
    best: int,
) -> int:
    """What filling two gaps with two partners costs, or NEVER if that is no less than `best`."""
    before, beside = shop.gap[0, rank], shop.gap[1, mate]
    one, other = _together(tables, shop, first, second, rank, mate)
    if one >= NEVER:
        return NEVER
    behind, after = state.following[before], state.following[beside]
    reached = reach_behind(tables, state, first, before, shop.first[0, rank], one)
    attained = reach_behind(tables, state, second, beside, shop.first[1, mate], other)
    if reached > state.latest[behind] or attained > state.latest[after]:
        return NEVER
    worst = state.totals[WORST]
    late = max(0, one - tables.due[first])
    later = max(0, other - tables.due[second])
    ahead = max(0, one - shop.until[0, rank], other - shop.until[1, mate])
    beyond = max(worst, late, later)
    beyond = max(beyond, worst + max(one - shop.quiet[0, rank], other - shop.quiet[1, mate]))
    own = shop.guess[0, rank] - tables.late_weight * off_wish(tables, first, shop.at[0, rank])
    own += shop.guess[1, mate] - tables.late_weight * off_wish(tables, second, shop.at[1, mate])
    own += tables.late_weight * (off_wish(tables, first, one) + off_wish(tables, second, other))
    together = state.shift[before] == state.shift[beside]
    if together:
        own -= _met_twice(tables, state, first, second, state.shift[before])
    points = own + tables.worst_weight * (beyond - worst)
    if tables.soft and not together:
        points += tables.late_weight * ahead
    if points >= best:
        return NEVER
    pushes = (behind < tables.tasks and reached > state.start[behind]) or (
        after < tables.tasks and attained > state.start[after]
    )
    crossing = (
        state.start[beside] >= state.start[behind] or state.start[before] >= state.start[after]
    )
    if not (together or (pushes and (crossing or (tables.soft and ahead > 0)))):
        return points
    return _push_pair(tables, state, shop, first, second, rank, mate, one, other, own, best)


@compiled
def _met_twice(tables: Tables, state: State, first: int, second: int, shift: int) -> int:
    """Points of a first meeting that two gaps of one round count twice."""
    client = tables.client[first]
    if not tables.meets or client != tables.client[second] or state.met[client, shift] > 0:
        return 0
    return tables.meeting[first, shift]


@compiled
def _push_pair(
    tables: Tables,
    state: State,
    shop: Workshop,
    first: int,
    second: int,
    rank: int,
    mate: int,
    one: int,
    other: int,
    own: int,
    best: int,
) -> int:
    """The exact price of two partners: they are linked in for a moment, and starts raised."""
    worst = state.totals[WORST]
    before, beside = shop.gap[0, rank], shop.gap[1, mate]
    behind, after = state.following[before], state.following[beside]
    leg, beside_leg = state.leg[before], state.leg[beside]
    pause, beside_pause = state.pause[before], state.pause[beside]
    for task, node, next_node, is_first in (
        (first, before, behind, shop.first[0, rank]),
        (second, beside, after, shop.first[1, mate]),
    ):
        pass_pause(tables, state, task, node, is_first)
        mode = tables.mode[state.shift[node]]
        state.leg[node] = tables.hither[mode, task, node]
        state.leg[task] = tables.away[mode, task, next_node]
        state.following[node], state.following[task] = task, next_node
        state.shift[task] = state.shift[node]
        state.latest[task] = tables.closes[task]
    state.start[first], state.start[second] = one, other
    shop.queue[0], shop.queue[1] = first, second
    largest = max(worst, one - tables.due[first], other - tables.due[second])
    points = own + tables.worst_weight * (largest - worst)
    logged = 0
    if points < best:
        added, logged, _, _, _ = push(tables, state, shop, 2, 0, True, best - points, largest)
        points = min(NEVER, points + added)
    take_back(state, shop, logged)
    state.following[before], state.following[beside] = behind, after
    state.leg[before], state.leg[beside] = leg, beside_leg
    state.pause[before], state.pause[beside] = pause, beside_pause
    state.pause[first] = state.pause[second] = False
    state.shift[first] = state.shift[second] = NOBODY
    return points if points < best else NEVER


@compiled
def _settle(tables: Tables, state: State, shop: Workshop, first: int, second: int) -> int:
    """Work out starts and limits after one task, or two, were linked in."""
    worst = state.totals[WORST]
    queued, late, early, largest = 0, 0, 0, worst
    for task in (first, second):
        if task == NOBODY:
            continue
        node = state.previous[task]
        moment = max(arrival(tables, state, node), state.opening[task])
        state.start[task] = next_start(tables, task, moment)
        state.latest[task] = state.slack[task] = state.calm[task] = tables.closes[task]
        stand_in_order(tables, state, task)
    if second != NOBODY:
        one, other = _meet(tables, first, second, state.start[first], state.start[second])
        if one >= NEVER:
            return CROSSED
        state.start[first], state.start[second] = one, other
    for task in (first, second):
        if task != NOBODY:
            beyond = max(0, state.start[task] - tables.due[task])
            late += beyond
            early += max(0, tables.early[task] - state.start[task])
            largest = max(largest, beyond)
            shop.queue[queued] = task
            queued += 1
    points, _, added, saved, largest = push(tables, state, shop, queued, 0, True, NEVER, largest)
    if points >= NEVER:
        return CROSSED
    late += added
    state.totals[LATE] += late + early - saved
    if tables.soft and (late > 0 or largest > worst):
        if tables.worst_weight:
            state.totals[WORST] = largest
        renew_limits(tables, state, shop, first, second, worst)
    else:
        _limit_new(tables, state, shop, first, second)
    return INSERTED


@compiled
def _limit_new(tables: Tables, state: State, shop: Workshop, first: int, second: int) -> None:
    """Limits of tasks that have just come in, and of everything before them."""
    queued = 0
    for task in (first, second):
        if task == NOBODY:
            continue
        limit, ease, calmness = limits_behind(tables, state, task)
        due = tables.due[task]
        state.latest[task] = last_start(tables, task, limit)
        state.slack[task] = last_start(tables, task, min(ease, max(due, state.start[task])))
        state.calm[task] = last_start(tables, task, min(calmness, due + state.totals[WORST]))
        if not tables.soft:
            state.slack[task] = state.calm[task] = state.latest[task]
        shop.queue[queued] = task
        queued += 1
    sink(tables, state, shop, queued)
