"""Where something is on the earth."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A point in WGS 84 degrees."""

    lat: float
    lon: float
