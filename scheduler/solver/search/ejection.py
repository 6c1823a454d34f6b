"""Room for a visit that is left out: others go instead that are worth no more.

Nagata and Braysy (2009), A powerful route minimization heuristic for the vehicle routing problem
with time windows, Operations Research Letters 37:333-338: of all visits that could go, those go
that were in the way least often so far; here those of lower priority sooner than others.
"""

from scheduler.solver.compiled import compiled
from scheduler.solver.search.dice import below
from scheduler.solver.search.insertion import place_task, try_task
from scheduler.solver.search.reach import first_start, location_at
from scheduler.solver.search.rounds import refresh_neighbours, remove_visits
from scheduler.solver.search.state import LOAD, State, Workshop
from scheduler.solver.search.tables import NEVER, NOBODY, Tables

STEP, LOWEST = 4, 3
"""Each priority above the lowest makes a visit so many times more stubborn."""

MOST_EJECTED = 3
"""Neighbours in a round that go for one visit, at most."""


@compiled
def eject(tables: Tables, state: State, shop: Workshop) -> bool:
    """Put a visit that is left out where the least stubborn others stand; whether it is in."""
    visit = _neediest(tables, state, shop)
    if visit == NOBODY:
        return False
    shop.stubborn[visit] += 1
    task = tables.first_task[visit]
    best, best_shift, best_position, best_count = NEVER, NOBODY, 0, 0
    offset = below(shop.dice, len(tables.start))
    for number in range(len(tables.start)):
        shift = (number + offset) % len(tables.start)
        if state.length[shift] <= 0 or not tables.allowed[task, shift]:
            continue
        for position in range(state.length[shift]):
            weight, count = _least(tables, state, shop, visit, task, shift, position, best)
            if weight < best:
                best, best_shift, best_position, best_count = weight, shift, position, count
    if best_shift == NOBODY:
        return False
    shop.leaving[:] = False
    for position in range(best_position, best_position + best_count):
        shop.leaving[tables.visit_of[state.nodes[best_shift, position]]] = True
    shifts = len(tables.start)
    remove_visits(tables, state, shop, shifts)
    if best_position > state.length[best_shift]:
        return False
    if try_task(tables, state, shop, task, best_shift, best_position, shifts) >= NEVER:
        return False
    place_task(tables, state, shop, task, best_shift, shifts)
    state.absent[visit] = False
    refresh_neighbours(tables, state, shop, best_shift, shifts)
    return True


@compiled
def _neediest(tables: Tables, state: State, shop: Workshop) -> int:
    """A visit without ties that is left out, of the highest priority that there is."""
    found, priority, alike = NOBODY, NEVER, 0
    for visit in range(len(tables.after)):
        if state.absent[visit] and not tables.tied[visit]:
            if tables.priority[visit] < priority:
                found, priority, alike = visit, tables.priority[visit], 1
            elif tables.priority[visit] == priority:
                alike += 1
                if below(shop.dice, alike) == 0:
                    found = visit
    return found


@compiled
def _stays(tables: Tables, visit: int) -> bool:
    """Whether a visit goes for no other: others are tied to it, or it can be nowhere else."""
    return tables.tied[visit] or tables.settled[visit]


@compiled
def _least(
    tables: Tables,
    state: State,
    shop: Workshop,
    visit: int,
    task: int,
    shift: int,
    position: int,
    limit: int,
) -> tuple[int, int]:
    """How stubborn those are who go from a position on, and how many; NEVER when it is no use."""
    weight, points, load = 0, 0, state.figures[shift, LOAD] + tables.load[task]
    seconds = tables.seconds[tables.mode[shift]]
    here = tables.location[task]
    leg_in = seconds[location_at(tables, state, shift, shift, position), here]
    start = first_start(
        tables.window_from,
        tables.opens,
        tables.closes,
        task,
        state.soonest[shift, position] + leg_in,
    )
    if start >= NEVER:
        return NEVER, 0
    for count in range(1, MOST_EJECTED + 1):
        if position + count > state.length[shift]:
            return NEVER, 0
        node = state.nodes[shift, position + count - 1]
        if node >= tables.tasks or _stays(tables, tables.visit_of[node]):
            return NEVER, 0
        other = tables.visit_of[node]
        points += tables.unassigned[other]
        weight += (1 + shop.stubborn[other]) * STEP ** (LOWEST - tables.priority[other])
        load -= tables.load[node]
        if points > tables.unassigned[visit] or weight >= limit:
            return NEVER, 0
        leg_out = seconds[here, location_at(tables, state, shift, shift, position + count + 1)]
        behind = state.at_last[shift, position + count + 1]
        if start + tables.service[task] + leg_out <= behind and load <= tables.load_cap[shift]:
            return weight, count
    return NEVER, 0
