"""Where people live, and how far it is from there."""

import math
from dataclasses import dataclass

METRES_PER_DEGREE = 111_195.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Dwelling:
    """A place to live, `lat` and `lon` in degrees to six decimals."""

    lat: float
    lon: float
    address: str

    @property
    def point(self) -> Point:
        """Where it is, as (lat, lon)."""
        return (self.lat, self.lon)


def metres(one: Point, other: Point) -> float:
    """Distance of two points a few kilometres apart, on a plane that touches the first."""
    north = (other[0] - one[0]) * METRES_PER_DEGREE
    east = (other[1] - one[1]) * METRES_PER_DEGREE * math.cos(math.radians(one[0]))
    return math.hypot(north, east)
