"""The plans that answer a change: with nothing else moved, two rounds re-solved, the team's.

Every option is checked and scored like any plan before it is offered, and none after the first is
offered that costs more than the first.
"""

import dataclasses
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from scheduler.begun import undone
from scheduler.checker import Violation, check
from scheduler.comparison import Comparison, JudgedPlan, compare
from scheduler.domain.change import Budget, OptionKind, VisitPlace
from scheduler.errors import FaultError, RoundsError
from scheduler.plan import Plan, Reason, Unassigned
from scheduler.planning.changes.published import Published
from scheduler.planning.changes.request import Request
from scheduler.planning.changes.settling import placed, settled, tasks_of, tied_together
from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.score import score
from scheduler.solver.assemble import assemble
from scheduler.solver.holding import ask, give, hold, keep_near
from scheduler.solver.keeping import activities_of
from scheduler.solver.params import DEFAULTS, SearchParams
from scheduler.solver.placing import Placing, without
from scheduler.solver.problem import Problem
from scheduler.solver.reasons import reasons
from scheduler.solver.schedule import Activity, Schedule
from scheduler.solver.search.session import Session
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxSeconds, StoppingCriterion

SHORT = dataclasses.replace(
    DEFAULTS, scout_share=0.0, compose_effort=0.0, retime_effort=0.0, first_share=0.4
)
"""For searches of less than a second that begin from a plan."""

NEAR = dataclasses.replace(DEFAULTS, scout_share=0.0)
"""For searches of seconds that stay near a plan."""

CALM = 0.005
"""How much dearer a plan may be in which visits return to their starts, as a share of what all but
visits left out costs."""


@dataclass(frozen=True)
class Limits:
    """When the searches of the options stop; made anew for every search."""

    rounds: Callable[[], StoppingCriterion] = lambda: MaxSeconds(0.3)
    team: Callable[[], StoppingCriterion] = lambda: MaxSeconds(2.5)


@dataclass(frozen=True)
class Option:
    """A plan that answers a change.

    Attributes:
        judged: the plan, scored with what it changes of the published one.
        points: what it costs, the change included.
        left_out: places that somebody filled, or that the change asks for, and nobody fills now.
        searched: whether a search found it, rather than the published plan being kept.
    """

    kind: OptionKind
    judged: JudgedPlan
    points: int
    left_out: tuple[Unassigned, ...]
    searched: bool
    published: JudgedPlan

    @property
    def plan(self) -> Plan:
        """The plan itself."""
        return self.judged.plan

    @property
    def as_asked(self) -> bool:
        """Whether everything that was asked for is in the plan, and nothing fell out of it."""
        return not self.left_out

    @cached_property
    def comparison(self) -> Comparison:
        """What moves, whom it concerns, and whom to call."""
        return compare(self.published, self.judged)


