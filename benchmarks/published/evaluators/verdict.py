"""What an evaluator finds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

DUST = 1e-6
"""What sums of floats may be off by; all published numbers are far coarser."""


@dataclass(frozen=True)
class Verdict:
    """What a solution is worth.

    Attributes:
        objective: in published units.
        components: what the objective is made of.
        broken: every rule that is broken, in words; empty for a valid solution.
    """

    objective: float
    components: Mapping[str, float] = field(default_factory=dict)
    broken: tuple[str, ...] = ()
