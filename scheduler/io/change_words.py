"""Changes in a few words, with ids and local times."""

from datetime import datetime
from functools import singledispatch
from zoneinfo import ZoneInfo

from scheduler.domain.change import (
    Absence,
    Cancellation,
    Change,
    Exchange,
    HandOver,
    NewPin,
    NewVisit,
    NewWindow,
    Overrun,
    RetiredPin,
    Swap,
)
from scheduler.domain.offer import Offered, OpenHandOver
from scheduler.io.team.cells import clock_text
from scheduler.units import SECONDS_PER_MINUTE


@singledispatch
def change_text(change: Change | Offered, zone: ZoneInfo) -> str:
    """What a change does."""
    raise TypeError(f"{type(change).__name__} is no change in {zone}")


@change_text.register
def _(change: Swap, zone: ZoneInfo) -> str:
    del zone
    return f"swap {change.first} and {change.second}"


@change_text.register
def _(change: HandOver, zone: ZoneInfo) -> str:
    del zone
    return f"hand {change.visit} over to {change.carer_id}"


@change_text.register
def _(change: OpenHandOver, zone: ZoneInfo) -> str:
    del zone
    return f"hand {change.visit} over to whoever takes it"


@change_text.register
def _(change: Exchange, zone: ZoneInfo) -> str:
    first, second = change.first, change.second
    return (
        f"exchange the rounds of {first.carer_id} from {_shown(first.start, zone)} and "
        f"{second.carer_id} from {_shown(second.start, zone)}"
    )


@change_text.register
def _(change: Absence, zone: ZoneInfo) -> str:
    since, until = _shown(change.since, zone), _shown(change.until, zone)
    return f"{change.carer_id} absent from {since} to {until}"


@change_text.register
def _(change: Overrun, zone: ZoneInfo) -> str:
    del zone
    return f"{change.visit} takes {change.seconds // SECONDS_PER_MINUTE} minutes longer"


@change_text.register
def _(change: Cancellation, zone: ZoneInfo) -> str:
    del zone
    return f"cancel {change.visit}"


@change_text.register
def _(change: NewWindow, zone: ZoneInfo) -> str:
    del zone
    windows = " or ".join(
        f"{clock_text(each.opens)}-{clock_text(each.closes)}" for each in change.windows
    )
    return f"{change.visit} starts within {windows}"


@change_text.register
def _(change: NewPin, zone: ZoneInfo) -> str:
    pin = change.pin
    carer = "" if pin.carer_id is None else f" to {pin.carer_id}"
    start = "" if pin.start is None else f" at {_shown(pin.start, zone)}"
    return f"pin {pin.visit}{carer}{start}"


@change_text.register
def _(change: RetiredPin, zone: ZoneInfo) -> str:
    del zone
    return f"unpin {change.visit}"


@change_text.register
def _(change: NewVisit, zone: ZoneInfo) -> str:
    del zone
    agreement = change.agreement
    minutes = agreement.service_seconds // SECONDS_PER_MINUTE
    return f"new visit {agreement.visit_id} of {minutes} minutes at {agreement.client_id}"


def _shown(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%H:%M}"
