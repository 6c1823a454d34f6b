"""The ways that a mode may use, before they become a network."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from scheduler.geo.tag_rules import Passage


@dataclass(frozen=True, slots=True)
class Way:
    """A line that the mode may use.

    Attributes:
        refs: one id per point; ways meet where they share one.
    """

    refs: Sequence[int]
    lats: Sequence[float]
    lons: Sequence[float]
    passage: Passage
    name: str


@dataclass
class Ways:
    """What was read from a source for one mode.

    Attributes:
        blocked: refs of points that the mode cannot get past, only up to.
        waiting_seconds: average wait at a point, by ref.
    """

    ways: list[Way] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    waiting_seconds: dict[int, float] = field(default_factory=dict)
