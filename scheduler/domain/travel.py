"""Travel times between the places of a team."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from scheduler.domain.carer import Mode
from scheduler.domain.location import Location

Matrix = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Travel:
    """Seconds and metres between `locations`, by mode.

    Attributes:
        locations: distinct, in the order of the rows and columns of every matrix.
        seconds: by mode, shape (n, n), `[from, to]`, whole seconds from door to door (the access
            time of the team's agreements included, zero on the diagonal).
        metres: by mode, same shape, whole metres along the road.
        estimated: modes whose matrices are great-circle estimates and not read off roads.
    """

    locations: tuple[Location, ...]
    seconds: Mapping[Mode, Matrix]
    metres: Mapping[Mode, Matrix]
    estimated: frozenset[Mode] = frozenset()

    @cached_property
    def index(self) -> dict[Location, int]:
        """Row and column of every location."""
        return {location: position for position, location in enumerate(self.locations)}

    def leg(self, mode: Mode, origin: Location, destination: Location) -> tuple[int, int]:
        """Seconds and metres of one leg."""
        row, column = self.index[origin], self.index[destination]
        return int(self.seconds[mode][row, column]), int(self.metres[mode][row, column])
