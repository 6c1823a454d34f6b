"""The best starts for activities whose order is fixed.

Each activity has an interval for its start and a convex cost around its targets; each start is at
least a given gap after the one before. This is the timing problem of Vidal, Crainic, Gendreau and
Prins (2015, Networks 65:290-321) with soft targets and hard intervals. It is solved exactly by
dynamic programming over the cost of starting an activity at or before a moment: that function is
convex and falls in whole slopes, so that it is kept as a sorted list of the moments where it turns
("slope trick"), to which an activity adds its early target and from which its late target takes.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduler.solver.compiled import compiled

Ints = npt.NDArray[np.int64]


class Chain(NamedTuple):
    """Activities in order, one entry each; room for more than are in use.

    Attributes:
        opens, closes: first and last second allowed.
        gaps: least seconds from this start to the next one.
        early_targets: each second before it costs the early weight.
        late_targets: each second after it costs the late weight.
        starts: filled in by `time_chain`.
        turns, slopes: working space of `time_chain`.
    """

    opens: Ints
    closes: Ints
    gaps: Ints
    early_targets: Ints
    early_weights: Ints
    late_targets: Ints
    late_weights: Ints
    starts: Ints
    turns: Ints
    slopes: Ints


def chain_of_size(size: int) -> Chain:
    """An empty chain with room for `size` activities."""
    return Chain(*(np.zeros(size * (1 if n < 8 else 2), np.int64) for n in range(10)))


@compiled
def time_chain(chain: Chain, count: int) -> int:
    """Fill in the starts of least total cost, the earliest of them, and return that cost.

    The intervals must admit at least one feasible sequence of starts.
    """
    opens, closes, gaps, starts = chain.opens, chain.closes, chain.gaps, chain.starts
    early_targets, early_weights = chain.early_targets, chain.early_weights
    late_targets, late_weights = chain.late_targets, chain.late_weights
    turns, slopes = chain.turns, chain.slopes
    cost, size, shift = 0, 0, 0
    lowest = opens[0]
    for position in range(count):
        if position:
            shift += gaps[position - 1]
            lowest = max(lowest + gaps[position - 1], opens[position])
        if early_weights[position]:
            early = early_targets[position] - shift
            size = _add_turn(turns, slopes, size, early, early_weights[position])
        if late_weights[position]:
            late = late_targets[position]
            weight = late_weights[position]
            size = _add_turn(turns, slopes, size, late - shift, weight)
            while weight:
                # what falls steepest on the right gives way to the rise of the late cost
                if size and turns[size - 1] + shift > lowest:
                    taken = min(weight, slopes[size - 1])
                    cost += taken * max(0, turns[size - 1] + shift - late)
                    slopes[size - 1] -= taken
                    if slopes[size - 1] == 0:
                        size -= 1
                else:
                    taken = weight
                    cost += taken * max(0, lowest - late)
                weight -= taken
        limit = closes[position]
        above = size
        while above and turns[above - 1] + shift > limit:
            above -= 1
            cost += slopes[above] * (turns[above] + shift - limit)
            turns[above] = limit - shift
        starts[position] = max(lowest, turns[size - 1] + shift) if size else lowest
    for position in range(count - 2, -1, -1):
        latest = starts[position + 1] - gaps[position]
        starts[position] = min(starts[position], latest)
    return cost


@compiled
def _add_turn(turns: Ints, slopes: Ints, size: int, moment: int, slope: int) -> int:
    """Keep the turns sorted; returns how many there are now."""
    place = size
    while place and turns[place - 1] > moment:
        turns[place] = turns[place - 1]
        slopes[place] = slopes[place - 1]
        place -= 1
    turns[place] = moment
    slopes[place] = slope
    return size + 1
