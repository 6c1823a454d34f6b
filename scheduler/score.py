"""The score of a plan: one exact integer, the sum of weight x quantity over the soft rules.

Every quantity is computed afresh from the plan's own times and legs and the team; nothing of how
the plan was made is used. The definitions stand in docs/rules.md. A plan that breaks hard rules has
a score too, as long as it speaks of the team's own visits and shifts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from scheduler.continuity import Acquaintance
from scheduler.domain.horizon import shifts_in, visits_in
from scheduler.domain.shift import Shift, ShiftKey
from scheduler.domain.team import Team
from scheduler.domain.visit import Visit, VisitKey
from scheduler.errors import RoundsError
from scheduler.plan import Plan, Round
from scheduler.rules import UNASSIGNED_RULE, RuleId, weights
from scheduler.units import seconds_between


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """What one soft rule costs: `quantity` in the rule's unit, at `weight` points each."""

    rule: RuleId
    quantity: int
    weight: int

    @property
    def cost(self) -> int:
        """Points."""
        return self.quantity * self.weight


@dataclass(frozen=True, slots=True)
class Score:
    """A line for every soft rule, in the order of the table of rules. Less is better."""

    lines: tuple[ScoreLine, ...]

    @property
    def total(self) -> int:
        """Points of all rules together."""
        return sum(line.cost for line in self.lines)

    @property
    def by_rule(self) -> dict[RuleId, ScoreLine]:
        """The lines by their rule."""
        return {line.rule: line for line in self.lines}


