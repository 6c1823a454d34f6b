"""How many visits have to be left out.

Where shares of visits are left out, the bound misses what whole visits cost. So it is shown first
that plans that leave out fewer cost more than a known plan: with penalties `MULTIPLE` times the
points of a visit left out, a Lagrangian bound L says that in any plan of at most `upper` points the
visits left out make at least (L - upper) / (MULTIPLE - 1) points.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from scheduler.errors import FaultError

MULTIPLE = 10


@dataclass(frozen=True)
class LeftOut:
    """What is proven about the visits left out in every plan that costs no more than `upper`.

    Attributes:
        full: points of each visit when it is left out.
        least: the visits left out make so many points at least.
        fewest: by points of a visit, so many of these visits are left out at least.
    """

    full: tuple[int, ...]
    upper: int | None
    least: int = 0
    fewest: Mapping[int, int] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether any visit has to be left out."""
        return bool(self.least or self.fewest)

    def proven_by(self, lagrangian: int) -> int:
        """Least points of visits left out, by a bound in points at `MULTIPLE` times the points."""
        if self.upper is None:
            return 0
        return max(0, -(-(lagrangian - self.upper) // (MULTIPLE - 1)))

    def points(self) -> int:
        """Least points of the visits left out."""
        if not self.known:
            return 0
        visits = list(Counter(self.full))
        return min(
            sum(count * each for count, each in zip(counts, visits, strict=True))
            for counts in self._choices()
        )

    def count(self) -> int:
        """Least number of visits left out."""
        return min(sum(counts) for counts in self._choices())

    def beyond(self, penalties: Sequence[int]) -> int:
        """Points that the visits left out cost at least beyond these penalties."""
        if not self.known:
            return 0
        more = dict(zip(self.full, penalties, strict=True))
        return min(
            sum(count * (points - more[points]) for count, points in zip(counts, more, strict=True))
            for counts in self._choices()
        )

    def _choices(self) -> list[tuple[int, ...]]:
        """How many visits of each priority may be left out, going by their points."""
        visits = Counter(self.full)
        reach = [range(self.fewest.get(points, 0), number + 1) for points, number in visits.items()]
        choices = []
        for counts in product(*reach):
            points = sum(count * each for count, each in zip(counts, visits, strict=True))
            if self.least <= points and (self.upper is None or points <= self.upper):
                choices.append(counts)
        if not choices:
            raise FaultError(
                "bound-above-cost",
                f"Visits left out cost {self.least} points or more, a known plan {self.upper}.",
            )
        return choices
