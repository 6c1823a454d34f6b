"""What of the rules can stand in the way of a visit, what it asks for, and who could make it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scheduler.rules import RuleId
from scheduler.solver.problem import Span
from scheduler.units import SECONDS_PER_HOUR

DAY = 24 * SECONDS_PER_HOUR
"""How far a shift reaches where its start or end is put aside."""

FAR = 1000 * DAY
"""Later than anything."""


class Obstacle(StrEnum):
    """What of the rules can stand in the way of a visit, and be put aside by itself."""

    QUALIFICATION = "qualification"
    REFUSAL = "refusal"
    PINNED_CARER = "pinned_carer"
    PINNED_START = "pinned_start"
    NO_SHIFT = "no_shift"
    WINDOW = "window"
    SHIFT_START = "shift_start"
    SHIFT_END = "shift_end"
    DEPENDENCY = "dependency"
    LOAD_CAP = "load_cap"
    REST = "rest"
    APPOINTMENT = "appointment"
    BREAK = "break"
    TOGETHER = "together"
    OTHER_VISITS = "other_visits"

    @property
    def rule(self) -> RuleId:
        """The rule that it is part of."""
        return _RULE.get(self) or RuleId(self.value)


_RULE = {
    Obstacle.PINNED_CARER: RuleId.PIN,
    Obstacle.PINNED_START: RuleId.PIN,
    Obstacle.NO_SHIFT: RuleId.SHIFT,
    Obstacle.SHIFT_START: RuleId.SHIFT,
    Obstacle.SHIFT_END: RuleId.SHIFT,
    Obstacle.OTHER_VISITS: RuleId.ONE_PLACE,
}

BARRING = frozenset({Obstacle.QUALIFICATION, Obstacle.REFUSAL, Obstacle.PINNED_CARER})
"""What keeps a carer from a place whatever the round."""

NOTHING: frozenset[Obstacle] = frozenset()


@dataclass(frozen=True)
class Terms:
    """What a visit asks for, each rule by itself.

    Attributes:
        visit: index in the problem.
        windows: as agreed, whatever is pinned and whatever the clock shows.
        date: first and last start on the visit's date, for when its windows are put aside.
        pinned: the pinned start, if any.
        barred: by place and carer, what keeps the carer from the place.
        service: seconds, where they differ from those of the problem.
    """

    visit: int
    windows: tuple[Span, ...]
    date: Span
    pinned: int | None
    barred: Mapping[tuple[int, int], frozenset[Obstacle]]
    service: int | None = None


@dataclass(frozen=True)
class Way:
    """Rounds that could take a visit.

    Attributes:
        places: by place of the visit, the shifts, of these, that may fill it.
    """

    shifts: tuple[int, ...]
    places: Mapping[int, frozenset[int]] = field(default_factory=dict)
