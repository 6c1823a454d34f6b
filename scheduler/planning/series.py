"""Which weekdays and which two carers suit a client who is to be visited several times a week."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from scheduler.comparison import JudgedPlan, compare
from scheduler.domain.client import Client
from scheduler.domain.team import Team
from scheduler.domain.visit import ClockWindow, Recurrence, VisitAgreement, VisitKey
from scheduler.errors import RoundsError
from scheduler.planning.changes.published import Published
from scheduler.planning.explaining.scene import with_rounds
from scheduler.planning.explaining.working import WorkingPlan, in_reach, more_points
from scheduler.planning.fitting import with_visit
from scheduler.planning.judging import judge
from scheduler.score import score
from scheduler.solver.build import build_problem
from scheduler.solver.holding import freeze, give
from scheduler.solver.keeping import Keeper, Kept, activities_of
from scheduler.solver.placing import Placement, Placing
from scheduler.solver.problem import Problem
from scheduler.solver.schedule import Activity, Schedule

DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""Of RFC 5545, in the order of `date.weekday`."""

HALF = 0.5

TRIED = 3
"""For every series asked for, so many combinations are made into plans, the cheapest first."""


@dataclass(frozen=True)
class SeriesFit:
    """A way to visit a client several times a week.

    Attributes:
        weekdays: as `date.weekday` counts them.
        windows: those chosen from the ones that were given.
        primary: the carer who makes most of the visits.
        second: the carer who makes the others.
        visits: who makes each visit of the plan's dates.
        working: the plan that comes of it, what moves, and what it costs by rule; these two
            are the client's wishes, and the first the primary carer where there was none.
    """

    weekdays: tuple[int, ...]
    windows: tuple[ClockWindow, ...]
    primary: str
    second: str
    visits: tuple[tuple[VisitKey, str], ...]
    working: WorkingPlan

    @property
    def primary_share(self) -> float:
        """How many of the visits the primary carer makes, as a share."""
        return sum(carer == self.primary for _, carer in self.visits) / len(self.visits)


@dataclass(frozen=True)
class _Combination:
    points: int
    weekdays: tuple[int, ...]
    primary: str
    second: str


def fit_series(
    published: Published,
    agreement: VisitAgreement,
    times: int,
    k: int = 3,
    *,
    client: Client | None = None,
    windows: Sequence[tuple[ClockWindow, ...]] = (),
) -> tuple[SeriesFit, ...]:
    """The best combinations of weekdays and two carers, the cheapest first.

    Every weekday of the plan's dates on which the agreement could hold is looked at. What each
    visit costs each carer by itself ranks the combinations; the best are placed one visit after
    the other, checked and scored. None is given where no two carers can make all visits.

    Args:
        agreement: of one place; its dates say on which weekdays it may be at all.
        times: how many of the weekdays.
        client: whose visits they are, where the team does not have the client yet; the published
            travel must know the location.
        windows: windows to choose from, such as those of morning and evening; by default those of
            the agreement.

    Raises:
        InputError: the visits cannot be asked of this plan; says everything that is wrong.
        RoundsError: the agreement asks for several carers at once, or the travel misses the client.
    """
    if len(agreement.places) > 1:
        raise RoundsError("fit-series-joint", f"Visit {agreement.visit_id} is a joint visit.")
    if client is not None:
        if client.location not in published.travel.index:
            raise RoundsError("travel-lacks-place", f"Travel misses client {client.client_id}.")
        known = published.team.clients
        published = replace(published, team=replace(published.team, clients=(*known, client)))
    found = [
        each
        for chosen in windows or (agreement.windows,)
        for each in _Series(published, replace(agreement, windows=chosen), times).fits(k)
    ]
    found.sort(key=lambda each: (each.working.points or 0, -each.primary_share, each.weekdays))
    return tuple(found[:k])


