"""The rules of a visit: who makes it, when, and together with or after what."""

from collections import Counter
from collections.abc import Iterator

from scheduler.checker.facts import Facts, FilledPlace
from scheduler.checker.violation import Violation
from scheduler.domain.visit import Visit
from scheduler.rules import RuleId
from scheduler.units import seconds_between


def visits(facts: Facts) -> Iterator[Violation]:
    """Qualification, window, refusal, together, distinct carers, dependency and pin."""
    for key, places in facts.filled.items():
        visit = facts.visits[key]
        for filled in places:
            yield from _qualification(facts, visit, filled)
            yield from _refusal(facts, visit, filled)
            yield from _window(facts, visit, filled)
        yield from _together(facts, visit, places)
        yield from _distinct_carers(visit, places)
        yield from _dependency(facts, visit)
    yield from _pins(facts)


def _qualification(facts: Facts, visit: Visit, filled: FilledPlace) -> Iterator[Violation]:
    carer = facts.team.carer_by_id.get(filled.carer_id)
    place = filled.stop.place
    if carer is None or not 1 <= place <= len(visit.places):
        return
    required = visit.places[place - 1]
    if not carer.can_do(required):
        lacking = sorted(required - carer.qualifications - {carer.discipline.value})
        text = f"Place {place} of visit {visit.key} asks for {', '.join(lacking)}."
        yield Violation(RuleId.QUALIFICATION, text, filled.carer_id, visit.key)


def _refusal(facts: Facts, visit: Visit, filled: FilledPlace) -> Iterator[Violation]:
    if filled.carer_id in facts.team.client_by_id[visit.client_id].refuses:
        text = f"Client {visit.client_id} refuses carer {filled.carer_id}."
        yield Violation(RuleId.REFUSAL, text, filled.carer_id, visit.key)


def _window(facts: Facts, visit: Visit, filled: FilledPlace) -> Iterator[Violation]:
    start = filled.stop.start
    if not any(window.opens <= start <= window.closes for window in visit.windows):
        windows = [f"{facts.shown(w.opens)} to {facts.shown(w.closes)}" for w in visit.windows]
        allowed = " or ".join(windows) or "never"
        text = f"Visit {visit.key} starts at {facts.shown(start)}; allowed: {allowed}."
        yield Violation(RuleId.WINDOW, text, filled.carer_id, visit.key)


def _together(facts: Facts, visit: Visit, places: tuple[FilledPlace, ...]) -> Iterator[Violation]:
    missing = set(range(1, len(visit.places) + 1)) - {filled.stop.place for filled in places}
    if missing and len(visit.places) > 1:
        text = f"Nobody fills {sorted(missing)} of the {len(visit.places)} places of {visit.key}."
        yield Violation(RuleId.TOGETHER, text, visit=visit.key)
    starts = sorted({filled.stop.start for filled in places})
    if len(starts) > 1 and len(visit.places) > 1:
        shown = ", ".join(facts.shown(start) for start in starts)
        text = f"The places of visit {visit.key} start apart: {shown}."
        yield Violation(RuleId.TOGETHER, text, visit=visit.key)


def _distinct_carers(visit: Visit, places: tuple[FilledPlace, ...]) -> Iterator[Violation]:
    pairs = {(filled.carer_id, filled.stop.place) for filled in places}
    for carer_id, count in Counter(carer_id for carer_id, _ in pairs).items():
        if count > 1:
            text = f"Carer {carer_id} fills {count} places of visit {visit.key}."
            yield Violation(RuleId.DISTINCT_CARERS, text, carer_id, visit.key)


def _dependency(facts: Facts, visit: Visit) -> Iterator[Violation]:
    start = facts.start_of(visit.key)
    if visit.after is None or start is None:
        return
    other_start = facts.start_of(visit.after)
    if other_start is None:
        text = f"Visit {visit.key} is made without visit {visit.after}, which it follows."
        yield Violation(RuleId.DEPENDENCY, text, visit=visit.key)
        return
    gap_seconds = seconds_between(other_start, start)
    longest = visit.max_gap_seconds
    if gap_seconds < visit.min_gap_seconds or (longest is not None and gap_seconds > longest):
        text = (
            f"Visit {visit.key} starts {gap_seconds} s after {visit.after}; at least "
            f"{visit.min_gap_seconds} s{'' if longest is None else f' and at most {longest} s'}."
        )
        yield Violation(RuleId.DEPENDENCY, text, visit=visit.key)


def _pins(facts: Facts) -> Iterator[Violation]:
    for pin in facts.team.pins:
        start = facts.start_of(pin.visit)
        if start is None:
            continue
        if pin.start is not None and start != pin.start:
            text = f"Visit {pin.visit} starts at {facts.shown(start)}; pinned at "
            yield Violation(RuleId.PIN, f"{text}{facts.shown(pin.start)}.", visit=pin.visit)
        for filled in facts.filled[pin.visit]:
            if filled.stop.place == pin.place and pin.carer_id not in {None, filled.carer_id}:
                text = f"Place {pin.place} of visit {pin.visit} is pinned to carer {pin.carer_id}."
                yield Violation(RuleId.PIN, text, filled.carer_id, pin.visit)
