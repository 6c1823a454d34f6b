"""Distances on the earth, taken as a sphere: at most 0.6 % off the ellipsoid."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

EARTH_RADIUS_METRES: Final = 6_371_008.8
METRES_PER_DEGREE: Final = EARTH_RADIUS_METRES * np.pi / 180


class Bounds(NamedTuple):
    """A box in degrees, edges included."""

    south: float
    west: float
    north: float
    east: float

    def covers(self, lat: Floats, lon: Floats) -> npt.NDArray[np.bool_]:
        """Which of the points lie in the box."""
        in_lat = (lat >= self.south) & (lat <= self.north)
        return in_lat & (lon >= self.west) & (lon <= self.east)


def great_circle_metres(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats) -> Floats:
    """Great-circle distance between points in degrees (haversine formula), element by element."""
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    half_lat = np.sin((phi2 - phi1) / 2) ** 2
    half_lon = np.sin(np.radians(lon2 - lon1) / 2) ** 2
    haversine = half_lat + np.cos(phi1) * np.cos(phi2) * half_lon
    metres: Floats = 2 * EARTH_RADIUS_METRES * np.arcsin(np.sqrt(np.minimum(haversine, 1.0)))
    return metres


def plane(lat: Floats, lon: Floats, middle_lat: float) -> Floats:
    """Points as metres east and north, shape (n, 2); true to about 1 % within 50 km."""
    east = lon * np.cos(np.radians(middle_lat)) * METRES_PER_DEGREE
    return np.stack([east, lat * METRES_PER_DEGREE], axis=-1)
