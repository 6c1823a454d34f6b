"""The VTIMEZONE of a calendar file (RFC 5545, section 3.6.5).

Written out here because `icalendar.Timezone.from_tzinfo` puts the onset of summer time in the new
offset, where the standard asks for the one before it: an hour after the clocks have changed.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from scheduler.units import clock_change, local_midnight

Observance = TimezoneDaylight | TimezoneStandard


def calendar_zone(zone: ZoneInfo, first_date: date, last_date: date) -> Timezone:
    """What clocks of `zone` do from `first_date` to the end of `last_date`."""
    days = (first_date + timedelta(days=n) for n in range((last_date - first_date).days + 1))
    component = Timezone()
    component.add("tzid", zone.key)
    component.add_component(_observance(local_midnight(first_date, zone), zone))
    for day in days:
        midnights = (local_midnight(day + timedelta(days=n), zone) for n in (0, 1))
        if len({instant.astimezone(zone).utcoffset() for instant in midnights}) > 1:
            component.add_component(_observance(clock_change(day, zone), zone))
    return component


def _observance(onset: datetime, zone: ZoneInfo) -> Observance:
    """What holds from `onset` on; its DTSTART is in the offset that held until then."""
    old, new = (onset - timedelta(seconds=1)).astimezone(zone), onset.astimezone(zone)
    offset_from, offset_to = old.utcoffset(), new.utcoffset()
    observance = TimezoneDaylight() if new.dst() else TimezoneStandard()
    observance.add("dtstart", (onset + (offset_from or timedelta())).replace(tzinfo=None))
    observance.add("tzoffsetfrom", offset_from)
    observance.add("tzoffsetto", offset_to)
    observance.add("tzname", new.tzname())
    return observance
