"""An instance as the search knows it, and how to come back from there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scheduler.solver.regular.problem import RegularProblem

Rounds = Sequence[Sequence[int]]
"""Tasks by shift, in the order in which they are made."""

FINEST = 6
"""Most decimal places that are kept; published values are printed with four at most."""


@dataclass(frozen=True)
class Statement:
    """A problem in whole numbers.

    Attributes:
        unit: objective of one point, in published units.
        blur: how far the points of a plan may be from its objective, in published units; 0 where
            all numbers of the instance are whole in the unit of the search.
        write: makes the solution file of some rounds that hold every task.
    """

    problem: RegularProblem
    unit: Fraction
    blur: float
    write: Callable[[Rounds], str]


def places(numbers: Iterable[Decimal]) -> int:
    """Decimal places that some numbers need to be whole, at most the finest that are kept."""
    most = 0
    for number in numbers:
        exponent = number.normalize().as_tuple().exponent
        if isinstance(exponent, int):
            most = max(most, -exponent)
    return min(most, FINEST)
