"""From the order of given rounds to a state."""

from scheduler.solver.compiled import compiled
from scheduler.solver.regular.anneal import copy_state, cost, recreate
from scheduler.solver.regular.linking import link
from scheduler.solver.regular.pauses import choose_pause
from scheduler.solver.regular.problem import NOBODY, PAUSE, Ints
from scheduler.solver.regular.starts import renew, stand_in_order
from scheduler.solver.regular.state import State, Workshop
from scheduler.solver.regular.tables import Tables


@compiled
def rebuild(
    tables: Tables,
    state: State,
    shop: Workshop,
    tasks: Ints,
    begins: Ints,
    openings: Ints,
    starts: Ints,
) -> bool:
    """Give an empty state some rounds; False, and the state spoiled, where they cannot be done.

    Args:
        tasks: of all shifts, one after the other, with PAUSE where breaks are taken; those of
            shift s from `begins[s]` on.
        openings: by task. starts: by task, the earliest.
    """
    for shift in range(tables.shifts):
        node, first = tables.tasks + shift, True
        for place in range(begins[shift], begins[shift + 1]):
            task = tasks[place]
            if task == PAUSE:
                first = False
                continue
            link(tables, state, task, node, first)
            state.opening[task], state.start[task] = openings[task], starts[task]
            stand_in_order(tables, state, task)
            node = task
        if first and state.size[shift] > 0 and tables.break_length[shift] > 0:
            choose_pause(tables, state, shop, shift)
    shop.touched[:] = True
    return renew(tables, state, shop)


@compiled
def complete(tables: Tables, state: State, trial: State, shop: Workshop) -> None:
    """Insert what is absent, overlooking nothing, unless what that makes of the plan costs more.

    `state` and `trial` are alike afterwards.
    """
    copy_state(tables, state, trial)
    shop.touched[:] = False
    shop.counts[0] = 0
    for task in range(tables.tasks):
        if state.shift[task] == NOBODY:
            shop.waiting[shop.counts[0]] = task
            shop.counts[0] += 1
    done = recreate(tables, trial, shop, 0.0, 1e300)
    if done and cost(tables, trial) <= cost(tables, state):
        copy_state(tables, trial, state)
    else:
        copy_state(tables, state, trial)
