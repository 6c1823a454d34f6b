"""Seeded draws that come out the same on every version of Python."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """Draws for one subject of one team, independent of the draws for every other subject.

    All of them go through `Random.random`, the one method whose sequence Python promises to keep
    for a seed: files made from them stay the same byte for byte.
    """

    def __init__(self, seed: str, subject: str) -> None:
        self._random = Random(f"{seed}/{subject}")  # noqa: S311 (repeatable is the purpose here)

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return self._random.random() < probability

    def between(self, low: float, high: float) -> float:
        """A number from `low` up to, not including, `high`."""
        return low + (high - low) * self._random.random()

    def step(self, low: int, high: int, step: int = 1) -> int:
        """One of low, low + step, ... up to `high` at most."""
        return low + step * int(self._random.random() * ((high - low) // step + 1))

    def pick(self, items: Sequence[Item]) -> Item:
        """Any of the items."""
        return items[int(self._random.random() * len(items))]

    def weighted(self, weights: Mapping[Item, float]) -> Item:
        """One of the keys, in proportion to its weight."""
        aim = self._random.random() * sum(weights.values())
        for item, weight in weights.items():
            aim -= weight
            if aim < 0:
                return item
        return list(weights)[-1]

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """The items in another order."""
        keyed = [(self._random.random(), number) for number in range(len(items))]
        return [items[number] for _, number in sorted(keyed)]
