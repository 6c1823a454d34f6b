"""The best starts for activities whose order is fixed.

Each activity has an interval for its start and a convex cost around a target; each start is at
least a given gap after the one before. Blocks of activities that push each other are merged until
none overlaps, and every block stands at the earliest of its cheapest positions: the block merging
of Garey, Tarjan and Wilfong (1988, Mathematics of Operations Research 13:330-348), section 3, for
the timing problem of Vidal, Crainic, Gendreau and Prins (2015, Networks 65:290-321) with soft
targets and hard intervals.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a start may lie and what it costs there.

    Attributes:
        opens, closes: first and last second allowed.
        gap: least seconds from this start to the next one.
        early_target: each second before it costs `early_weight`.
        late_target: each second after it costs `late_weight`.
    """

    opens: int
    closes: int
    gap: int
    early_target: int = 0
    early_weight: int = 0
    late_target: int = 0
    late_weight: int = 0


class _Block:
    """Activities that follow each other without slack, moved as one."""

    def __init__(self, position: int, interval: Interval) -> None:
        self.first = position
        self.opens = interval.opens
        self.closes = interval.closes
        self.length = interval.gap
        self.slope = -interval.early_weight
        self.turns = [
            (at, weight)
            for at, weight in (
                (interval.early_target, interval.early_weight),
                (interval.late_target, interval.late_weight),
            )
            if weight
        ]
        self.start = self._cheapest()

    def absorb(self, later: "_Block") -> None:
        """Take the block behind into this one."""
        shift = self.length
        self.opens = max(self.opens, later.opens - shift)
        self.closes = min(self.closes, later.closes - shift)
        self.slope += later.slope
        self.turns += [(at - shift, weight) for at, weight in later.turns]
        self.length += later.length
        self.start = self._cheapest()

    def _cheapest(self) -> int:
        slope = self.slope
        best = self.opens
        if slope < 0:
            self.turns.sort()
            for at, weight in self.turns:
                slope += weight
                if slope >= 0:
                    best = at
                    break
        return min(max(best, self.opens), self.closes)


def best_starts(intervals: Sequence[Interval]) -> list[int]:
    """The starts of least total cost, the earliest of them where several cost the same.

    The intervals must admit at least one feasible sequence of starts.
    """
    blocks: list[_Block] = []
    for position, interval in enumerate(intervals):
        block = _Block(position, interval)
        while blocks and blocks[-1].start + blocks[-1].length > block.start:
            blocks[-1].absorb(block)
            block = blocks.pop()
        blocks.append(block)
    starts: list[int] = []
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        beyond = len(intervals) if following is None else following.first
        now = block.start
        for position in range(block.first, beyond):
            starts.append(now)
            now += intervals[position].gap
    return starts