class Options:
    """The plans that answer one change of a published plan.

    Args:
        budget: how much may move where the team is solved again.
        workers: threads of every search.

    Raises:
        RoundsError: what has begun of a round leaves no time for the rest of its shift.
        FaultError: an option breaks a hard rule that the published plan keeps, loses what has
            begun, or has another score than the solver says.
    """

    def __init__(
        self,
        published: Published,
        request: Request,
        budget: Budget | None = None,
        *,
        limits: Limits | None = None,
        seed: int = 0,
        workers: int = 1,
    ) -> None:
        self._published = published
        self._request = request
        self._budget = Budget() if budget is None else budget
        self._limits = Limits() if limits is None else limits
        self._seed, self._workers = seed, workers

    @cached_property
    def unmoved(self) -> Option:
        """As asked, with nothing else moved but by the seconds that it must."""
        return self._option(OptionKind.UNMOVED, self._kept.schedules, searched=False)

    @cached_property
    def rounds(self) -> Option:
        """As asked, with the rounds that it concerns solved again and all others held."""
        shifts = self._concerned
        allowed = frozenset(shifts)
        held = {task: place for task, place in self._standing.items() if place[0] not in allowed}
        inside = {
            number: allowed for number in range(len(self._problem.tasks)) if number not in held
        }
        problem = give(give(hold(self._asked_problem, held), inside), self._agreed)
        return self._searched(OptionKind.ROUNDS, problem, self._limits.rounds(), SHORT)

    @cached_property
    def team(self) -> Option:
        """As asked, with the team solved again within the budget."""
        return self._searched(OptionKind.TEAM, self.budgeted, self._limits.team(), NEAR)

    @cached_property
    def budgeted(self) -> Problem:
        """The problem of the team within the budget.

        What was asked for is not counted, nor what finds another place in the unmoved plan.
        """
        back = {task: self._standing[task] for task in self._free if self._is_back(task)}
        kept = {
            task: place for task, place in self._published_places.items() if task not in self._free
        }
        near, moving = kept | back, self._free - back.keys()
        problem = give(self._asked_problem, self._agreed)
        problem = keep_near(problem, near, self._budget.seconds)
        problem = ask(problem, {problem.tasks[task].visit for task in moving})
        return problem.replace(most_moved=min(self._budget.visits, len(problem.tasks)))

    def _is_back(self, task: int) -> bool:
        """Whether what had to leave its round stands with the carer and at the start published."""
        own = self._problem.tasks[task]
        published, standing = self._problem.visits[own.visit].published, self._standing.get(task)
        if task in self._asked_tasks or standing is None or published is None:
            return False
        carer = self._problem.shifts[standing[0]].carer
        return (own.place, carer) in published[0] and standing[1] == published[1]

    def __iter__(self) -> Iterator[Option]:
        yield self.unmoved
        yield self.rounds
        yield self.team

    @cached_property
    def _problem(self) -> Problem:
        """What has begun is held."""
        published, asked = self._published, self._request
        if asked.team is published.team and asked.running is None:
            return published.problem
        return published.problem_for(asked.team, asked.running)

    @cached_property
    def _asked_tasks(self) -> dict[int, frozenset[str] | None]:
        tasks = {
            (problem_visit.key, place): task
            for problem_visit in self._problem.visits
            for place, task in enumerate(problem_visit.tasks, start=1)
        }
        return {
            tasks[place.visit, place.place]: carers for place, carers in self._request.asked.items()
        }

    @cached_property
    def _asked_problem(self) -> Problem:
        """Who is asked for makes the visits that are asked for."""
        shifts = self._problem.shifts
        allowed = {
            task: frozenset(
                number for number, shift in enumerate(shifts) if shift.key.carer_id in carers
            )
            for task, carers in self._asked_tasks.items()
            if carers is not None
        }
        return give(self._problem, allowed)

    @cached_property
    def _agreed(self) -> dict[int, frozenset[int]]:
        """The tasks whose carers agreed to have them, and have them still, with their shifts."""
        problem = self._problem
        agreed = {}
        for number, task in enumerate(problem.tasks):
            place = VisitPlace(problem.visits[task.visit].key, task.place)
            published, standing = self._published_places.get(number), self._standing.get(number)
            if place not in self._published.agreed or published is None or standing is None:
                continue
            carer = problem.shifts[standing[0]].carer
            if carer == problem.shifts[published[0]].carer:
                agreed[number] = frozenset(
                    n for n, shift in enumerate(problem.shifts) if shift.carer == carer
                )
        return agreed

    @cached_property
    def _activities(self) -> dict[int, tuple[Activity, ...]]:
        return activities_of(self._problem, self._published.plan)

    @cached_property
    def _published_places(self) -> dict[int, tuple[int, int]]:
        """Shift and start of every task that was published and is still known."""
        return placed(Schedule(shift, each) for shift, each in self._activities.items())

    @cached_property
    def _free(self) -> frozenset[int]:
        """The tasks that change hands or times: asked for, displaced, or of a shift that went."""
        published = {
            task
            for visit in self._problem.visits
            for task in visit.tasks
            if (visit.key, self._problem.tasks[task].place) in self._published.stops
        }
        orphaned = published - set(self._published_places)
        return frozenset(self._asked_tasks) | orphaned | self._placing.displaced

    @cached_property
    def _placing(self) -> Placing:
        """The rounds without what is asked for; what cannot stay behind it leaves as well."""
        return Placing(self._asked_problem, without(self._activities, frozenset(self._asked_tasks)))

    @cached_property
    def _kept(self) -> Placing:
        """The rounds with everything put back that has a place."""
        placing = self._placing
        waiting: dict[int, list[int]] = {}
        for task in sorted(self._free):
            waiting.setdefault(self._problem.tasks[task].visit, []).append(task)
        while waiting:
            visit = min(waiting, key=lambda each: self._turn(each, waiting))
            tasks = waiting.pop(visit)
            ways = placing.placements(visit, tasks, self._preferred(visit))
            if ways:
                placing.place(ways[0])
                continue
            for task in placing.take_out(visit):
                waiting.setdefault(self._problem.tasks[task].visit, []).append(task)
        return placing

    def _preferred(self, visit: int) -> int | None:
        """The start that was published, where it is still allowed."""
        own = self._problem.visits[visit]
        start = None if own.published is None else own.published[1]
        return start if start is not None and own.may_start(start) else None

    def _turn(self, visit: int, waiting: Collection[int]) -> tuple[bool, int, int, int]:
        """Others first that a visit depends on; then by priority, and by how few may make it."""
        own = self._problem.visits[visit]
        few = min(len(self._asked_problem.tasks[task].shifts) for task in own.tasks)
        return own.after in waiting, own.priority, few, visit

    @cached_property
    def _standing(self) -> dict[int, tuple[int, int]]:
        """Shift and start of every task of the unmoved plan."""
        return placed(self._kept.schedules)

    @cached_property
    def _concerned(self) -> tuple[int, ...]:
        """The shifts whose visits are others in the unmoved plan than in the published one."""
        return tuple(
            number
            for number in range(len(self._problem.shifts))
            if tasks_of(self._activities.get(number, ())) != tasks_of(self._kept.activities(number))
        )

    def _searched(
        self, kind: OptionKind, problem: Problem, stop: StoppingCriterion, params: SearchParams
    ) -> Option:
        """What a search finds; the unmoved plan, as one that nobody searched, where that is less.

        A search that begins at a plan it cannot time within the budget may find none within it.
        """
        try:
            result = solve(
                problem, stop, self._seed, self.unmoved.plan, params=params, workers=self._workers
            )
        except RoundsError as error:
            if error.code != "held-out-of-reach":
                raise
            return dataclasses.replace(self.unmoved, kind=kind)
        option = self._calmer(kind, problem, result.schedules)
        if option.points >= self.unmoved.points:
            return dataclasses.replace(self.unmoved, kind=kind)
        return option

    def _calmer(self, kind: OptionKind, problem: Problem, schedules: Sequence[Schedule]) -> Option:
        """What a search found, with rounds settled as far as costs and rules allow.

        A search times every round anew; nobody is called for the few points of that.
        """
        option = self._option(kind, schedules, searched=True)
        dearest = option.points + CALM * _points(option.judged, but=UNASSIGNED_RULE.values())
        calm = settled(problem, schedules, self._kept.schedules)
        differing = frozenset(n for n, each in enumerate(calm) if each != schedules[n])
        parts = [part & differing for part in tied_together(problem, schedules)]
        parts = sorted((part for part in parts if part), key=sorted)
        kept = list(schedules)
        for part in (differing, *parts) if len(parts) > 1 else parts:
            trial = [calm[n] if n in part else each for n, each in enumerate(kept)]
            calmer = self._judged(assemble(self._problem, trial))
            if _points(calmer) <= dearest and not self._news(calmer.violations):
                kept = trial
                if part == differing:
                    break
        return option if kept == list(schedules) else self._option(kind, kept, searched=True)

    def _option(self, kind: OptionKind, schedules: Sequence[Schedule], *, searched: bool) -> Option:
        """A plan, as long as it may be offered.

        Raises:
            FaultError: it breaks a rule that the published plan keeps, or loses what has begun.
        """
        published = self._published
        judged = self._judged(assemble(self._problem, schedules, self._why(schedules)))
        news = self._news(judged.violations)
        if news:
            listed = " ".join(f"{each.rule}: {each.text}" for each in news)
            raise FaultError("plan-breaks-rule", listed)
        lost = undone(published.plan, judged.plan, published.now, self._request.running)
        if lost:
            raise FaultError("begun-work-moved", " ".join(lost))
        wanted = {place.visit for place in self._request.asked}
        wanted |= {visit for visit, _ in published.stops}
        left_out = tuple(each for each in judged.plan.unassigned if each.visit in wanted)
        return Option(kind, judged, _points(judged), left_out, searched, published.judged)

    def _judged(self, plan: Plan) -> JudgedPlan:
        """A plan, checked and scored, whatever came of that."""
        published, team = self._published, self._request.team
        history = published.judged.history
        scored = score(team, plan, published.plan, history.acquaintance)
        return JudgedPlan(team, plan, scored, check(team, published.travel, plan), history)

    def _news(self, violations: Sequence[Violation]) -> tuple[Violation, ...]:
        known = frozenset(self._published.judged.violations)
        return tuple(each for each in violations if each not in known)

    def _why(self, schedules: Sequence[Schedule]) -> Mapping[int, tuple[Reason, ...]]:
        """Why visits are left out: what stands in the way of one more in these rounds."""
        filled = placed(schedules)
        if len(filled) == len(self._problem.tasks):
            return {}
        session = Session(self._asked_problem, 0)
        if session.load_schedules(schedules) is None:
            raise FaultError("search-disagrees", "The search cannot follow rounds that are kept.")
        return reasons(session)


def _points(judged: JudgedPlan, but: Container[RuleId] = ()) -> int:
    """What a plan costs, some rules left out."""
    if judged.score is None:
        raise FaultError("search-disagrees", "The plan of a search speaks of unknown visits.")
    return sum(line.cost for line in judged.score.lines if line.rule not in but)
