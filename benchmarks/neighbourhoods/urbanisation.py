"""How urban a neighbourhood is, by the density of addresses around its addresses.

Statistics Netherlands (CBS) counts the addresses within a kilometre of an address, divides by the
area of that circle, and takes the mean over the addresses of an area: the surrounding address
density (omgevingsadressendichtheid). Five degrees follow from it (CBS, Stedelijkheid, definition
at cbs.nl; Den Dulk, Van de Stadt and Vliegen, 1992).
"""

from typing import Final

import numpy as np
import shapely
from scipy.spatial import cKDTree

from scheduler.geo.earth import Floats

RADIUS_METRES: Final = 1000.0
LOWEST_DENSITIES: Final = (2500.0, 1500.0, 1000.0, 500.0)
"""Addresses per km² from which on an area is of degree 1, 2, 3, 4; below the last it is of 5."""

DEGREES: Final = {
    1: "very strongly urban",
    2: "strongly urban",
    3: "moderately urban",
    4: "little urban",
    5: "not urban",
}

_CIRCLE_KM2: Final = np.pi * (RADIUS_METRES / 1000) ** 2


def degree(surrounding_density: float) -> int:
    """The degree of urbanisation, 1 (very strongly urban) to 5 (not urban)."""
    return 1 + sum(surrounding_density < lowest for lowest in LOWEST_DENSITIES)


def surrounding_density(addresses: Floats, inside: Floats, known: shapely.Polygon) -> float:
    """Mean number of addresses per km² within a kilometre of those inside.

    Args:
        addresses: all that are known, metres east and north, shape (n, 2).
        inside: those of the neighbourhood, which are among them; shape (m, 2).
        known: the ground over which addresses are known; the part of a circle outside it does not
            count, so that an address at the edge of an extract seems no lonelier than it is.
    """
    counts = cKDTree(addresses).query_ball_point(inside, RADIUS_METRES, return_length=True)
    return float((counts / _known_km2(inside, known)).mean())


def _known_km2(points: Floats, known: shapely.Polygon) -> Floats:
    """Area of the circle around each point, as far as it lies on known ground."""
    area = np.full(len(points), _CIRCLE_KM2)
    centres = shapely.points(points)
    edge = np.flatnonzero(shapely.distance(centres, known.boundary) < RADIUS_METRES)
    circles = shapely.buffer(centres[edge], RADIUS_METRES, quad_segs=32)
    share = shapely.area(shapely.intersection(circles, known)) / shapely.area(circles)
    area[edge] *= share
    return area
