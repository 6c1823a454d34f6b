"""What of the roads is drawn: the ways that rounds take, and the streets around them."""

from itertools import pairwise

from scheduler.domain.carer import Mode
from scheduler.domain.location import Location
from scheduler.geo.drawing import drawn_roads
from scheduler.geo.earth import Bounds
from scheduler.geo.travel import leg_paths
from scheduler.io.report import PathKey, PlanReport, Road, RoadClass
from scheduler.planning.roads import Roads

MARGIN = 0.1
"""How far the background reaches beyond the outermost place, as a share of the extent."""

BACKGROUND_MODES = (Mode.CAR, Mode.BIKE, Mode.EBIKE, Mode.WALK)
"""Which network is drawn where there are several: the first of these."""


def paths(report: PlanReport, roads: Roads) -> dict[PathKey, tuple[Location, ...]]:
    """The way of every leg of a plan between two different locations."""
    pairs: dict[Mode, set[tuple[Location, Location]]] = {}
    for each in report.plan.rounds:
        for stop, (origin, destination) in zip(
            each.stops[1:], pairwise(report.locations(each)), strict=True
        ):
            if stop.leg is not None and origin != destination:
                pairs.setdefault(stop.leg.mode, set()).add((origin, destination))
    return {
        (mode, *pair): path.points
        for mode, network in roads.networks.items()
        for pair, path in leg_paths(
            network,
            roads.travel.locations,
            sorted(pairs.get(mode, ())),
            roads.travel.seconds[mode],
        ).items()
    }


def background(roads: Roads) -> tuple[Road, ...]:
    """The roads around the places of a plan, for the map."""
    network = next((roads.networks[m] for m in BACKGROUND_MODES if m in roads.networks), None)
    if network is None:
        return ()
    return tuple(
        Road(RoadClass(road_class), line)
        for road_class, lines in drawn_roads(network, _extent(roads)).items()
        for line in lines
    )


def _extent(roads: Roads) -> Bounds:
    """The box around all places, a little wider."""
    lats = [place.lat for place in roads.travel.locations]
    lons = [place.lon for place in roads.travel.locations]
    in_lat = MARGIN * (max(lats) - min(lats))
    in_lon = MARGIN * (max(lons) - min(lons))
    return Bounds(
        south=min(lats) - in_lat,
        west=min(lons) - in_lon,
        north=max(lats) + in_lat,
        east=max(lons) + in_lon,
    )
