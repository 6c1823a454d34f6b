"""How the search behaves."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ruining:
    """What one iteration takes out and puts back.

    Attributes:
        removed: tasks on average. longest: tasks of a string.
        singles: share of iterations that remove single tasks.
        blink: chance to overlook a gap.
    """

    removed: float = 10.0
    longest: int = 10
    singles: float = 0.3
    blink: float = 0.01


@dataclass(frozen=True)
class RegularParams:
    """How the population grows.

    Temperatures are in units of the points of travel between near tasks.

    Attributes:
        elites: how many plans are kept.
        first: iterations of the chains that make the first elites.
        share: iterations of a child, as a share of all iterations so far, and no fewer than
            `least`.
        hot, warm, cold: temperatures at which first chains and children begin, and at which both
            end.
    """

    elites: int = 5
    first: int = 10_000
    least: int = 5_000
    share: float = 0.04
    hot: float = 4.0
    warm: float = 1.0
    cold: float = 0.1
    ruining: Ruining = field(default_factory=Ruining)