class _Series:
    def __init__(self, published: Published, agreement: VisitAgreement, times: int) -> None:
        self._published = published
        self._agreement = agreement
        self._times = times
        self._wide = with_visit(published, agreement)

    def fits(self, k: int) -> Iterator[SeriesFit]:
        """The best combinations that a plan was made of."""
        made = 0
        for combination in sorted(self._combinations(), key=_rank)[: k + TRIED]:
            fit = self._made(combination)
            if fit is not None and fit.primary_share < HALF:
                # who makes most of the visits is first in line, once both are agreed on
                first, second = combination.second, combination.primary
                fit = self._made(replace(combination, primary=first, second=second))
            if fit is not None:
                yield fit
                made += 1
            if made == k:
                return

    def _combinations(self) -> Iterator[_Combination]:
        """Weekdays and pairs, by what every visit costs by itself."""
        costs = self._costs()
        days = sorted({day.weekday() for day in costs})
        carers = sorted({carer for each in costs.values() for carer in each})
        for weekdays in combinations(days, self._times):
            dates = [day for day in costs if day.weekday() in weekdays]
            for pair in combinations(carers, 2):
                chosen = [
                    min((costs[d][c], c) for c in pair if c in costs[d])
                    for d in dates
                    if any(c in costs[d] for c in pair)
                ]
                if len(chosen) == len(dates):
                    made = [carer for _, carer in chosen]
                    primary, second = sorted(pair, key=lambda each: (-made.count(each), each))
                    yield _Combination(
                        sum(points for points, _ in chosen), weekdays, primary, second
                    )

    def _costs(self) -> dict[date, dict[str, int]]:
        """What the visit of each date costs each carer who can make it."""
        problem, rounds = _standing(self._wide)
        placing = Placing(problem, rounds)
        costs: dict[date, dict[str, int]] = {}
        for number, visit in enumerate(problem.visits):
            if visit.key.visit_id == self._agreement.visit_id:
                ways = placing.placements(number, visit.tasks)
                own: dict[str, int] = {}
                for way in ways:
                    own.setdefault(_carer(problem, way), way.points)
                costs[visit.key.date] = own
        return costs

    def _made(self, combination: _Combination) -> SeriesFit | None:
        """A plan with all visits of a combination; None where they are in each other's way."""
        agreed = self._agreed(combination)
        problem, rounds = _standing(agreed)
        pair = {combination.primary, combination.second}
        able = frozenset(n for n, each in enumerate(problem.shifts) if each.key.carer_id in pair)
        numbers = [
            number
            for number, visit in enumerate(problem.visits)
            if visit.key.visit_id == self._agreement.visit_id
        ]
        problem = give(problem, {t: able for n in numbers for t in problem.visits[n].tasks})
        placing = Placing(problem, rounds)
        changed: set[int] = set()
        visits: list[tuple[VisitKey, str]] = []
        for number in numbers:
            ways = placing.placements(number, problem.visits[number].tasks)
            if not ways:
                return None
            placing.place(ways[0])
            changed.update(ways[0].shifts)
            visits.append((problem.visits[number].key, _carer(problem, ways[0])))
        schedules = [Schedule(each, placing.activities(each)) for each in sorted(changed)]
        working = self._judged(agreed, problem, schedules)
        if working is None:
            return None
        return SeriesFit(
            combination.weekdays,
            self._agreement.windows,
            combination.primary,
            combination.second,
            tuple(visits),
            working,
        )

    def _agreed(self, combination: _Combination) -> Published:
        """The published plan of a team that agreed on a combination."""
        horizon = self._published.plan.horizon
        codes = ",".join(DAY_CODES[each] for each in combination.weekdays)
        dates = Recurrence(f"FREQ=WEEKLY;BYDAY={codes}", horizon.first_date, horizon.last_date)
        team = _cared_for(self._published.team, self._agreement.client_id, combination)
        return with_visit(
            replace(self._published, team=team), replace(self._agreement, dates=dates)
        )

    def _judged(
        self, agreed: Published, problem: Problem, schedules: list[Schedule]
    ) -> WorkingPlan | None:
        before = self._published.judged
        plan = with_rounds(agreed.plan, problem, schedules)
        judgement = judge(agreed.team, agreed.travel, plan)
        news = [each for each in judgement.violations if each not in set(before.violations)]
        if news or judgement.score is None:
            return None
        scored = score(agreed.team, plan, self._published.plan)
        after = JudgedPlan(agreed.team, plan, scored, judgement.violations)
        return WorkingPlan(after, compare(before, after), more_points(before, after))


def _standing(published: Published) -> tuple[Problem, dict[int, tuple[Activity, ...]]]:
    """The problem of a published plan, and its rounds that can be kept."""
    team, plan = published.team, published.plan
    whole = build_problem(team, plan.horizon, published.travel, plan)
    problem = freeze(whole, plan, published.now)
    keeper, known = Keeper(problem), activities_of(problem, plan)
    sound = {
        number: activities
        for number, activities in known.items()
        if activities and isinstance(keeper.keep(number, activities), Kept)
    }
    broken = known.keys() - sound.keys()
    near = [in_reach(problem, number) for number in range(len(problem.visits))]
    sound_shifts = {n: near[task.visit] - broken for n, task in enumerate(problem.tasks)}
    return give(problem, sound_shifts), sound


def _cared_for(team: Team, client_id: str, combination: _Combination) -> Team:
    """The team with these two as a client's wishes, and the first as primary carer if none is."""
    clients = tuple(
        replace(
            each,
            primary_carer=each.primary_carer or combination.primary,
            wishes=each.wishes | {combination.primary, combination.second},
        )
        if each.client_id == client_id
        else each
        for each in team.clients
    )
    return replace(team, clients=clients)


def _carer(problem: Problem, placement: Placement) -> str:
    return problem.shifts[placement.shifts[0]].key.carer_id


def _rank(combination: _Combination) -> tuple[int, tuple[int, ...], str, str]:
    return combination.points, combination.weekdays, combination.primary, combination.second
