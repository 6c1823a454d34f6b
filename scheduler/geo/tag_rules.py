"""Tag rules: which way may be used by which mode, in which direction, and how fast.

The tags are those of OpenStreetMap. docs/roads.md says the same in prose. Where a tag is silent the
rules take what is usual on such a road in the Netherlands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from scheduler.domain.carer import Mode
from scheduler.geo.speeds import (
    CAR_LIMIT_KPH,
    FERRY_KPH,
    FERRY_WAIT_SECONDS,
    PUSHING_KPH,
    RAMP_KPH,
    ROADS_TO_RIDE,
    ROADS_TO_WALK,
    SIGNAL_SECONDS,
    WALKING_SAC_FACTOR,
    Tags,
    driving_kph,
    duration_seconds,
    riding_kph,
    walking_kph,
)

TAG_RULES_VERSION: Final = 1
"""Raised whenever a rule or a speed changes: networks built by an older version are built anew."""


class RoadKind(IntEnum):
    """What sort of road it is, as a map draws it. Nobody lives on a motorway or a ferry."""

    MOTORWAY = 0
    MAIN = 1
    MINOR = 2
    PATH = 3
    FERRY = 4


@dataclass(frozen=True, slots=True)
class Passage:
    """How a mode uses a way.

    Attributes:
        forward_kph: speed in the way's own direction, 0 where that is not allowed.
        backward_kph: speed against it.
        seconds: of the whole way, where the tags give it (a ferry); the speeds then only tell
            the direction.
    """

    kind: RoadKind
    forward_kph: float
    backward_kph: float
    seconds: float | None = None


WAY_KEYS: Final[tuple[str, ...]] = (
    "highway", "route", "name", "area", "access", "vehicle", "motor_vehicle", "motorcar",
    "bicycle", "foot", "oneway", "oneway:bicycle", "oneway:foot", "junction", "motorroad",
    "cycleway", "cycleway:left", "cycleway:right", "cycleway:both", "cycleway:left:oneway",
    "cycleway:right:oneway", "bicycle:backward", "sidewalk", "sidewalk:left", "sidewalk:right",
    "sidewalk:both", "surface", "tracktype", "smoothness", "sac_scale", "mtb:scale", "ramp",
    "ramp:bicycle", "maxspeed", "maxspeed:forward", "maxspeed:backward", "maxspeed:type",
    "source:maxspeed", "duration", "interval",
)  # fmt: skip
"""Every tag of a way that the rules read."""

NODE_KEYS: Final[tuple[str, ...]] = (
    "barrier", "highway", "access", "vehicle", "motor_vehicle", "motorcar", "bicycle", "foot",
    "locked",
)  # fmt: skip
"""Every tag of a node that the rules read."""

# The most particular tag decides.
_ACCESS_KEYS: Mapping[Mode, tuple[str, ...]] = MappingProxyType(
    {
        Mode.WALK: ("foot", "access"),
        Mode.BIKE: ("bicycle", "vehicle", "access"),
        Mode.EBIKE: ("bicycle", "vehicle", "access"),
        Mode.CAR: ("motorcar", "motor_vehicle", "vehicle", "access"),
    }
)
# A carer is at the client's by invitation, so destination, customers, delivery and residents do
# not keep them out.
_REFUSED = frozenset(
    {"no", "private", "agricultural", "forestry", "military", "emergency", "use_sidepath",
     "psv", "bus", "restricted", "unknown"}
)  # fmt: skip
_WELCOME = frozenset({"yes", "designated", "permissive", "official", "destination", "customers"})
_FORWARD_ONLY = frozenset({"yes", "true", "1"})
_BACKWARD_ONLY = frozenset({"-1", "reverse"})
_BOTH_WAYS = frozenset({"no", "false", "0"})
_CYCLEWAYS = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
_SIDEWALKS = ("sidewalk", "sidewalk:left", "sidewalk:right", "sidewalk:both")
_MOTORWAYS = frozenset({"motorway", "motorway_link"})
_TRUNKS = frozenset({"trunk", "trunk_link"})
_FOR_FEET = frozenset({"footway", "pedestrian", "platform"})
_MAIN_ROADS = _TRUNKS | {
    "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link",
}  # fmt: skip
_PATHS = frozenset(
    {"cycleway", "track", "path", "footway", "pedestrian", "steps", "bridleway", "corridor",
     "platform"}
)  # fmt: skip

_WALLS = frozenset({"wall", "fence", "hedge", "retaining_wall", "city_wall", "ditch", "guard_rail"})
_NARROW = _WALLS | {
    "stile", "horse_stile", "turnstile", "full-height_turnstile", "kissing_gate", "log", "debris",
}  # fmt: skip
_CLOSED_TO_CARS = _NARROW | {
    "bollard", "block", "cycle_barrier", "chain", "jersey_barrier", "motorcycle_barrier",
    "planter", "bus_trap", "sump_buster", "bar", "yes",
}  # fmt: skip
_BLOCKS: Mapping[Mode, frozenset[str]] = MappingProxyType(
    {Mode.WALK: _WALLS, Mode.BIKE: _NARROW, Mode.EBIKE: _NARROW, Mode.CAR: _CLOSED_TO_CARS}
)


def passage(tags: Tags, mode: Mode) -> Passage | None:
    """How `mode` uses the way with these tags; None when it may not."""
    if tags.get("route") == "ferry":
        return _ferry(tags, mode)
    if "highway" not in tags or tags.get("smoothness") == "impassable":
        return None
    forward, backward = _SPEEDS[mode](tags, mode)
    if not forward and not backward:
        return None
    return Passage(_kind(tags), forward, backward)


def is_blocked(tags: Tags, mode: Mode) -> bool:
    """Whether `mode` cannot get past a node with these tags."""
    barrier = tags.get("barrier")
    if barrier is None:
        return False
    if _access(tags, mode) in _REFUSED:
        return True
    # The general `access` says who may, not what fits: only a tag for the mode opens a bollard.
    if _welcome(tags, mode):
        return False
    return tags.get("locked") == "yes" or barrier in _BLOCKS[mode]


def waiting_seconds(tags: Tags, mode: Mode) -> float:
    """What passing a node costs on average: traffic lights."""
    return SIGNAL_SECONDS[mode] if tags.get("highway") == "traffic_signals" else 0.0


def _access(tags: Tags, mode: Mode) -> str | None:
    return next((tags[key] for key in _ACCESS_KEYS[mode] if key in tags), None)


def _welcome(tags: Tags, mode: Mode) -> bool:
    """Whether a tag for this very mode (not the general one) invites it."""
    particular = (tags.get(key) for key in _ACCESS_KEYS[mode] if key != "access")
    return next((value for value in particular if value is not None), "") in _WELCOME


def _walking(tags: Tags, mode: Mode) -> tuple[float, float]:
    highway, kph = tags["highway"], walking_kph(tags)
    welcome = _welcome(tags, mode)
    usual = highway in ROADS_TO_WALK or (
        highway in _TRUNKS
        and any(tags.get(key, "no") not in {"no", "none", "separate"} for key in _SIDEWALKS)
    )
    if _access(tags, mode) in _REFUSED or (tags.get("motorroad") == "yes" and not welcome):
        return 0, 0
    if not (usual or welcome) or (
        "sac_scale" in tags and tags["sac_scale"] not in WALKING_SAC_FACTOR
    ):
        return 0, 0
    oneway = tags.get("oneway:foot", "no")
    return _directed(oneway, kph, kph)


def _riding(tags: Tags, mode: Mode) -> tuple[float, float]:
    highway, said = tags["highway"], _access(tags, mode)
    welcome = _welcome(tags, mode)
    if said in _REFUSED or (tags.get("motorroad") == "yes" and not welcome):
        return 0, 0
    if said == "dismount" or (highway in _FOR_FEET and not welcome):
        pushing = PUSHING_KPH if highway != "steps" else RAMP_KPH
        return (pushing, pushing) if _may_push(tags) else (0, 0)
    if highway == "steps" and not welcome:
        ramp = "yes" in {tags.get("ramp"), tags.get("ramp:bicycle")}
        return (RAMP_KPH, RAMP_KPH) if ramp and _may_push(tags) else (0, 0)
    alpine = "sac_scale" in tags or tags.get("mtb:scale", "0")[:1] != "0"
    if not welcome and (alpine or not _usually_ridden(tags)):
        return 0, 0
    forward, backward = (riding_kph(tags, way, mode) for way in ("forward", "backward"))
    return _directed(_cycling_oneway(tags), forward, backward)


def _may_push(tags: Tags) -> bool:
    return tags.get("foot", tags.get("access")) not in _REFUSED


def _usually_ridden(tags: Tags) -> bool:
    highway = tags["highway"]
    if highway in _TRUNKS:
        return any(tags.get(key) in {"lane", "track"} for key in _CYCLEWAYS)
    return highway in ROADS_TO_RIDE


def _cycling_oneway(tags: Tags) -> str:
    """`yes`, `no` or `-1`, after the exceptions for bicycles."""
    if "oneway:bicycle" in tags:
        return tags["oneway:bicycle"]
    oneway = _oneway(tags)
    against = any(tags.get(key, "").startswith("opposite") for key in _CYCLEWAYS)
    two_way_lane = any(
        tags.get(f"{side}:oneway") in _BOTH_WAYS | _BACKWARD_ONLY for side in _CYCLEWAYS[1:3]
    )
    if against or two_way_lane or tags.get("bicycle:backward") in _WELCOME:
        return "no"
    return oneway


def _driving(tags: Tags, mode: Mode) -> tuple[float, float]:
    highway, said = tags["highway"], _access(tags, mode)
    if said in _REFUSED or highway not in CAR_LIMIT_KPH or tags.get("area") == "yes":
        return 0, 0
    if highway == "pedestrian" and not _welcome(tags, mode):
        return 0, 0
    if highway == "track" and not (_welcome(tags, mode) or tags.get("tracktype") == "grade1"):
        return 0, 0
    forward, backward = (driving_kph(tags, way) for way in ("forward", "backward"))
    return _directed(_oneway(tags), forward, backward)


_SPEEDS = MappingProxyType(
    {Mode.WALK: _walking, Mode.BIKE: _riding, Mode.EBIKE: _riding, Mode.CAR: _driving}
)


def _oneway(tags: Tags) -> str:
    implied = tags.get("junction") in {"roundabout", "circular"} or tags["highway"] in _MOTORWAYS
    return tags.get("oneway", "yes" if implied else "no")


def _directed(oneway: str, forward_kph: float, backward_kph: float) -> tuple[float, float]:
    if oneway in _FORWARD_ONLY:
        return forward_kph, 0
    if oneway in _BACKWARD_ONLY:
        return 0, backward_kph
    if oneway == "reversible":
        return 0, 0
    return forward_kph, backward_kph


def _ferry(tags: Tags, mode: Mode) -> Passage | None:
    """A ferry takes everyone whom no tag refuses, but cars only where a tag says so."""
    said = _access(tags, mode)
    if said in _REFUSED or (mode is Mode.CAR and said not in _WELCOME):
        return None
    forward, backward = _directed(tags.get("oneway", "no"), FERRY_KPH, FERRY_KPH)
    if not forward and not backward:
        return None
    crossing = duration_seconds(tags.get("duration", ""))
    if crossing is None:
        return Passage(RoadKind.FERRY, forward, backward)
    interval = duration_seconds(tags.get("interval", ""))
    wait = FERRY_WAIT_SECONDS if interval is None else interval // 2
    return Passage(RoadKind.FERRY, forward, backward, crossing + wait)


def _kind(tags: Tags) -> RoadKind:
    highway = tags["highway"]
    if highway in _MOTORWAYS or tags.get("motorroad") == "yes":
        return RoadKind.MOTORWAY
    if highway in _MAIN_ROADS:
        return RoadKind.MAIN
    return RoadKind.PATH if highway in _PATHS else RoadKind.MINOR
