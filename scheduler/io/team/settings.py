"""The team's own settings: team.toml, the sheet `team`, or the key `team`."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from scheduler.domain.agreements import DEFAULT_ACCESS_SECONDS, Agreements
from scheduler.domain.carer import Mode
from scheduler.domain.location import Location
from scheduler.io.team.cells import CellError, duration, identifier, text, whole
from scheduler.io.team.fields import Fields
from scheduler.io.team.places import NOWHERE, Places
from scheduler.io.team.tables import did_you_mean
from scheduler.rules import SOFT_RULES
from scheduler.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

T = TypeVar("T")

_MOST_POINTS = 10**10
_MINUTES_PER_DAY = 24 * 60
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """What one team settled.

    Attributes:
        timezone: UTC stands in for an unknown one, so that everything else can be judged.
        base: `NOWHERE` when it cannot be told.
    """

    team_id: str
    name: str
    timezone: ZoneInfo
    base: Location
    network: str
    agreements: Agreements


def read_settings(fields: Fields) -> TeamSettings:
    """Read the keys of the settings."""
    team_id = fields.value("id", identifier, "")
    return TeamSettings(
        team_id=team_id,
        name=fields.value("name", text, team_id),
        timezone=fields.value("timezone", _zone, _UTC),
        base=Places().read(fields, "base.lat", "base.lon") or NOWHERE,
        network=fields.value("network", text, ""),
        agreements=_agreements(fields),
    )


def _agreements(fields: Fields) -> Agreements:
    defaults = Agreements()
    comma = fields.table.decimal_comma

    def number(key: str, high: int, default: int, unit: int = SECONDS_PER_MINUTE) -> int:
        count = fields.optional(f"agreements.{key}", whole(0, high))
        return default if count is None else count * unit

    def read(key: str, reader: Callable[[str], T], default: T) -> T:
        return fields.value(f"agreements.{key}", reader, default)

    rest = duration(SECONDS_PER_HOUR, 48, comma=comma)
    access = duration(SECONDS_PER_MINUTE, 60, comma=comma)
    day = _MINUTES_PER_DAY
    return Agreements(
        weights=MappingProxyType(_weights(fields)),
        wished_tolerance_seconds=number(
            "wished_tolerance_minutes", day, defaults.wished_tolerance_seconds
        ),
        change_tolerance_seconds=number(
            "change_tolerance_minutes", day, defaults.change_tolerance_seconds
        ),
        overtime_limit_seconds=number(
            "overtime_limit_minutes", day, defaults.overtime_limit_seconds
        ),
        break_after_seconds=number("break_after_minutes", day, defaults.break_after_seconds),
        break_seconds=number("break_minutes", day, defaults.break_seconds),
        rest_seconds=read("rest_hours", rest, defaults.rest_seconds),
        access_seconds=MappingProxyType(
            {
                mode: read(f"access_minutes.{mode.value}", access, DEFAULT_ACCESS_SECONDS[mode])
                for mode in Mode
            }
        ),
        snap_limit_metres=number("snap_limit_metres", 100_000, defaults.snap_limit_metres, unit=1),
    )


def _weights(fields: Fields) -> dict[str, int]:
    points = {
        rule.rule_id.value: fields.optional(f"weights.{rule.rule_id.value}", whole(0, _MOST_POINTS))
        for rule in SOFT_RULES
    }
    return {rule_id: count for rule_id, count in points.items() if count is not None}


def _zone(cell: str) -> ZoneInfo:
    try:
        return ZoneInfo(cell)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        remedy = did_you_mean(cell, available_timezones())
        message = f"{cell!r} is not a time zone."
        raise CellError("timezone-unknown", message, remedy) from None
