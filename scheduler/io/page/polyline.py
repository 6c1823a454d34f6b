"""Lines as short text: the encoded polyline algorithm format, five decimals (about a metre).

Source: Google Maps Platform documentation, "Encoded Polyline Algorithm Format".
"""

from collections.abc import Iterable, Iterator

from scheduler.domain.location import Location

PRECISION = 10**5


def encode(line: Iterable[Location]) -> str:
    """The line as text of printable ASCII; `page.js` reads it back."""
    signs: list[str] = []
    lat = lon = 0
    for point in line:
        next_lat, next_lon = round(point.lat * PRECISION), round(point.lon * PRECISION)
        signs.extend(_signs(next_lat - lat))
        signs.extend(_signs(next_lon - lon))
        lat, lon = next_lat, next_lon
    return "".join(signs)


def _signs(step: int) -> Iterator[str]:
    """Zigzag, then five bits at a time from the low end, 32 added to all but the last."""
    value = ~(step << 1) if step < 0 else step << 1
    while value >= 0x20:
        yield chr((0x20 | (value & 0x1F)) + 63)
        value >>= 5
    yield chr(value + 63)
