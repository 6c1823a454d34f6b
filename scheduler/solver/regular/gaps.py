"""The gaps between tasks that an absent task fits into, and what filling them costs at least."""

from scheduler.solver.compiled import compiled
from scheduler.solver.regular.problem import NEVER
from scheduler.solver.regular.starts import last_start, next_start
from scheduler.solver.regular.state import State, Workshop
from scheduler.solver.regular.tables import Tables
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

    On row `row` of the bench stand, for every rank: `gap`, the node after which to insert; `guess`,
    the points of travel, continuity and the task's own lateness; `bound`, the guess and what being
    later than the slack of the rest costs at least; `at`, the start there; `until` and `quiet`, the
    starts up to which nothing else gets late, or the largest lateness stays.

    Args:
        ranks: how many to keep.
        worth: points from which on a gap is too dear.
        blink: chance to overlook a gap (Christiaens and Vanden Berghe 2020, section 5.3).

    Returns:
        How many there are.
    """
    gaps, bounds = shop.gap, shop.bound
    following, leg, start = state.following, state.leg, state.start
    latest, slack, service = state.latest, state.slack, tables.service
    opens, closes, due = tables.opens[task], tables.closes[task], tables.due[task]
    several, weight, late_weight = tables.several[task], tables.travel_weight, tables.late_weight
    length, tasks, soft = tables.service[task], tables.tasks, tables.soft
    shop.stamp[0] += 1
    stamp = shop.stamp[0]
    ranked, dearest = 0, worth
    for shift in range(tables.shifts):
        if not tables.allowed[task, shift]:
            continue
        if state.load[shift] + tables.load[task] > tables.load_cap[shift]:
            continue
        if state.size[shift] == 0:
            twin = tables.twin[shift]
            if shop.seen[twin] == stamp:
                continue
            shop.seen[twin] = stamp
        base = meeting_points(tables, state, task, shift)
        if base >= dearest:
            continue
        away, hither = (
            tables.away[tables.mode[shift], task],
            tables.hither[tables.mode[shift], task],
        )
        node = tasks + shift
        while True:
            behind = following[node]
            moment = start[node] + service[node] + hither[node]
            if moment > closes:
                break
            if several:
                moment = next_start(tables, task, moment)
            elif moment < opens:
                moment = opens
            late = moment - due if soft and moment > due else 0
            points = base + late_weight * late
            if points >= dearest:
                break
            done = moment + length + away[behind]
            if done <= latest[behind]:
                points += weight * (hither[node] + away[behind] - leg[node])
                if soft and behind < tasks and done > slack[behind]:
                    points += late_weight * (done - slack[behind])
                if points < dearest and (blink == 0.0 or chance(shop.dice) >= blink):
                    place = ranked if ranked < ranks else ranks - 1
                    while place > 0 and bounds[row, place - 1] > points:
                        bounds[row, place] = bounds[row, place - 1]
                        gaps[row, place] = gaps[row, place - 1]
                        place -= 1
                    bounds[row, place] = points
                    gaps[row, place] = node
                    ranked = min(ranked + 1, ranks)
                    if ranked == ranks:
                        dearest = bounds[row, ranks - 1]
            node = behind
            if node >= tasks:
                break
    return ranked


@compiled
def describe_gaps(
    tables: Tables, state: State, shop: Workshop, task: int, row: int, ranked: int
) -> int:
    """Fill in what `rank_gaps` leaves out; the least guess of all, NEVER without gaps."""
    least = NEVER
    for rank in range(ranked):
        node = shop.gap[row, rank]
        behind, shift = state.following[node], state.shift[node]
        away, hither = (
            tables.away[tables.mode[shift], task],
            tables.hither[tables.mode[shift], task],
        )
        moment = state.start[node] + tables.service[node] + hither[node]
        moment = next_start(tables, task, moment)
        guess = tables.travel_weight * (hither[node] + away[behind] - state.leg[node])
        guess += meeting_points(tables, state, task, shift)
        guess += tables.late_weight * max(0, moment - tables.due[task])
        shop.at[row, rank] = moment
        shop.guess[row, rank] = guess
        length = tables.service[task] + away[behind]
        shop.until[row, rank] = NEVER
        shop.quiet[row, rank] = NEVER
        if behind < tables.tasks:
            shop.until[row, rank] = last_start(tables, task, state.slack[behind] - length)
            shop.quiet[row, rank] = last_start(tables, task, state.calm[behind] - length)
        least = min(least, guess)
    return least


@compiled
def meeting_points(tables: Tables, state: State, task: int, shift: int) -> int:
    """Points of continuity that a task adds to a round."""
    points = tables.visiting[task, shift]
    if tables.meets and state.met[tables.client[task], shift] == 0:
        points += tables.meeting[task, shift]
    return points


@compiled
def fits_behind(tables: Tables, state: State, task: int, node: int, moment: int) -> bool:
    """Whether the node after `node` can still be done when the task between starts at a moment."""
    behind = state.following[node]
    away = tables.away[tables.mode[state.shift[node]], task]
    return moment + tables.service[task] + away[behind] <= state.latest[behind]
