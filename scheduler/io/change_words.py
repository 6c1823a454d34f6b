"""Changes in a few words, with ids and local times."""

from datetime import datetime
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
    VisitPlace,
)
from scheduler.domain.horizon import Horizon
from scheduler.domain.offer import Offered, OpenHandOver
from scheduler.domain.shift import ShiftKey
from scheduler.domain.visit import ClockWindow, Pin, VisitKey
from scheduler.io.team.cells import clock_text
from scheduler.units import SECONDS_PER_MINUTE


def change_text(  # noqa: C901, PLR0911 - a case for every kind
    change: Change | Offered, zone: ZoneInfo, dates: Horizon
) -> str:
    """What a change does.

    Args:
        dates: of the plan; a visit is named with its date where there are several.
    """

    def named(visit: VisitKey | VisitPlace) -> str:
        return _named(visit, dates)

    match change:
        case Swap(first, second):
            return f"swap {named(first)} and {named(second)}"
        case HandOver(visit, carer_id):
            return f"hand {named(visit)} over to {carer_id}"
        case OpenHandOver(visit):
            return f"hand {named(visit)} over to whoever takes it"
        case Exchange(first, second):
            return f"exchange the rounds of {_shift(first, zone)} and {_shift(second, zone)}"
        case Absence(carer_id, since, until):
            return f"{carer_id} absent from {_clock(since, zone)} to {_clock(until, zone)}"
        case Overrun(visit, seconds):
            return f"{named(visit)} takes {seconds // SECONDS_PER_MINUTE} minutes longer"
        case Cancellation(visit):
            return f"cancel {named(visit)}"
        case NewWindow(visit, windows):
            return f"{named(visit)} starts within {' or '.join(map(_window, windows))}"
        case NewPin(pin):
            return f"pin {named(VisitPlace(pin.visit, pin.place))}{_to(pin, zone)}"
        case RetiredPin(visit):
            return f"unpin {named(visit)}"
        case NewVisit(agreement):
            minutes = agreement.service_seconds // SECONDS_PER_MINUTE
            return f"new visit {agreement.visit_id} of {minutes} minutes at {agreement.client_id}"


def _named(visit: VisitKey | VisitPlace, dates: Horizon) -> str:
    if isinstance(visit, VisitPlace):
        name = _named(visit.visit, dates)
        return name if visit.place == 1 else f"place {visit.place} of {name}"
    return visit.visit_id if dates == Horizon(visit.date) else str(visit)


def _to(pin: Pin, zone: ZoneInfo) -> str:
    carer = "" if pin.carer_id is None else f" to {pin.carer_id}"
    start = "" if pin.start is None else f" at {_clock(pin.start, zone)}"
    return carer + start


def _shift(shift: ShiftKey, zone: ZoneInfo) -> str:
    return f"{shift.carer_id} from {_clock(shift.start, zone)}"


def _window(window: ClockWindow) -> str:
    return f"{clock_text(window.opens)}-{clock_text(window.closes)}"


def _clock(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%H:%M}"
