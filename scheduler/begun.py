"""What of a plan has begun by the clock, and can no longer change.

A carer sets out for a stop as late as its start allows, so that somebody who would wait at a door
is still free to go elsewhere. Who has set out goes on: the visit at the end of the leg has begun as
well.
"""

from collections.abc import Mapping
from datetime import datetime

from scheduler.domain.shift import ShiftKey
from scheduler.domain.visit import VisitKey
from scheduler.plan import Plan, Round, Stop, StopKind
from scheduler.units import after

Begun = Mapping[ShiftKey, tuple[Stop, ...]]
"""The stops of every round that have begun, in order; rounds that have not begun have none."""


def begun(plan: Plan, now: datetime, running: VisitKey | None = None) -> Begun:
    """The stops that have begun, or that a carer is on the way to, by shift.

    Args:
        now: what the clock shows.
        running: a visit that is known to be going on, whatever the plan says: nothing behind it
            has begun, and who should be joined there by its carer waits.
    """
    stops = {each.shift: begun_stops(each, now) for each in plan.rounds}
    if running is None:
        return stops
    late = _behind(stops, {running}, beside=True)
    while True:
        more = late | _behind(stops, late, beside=False)
        if more == late:
            break
        late = more
    return {shift: _up_to(each, running, late) for shift, each in stops.items()}


def begun_stops(each: Round, now: datetime) -> tuple[Stop, ...]:
    """The stops of one round that have begun, or that its carer is on the way to, in order."""
    count = 0
    while count < len(each.stops) and _setting_out(each.stops[count]) <= now:
        count += 1
    while 0 < count < len(each.stops) and is_on_arrival(each.stops[count - 1]):
        count += 1
    return each.stops[:count] if count > 1 else ()


def undone(
    before: Plan, later: Plan, now: datetime, running: VisitKey | None = None
) -> tuple[str, ...]:
    """What had begun in one plan and is no longer so in a later one: nothing, or there is a fault.

    Whether the visits still take as long is not compared.
    """
    kept = {
        (stop.visit, stop.place): (each.shift, stop.start) for each, stop in later.assignments()
    }
    return tuple(
        f"Visit {stop.visit} had begun with {shift.carer_id} at {stop.start.isoformat()}."
        for shift, stops in begun(before, now, running).items()
        for stop in stops
        if stop.kind is StopKind.VISIT and kept.get((stop.visit, stop.place)) != (shift, stop.start)
    )


def is_on_arrival(stop: Stop) -> bool:
    """Whether a break is taken where the next stop is."""
    return stop.kind is StopKind.BREAK and stop.leg is not None and stop.leg.metres > 0


def _setting_out(stop: Stop) -> datetime:
    """The latest moment to leave for a stop and be there when it starts."""
    return stop.start if stop.leg is None else after(stop.start, -stop.leg.seconds)


def _behind(stops: Begun, visits: set[VisitKey], *, beside: bool) -> set[VisitKey]:
    """The visits that come after one of these in a round, or are one of them.

    Args:
        beside: only those that come after.
    """
    found: set[VisitKey] = set()
    for each in stops.values():
        kept = _before(each, visits)
        behind = each[len(kept) + beside :]
        found.update(stop.visit for stop in behind if stop.visit is not None)
    return found


def _up_to(stops: tuple[Stop, ...], running: VisitKey, late: set[VisitKey]) -> tuple[Stop, ...]:
    """What has begun of a round: nothing behind the running visit, nor from a late one on."""
    kept = _before(stops, late)
    at = next((n for n, stop in enumerate(kept) if stop.visit == running), len(kept) - 1)
    return kept[: at + 1] if len(kept[: at + 1]) > 1 else ()


def _before(stops: tuple[Stop, ...], visits: set[VisitKey]) -> tuple[Stop, ...]:
    """The stops up to the first at one of these visits."""
    count = next((n for n, stop in enumerate(stops) if stop.visit in visits), len(stops))
    return stops[:count]