def score(
    team: Team,
    plan: Plan,
    published: Plan | None = None,
    acquaintance: Acquaintance | None = None,
) -> Score:
    """What the plan costs, rule by rule.

    Args:
        team: the team the plan was made for.
        plan: the plan to judge.
        published: the plan that carers and clients were told before, if there was one.
        acquaintance: who knows whom when the horizon begins; read from the team's history if None.

    Raises:
        RoundsError: when the plan speaks of visits or shifts that the team does not have on the
            dates of the horizon; `scheduler.checker` lists them one by one.
    """
    facts = _Facts.of(team, plan)
    known = acquaintance or Acquaintance(team, plan.horizon.first_date)
    quantities = {
        **_unassigned(plan, facts),
        **_wished(team, facts),
        RuleId.CONTINUITY: _continuity_steps(known, plan, facts),
        RuleId.TRAVEL: sum(_travel_seconds(each) for each in plan.rounds),
        RuleId.OVERTIME: sum(_overtime_seconds(each, facts) for each in plan.rounds),
        RuleId.FAIR_LOAD: _spread(_load_shares(plan, facts)),
        RuleId.WAITING_SPREAD: _spread(_waiting_seconds(each) for each in plan.rounds),
        RuleId.CHANGE: _changed_visits(team, plan, published, facts) if published else 0,
    }
    points = weights(team.agreements)
    return Score(tuple(ScoreLine(rule, quantities[rule], points[rule]) for rule in points))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the team has on the dates of the horizon, and where the plan put its visits.

    `starts` holds the start of every assigned visit; where the places of a joint visit start apart
    (a broken rule) the lowest place counts.
    """

    visits: Mapping[VisitKey, Visit]
    shifts: Mapping[ShiftKey, Shift]
    starts: Mapping[VisitKey, datetime]

    @staticmethod
    def of(team: Team, plan: Plan) -> "_Facts":
        visits = {visit.key: visit for visit in visits_in(team, plan.horizon)}
        shifts = {shift.key: shift for shift in shifts_in(team, plan.horizon)}
        named = {stop.visit for _, stop in plan.assignments()}
        named.update(left.visit for left in plan.unassigned)
        unknown = sorted(f"visit {key}" for key in named if key not in visits)
        unknown += sorted(
            f"shift of {each.shift}" for each in plan.rounds if each.shift not in shifts
        )
        if unknown:
            raise RoundsError(
                "plan-of-another-team",
                f"The plan speaks of what team {team.team_id} does not have: {', '.join(unknown)}.",
            )
        starts = {key: agreed.start for key, agreed in _agreed(plan).items()}
        return _Facts(visits, shifts, starts)


def _unassigned(plan: Plan, facts: _Facts) -> dict[RuleId, int]:
    left = {entry.visit for entry in plan.unassigned}
    counts = Counter(facts.visits[key].priority for key in left)
    return {rule: counts[priority] for priority, rule in UNASSIGNED_RULE.items()}


def _wished(team: Team, facts: _Facts) -> dict[RuleId, int]:
    tolerance = team.agreements.wished_tolerance_seconds
    late = [
        seconds_between(visit.wished_start, facts.starts[key])
        for key, visit in facts.visits.items()
        if visit.wished_start is not None and key in facts.starts
    ]
    return {
        RuleId.WISHED_START: sum(max(0, abs(seconds) - tolerance) for seconds in late),
        RuleId.WORST_LATENESS: max([0, *(seconds - tolerance for seconds in late)]),
    }


def _continuity_steps(known: Acquaintance, plan: Plan, facts: _Facts) -> int:
    """Steps of every visit, and of every client met once per round."""
    steps = 0
    for each in plan.rounds:
        carer_id = each.shift.carer_id
        clients = [
            facts.visits[stop.visit].client_id
            for stop in each.visit_stops
            if stop.visit is not None
        ]
        steps += sum(known.visit_steps(client_id, carer_id) for client_id in clients)
        steps += sum(known.meeting_steps(client_id, carer_id) for client_id in set(clients))
    return steps


def _travel_seconds(each: Round) -> int:
    return sum(stop.leg.seconds for stop in each.stops if stop.leg is not None)


def _service_seconds(each: Round) -> int:
    return sum(seconds_between(stop.start, stop.end) for stop in each.visit_stops)


def _waiting_seconds(each: Round) -> int:
    return sum(stop.waiting_seconds for stop in each.stops)


def _overtime_seconds(each: Round, facts: _Facts) -> int:
    if not each.stops:
        return 0
    return max(0, seconds_between(facts.shifts[each.shift].end, each.stops[-1].end))


def _load_shares(plan: Plan, facts: _Facts) -> Iterator[int]:
    """Permille of their work shifts that carers spend on visits and on the road."""
    offered: Counter[str] = Counter()
    for shift in facts.shifts.values():
        offered[shift.carer_id] += shift.seconds
    used: Counter[str] = Counter()
    for each in plan.rounds:
        used[each.shift.carer_id] += _service_seconds(each) + _travel_seconds(each)
    return (1000 * used[carer_id] // seconds for carer_id, seconds in offered.items())


def _spread(figures: Iterable[int]) -> int:
    """Largest less smallest; 0 where there is nothing to compare."""
    listed = list(figures)
    return max(listed) - min(listed) if listed else 0


@dataclass(frozen=True, slots=True)
class _Agreed:
    """What carers and clients were told about a visit: who fills which place, and the start."""

    places: frozenset[tuple[int, str]]
    start: datetime


def _agreed(plan: Plan) -> dict[VisitKey, _Agreed]:
    filled = sorted(
        (key, stop.place, stop.start, each.shift.carer_id)
        for key, each, stop in plan.filled_places()
    )
    agreed: dict[VisitKey, _Agreed] = {}
    for key, place, start, carer_id in filled:
        first = agreed.get(key, _Agreed(frozenset(), start))
        agreed[key] = _Agreed(first.places | {(place, carer_id)}, first.start)
    return agreed


def _changed_visits(team: Team, plan: Plan, published: Plan, facts: _Facts) -> int:
    """Visits that the published plan knew and that now have other carers or another start."""
    now, then = _agreed(plan), _agreed(published)
    known = then.keys() | {left.visit for left in published.unassigned}
    tolerance = team.agreements.change_tolerance_seconds
    return sum(
        _differ(now.get(key), then.get(key), tolerance) for key in facts.visits if key in known
    )


def _differ(now: _Agreed | None, then: _Agreed | None, tolerance_seconds: int) -> bool:
    if now is None or then is None:
        return now is not then
    moved_seconds = abs(seconds_between(then.start, now.start))
    return now.places != then.places or moved_seconds > tolerance_seconds
