"""Evaluating rounds, and putting them into the plan."""

from scheduler.solver.compiled import compiled
from scheduler.solver.search.links import NODE, leeway, link_up
from scheduler.solver.search.reach import look_back, look_forward
from scheduler.solver.search.state import (
    BUSY,
    COST,
    DEPARTURE,
    EARLIER,
    END,
    FIGURES,
    LATENESS,
    LATER,
    LOAD,
    UNUSABLE,
    WAITING,
    State,
    Workshop,
)
from scheduler.solver.search.tables import (
    NEVER,
    NOBODY,
    OUT_OF_REACH,
    PUBLISHED,
    PUBLISHED_UNASSIGNED,
    Tables,
)


@compiled
def bounds(tables: Tables, state: State, shift: int) -> tuple[int, int]:
    """Earliest departure and latest end that the shift and the carer's other rounds leave."""
    begin, end = tables.start[shift], tables.latest_end[shift]
    for place in range(tables.other_from[shift], tables.other_from[shift + 1]):
        other = tables.others[place]
        if state.length[other] > 0:
            if other < shift:
                begin = max(begin, state.figures[other, END] + tables.rest[place])
            else:
                end = min(end, state.figures[other, DEPARTURE] - tables.rest[place])
    return begin, end


@compiled
def evaluate(tables: Tables, state: State, shop: Workshop, row: int, shift: int) -> bool:
    """Work out the times and figures of the order that stands in a row, as a round of `shift`.

    Returns:
        Whether it is feasible beside the carer's other rounds; if not, the row is spoiled.
    """
    return evaluate_between(tables, state, shop, row, shift, 0, state.length[row] + 2)


@compiled
def evaluate_between(
    tables: Tables, state: State, shop: Workshop, row: int, shift: int, front: int, back: int
) -> bool:
    """The same where part of the times are known.

    Args:
        front: position up to which ready times stand already.
        back: position from which on latest arrivals do.

    Returns:
        Whether it is feasible beside the carer's other rounds; if not, the row is spoiled.
    """
    load = 0
    for position in range(state.length[row]):
        if state.nodes[row, position] < tables.tasks:
            load += tables.load[state.nodes[row, position]]
    if load > tables.load_cap[shift]:
        return False
    begin, latest_end = bounds(tables, state, shift)
    if look_forward(tables, state, row, shift, begin, front) > latest_end:
        return False
    look_back(tables, state, row, shift, latest_end, back)
    for figure in range(FIGURES):
        state.figures[row, figure] = 0
    state.figures[row, LOAD] = load
    if state.length[row] > 0:
        _cost(tables, state, shop, row, shift, begin, latest_end)
    return True


@compiled
def _cost(
    tables: Tables, state: State, shop: Workshop, row: int, shift: int, begin: int, latest_end: int
) -> None:
    links, points = link_up(tables, state, shop, row, shift, begin, latest_end)
    travel, service, spent, lateness, position = 0, 0, 0, 0, 0
    for link in range(links):
        travel += shop.lead[link]
        spent += shop.duration[link]
        if shop.kind[link] == NODE:
            state.starts[row, position] = shop.chain.starts[link]
            position += 1
        if shop.kind[link] == NODE and shop.number[link] < tables.tasks:
            task = shop.number[link]
            service += tables.service[task]
            if tables.wished[task] < NEVER:
                late = shop.chain.starts[link] - tables.wished[task] - tables.tolerance
                lateness = max(lateness, late)
    departure = shop.chain.starts[0] - shop.lead[0]
    end = shop.chain.starts[links - 1]
    state.figures[row, COST] = (
        points + tables.weights.travel * travel + _continuity(tables, state, row, shift)
    )
    state.figures[row, BUSY] = travel + service
    state.figures[row, WAITING] = end - departure - travel - spent
    earlier, later = leeway(tables, shop, shift, links)
    state.figures[row, EARLIER], state.figures[row, LATER] = earlier, later
    state.figures[row, LATENESS] = lateness
    state.figures[row, DEPARTURE] = departure
    state.figures[row, END] = end


@compiled
def _continuity(tables: Tables, state: State, row: int, shift: int) -> int:
    points = 0
    carer = tables.carer[shift]
    for position in range(state.length[row]):
        task = state.nodes[row, position]
        if task >= tables.tasks:
            continue
        client = tables.client[task]
        points += tables.visiting[client, carer]
        if tables.meeting[client, carer] and not met_before(tables, state, row, position, client):
            points += tables.meeting[client, carer]
    return points


