"""The distinct legal rounds of a plan and of several pools."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.solver.search.pool import RoundPool
from scheduler.solver.search.state import State
from scheduler.solver.search.tables import Tables


@dataclass(frozen=True, slots=True)
class KnownRound:
    """A legal round of a shift.

    Attributes:
        nodes: tasks and appointments in order, as in the tables of the search.
        starts: of the nodes.
        figures: by the columns of `State.figures`.
    """

    shift: int
    nodes: tuple[int, ...]
    starts: tuple[int, ...]
    figures: tuple[int, ...]


def known_rounds(
    tables: Tables, plans: Sequence[State], pools: Sequence[RoundPool]
) -> list[KnownRound]:
    """The rounds of the plans, the first plan's first, then those of the pools.

    Rounds with the same shift, order and starts of tied visits are one: the first of them.
    """
    found: dict[tuple[int, tuple[int, ...], tuple[int, ...]], KnownRound] = {}
    shifts = len(tables.start)
    for each in (*_of_plans(plans, shifts), *_of_pools(pools)):
        tied = tuple(
            start
            for node, start in zip(each.nodes, each.starts, strict=True)
            if node < tables.tasks and tables.tied[tables.visit_of[node]]
        )
        found.setdefault((each.shift, each.nodes, tied), each)
    return list(found.values())


def _of_plans(plans: Sequence[State], shifts: int) -> Iterator[KnownRound]:
    for state in plans:
        for shift in range(shifts):
            size = int(state.length[shift])
            if size > 0:
                yield KnownRound(
                    shift,
                    tuple(state.nodes[shift, :size].tolist()),
                    tuple(state.starts[shift, :size].tolist()),
                    tuple(state.figures[shift].tolist()),
                )


def _of_pools(pools: Sequence[RoundPool]) -> Iterator[KnownRound]:
    for pool in pools:
        count = min(int(pool.kept[0]), len(pool.shift))
        sizes = pool.length[:count].tolist()
        widest = max(sizes, default=0)
        columns = (
            pool.shift[:count].tolist(),
            sizes,
            pool.nodes[:count, :widest].tolist(),
            pool.starts[:count, :widest].tolist(),
            pool.figures[:count].tolist(),
        )
        for shift, size, nodes, starts, figures in zip(*columns, strict=True):
            yield KnownRound(shift, tuple(nodes[:size]), tuple(starts[:size]), tuple(figures))
