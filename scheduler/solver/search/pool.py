"""Rounds met on the way, kept to compose plans from."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduler.solver.compiled import compiled
from scheduler.solver.search.state import FIGURES, State
from scheduler.solver.search.tables import Ints, Tables

HASHES = 1 << 16
"""Places for the hashes of rounds met before; where two rounds meet, the later one stays."""

Words = npt.NDArray[np.uint64]


class RoundPool(NamedTuple):
    """Distinct legal rounds by row, the oldest overwritten once the rows are used up.

    Two rounds are one when shift, order and the starts of tied visits are the same.

    Attributes:
        shift, length, cost: by row.
        nodes, starts: `[row, position]`, as in `State`.
        figures: `[row, column]`, as in `State`.
        met: one hash of a round, or 0, by remainder of the hash.
        kept: how many rounds were ever kept.
    """

    shift: Ints
    length: Ints
    nodes: Ints
    starts: Ints
    figures: Ints
    met: Words
    kept: Ints


def empty_pool(state: State, rounds: int) -> RoundPool:
    """A pool with room for so many rounds of states like this one."""
    longest = state.nodes.shape[1]
    return RoundPool(
        shift=np.zeros(rounds, np.int64),
        length=np.zeros(rounds, np.int64),
        nodes=np.zeros((rounds, longest), np.int64),
        starts=np.zeros((rounds, longest), np.int64),
        figures=np.zeros((rounds, FIGURES), np.int64),
        met=np.zeros(HASHES, np.uint64),
        kept=np.zeros(1, np.int64),
    )


@compiled
def keep_round(tables: Tables, state: State, pool: RoundPool, at: int, shift: int) -> None:
    """Keep the round of a shift that stands in row `at` of a state, unless it was met before."""
    size = state.length[at]
    if size <= 0:
        return
    word = _mixed(np.uint64(shift + 1))
    for position in range(size):
        node = state.nodes[at, position]
        word = _mixed(word ^ np.uint64(node + 1))
        if node < tables.tasks and tables.tied[tables.visit_of[node]]:
            word = _mixed(word ^ np.uint64(state.starts[at, position]))
    place = int(word & np.uint64(HASHES - 1))
    if pool.met[place] == word:
        return
    pool.met[place] = word
    row = pool.kept[0] % len(pool.shift)
    pool.kept[0] += 1
    pool.shift[row] = shift
    pool.length[row] = size
    for position in range(size):
        pool.nodes[row, position] = state.nodes[at, position]
        pool.starts[row, position] = state.starts[at, position]
    for figure in range(FIGURES):
        pool.figures[row, figure] = state.figures[at, figure]


@compiled
def _mixed(word: np.uint64) -> np.uint64:
    """The finalizer of SplitMix64 (Steele, Lea and Flood 2014, OOPSLA, fig. 13)."""
    word = (word + np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))