@compiled
def met_before(tables: Tables, state: State, row: int, position: int, client: int) -> bool:
    """Whether a client is visited before a position of a row."""
    for earlier in range(position):
        node = state.nodes[row, earlier]
        if node < tables.tasks and tables.client[node] == client:
            return True
    return False


@compiled
def copy_row(tables: Tables, origin: State, row: int, target: State, to: int, shift: int) -> None:
    """Copy a round of `shift`, with all that was worked out about it."""
    size = origin.length[row]
    target.length[to] = size
    for figure in range(FIGURES):
        target.figures[to, figure] = origin.figures[row, figure]
    for position in range(size):
        target.nodes[to, position] = origin.nodes[row, position]
        target.starts[to, position] = origin.starts[row, position]
    for taken in range(tables.break_from[shift + 1] - tables.break_from[shift] + 1):
        for position in range(size + 2):
            target.ready[to, taken, position] = origin.ready[row, taken, position]
            target.latest[to, taken, position] = origin.latest[row, taken, position]
    for position in range(size + 2):
        target.soonest[to, position] = origin.soonest[row, position]
        target.at_last[to, position] = origin.at_last[row, position]


@compiled
def open_shift(tables: Tables, state: State, shop: Workshop, shift: int, spare: int) -> bool:
    """Give a shift the round that has its appointments only."""
    first = tables.appointment_from[shift]
    size = tables.appointment_from[shift + 1] - first
    for position in range(size):
        state.nodes[spare, position] = tables.appointments[first + position]
    state.length[spare] = size
    if evaluate(tables, state, shop, spare, shift):
        copy_row(tables, state, spare, state, shift, shift)
        return True
    state.length[shift] = UNUSABLE
    return False


@compiled
def refresh_neighbours(
    tables: Tables, state: State, shop: Workshop, shift: int, spare: int
) -> None:
    """Unused shifts of the same carer learn what the changed round leaves them."""
    for place in range(tables.other_from[shift], tables.other_from[shift + 1]):
        other = tables.others[place]
        if state.length[other] <= 0:
            shop.touched[other] = True
            open_shift(tables, state, shop, other, spare)


@compiled
def remove_visits(tables: Tables, state: State, shop: Workshop, spare: int) -> None:
    """Take the visits marked in `shop.leaving` out of the plan, with those that depend on them."""
    shifts = len(tables.start)
    going = True
    while going:
        going = False
        _mark_dependants(tables, state, shop)
        _mark_absent(tables, state, shop)
        for shift in range(shifts):
            if state.length[shift] > 0 and loses_some(tables, state, shop, shift):
                shop.touched[shift] = True
                if not _shrink(tables, state, shop, shift, spare):
                    going = True
    for shift in range(shifts):
        if shop.touched[shift]:
            refresh_neighbours(tables, state, shop, shift, spare)


@compiled
def _mark_absent(tables: Tables, state: State, shop: Workshop) -> None:
    for visit in range(len(tables.after)):
        if shop.leaving[visit]:
            state.absent[visit] = True
            state.frozen[visit] = NEVER
            for task in range(tables.first_task[visit], tables.first_task[visit + 1]):
                state.shift_of[task] = NOBODY


@compiled
def _mark_dependants(tables: Tables, state: State, shop: Workshop) -> None:
    marked = True
    while marked:
        marked = False
        for visit in range(len(tables.after)):
            after = tables.after[visit]
            stays = not shop.leaving[visit] and not state.absent[visit]
            if stays and after != NOBODY and shop.leaving[after]:
                shop.leaving[visit] = True
                marked = True


@compiled
def loses_some(tables: Tables, state: State, shop: Workshop, shift: int) -> bool:
    """Whether a visit of a round is marked to leave."""
    for position in range(state.length[shift]):
        node = state.nodes[shift, position]
        if node < tables.tasks and shop.leaving[tables.visit_of[node]]:
            return True
    return False


@compiled
def _shrink(tables: Tables, state: State, shop: Workshop, shift: int, spare: int) -> bool:
    """Evaluate a round without the visits that leave.

    Returns:
        False when the rest has to leave as well: where a detour is shorter than the direct road,
        a round can become infeasible by losing a stop.
    """
    size = 0
    for position in range(state.length[shift]):
        node = state.nodes[shift, position]
        if node >= tables.tasks or not shop.leaving[tables.visit_of[node]]:
            state.nodes[spare, size] = node
            size += 1
    state.length[spare] = size
    if evaluate(tables, state, shop, spare, shift):
        copy_row(tables, state, spare, state, shift, shift)
        return True
    for position in range(size):
        node = state.nodes[spare, position]
        if node < tables.tasks:
            shop.leaving[tables.visit_of[node]] = True
    return False


