"""The gaps between tasks that an absent task fits into, and what filling them costs at least."""

from scheduler.solver.compiled import compiled
from scheduler.solver.regular.pauses import is_paused, ready_for_pause, with_pause
from scheduler.solver.regular.problem import NEVER
from scheduler.solver.regular.state import State, Workshop
from scheduler.solver.regular.tables import Tables
from scheduler.solver.regular.windows import last_start, next_start, off_wish
from scheduler.solver.search.dice import chance


@compiled
def rank_gaps(
    tables: Tables,
    state: State,
    shop: Workshop,
    task: int,
    row: int,
    ranks: int,
    worth: int,
    blink: float,
) -> int:
    """Put the best gaps for a task on the bench, best first.

    On row `row` of the bench stand, for every rank: `gap`, the node behind which to insert, and
    `first`, whether before the break that is there; `guess`, the points of travel, continuity and
    what it begins late or early; `bound`, the guess and what being later than the slack of the rest
    costs at least; `least` and `at`, the earliest start there and the one that suits; `until` and
    `quiet`, the starts up to which nothing else gets late, or the largest lateness stays.

    Args:
        ranks: how many to keep.
        worth: points from which on a gap is too dear.
        blink: chance to overlook a gap (Christiaens and Vanden Berghe 2020, section 5.3).

    Returns:
        How many there are.
    """
    shop.stamp[0] += 1
    ranked, dearest = 0, worth
    for shift in range(tables.shifts):
        if not tables.allowed[task, shift]:
            continue
        if state.load[shift] + tables.load[task] > tables.load_cap[shift]:
            continue
        if state.size[shift] == 0:
            twin = tables.twin[shift]
            if shop.seen[twin] == shop.stamp[0]:
                continue
            shop.seen[twin] = shop.stamp[0]
        base = meeting_points(tables, state, task, shift)
        if base < dearest:
            ranked, dearest = _rank_round(
                tables, state, shop, task, shift, row, ranks, base, ranked, dearest, blink
            )
    return ranked


@compiled
def _rank_round(
    tables: Tables,
    state: State,
    shop: Workshop,
    task: int,
    shift: int,
    row: int,
    ranks: int,
    base: int,
    ranked: int,
    dearest: int,
    blink: float,
) -> tuple[int, int]:
    """Put the gaps of one round on the bench; how many stand there, and what is too dear for it."""
    following, leg, start, service = state.following, state.leg, state.start, tables.service
    latest, slack = state.latest, state.slack
    opens, closes, due = tables.opens[task], tables.closes[task], tables.due[task]
    ideal, early = tables.ideal[task], tables.early[task]
    several, weight, late_weight = tables.several[task], tables.travel_weight, tables.late_weight
    length, tasks, soft = tables.service[task], tables.tasks, tables.soft
    away, hither = tables.away[tables.mode[shift], task], tables.hither[tables.mode[shift], task]
    behind, end = tasks + shift, tasks + tables.shifts + shift
    while behind != end:
        node, behind = behind, following[behind]
        if latest[behind] < opens + length:
            continue
        arrived = start[node] + service[node] + hither[node]
        if arrived > closes or (soft and base + late_weight * (arrived - due) >= dearest):
            break
        detour = base + weight * (hither[node] + away[behind] - leg[node])
        if detour >= dearest:
            continue
        paused = is_paused(tables, state, shift, node)
        for variant in range(1 + paused):
            first = variant == 0
            moment = arrived
            if not first:
                moment = with_pause(tables, shift, start[node] + service[node], hither[node])
                if moment > closes:
                    break
            if several:
                moment = next_start(tables, task, moment)
            elif moment < opens:
                moment = opens
            off = moment - due if soft and moment > due else 0
            if moment < ideal:
                moment = start_within(tables, state, task, node, first, moment)
                off = max(0, early - moment)
            points = detour + late_weight * off
            if points >= dearest:
                continue
            done = moment + length
            if paused and first:
                done = with_pause(tables, shift, done, away[behind])
            else:
                done += away[behind]
            if done > latest[behind]:
                continue
            if soft and behind < tasks and done > slack[behind]:
                points += late_weight * (done - slack[behind])
            if points < dearest and (blink == 0.0 or chance(shop.dice) >= blink):
                ranked = _put_on_bench(shop, row, ranks, ranked, node, first, points)
                if ranked == ranks:
                    dearest = shop.bound[row, ranks - 1]
    return ranked, dearest


