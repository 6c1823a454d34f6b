"""Where bases, homes and clients are: on the earth, and near each other."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from scheduler.domain.location import Location
from scheduler.io.team.cells import decimal
from scheduler.io.team.fields import Fields

FAR_METRES = 100_000
_EARTH_RADIUS_METRES = 6_371_009
NOWHERE = Location(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Reported:
    fields: Fields
    column: str
    location: Location


class Places:
    """Reads places; compares them with the base once all are known."""

    def __init__(self) -> None:
        self._found: list[_Reported] = []

    def read(self, fields: Fields, lat_column: str, lon_column: str) -> Location | None:
        """The place in two columns; None when there is none, or none that can be on earth."""
        comma = fields.table.decimal_comma
        code = "location-out-of-range"
        lat = fields.optional(lat_column, decimal(-90, 90, code, comma=comma))
        lon = fields.optional(lon_column, decimal(-180, 180, code, comma=comma))
        if lat is None or lon is None:
            _report_half(fields, lat_column, lon_column)
            return None
        location = Location(lat, lon)
        if location == NOWHERE:
            message = (
                "Latitude 0, longitude 0 lies in the Atlantic: it stands for an unknown place."
            )
            fields.report(lat_column, "location-zero", message, value="0, 0")
            return None
        self._found.append(_Reported(fields, lat_column, location))
        return location

    def judge(self, base: Location, settings: Fields) -> None:
        """Report places far from the base, or the base where it alone is swapped."""
        far = [each for each in self._found if _metres(each.location, base) > FAR_METRES]
        turned = _swapped(base)
        if len(far) > 1 and all(_metres(each.location, turned) <= FAR_METRES for each in far):
            message = "Latitude and longitude of the base are swapped: all places lie elsewhere."
            shown = f"{base.lat:g}, {base.lon:g}"
            settings.report("base.lat", "location-swapped", message, value=shown)
            return
        for each in far:
            _report_far(each, base)


def _report_half(fields: Fields, lat_column: str, lon_column: str) -> None:
    for column, other in ((lat_column, lon_column), (lon_column, lat_column)):
        if not fields.has(column) and fields.has(other) and fields.sound(column, other):
            message = f"{column} is blank but {other} is not."
            fields.report(column, "value-missing", message)


def _report_far(each: _Reported, base: Location) -> None:
    value = f"{each.location.lat:g}, {each.location.lon:g}"
    if _metres(_swapped(each.location), base) <= FAR_METRES:
        message = "Latitude and longitude are swapped: the other way round it is near the base."
        each.fields.report(each.column, "location-swapped", message, value=value)
        return
    kilometres = _metres(each.location, base) // 1000
    message = f"The place is {kilometres} km from the base; at most {FAR_METRES // 1000} is likely."
    each.fields.report(each.column, "location-far", message, value=value)


def _swapped(location: Location) -> Location:
    return Location(location.lon, location.lat)


def _metres(a: Location, b: Location) -> int:
    """Great-circle distance by the haversine formula (any textbook of navigation)."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half_lat = sin((lat_b - lat_a) / 2)
    half_lon = sin(radians(b.lon - a.lon) / 2)
    chord = half_lat**2 + cos(lat_a) * cos(lat_b) * half_lon**2
    return round(2 * _EARTH_RADIUS_METRES * asin(sqrt(min(1.0, max(0.0, chord)))))