@compiled
def total_cost(tables: Tables, state: State, shop: Workshop) -> int:
    """Points of the whole plan."""
    points, lateness = 0, 0
    shop.busy[:] = 0
    for shift in range(len(tables.start)):
        if state.length[shift] > 0:
            points += state.figures[shift, COST]
            lateness = max(lateness, state.figures[shift, LATENESS])
            shop.busy[tables.carer[shift]] += state.figures[shift, BUSY]
    for visit in range(len(tables.after)):
        if state.absent[visit]:
            points += tables.unassigned[visit]
    points += tables.weights.worst_lateness * lateness
    if tables.weights.waiting_spread:
        most, least = waiting_between(tables, state)
        points += tables.weights.waiting_spread * (most - least)
    if tables.any_published:
        if tables.weights.change:
            points += tables.weights.change * _changes(tables, state, shop)
        if tables.most_moved < NEVER:
            points += OUT_OF_REACH * max(0, _moved(tables, state) - tables.most_moved)
    return points + tables.weights.fair_load * _share_spread(tables, shop)


@compiled
def waiting_between(tables: Tables, state: State) -> tuple[int, int]:
    """The longest and the shortest waiting of a round, as near to each other as costs nothing.

    The longest is that of rounds which leave as late as they may; those that would wait less leave
    earlier.
    """
    most, least = 0, NEVER
    for shift in range(len(tables.start)):
        if state.length[shift] > 0:
            waiting = state.figures[shift, WAITING]
            earlier, later = room_beside_others(tables, state, shift)
            most, least = max(most, waiting), min(least, waiting + earlier + later)
    return most, min(most, least)


@compiled
def room_beside_others(tables: Tables, state: State, shift: int) -> tuple[int, int]:
    """Seconds by which a round may leave earlier and end later at no cost.

    The carer's next round may leave earlier too, so before that one it ends when it does.
    """
    earlier, later = state.figures[shift, EARLIER], state.figures[shift, LATER]
    if tables.other_from[shift] < tables.other_from[shift + 1]:
        begin, _ = bounds(tables, state, shift)
        earlier = min(earlier, max(0, state.figures[shift, DEPARTURE] - begin))
    for place in range(tables.other_from[shift], tables.other_from[shift + 1]):
        other = tables.others[place]
        if other > shift and state.length[other] > 0:
            later = 0
    return earlier, later


@compiled
def _changes(tables: Tables, state: State, shop: Workshop) -> int:
    """Visits that are no longer what the published plan says of them."""
    changed = 0
    for visit in range(len(tables.after)):
        published = tables.published[visit]
        if state.absent[visit]:
            shop.keys[visit, 0] = published == PUBLISHED
        else:
            shop.keys[visit, 0] = published == PUBLISHED_UNASSIGNED
    for shift in range(len(tables.start)):
        for position in range(max(0, state.length[shift])):
            task = state.nodes[shift, position]
            if task < tables.tasks and tables.published[tables.visit_of[task]] == PUBLISHED:
                visit = tables.visit_of[task]
                moved = abs(state.starts[shift, position] - tables.published_start[visit])
                other = tables.published_carer[task] != tables.carer[shift]
                if other or moved > tables.change_tolerance:
                    shop.keys[visit, 0] = 1
    for visit in range(len(tables.after)):
        changed += shop.keys[visit, 0]
    return changed


@compiled
def _moved(tables: Tables, state: State) -> int:
    """Visits that get other carers than they were published with, without being asked to."""
    moved = 0
    for visit in range(len(tables.after)):
        if state.absent[visit] or not tables.counted[visit]:
            continue
        for task in range(tables.first_task[visit], tables.first_task[visit + 1]):
            if tables.carer[state.shift_of[task]] != tables.published_carer[task]:
                moved += 1
                break
    return moved


@compiled
def _share_spread(tables: Tables, shop: Workshop) -> int:
    most, least, carers = 0, NEVER, 0
    for carer in range(len(tables.shift_seconds)):
        if tables.shift_seconds[carer]:
            carers += 1
            share = 1000 * shop.busy[carer] // tables.shift_seconds[carer]
            most = max(most, share)
            least = min(least, share)
    return most - least if carers > 1 else 0
