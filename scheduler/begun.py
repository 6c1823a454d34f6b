"""What of a plan has begun by the clock, and can no longer change.

A carer sets out for a stop as late as its start allows, so that somebody who would wait at a door
is still free to go elsewhere. Who has set out goes on: the visit at the end of the leg has begun as
well.
"""

from collections.abc import Iterator
from datetime import datetime

from scheduler.domain.visit import VisitKey
from scheduler.plan import Plan, Round, Stop, StopKind
from scheduler.units import after


def begun_stops(each: Round, now: datetime, running: VisitKey | None = None) -> tuple[Stop, ...]:
    """The stops of a round that have begun, or that the carer is on the way to, in order.

    Args:
        now: what the clock shows.
        running: a visit that is known to be still going on, whatever the plan says: nothing behind
            it has begun.
    """
    count = 0
    for stop in each.stops:
        if _setting_out(stop) > now:
            break
        count += 1
        if running is not None and stop.visit == running:
            return each.stops[:count]
    while 0 < count < len(each.stops) and is_on_arrival(each.stops[count - 1]):
        count += 1
    return each.stops[:count] if count > 1 else ()


def begun_visits(
    plan: Plan, now: datetime, running: VisitKey | None = None
) -> Iterator[tuple[Round, Stop]]:
    """Every visit of a plan that has begun, with its round."""
    for each in plan.rounds:
        for stop in begun_stops(each, now, running):
            if stop.kind is StopKind.VISIT:
                yield each, stop


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
        f"Visit {stop.visit} had begun with {each.shift.carer_id} at {stop.start.isoformat()}."
        for each, stop in begun_visits(before, now, running)
        if kept.get((stop.visit, stop.place)) != (each.shift, stop.start)
    )


def _setting_out(stop: Stop) -> datetime:
    """The latest moment to leave for a stop and be there when it starts."""
    return stop.start if stop.leg is None else after(stop.start, -stop.leg.seconds)


def is_on_arrival(stop: Stop) -> bool:
    """Whether a break is taken where the next stop is."""
    return stop.kind is StopKind.BREAK and stop.leg is not None and stop.leg.metres > 0
