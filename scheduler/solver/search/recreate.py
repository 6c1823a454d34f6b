"""Putting absent visits back, one by one, each where it costs least."""

from collections.abc import Callable
from random import Random

from scheduler.solver.search.insertion import best_insertion
from scheduler.solver.search.state import State
from scheduler.solver.search.tables import NEVER, Tables

BLINK = 0.01
TIED_FIRST = 0.5
BY_PRIORITY = 0.9


def recreate(state: State, rng: Random, blink: float = BLINK) -> None:
    """Try to insert every absent visit, in a random kind of order."""
    waiting = _order(state, rng)
    while waiting:
        visit = waiting.pop()
        after = state.tables.problem.visits[visit].after
        if after in waiting:
            # the visit it depends on goes first, wherever the order had put it
            waiting.remove(after)
            waiting += [visit, after]
            continue
        found = best_insertion(state, visit, rng, blink)
        if found is not None and found.points <= _worth(state, visit):
            state.add(visit, found.rounds, found.start)


def _worth(state: State, visit: int) -> int:
    """What leaving a visit out costs, with those that cannot come without it."""
    tables = state.tables
    dependants = tables.problem.dependants[visit]
    return tables.unassigned_cost[visit] + sum(_worth(state, each) for each in dependants)


def _order(state: State, rng: Random) -> list[int]:
    """Absent visits, the first to be inserted last in the list."""
    visits = sorted(state.absent)
    rng.shuffle(visits)
    key = rng.choice(_KEYS)
    visits.sort(key=lambda visit: key(state.tables, visit))
    if rng.random() < TIED_FIRST:
        visits.sort(key=lambda visit: not state.tables.tied[visit])
    if rng.random() < BY_PRIORITY:
        visits.sort(key=lambda visit: state.tables.problem.visits[visit].priority)
    return visits[::-1]


def _random(tables: Tables, visit: int) -> int:
    del tables, visit
    return 0


def _tied_and_long(tables: Tables, visit: int) -> int:
    each = tables.problem.visits[visit]
    return -each.service * len(each.tasks)


def _few_choices(tables: Tables, visit: int) -> int:
    return min(
        len(tables.problem.tasks[task].shifts) for task in tables.problem.visits[visit].tasks
    )


def _narrow(tables: Tables, visit: int) -> int:
    return sum(closes - opens for opens, closes in tables.problem.visits[visit].windows)


def _early(tables: Tables, visit: int) -> int:
    windows = tables.problem.visits[visit].windows
    return windows[0][0] if windows else NEVER


_KEYS: tuple[Callable[[Tables, int], int], ...] = (
    _random,
    _tied_and_long,
    _few_choices,
    _narrow,
    _early,
)
