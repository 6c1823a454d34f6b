"""The smallest sets of conditions that together forbid something.

Conditions are few, and putting more of them aside never makes anything impossible that was
possible. All minimal sets that forbid, and with them the smallest, are then found by asking about a
subset that nothing is known of, and growing or shrinking it to the border between possible and
impossible (the MARCO algorithm; Liffiton, Previti, Malik and Marques-Silva 2016, Constraints
21:223-250).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

Possible = Callable[[frozenset[T]], bool | None]
"""Whether something is possible while these conditions are kept; None where that is not known."""

MOST_SETS = 200
"""Minimal sets that are kept where answers are combined; the smaller ones."""


@dataclass(frozen=True)
class Conflicts(Generic[T]):
    """What forbids something.

    Attributes:
        sets: the minimal sets of conditions that forbid it, the smallest first, and of equally
            small ones the one whose conditions come first; none when it is possible, one without
            conditions when it is impossible whatever is put aside.
        proven: whether every answer that they rest on was.
    """

    sets: tuple[frozenset[T], ...]
    proven: bool = True

    @property
    def smallest(self) -> frozenset[T] | None:
        """The smallest set; None when it is possible."""
        return self.sets[0] if self.sets else None

    @property
    def is_possible(self) -> bool:
        """Whether nothing forbids it."""
        return not self.sets


def conflicts(conditions: Sequence[T], possible: Possible[T]) -> Conflicts[T]:
    """All minimal sets of conditions that forbid something.

    Where it is not known whether something is possible, it is taken to be forbidden, and the
    answer is not proven.
    """
    return _Search(tuple(conditions), possible).run()


class _Search(Generic[T]):
    """Subsets as bits."""

    def __init__(self, conditions: tuple[T, ...], possible: Possible[T]) -> None:
        self._conditions = conditions
        self._possible = possible
        self._proven = True
        self._allowed: list[int] = []
        self._forbidden: list[int] = []

    def run(self) -> Conflicts[T]:
        whole = (1 << len(self._conditions)) - 1
        unexplored = sorted(range(whole + 1), key=lambda bits: (-bits.bit_count(), bits))
        for bits in unexplored:
            if self._known(bits) is not None:
                continue
            if self._ask(bits):
                self._allowed.append(bits)
            else:
                self._forbidden.append(self._shrunk(bits))
        sets = (self._set(bits) for bits in self._forbidden)
        return Conflicts(tuple(in_order(sets, self._conditions)), self._proven)

    def _known(self, bits: int) -> bool | None:
        if any(bits & each == each for each in self._forbidden):
            return False
        return True if any(bits & each == bits for each in self._allowed) else None

    def _ask(self, bits: int) -> bool:
        """Whether it is possible with these conditions kept, asked where it is not known."""
        known = self._known(bits)
        if known is not None:
            return known
        answer = self._possible(self._set(bits))
        if answer is None:
            self._proven = False
        return bool(answer)

    def _shrunk(self, bits: int) -> int:
        """A minimal part of a set that forbids."""
        for number in range(len(self._conditions)):
            less = bits & ~(1 << number)
            if less == bits:
                continue
            if self._ask(less):
                self._allowed.append(less)
            else:
                bits = less
        return bits

    def _set(self, bits: int) -> frozenset[T]:
        return frozenset(each for number, each in enumerate(self._conditions) if bits >> number & 1)


def in_order(sets: Iterable[frozenset[T]], conditions: Sequence[T]) -> list[frozenset[T]]:
    """Sets by size, equally large ones in the order of their conditions."""
    rank = {each: number for number, each in enumerate(conditions)}
    return sorted(sets, key=lambda each: (len(each), sorted(rank[one] for one in each)))


def each_forbidden(parts: Iterable[Conflicts[T]], conditions: Sequence[T]) -> Conflicts[T]:
    """What forbids all of several ways at once: of each way one minimal set, together."""
    found: list[frozenset[T]] = [frozenset()]
    proven = True
    for part in parts:
        if part.is_possible:
            return Conflicts(())
        proven = proven and part.proven
        unions = {one | other for one in found for other in part.sets}
        found = minimal(in_order(unions, conditions))[:MOST_SETS]
    return Conflicts(tuple(in_order(found, conditions)), proven)


def minimal(sets: Iterable[frozenset[T]]) -> list[frozenset[T]]:
    """The sets of which no other is a part, those given first coming first."""
    kept: list[frozenset[T]] = []
    for each in sorted(dict.fromkeys(sets), key=len):
        if not any(one <= each for one in kept):
            kept.append(each)
    return kept
