"""What a team may settle for itself, with the defaults of a team that settled nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from scheduler.domain.carer import Mode
from scheduler.units import SECONDS_PER_HOUR, minutes

DEFAULT_ACCESS_SECONDS: Mapping[Mode, int] = MappingProxyType(
    {Mode.WALK: 0, Mode.BIKE: 60, Mode.EBIKE: 60, Mode.CAR: 120}
)


@dataclass(frozen=True)
class Agreements:
    """A team's own settings.

    Attributes:
        weights: points per unit of the soft rules, by rule id, where they differ from the table in
            `scheduler.rules`; `scheduler.rules.weights` gives them all.
        wished_tolerance_seconds: a start this far from the wished start costs nothing.
        change_tolerance_seconds: a start that moves no further is no change of a published plan.
        overtime_limit_seconds: how far past the end of a shift a round may last.
        break_after_seconds: a shift longer than this has a break unless it says otherwise
            (Dutch Working Hours Act, article 5:4: 30 minutes after five and a half hours).
        break_seconds: length of that break.
        rest_seconds: least time between a carer's rounds of different dates (same act, 5:3).
        access_seconds: to lock the bike or park and reach the door, on every leg, by mode.
        snap_limit_metres: a place further than this from the roads is an error.
    """

    weights: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    wished_tolerance_seconds: int = minutes(15)
    change_tolerance_seconds: int = minutes(15)
    overtime_limit_seconds: int = 0
    break_after_seconds: int = minutes(330)
    break_seconds: int = minutes(30)
    rest_seconds: int = 11 * SECONDS_PER_HOUR
    access_seconds: Mapping[Mode, int] = field(default_factory=lambda: DEFAULT_ACCESS_SECONDS)
    snap_limit_metres: int = 250
