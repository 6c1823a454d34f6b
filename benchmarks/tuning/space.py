"""Which parameters are tuned, and between which values."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.tuning.problems import GENERAL
from scheduler.errors import RoundsError
from scheduler.solver.params import SearchParams

DIGITS = 3
"""Significant digits of a value that is tried: who copies it copies all of it."""


@dataclass(frozen=True)
class Between:
    """The values of a parameter that are tried.

    Attributes:
        ratios: whether it is the ratio of two values that counts, and not their difference.
    """

    name: str
    least: float
    most: float
    ratios: bool = False


CHAINS_AND_CYCLES = (
    Between("string_length", 2, 25),
    Between("removed_on_average", 3, 30, ratios=True),
    Between("single_removals", 0, 0.9),
    Between("blink", 0, 0.1),
    Between("elites", 1, 12),
    Between("first_share", 0.01, 0.9, ratios=True),
    Between("child_share", 0.003, 0.3, ratios=True),
    Between("first_hot", 0.5, 30, ratios=True),
    Between("first_cold", 0.02, 0.5, ratios=True),
    Between("child_hot", 0.2, 10, ratios=True),
    Between("child_cold", 0.01, 0.2, ratios=True),
)
"""What chains of both kinds read. How many chains there are depends on the machine."""

ALL_RULES = (
    Between("scout_share", 0, 0.9),
    Between("ejections", 0, 0.5),
    Between("by_priority", 0, 1),
    Between("tied_first", 0, 1),
    Between("exactly_judged", 1, 4),
    Between("finish_share", 0.03, 0.3),
)
"""What only the chains that know all rules read, and the steps after them."""


def space(kind: str) -> tuple[Between, ...]:
    """The space of a kind of problem."""
    return (*CHAINS_AND_CYCLES, *(ALL_RULES if kind == GENERAL else ()))


def sound(tried: Sequence[Between]) -> tuple[Between, ...]:
    """The same space.

    Raises:
        RoundsError: `parameter-invalid` for every name that is no parameter, and all values out of
            the limits of one.
    """
    known = {each.name: each for each in dataclasses.fields(SearchParams)}
    wrong = [f"{each.name} is tuned and no parameter." for each in tried if each.name not in known]
    for each in tried:
        if each.name in known:
            limits = known[each.name].metadata["limits"]
            if not limits.least <= each.least <= each.most <= limits.most:
                wrong.append(
                    f"{each.name} is tuned from {each.least:g} to {each.most:g}, "
                    f"it may be from {limits.least:g} to {limits.most:g}."
                )
    if wrong:
        raise RoundsError("parameter-invalid", " ".join(wrong))
    return tuple(tried)


def is_whole(name: str) -> bool:
    """Whether a parameter is a whole number."""
    return isinstance(getattr(SearchParams(), name), int)


def rounded(values: Mapping[str, int | float]) -> dict[str, int | float]:
    """The values as they are tried and told."""
    return {
        name: value if is_whole(name) else float(f"{value:.{DIGITS}g}")
        for name, value in values.items()
    }
