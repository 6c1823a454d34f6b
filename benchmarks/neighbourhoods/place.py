"""A place: the roads of a neighbourhood, and which piece of them it is."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scheduler.errors import Finding, InputError, RoundsError

Box = tuple[float, float, float, float]

_KEYS = ("name", "network", "timezone")
_OPTIONAL_KEYS = ("box", "addresses_per_km2")


@dataclass(frozen=True)
class Place:
    """What a study names.

    Attributes:
        network: an extract (.osm.pbf), a graph or a built network, path relative to the file that
            names it, or the name of a place.
        box: west, south, east, north in degrees; None for all that the network holds.
        timezone: IANA name.
        addresses_per_km2: what is known of the place where the extract has no addresses; None
            leaves it to an estimate.
    """

    name: str
    network: str
    box: Box | None
    timezone: str
    addresses_per_km2: float | None = None


def read_place(path: Path) -> Place:
    """The place of a TOML file.

    Raises:
        RoundsError: `place-unread` when there is no such file or it is not TOML.
        InputError: `place-refused`, all keys that cannot be used at once.
    """
    try:
        with path.open("rb") as file:
            document = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RoundsError("place-unread", f"{path}: {error}.") from error
    return place_of(document, path.name)


def place_of(document: Mapping[str, object], file: str) -> Place:
    """The place that a table of a TOML file describes; `file` names it in errors.

    Raises:
        InputError: `place-refused`, all keys that cannot be used at once.
    """
    problems = [*_unknown(document), *_texts(document), *_timezone(document), *_numbers(document)]
    if problems:
        raise InputError(
            [
                Finding(file, 0, key, "place-refused", str(document.get(key, "")), message)
                for key, message in problems
            ]
        )
    box, density = document.get("box"), document.get("addresses_per_km2")
    west, south, east, north = box if isinstance(box, list) else (0.0, 0.0, 0.0, 0.0)
    return Place(
        name=str(document["name"]),
        network=str(document["network"]),
        box=None if box is None else (float(west), float(south), float(east), float(north)),
        timezone=str(document["timezone"]),
        addresses_per_km2=None if density is None else float(str(density)),
    )


def _unknown(document: Mapping[str, object]) -> list[tuple[str, str]]:
    known = (*_KEYS, *_OPTIONAL_KEYS)
    return [
        (key, f"A place has no key {key}; it has {', '.join(known)}.")
        for key in document
        if key not in known
    ]


def _texts(document: Mapping[str, object]) -> list[tuple[str, str]]:
    return [
        (key, f"{key} is missing or no text.")
        for key in _KEYS
        if not isinstance(document.get(key), str) or not document[key]
    ]


def _timezone(document: Mapping[str, object]) -> list[tuple[str, str]]:
    zone = document.get("timezone")
    if not isinstance(zone, str):
        return []
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return [("timezone", f"{zone!r} is not a time zone.")]
    return []


def _numbers(document: Mapping[str, object]) -> list[tuple[str, str]]:
    problems = []
    box, density = document.get("box"), document.get("addresses_per_km2")
    if box is not None and not _is_box(box):
        problems.append(("box", "A box is west, south, east and north in degrees."))
    if density is not None and not (_is_number(density) and float(str(density)) > 0):
        problems.append(("addresses_per_km2", "A density is a number above 0."))
    return problems


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_box(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 4 or not all(map(_is_number, value)):
        return False
    west, south, east, north = value
    return bool(-180 <= west < east <= 180 and -90 <= south < north <= 90)
