"""Which visits to take out of a plan: adjacent strings of neighbouring rounds.

Christiaens and Vanden Berghe (2020), Slack induction by string removals for vehicle routing
problems, Transportation Science 54:417-433, section 5.2; proximity in space and time after Vidal
et al. (2013), Computers & Operations Research 40:475-489, section 4.5.
"""

from random import Random

from scheduler.solver.search.state import State
from scheduler.solver.search.tables import Tables

STRING_LENGTH = 6
REMOVED_ON_AVERAGE = 5
SINGLE_REMOVALS = 0.3
AROUND_ABSENT = 0.5
"""How often room is made around a visit that is left out, while there is one."""


class Neighbourhood:
    """For every task the others, nearest in space and time first."""

    def __init__(self, tables: Tables) -> None:
        self.order = [
            sorted(range(tables.tasks), key=lambda other: (_distance(tables, task, other), other))
            for task in range(tables.tasks)
        ]


def _distance(tables: Tables, task: int, other: int) -> float:
    return min(_one_way(tables, task, other), _one_way(tables, other, task))


def _one_way(tables: Tables, first: int, then: int) -> float:
    """Travel plus a fifth of the waiting and all of the lateness that the order must cause."""
    if not tables.windows[first] or not tables.windows[then] or not tables.shifts:
        return float("inf")
    leg = tables.shifts[0].seconds[tables.location[first]][tables.location[then]]
    done = tables.service[first] + leg
    waiting = max(0, tables.windows[then][0][0] - tables.windows[first][-1][1] - done)
    lateness = max(0, tables.windows[first][0][0] + done - tables.windows[then][-1][1])
    return leg + 0.2 * waiting + lateness


def chosen_to_leave(state: State, near: Neighbourhood, rng: Random) -> set[int]:
    """Visits to remove around a random one: strings of rounds, or single visits."""
    tables = state.tables
    seed = _seed(state, rng)
    wanted = rng.randint(1, 2 * REMOVED_ON_AVERAGE - 1)
    singles = rng.random() < SINGLE_REMOVALS
    leaving: set[int] = set()
    ruined: set[int] = set()
    for task in near.order[seed]:
        if len(leaving) >= wanted:
            break
        shift = state.shift_of.get(task)
        if shift is None:
            continue
        if singles:
            leaving.add(tables.visit_of[task])
        elif shift not in ruined:
            ruined.add(shift)
            leaving.update(_string(state, shift, task, rng))
    return leaving


def _seed(state: State, rng: Random) -> int:
    """The task around which to ruin: any, or one that is left out and needs room."""
    if state.absent and rng.random() < AROUND_ABSENT:
        visit = rng.choice(sorted(state.absent))
        return rng.choice(state.tables.problem.visits[visit].tasks)
    return rng.randrange(state.tables.tasks)


def _string(state: State, shift: int, task: int, rng: Random) -> set[int]:
    """Visits next to each other in a round, the task's among them."""
    current = state.rounds[shift]
    nodes = [] if current is None else [n for n in current.nodes if n < state.tables.tasks]
    length = rng.randint(1, min(STRING_LENGTH, len(nodes)))
    at = nodes.index(task)
    begin = rng.randint(max(0, at - length + 1), min(at, len(nodes) - length))
    return {state.tables.visit_of[node] for node in nodes[begin : begin + length]}
