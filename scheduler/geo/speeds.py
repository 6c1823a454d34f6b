"""Speeds by mode: by road, by surface, and what a speed limit says.

Kilometres per hour throughout. docs/roads.md gives the source of every figure here, or says that
it is an assumption of ours; a change of any figure raises `TAG_RULES_VERSION` of the tag rules.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scheduler.domain.carer import Mode

Tags = Mapping[str, str]

WALKING_KPH: Final = 5.0
PUSHING_KPH: Final = 4.0
RAMP_KPH: Final = 2.0
STEPS_KPH: Final = 3.0
FERRY_KPH: Final = 8.0
FERRY_WAIT_SECONDS: Final = 300
SIGNAL_SECONDS: Final[Mapping[Mode, float]] = MappingProxyType(
    {Mode.WALK: 5.0, Mode.BIKE: 5.0, Mode.EBIKE: 5.0, Mode.CAR: 5.0}
)

RIDING_KPH: Final[Mapping[Mode, float]] = MappingProxyType({Mode.BIKE: 16.0, Mode.EBIKE: 19.0})

ROADS_TO_RIDE: Final = frozenset(
    {
        "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link",
        "unclassified", "residential", "living_street", "road", "service", "cycleway", "track",
        "path",
    }
)  # fmt: skip
ROADS_TO_WALK: Final = ROADS_TO_RIDE | {
    "footway", "pedestrian", "steps", "bridleway", "corridor", "platform",
}  # fmt: skip

# Slower than the riding speed even on asphalt: people on foot, bends, poor sight.
RIDING_FACTOR: Final[Mapping[str, float]] = MappingProxyType(
    {"track": 0.8, "path": 0.8, "footway": 0.75, "pedestrian": 0.6, "bridleway": 0.6,
     "living_street": 0.9, "service": 0.9, "steps": 0.15, "platform": 0.4}
)  # fmt: skip

# The legal limit that a road of the class has where no tag says so.
CAR_LIMIT_KPH: Final[Mapping[str, float]] = MappingProxyType(
    {"motorway": 120, "motorway_link": 80, "trunk": 100, "trunk_link": 60, "primary": 80,
     "primary_link": 50, "secondary": 70, "secondary_link": 50, "tertiary": 50,
     "tertiary_link": 50, "unclassified": 50, "residential": 30, "living_street": 15, "road": 30,
     "service": 20, "track": 15, "pedestrian": 10}
)  # fmt: skip
# Never faster than this on such a road, whatever the limit: parked cars, bends, width.
CAR_CEILING_KPH: Final[Mapping[str, float]] = MappingProxyType(
    {"motorway": 110, "trunk": 90, "primary": 80, "secondary": 70, "tertiary": 60,
     "unclassified": 50, "residential": 25, "living_street": 12, "road": 30, "service": 15,
     "track": 15, "pedestrian": 8}
)  # fmt: skip
# A limit is seldom the speed of a journey: junctions and traffic take more of it in towns.
CAR_TOWN_LIMIT_KPH: Final = 50.0
CAR_TOWN_FACTOR: Final = 0.6
CAR_COUNTRY_FACTOR: Final = 0.85

RIDING_SURFACE_FACTOR: Final[Mapping[str, float]] = MappingProxyType(
    {"paving_stones": 0.95, "bricks": 0.95, "sett": 0.8, "cobblestone": 0.6,
     "unhewn_cobblestone": 0.5, "wood": 0.8, "metal": 0.8, "compacted": 0.85, "fine_gravel": 0.85,
     "gravel": 0.6, "pebblestone": 0.5, "unpaved": 0.7, "ground": 0.65, "dirt": 0.6, "earth": 0.6,
     "grass_paver": 0.6, "grass": 0.45, "woodchips": 0.4, "sand": 0.3, "mud": 0.3}
)  # fmt: skip
TRACKTYPE_SURFACE: Final[Mapping[str, str]] = MappingProxyType(
    {"grade2": "compacted", "grade3": "unpaved", "grade4": "dirt", "grade5": "grass"}
)
CAR_SURFACE_CEILING_KPH: Final[Mapping[str, float]] = MappingProxyType(
    {"sett": 40, "cobblestone": 30, "unhewn_cobblestone": 20, "compacted": 40, "fine_gravel": 30,
     "gravel": 25, "pebblestone": 20, "unpaved": 25, "ground": 20, "dirt": 15, "earth": 15,
     "grass_paver": 15, "grass": 10, "sand": 10, "mud": 8}
)  # fmt: skip
WALKING_SURFACE_FACTOR: Final[Mapping[str, float]] = MappingProxyType({"sand": 0.7, "mud": 0.7})
# Mountain paths, by the SAC scale; anything harder is not for a visiting carer.
WALKING_SAC_FACTOR: Final[Mapping[str, float]] = MappingProxyType(
    {"hiking": 0.8, "mountain_hiking": 0.6}
)

MPH: Final = 1.609344
_WALK_LIMIT_KPH: Final = 6.0
_NO_LIMIT_KPH: Final = 130.0
_IMPLICIT_KPH: Final[Mapping[str, float]] = MappingProxyType(
    {"urban": 50, "rural": 80, "trunk": 100, "motorway": 120, "living_street": 15,
     "bicycle_road": 30, "nsl_restricted": 30 * MPH, "nsl_single": 60 * MPH,
     "nsl_dual": 70 * MPH, "walk": _WALK_LIMIT_KPH}
)  # fmt: skip
_IMPLICIT_BY_COUNTRY_KPH: Final[Mapping[str, float]] = MappingProxyType(
    {"NL:motorway": 100, "GB:motorway": 70 * MPH, "GB:urban": 30 * MPH, "GB:rural": 60 * MPH,
     "DE:motorway": _NO_LIMIT_KPH, "DE:rural": 100, "AT:rural": 100, "AT:motorway": 130,
     "BE:rural": 70, "SE:rural": 70, "FR:motorway": 130}
)  # fmt: skip
_NUMBER = re.compile(r"^(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph|knots)?$")
_ISO_DURATION = re.compile(r"^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$")
_CLOCK_DURATION = re.compile(r"^(?:(\d+):)?(\d+)(?::(\d\d))?(?: ?min)?$")
_COUNTRY_LIMIT = re.compile(r"^[A-Za-z]{2}(?:-[A-Za-z]+)?:(?:zone:?)?([a-z_]+|\d+)$")


def speed_limit_kph(text: str) -> float | None:
    """What a `maxspeed` tag says, None where it says nothing usable.

    Several values (`50;30`) count as the lowest of them.
    """
    limits = [_single_limit_kph(part.strip()) for part in re.split(r"[;|,]", text)]
    return min((limit for limit in limits if limit), default=None)


def _single_limit_kph(text: str) -> float | None:
    if text == "none":
        return _NO_LIMIT_KPH
    if text == "walk":
        return _WALK_LIMIT_KPH
    if number := _NUMBER.match(text):
        factor = {"mph": MPH, "knots": 1.852}.get(number[2] or "", 1.0)
        return float(number[1]) * factor
    if text in _IMPLICIT_BY_COUNTRY_KPH:
        return _IMPLICIT_BY_COUNTRY_KPH[text]
    if implicit := _COUNTRY_LIMIT.match(text):
        word = implicit[1]
        in_mph = MPH if text.startswith("GB") else 1.0
        return float(word) * in_mph if word.isdigit() else _IMPLICIT_KPH.get(word)
    return None


def limit_of(tags: Tags, direction: str) -> float | None:
    """The limit in the direction `forward` or `backward` of a way."""
    for key in (f"maxspeed:{direction}", "maxspeed", "maxspeed:type", "source:maxspeed"):
        if key in tags and (limit := speed_limit_kph(tags[key])) is not None:
            return limit
    return None


def driving_kph(tags: Tags, direction: str) -> float:
    """Speed of a car on a road it may use."""
    highway = tags["highway"]
    limit = limit_of(tags, direction) or CAR_LIMIT_KPH[highway]
    factor = CAR_TOWN_FACTOR if limit <= CAR_TOWN_LIMIT_KPH else CAR_COUNTRY_FACTOR
    ceiling = CAR_CEILING_KPH.get(highway, _NO_LIMIT_KPH)
    on_surface = CAR_SURFACE_CEILING_KPH.get(surface_of(tags), _NO_LIMIT_KPH)
    return min(limit * factor, ceiling, on_surface)


def riding_kph(tags: Tags, direction: str, mode: Mode) -> float:
    """Speed on the saddle of a bicycle; never above the limit of the road."""
    factor = RIDING_FACTOR.get(tags["highway"], 1.0)
    surface = RIDING_SURFACE_FACTOR.get(surface_of(tags), 1.0)
    limit = limit_of(tags, direction) or _NO_LIMIT_KPH
    return max(PUSHING_KPH / 2, min(RIDING_KPH[mode] * min(factor, surface), limit))


def walking_kph(tags: Tags) -> float:
    """Speed on foot."""
    pace = STEPS_KPH if tags["highway"] == "steps" else WALKING_KPH
    slowed = WALKING_SURFACE_FACTOR.get(tags.get("surface", ""), 1.0)
    return pace * slowed * WALKING_SAC_FACTOR.get(tags.get("sac_scale", ""), 1.0)


def surface_of(tags: Tags) -> str:
    """The surface as tagged, or as the type of track suggests."""
    return tags.get("surface") or TRACKTYPE_SURFACE.get(tags.get("tracktype", ""), "")


def duration_seconds(text: str) -> int | None:
    """Seconds of a `duration` or `interval` tag: `20`, `00:20`, `00:20:00`, `PT20M`, `20 min`."""
    match = _ISO_DURATION.match(text) or _CLOCK_DURATION.match(text)
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return (hours * 60 + minutes) * 60 + seconds or None
