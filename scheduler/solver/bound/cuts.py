"""Subset-row cuts: of three tasks, at most one round holds two or more.

Jepsen, Petersen, Spoorendonk and Pisinger (2008, Operations Research 56:497-511), with the limited
memory of Pecin, Pessoa, Poggi and Uchoa (2017, section 3).
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cut:
    """Every second of the three tasks in a round counts; the sum over rounds is at most 1.

    Attributes:
        memory: tasks that let a round remember that it holds one of the three.
    """

    tasks: frozenset[int]
    memory: frozenset[int]

    def hits(self, order: Sequence[int]) -> int:
        """How often a round counts: never more than half of its tasks among the three."""
        count, odd = 0, False
        for task in order:
            if task not in self.memory:
                odd = False
            if task in self.tasks:
                count += odd
                odd = not odd
        return count
