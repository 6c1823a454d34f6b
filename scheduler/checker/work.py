"""The rules of a carer's work: shift, breaks, appointments, load cap, and rest between rounds."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from scheduler.checker.facts import Facts, kept_appointments
from scheduler.checker.violation import Violation
from scheduler.domain.shift import Shift
from scheduler.plan import Round, StopKind
from scheduler.rules import RuleId
from scheduler.units import after, seconds_between


def work(facts: Facts) -> Iterator[Violation]:
    """Every rule that concerns a round as a whole, or two rounds of one carer."""
    for each, shift in facts.known_rounds():
        yield from _shape(facts, each)
        yield from _hours(facts, each, shift)
        yield from _breaks(facts, each, shift)
        yield from _appointments(facts, each, shift)
        yield from _load_cap(facts, each, shift)
    yield from _between_rounds(facts)


def _shape(facts: Facts, each: Round) -> Iterator[Violation]:
    """A start, the stops, an end; both ends take no time."""
    carer_id = each.shift.carer_id
    kinds = [stop.kind for stop in each.stops]
    ends = (StopKind.START, StopKind.END)
    if len(kinds) < 2 or (kinds[0], kinds[-1]) != ends or any(k in ends for k in kinds[1:-1]):
        text = f"The round of {facts.shown(each.shift.start)} does not run from a start to an end."
        yield Violation(RuleId.SHIFT, text, carer_id)
    for stop in each.stops:
        if stop.kind in ends and not stop.arrival == stop.start == stop.end:
            text = f"The {stop.kind.value} of the round takes time: {facts.shown(stop.arrival)} to "
            yield Violation(RuleId.SHIFT, f"{text}{facts.shown(stop.end)}.", carer_id)


def _hours(facts: Facts, each: Round, shift: Shift) -> Iterator[Violation]:
    if not each.stops:
        return
    limit_seconds = facts.team.agreements.overtime_limit_seconds
    departure, home = each.stops[0].arrival, each.stops[-1].end
    if departure < shift.start:
        text = f"The round leaves at {facts.shown(departure)}, before its shift starts at "
        yield Violation(RuleId.SHIFT, f"{text}{facts.shown(shift.start)}.", shift.carer_id)
    if home > after(shift.end, limit_seconds):
        text = (
            f"The round ends at {facts.shown(home)}, {seconds_between(shift.end, home)} s after "
            f"its shift; at most {limit_seconds} s."
        )
        yield Violation(RuleId.SHIFT, text, shift.carer_id)


def _breaks(facts: Facts, each: Round, shift: Shift) -> Iterator[Violation]:
    taken = [stop for stop in each.stops if stop.kind is StopKind.BREAK]
    if len(taken) != len(shift.breaks):
        text = f"The round takes {len(taken)} breaks and its shift has {len(shift.breaks)}."
        yield Violation(RuleId.BREAK, text, shift.carer_id)
        return
    for stop, due in zip(taken, shift.breaks, strict=True):
        seconds = seconds_between(stop.start, stop.end)
        if seconds != due.seconds:
            text = f"The break at {facts.shown(stop.start)} lasts {seconds} s, not {due.seconds} s."
            yield Violation(RuleId.BREAK, text, shift.carer_id)
        if stop.start < due.earliest or stop.end > due.latest:
            text = (
                f"The break from {facts.shown(stop.start)} to {facts.shown(stop.end)} lies outside "
                f"{facts.shown(due.earliest)} to {facts.shown(due.latest)}."
            )
            yield Violation(RuleId.BREAK, text, shift.carer_id)


def _appointments(facts: Facts, each: Round, shift: Shift) -> Iterator[Violation]:
    kept = kept_appointments(each, shift)
    for stop, appointment in kept:
        if appointment is None:
            text = f"The shift has no appointment at {facts.shown(stop.start)}."
            yield Violation(RuleId.APPOINTMENT, text, shift.carer_id)
        elif (stop.start, stop.end) != (appointment.start, appointment.end):
            text = (
                f"The appointment at {facts.shown(appointment.start)} "
                f"({appointment.seconds} s) is kept from {facts.shown(stop.start)} "
                f"to {facts.shown(stop.end)}."
            )
            yield Violation(RuleId.APPOINTMENT, text, shift.carer_id)
    missed = list(shift.appointments)
    for _, appointment in kept:
        if appointment is not None:
            missed.remove(appointment)
    for appointment in missed:
        text = f"The round misses the appointment at {facts.shown(appointment.start)}."
        yield Violation(RuleId.APPOINTMENT, text, shift.carer_id)


def _load_cap(facts: Facts, each: Round, shift: Shift) -> Iterator[Violation]:
    made = (facts.visit_at(stop) for stop in each.stops)
    load = sum(visit.load for visit in made if visit is not None)
    if shift.load_cap is not None and load > shift.load_cap:
        text = f"The round's load is {load}; its shift allows {shift.load_cap}."
        yield Violation(RuleId.LOAD_CAP, text, shift.carer_id)


def _between_rounds(facts: Facts) -> Iterator[Violation]:
    """Rest between rounds of different dates; rounds of one date may touch but not overlap."""
    by_carer: defaultdict[str, list[Round]] = defaultdict(list)
    for each in facts.plan.rounds:
        if each.stops:
            by_carer[each.shift.carer_id].append(each)
    for rounds in by_carer.values():
        rounds.sort(key=lambda each: (each.stops[0].arrival, each.shift.start))
        for earlier, later in pairwise(rounds):
            yield from _gap(facts, earlier, later)


def _gap(facts: Facts, earlier: Round, later: Round) -> Iterator[Violation]:
    ended, left = earlier.stops[-1].end, later.stops[0].arrival
    seconds = seconds_between(ended, left)
    least = facts.team.agreements.rest_seconds
    if _date(facts, earlier) != _date(facts, later):
        if seconds < least:
            text = (
                f"{seconds} s between the round that ends at {facts.shown(ended)} and the one that "
                f"starts at {facts.shown(left)}; at least {least} s."
            )
            yield Violation(RuleId.REST, text, later.shift.carer_id)
    elif seconds < 0 and earlier.shift != later.shift:
        text = (
            f"A round starts at {facts.shown(left)} while another one of the same carer lasts "
            f"until {facts.shown(ended)}."
        )
        yield Violation(RuleId.ONE_PLACE, text, later.shift.carer_id)


def _date(facts: Facts, each: Round) -> date:
    return each.shift.start.astimezone(facts.team.timezone).date()
