"""One place at a time: times that follow from each other, and legs that follow the roads."""

from collections.abc import Iterator, Sequence

from scheduler.checker.facts import Facts, kept_appointments
from scheduler.checker.violation import Violation
from scheduler.domain.carer import Carer
from scheduler.domain.location import Location
from scheduler.domain.shift import Endpoint
from scheduler.errors import FaultError
from scheduler.plan import Leg, Round, Stop, StopKind
from scheduler.rules import RuleId
from scheduler.units import after, seconds_between

_MOMENTS = (StopKind.START, StopKind.END)
"""Stops that take no time; the rule of the shift sees to them."""


def road(facts: Facts) -> Iterator[Violation]:
    """Follow every carer from stop to stop."""
    for each in facts.plan.rounds:
        yield from _times(facts, each)
        carer = facts.team.carer_by_id.get(each.shift.carer_id)
        if carer is not None:
            yield from _legs(facts, each, carer)


def _times(facts: Facts, each: Round) -> Iterator[Violation]:
    for position, stop in enumerate(each.stops):
        for fault in _time_faults(facts, each.stops, position):
            text = f"At {facts.named(stop)} {fault}."
            yield Violation(RuleId.ONE_PLACE, text, each.shift.carer_id, stop.visit)


def _time_faults(facts: Facts, stops: Sequence[Stop], position: int) -> Iterator[str]:
    stop = stops[position]
    if (stop.leg is None) != (position == 0):
        yield "a leg is missing" if stop.leg is None else "a leg leads to where the round starts"
    elif stop.leg is not None:
        due = after(stops[position - 1].end, stop.leg.seconds)
        if stop.arrival != due:
            yield f"the carer arrives at {facts.shown(stop.arrival)} and not {facts.shown(due)}"
    if stop.start < stop.arrival and stop.kind not in _MOMENTS:
        yield f"service starts before the carer arrives at {facts.shown(stop.arrival)}"
    visit = facts.visit_at(stop)
    seconds = seconds_between(stop.start, stop.end)
    if visit is not None and seconds != visit.service_seconds:
        yield f"service lasts {seconds} s and not {visit.service_seconds} s"


def _legs(facts: Facts, each: Round, carer: Carer) -> Iterator[Violation]:
    """Compare every leg with the travel times, from where the carer stands.

    A break with a leg of no length is taken where the carer stands, any other break at the next
    stop that has a location. Legs from or to a place nobody knows are not judged: whatever made
    them unknown is reported by its own rule.
    """
    locations = _locations(facts, each)
    here: Location | None = None
    for position, stop in enumerate(each.stops):
        leg, there = stop.leg, locations[position]
        if position == 0 or leg is None:
            here = there
            continue
        if leg.mode is not carer.mode:
            text = f"The leg to {facts.named(stop)} is by {leg.mode.value}, not {carer.mode.value}."
            yield Violation(RuleId.ONE_PLACE, text, carer.carer_id, stop.visit)
        if stop.kind is StopKind.BREAK and (leg.seconds, leg.metres) == (0, 0):
            continue
        if here is not None and there is not None:
            seconds, metres = _by_road(facts, carer, here, there, stop)
            if (leg.seconds, leg.metres) != (seconds, metres):
                text = f"The leg to {facts.named(stop)} takes {_length(leg)}; by road "
                text += f"{seconds} s, {metres} m."
                yield Violation(RuleId.ONE_PLACE, text, carer.carer_id, stop.visit)
        here = there


def _length(leg: Leg) -> str:
    return f"{leg.seconds} s, {leg.metres} m"


def _by_road(
    facts: Facts, carer: Carer, origin: Location, destination: Location, stop: Stop
) -> tuple[int, int]:
    try:
        return facts.travel.leg(carer.mode, origin, destination)
    except KeyError:
        raise FaultError(
            "travel-lacks-place",
            f"No travel time by {carer.mode.value} is known for carer {carer.carer_id} to "
            f"{facts.named(stop)}.",
        ) from None


def _locations(facts: Facts, each: Round) -> list[Location | None]:
    """Where each stop is; a break has the location of the next stop that has one of its own."""
    shift = facts.shifts.get(each.shift)
    kept = [] if shift is None else kept_appointments(each, shift)
    held_at = (None if meant is None else meant.held_at for _, meant in reversed(kept))
    locations: list[Location | None] = []
    ahead: Location | None = None
    for stop in reversed(each.stops):
        if stop.kind is StopKind.VISIT:
            ahead = _of_client(facts, stop)
        elif stop.kind is StopKind.APPOINTMENT:
            ahead = _of_endpoint(facts, each, next(held_at, None))
        elif stop.kind is StopKind.START:
            ahead = _of_endpoint(facts, each, shift.start_place if shift else None)
        elif stop.kind is StopKind.END:
            ahead = _of_endpoint(facts, each, shift.end_place if shift else None)
        locations.append(ahead)
    return locations[::-1]


def _of_client(facts: Facts, stop: Stop) -> Location | None:
    visit = facts.visit_at(stop)
    return None if visit is None else facts.team.client_by_id[visit.client_id].location


def _of_endpoint(facts: Facts, each: Round, endpoint: Endpoint | None) -> Location | None:
    return None if endpoint is None else facts.team.endpoint(each.shift.carer_id, endpoint)
