"""A plan with what checker and scorer said of it, ready to be compared."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from scheduler.checker import Violation
from scheduler.comparison.comparison import FilledPlace, Work
from scheduler.continuity import Acquaintance, Continuity, RecentVisits, planned_visits
from scheduler.domain.horizon import Horizon
from scheduler.domain.shift import ShiftKey
from scheduler.domain.team import Team
from scheduler.domain.visit import VisitKey
from scheduler.plan import Plan, Round, StopKind
from scheduler.score import Score
from scheduler.units import seconds_between


@dataclass(frozen=True)
class History:
    """What history tells of a team's clients when a horizon begins.

    Attributes:
        acquaintance: who knows whom.
        recent: the visits that continuity on the last date counts, those of the plan left out.
    """

    acquaintance: Acquaintance
    recent: RecentVisits

    @staticmethod
    def of(team: Team, horizon: Horizon) -> "History":
        """Read the history of a team once."""
        return History(
            Acquaintance(team, horizon.first_date),
            RecentVisits(team, horizon.last_date, horizon.first_date),
        )


@dataclass(frozen=True)
class JudgedPlan:
    """One of two plans. Keep it to compare the same plan with several others quickly.

    Attributes:
        team: the team that the plan is for.
        score: None when the plan speaks of visits or shifts that the team does not have.
        violations: what the checker found.
        known_history: of a plan of the same clients and dates, which spares working it out again.
    """

    team: Team
    plan: Plan
    score: Score | None
    violations: tuple[Violation, ...] = ()
    known_history: History | None = field(default=None, compare=False, repr=False)

    @cached_property
    def client_of(self) -> Mapping[str, str]:
        """Whose visit it is, by visit id."""
        return {agreement.visit_id: agreement.client_id for agreement in self.team.visits}

    @cached_property
    def filled(self) -> Mapping[VisitKey, tuple[FilledPlace, ...]]:
        """The filled places of every assigned visit, in order of place."""
        places: defaultdict[VisitKey, list[FilledPlace]] = defaultdict(list)
        for key, each, stop in self.plan.filled_places():
            places[key].append(FilledPlace(stop.place, stop.start, each.shift.carer_id))
        return {key: tuple(sorted(listed)) for key, listed in places.items()}

    @cached_property
    def known(self) -> frozenset[VisitKey]:
        """Every visit that the plan speaks of."""
        return frozenset(self.filled) | {left.visit for left in self.plan.unassigned}

    @cached_property
    def carers_of_client(self) -> Mapping[str, frozenset[str]]:
        """Ids of the carers who come to each client on the dates of the plan."""
        carers: defaultdict[str, set[str]] = defaultdict(set)
        for key, places in self.filled.items():
            client_id = self.client_of.get(key.visit_id)
            if client_id is not None:
                carers[client_id].update(filled.carer_id for filled in places)
        return {client_id: frozenset(ids) for client_id, ids in carers.items()}

    @cached_property
    def rounds_of_carer(self) -> Mapping[str, tuple[Round, ...]]:
        """The rounds of every carer, by start of shift; rounds without stops are left out."""
        rounds: defaultdict[str, list[Round]] = defaultdict(list)
        for each in sorted(self.plan.rounds, key=lambda each: each.shift):
            if each.stops:
                rounds[each.shift.carer_id].append(each)
        return {carer_id: tuple(listed) for carer_id, listed in rounds.items()}

    @cached_property
    def continuity(self) -> Continuity:
        """Continuity on the last date, with the visits of the plan that the team has."""
        plan = self.plan
        if any(key.visit_id not in self.client_of for key in self.filled):
            plan = _without_strangers(plan, self.client_of)
        return self.history.recent.continuity(planned_visits(self.team, plan))

    @cached_property
    def history(self) -> History:
        """What history tells of the clients when the dates of the plan begin."""
        return self.known_history or History.of(self.team, self.plan.horizon)

    def work_of(self, carer_id: str) -> Work:
        """What a carer does in all of their rounds."""
        works = [self._work(each) for each in self.rounds_of_carer.get(carer_id, ())]
        return Work(
            visits=sum(work.visits for work in works),
            service_seconds=sum(work.service_seconds for work in works),
            travel_seconds=sum(work.travel_seconds for work in works),
            waiting_seconds=sum(work.waiting_seconds for work in works),
            overtime_seconds=sum(work.overtime_seconds for work in works),
        )

    def _work(self, each: Round) -> Work:
        visits = [stop for stop in each.stops if stop.kind is StopKind.VISIT]
        ends = self._shift_ends.get(each.shift)
        late = 0 if ends is None else seconds_between(ends, each.stops[-1].end)
        return Work(
            visits=len(visits),
            service_seconds=sum(seconds_between(stop.start, stop.end) for stop in visits),
            travel_seconds=sum(stop.leg.seconds for stop in each.stops if stop.leg is not None),
            waiting_seconds=sum(max(0, stop.waiting_seconds) for stop in each.stops),
            overtime_seconds=max(0, late),
        )

    @cached_property
    def _shift_ends(self) -> Mapping[ShiftKey, datetime]:
        return {shift.key: shift.end for shift in self.team.shifts}


def _without_strangers(plan: Plan, known: Mapping[str, str]) -> Plan:
    """The plan without the stops at visits that the team does not have."""
    rounds = (
        replace(
            each,
            stops=tuple(
                stop for stop in each.stops if stop.visit is None or stop.visit.visit_id in known
            ),
        )
        for each in plan.rounds
    )
    return replace(plan, rounds=tuple(rounds))
