"""Random numbers inside compiled code: SplitMix64 (Steele, Lea and Flood 2014, OOPSLA, fig. 13)."""

import numpy as np
import numpy.typing as npt

from scheduler.solver.compiled import compiled

Dice = npt.NDArray[np.uint64]


def dice(seed: int) -> Dice:
    """The state of a generator; the same seed gives the same numbers."""
    return np.array([seed % (1 << 64)], dtype=np.uint64)


@compiled
def _next(dice: Dice) -> np.uint64:
    dice[0] += np.uint64(0x9E3779B97F4A7C15)
    mixed = dice[0]
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


@compiled
def chance(dice: Dice) -> float:
    """A number from 0 to 1, 1 excluded."""
    return float(_next(dice) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def below(dice: Dice, count: int) -> int:
    """A whole number from 0 to `count` - 1."""
    return int(chance(dice) * count)