@compiled
def _put_on_bench(
    shop: Workshop, row: int, ranks: int, ranked: int, node: int, first: bool, points: int
) -> int:
    """Put a gap where it belongs by its points, in place of the dearest if need be; how many."""
    gaps, firsts, bounds = shop.gap, shop.first, shop.bound
    place = ranked if ranked < ranks else ranks - 1
    while place > 0 and bounds[row, place - 1] > points:
        bounds[row, place] = bounds[row, place - 1]
        gaps[row, place] = gaps[row, place - 1]
        firsts[row, place] = firsts[row, place - 1]
        place -= 1
    bounds[row, place], gaps[row, place], firsts[row, place] = points, node, first
    return min(ranked + 1, ranks)


@compiled
def describe_gaps(
    tables: Tables, state: State, shop: Workshop, task: int, row: int, ranked: int
) -> int:
    """Fill in what `rank_gaps` leaves out; the least guess of all, NEVER without gaps."""
    least = NEVER
    for rank in range(ranked):
        describe_gap(tables, state, shop, task, row, rank)
        least = min(least, shop.guess[row, rank])
    return least


@compiled
def describe_gap(
    tables: Tables, state: State, shop: Workshop, task: int, row: int, rank: int
) -> None:
    """Fill in what `rank_gaps` leaves out for one gap."""
    node, first = shop.gap[row, rank], shop.first[row, rank]
    behind, shift = state.following[node], state.shift[node]
    away, hither = tables.away[tables.mode[shift], task], tables.hither[tables.mode[shift], task]
    moment = state.start[node] + tables.service[node]
    if not first and is_paused(tables, state, shift, node):
        moment = with_pause(tables, shift, moment, hither[node])
    else:
        moment += hither[node]
    moment = next_start(tables, task, moment)
    shop.least[row, rank] = moment
    moment = start_within(tables, state, task, node, first, moment)
    guess = tables.travel_weight * (hither[node] + away[behind] - state.leg[node])
    guess += meeting_points(tables, state, task, shift)
    guess += tables.late_weight * off_wish(tables, task, moment)
    shop.at[row, rank] = moment
    shop.guess[row, rank] = guess
    shop.until[row, rank] = NEVER
    shop.quiet[row, rank] = NEVER
    if behind < tables.tasks:
        until = _start_for(tables, state, task, node, first, state.slack[behind])
        quiet = _start_for(tables, state, task, node, first, state.calm[behind])
        shop.until[row, rank], shop.quiet[row, rank] = until, quiet


@compiled
def _start_for(tables: Tables, state: State, task: int, node: int, first: bool, limit: int) -> int:
    """The last start of a task in a gap after which the node behind is reached by a limit."""
    shift = state.shift[node]
    leg = tables.away[tables.mode[shift], task, state.following[node]]
    if first and is_paused(tables, state, shift, node):
        ready = ready_for_pause(tables, shift, limit, leg)
    else:
        ready = limit - leg
    return last_start(tables, task, ready - tables.service[task])


@compiled
def start_within(
    tables: Tables, state: State, task: int, node: int, first: bool, moment: int
) -> int:
    """When a task that could begin at a moment does: as early as those behind it need, no more."""
    ideal = tables.ideal[task]
    if moment >= ideal:
        return moment
    behind = state.following[node]
    if reach_behind(tables, state, task, node, first, ideal) <= state.slack[behind]:
        return ideal
    return max(moment, _start_for(tables, state, task, node, first, state.slack[behind]))


@compiled
def reach_behind(
    tables: Tables, state: State, task: int, node: int, first: bool, moment: int
) -> int:
    """When the node behind a gap is reached by a task in it that starts at a moment."""
    shift = state.shift[node]
    leg = tables.away[tables.mode[shift], task, state.following[node]]
    ready = moment + tables.service[task]
    if first and is_paused(tables, state, shift, node):
        return with_pause(tables, shift, ready, leg)
    return ready + leg


@compiled
def meeting_points(tables: Tables, state: State, task: int, shift: int) -> int:
    """Points of continuity that a task adds to a round."""
    points = tables.visiting[task, shift]
    if tables.meets and state.met[tables.client[task], shift] == 0:
        points += tables.meeting[task, shift]
    return points
