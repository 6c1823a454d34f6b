"""Complete: every visit once or left unassigned, and a round for just the shifts that need one."""

from collections import Counter
from collections.abc import Iterator

from scheduler.checker.facts import Facts
from scheduler.checker.violation import Violation
from scheduler.domain.visit import VisitKey
from scheduler.plan import Stop, StopKind
from scheduler.rules import RuleId


def coverage(facts: Facts) -> Iterator[Violation]:
    """What is missing, doubled or unheard of."""
    if facts.plan.team_id != facts.team.team_id:
        text = f"The plan is for team {facts.plan.team_id} and not for {facts.team.team_id}."
        yield Violation(RuleId.COMPLETE, text)
    yield from _places(facts)
    yield from _priorities(facts)
    yield from _stops(facts)
    yield from _rounds(facts)


def _places(facts: Facts) -> Iterator[Violation]:
    named: Counter[tuple[VisitKey, int]] = Counter(
        (key, stop.place) for key, _, stop in facts.plan.filled_places()
    )
    named.update((left.visit, left.place) for left in facts.plan.unassigned)
    asked = {
        (key, place): 0
        for key, visit in facts.visits.items()
        for place in range(1, len(visit.places) + 1)
    }
    for (key, place), times in {**asked, **named}.items():
        if key not in facts.visits:
            yield Violation(RuleId.COMPLETE, f"There is no visit {key}.", visit=key)
        elif (key, place) not in asked:
            yield Violation(RuleId.COMPLETE, f"Visit {key} has no place {place}.", visit=key)
        elif times != 1:
            text = f"Place {place} of visit {key} is in the plan {times} times and not once."
            yield Violation(RuleId.COMPLETE, text, visit=key)


def _priorities(facts: Facts) -> Iterator[Violation]:
    for left in facts.plan.unassigned:
        visit = facts.visits.get(left.visit)
        if visit is not None and left.priority is not visit.priority:
            text = (
                f"Place {left.place} of visit {left.visit} is left out with priority "
                f"{left.priority.value} and has {visit.priority.value}."
            )
            yield Violation(RuleId.COMPLETE, text, visit=left.visit)


def _stops(facts: Facts) -> Iterator[Violation]:
    for each in facts.plan.rounds:
        for stop in each.stops:
            if (stop.kind is StopKind.VISIT) != (stop.visit is not None):
                text = f"The round has a stop of kind {stop.kind.value} {_which(stop)}."
                yield Violation(RuleId.COMPLETE, text, each.shift.carer_id, stop.visit)


def _which(stop: Stop) -> str:
    return "that names no visit" if stop.visit is None else f"that names visit {stop.visit}"


def _rounds(facts: Facts) -> Iterator[Violation]:
    rounds = Counter(each.shift for each in facts.plan.rounds)
    for key, times in rounds.items():
        if key not in facts.shifts:
            text = f"Carer {key.carer_id} has no work shift at {facts.shown(key.start)}."
            yield Violation(RuleId.COMPLETE, text, key.carer_id)
        elif times > 1:
            text = f"The shift at {facts.shown(key.start)} has {times} rounds."
            yield Violation(RuleId.COMPLETE, text, key.carer_id)
    for key, shift in facts.shifts.items():
        if shift.appointments and key not in rounds:
            text = f"The shift at {facts.shown(key.start)} has appointments and no round."
            yield Violation(RuleId.COMPLETE, text, key.carer_id)
    for each, shift in facts.known_rounds():
        if not shift.appointments and not any(each.visit_stops):
            text = f"The round of {facts.shown(shift.start)} has neither visits nor appointments."
            yield Violation(RuleId.COMPLETE, text, each.shift.carer_id)
