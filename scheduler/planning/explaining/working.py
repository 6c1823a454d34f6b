"""Plans in which a visit is made that was left out: found, checked and scored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.begun import undone
from scheduler.comparison import Comparison, JudgedPlan, compare
from scheduler.domain.visit import VisitKey
from scheduler.errors import FaultError
from scheduler.plan import Plan, StopKind
from scheduler.planning.explaining.scene import Scene
from scheduler.planning.judging import judge
from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.score import Score, score
from scheduler.solver.eased import asked_of
from scheduler.solver.few_rounds import all_made, cheapest
from scheduler.solver.holding import give
from scheduler.solver.obstacles import Way
from scheduler.solver.openings import Aside
from scheduler.solver.placing import Placement, Placing
from scheduler.solver.problem import Problem
from scheduler.solver.schedule import Schedule
from scheduler.solver.spans import Spans
from scheduler.solver.together import at_once, fillings


@dataclass(frozen=True)
class WorkingPlan:
    """A plan in which the visit is made, and no rule broken that the published plan keeps.

    Attributes:
        points: what it costs more than the published one, but for visits left out.
    """

    judged: JudgedPlan
    comparison: Comparison
    points: int | None

    @property
    def plan(self) -> Plan:
        """The plan itself."""
        return self.judged.plan


class Working:
    """Makes plans for a visit of a scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def by(self, way: Way) -> WorkingPlan | None:
        """The cheapest plan found in which rounds of a way take the visit; None without any."""
        able = self._scene.questions.narrowed(way, Aside())
        plans = [self.judged(schedules) for schedules in self._candidates(able)]
        known = [each for each in plans if each is not None]
        return min(known, key=lambda each: each.points or 0, default=None)

    def _candidates(self, way: Way) -> Iterator[Sequence[Schedule]]:
        yield from self._in_a_gap(way)
        yield from self._in_any_order(way)

    def _in_a_gap(self, way: Way) -> Iterator[Sequence[Schedule]]:
        """Between the other visits as they stand."""
        scene = self._scene
        tasks = {
            task: way.places[place]
            for place, task in enumerate(scene.tasks, start=1)
            if place in way.places
        }
        best = next(iter(placements(scene, give(scene.problem, tasks))), None)
        if best is not None:
            yield schedules_of(best)

    def _in_any_order(self, way: Way) -> Iterator[Sequence[Schedule]]:
        """With the other visits of the rounds that take it in any order."""
        scene = self._scene
        chosen = self._chosen(way)
        if chosen is None:
            return
        asked = asked_of(scene.standing, chosen, scene.terms)
        known = scene.questions.schedules(chosen, scene.tasks)
        if asked is None:
            found = None
        elif known is None:
            found = all_made(asked.problem).schedules
        else:
            found = asked.own(known)
        if asked is None or found is None:
            raise FaultError("repair-does-not-work", f"Visit {scene.visit_key}.")
        yield asked.whole(cheapest(asked.problem, found))

    def _chosen(self, way: Way) -> Way | None:
        """The rounds that fill each place, and those that may have to move with them."""
        scene = self._scene
        able, _ = scene.questions.able(way, Aside())
        carers = [each.carer for each in scene.problem.shifts]
        starts = self._looked_at(at_once(able, carers))
        ways = [
            (self._points(start, filling), start, tuple(sorted(filling.items())))
            for start in starts
            for filling in fillings(able, carers, start)
        ]
        if ways:
            holders = dict(min(ways)[2])
        else:
            asked, answer = scene.questions.modelled(way, Aside())
            if asked is None or answer.schedules is None:
                return None
            holders = self._holders(asked.whole(answer.schedules))
        places = {place: frozenset({shift}) for place, shift in holders.items()}
        return scene.questions.with_those_it_bears_upon(Way(way.shifts, places))

    def _looked_at(self, spans: Spans) -> list[int]:
        """Of each span of starts the one nearest to what is wished for."""
        wished = self._scene.problem.visits[self._scene.number].wished
        return [low if wished is None else min(max(low, wished), high) for low, high in spans]

    def _points(self, start: int, filling: Mapping[int, int]) -> int:
        """What can be told of the cost before there is a plan: who comes, and how near the wish."""
        problem = self._scene.problem
        own = problem.visits[self._scene.number]
        steps = sum(
            int(problem.meeting_steps[own.client, carer] + problem.visit_steps[own.client, carer])
            for carer in (problem.shifts[shift].carer for shift in filling.values())
        )
        beyond = 0
        if own.wished is not None:
            beyond = max(0, abs(start - own.wished) - problem.wished_tolerance)
        weights = problem.weights
        return weights[RuleId.CONTINUITY] * steps + weights[RuleId.WISHED_START] * beyond

    def _holders(self, schedules: Sequence[Schedule]) -> dict[int, int]:
        """The shift that fills each place."""
        place_of = {task: place for place, task in enumerate(self._scene.tasks, start=1)}
        return {
            place_of[activity.index]: each.shift
            for each in schedules
            for activity in each.activities
            if activity.kind is StopKind.VISIT and activity.index in place_of
        }

    def judged(self, schedules: Sequence[Schedule]) -> WorkingPlan | None:
        """The published plan with these rounds, judged; None where it breaks one more rule.

        Raises:
            FaultError: it breaks a rule where the published plan breaks none, or moves what has
                begun.
        """
        scene = self._scene
        published, before = scene.published, scene.published.judged
        plan = scene.plan_with(schedules)
        judgement = judge(scene.team, published.travel, plan)
        news = [each for each in judgement.violations if each not in set(before.violations)]
        if news and not before.violations:
            listed = " ".join(f"{each.rule}: {each.text}" for each in news)
            raise FaultError("repair-does-not-work", listed)
        lost = undone(scene.plan, plan, published.now)
        if lost:
            raise FaultError("begun-work-moved", " ".join(lost))
        if news or judgement.score is None:
            return None
        scored = score(scene.team, plan, without_visit(scene.plan, scene.visit_key))
        after = JudgedPlan(scene.team, plan, scored, judgement.violations)
        return WorkingPlan(after, compare(before, after), more_points(before, after))


def without_visit(plan: Plan, visit: VisitKey) -> Plan:
    """What was published besides a visit, whose being made now is asked for and moves nothing."""
    return replace(plan, unassigned=tuple(each for each in plan.unassigned if each.visit != visit))


def placements(scene: Scene, problem: Problem) -> list[Placement]:
    """Every way to make the visit in a gap of rounds that can be kept, the cheapest first.

    Args:
        problem: of the scene, as far as shifts may take the visit.
    """
    broken = scene.activities.keys() - scene.keepable.keys()
    sound = {task: in_reach(problem, scene.number) - broken for task in scene.tasks}
    placing = Placing(give(problem, sound), scene.keepable)
    return placing.placements(scene.number, scene.tasks)


def in_reach(problem: Problem, visit: int) -> frozenset[int]:
    """The shifts in which a visit could start; those of the plan's other dates are none of them."""
    windows = problem.visits[visit].windows
    return frozenset(
        number
        for number, shift in enumerate(problem.shifts)
        if any(shift.start <= closes and opens <= shift.latest_end for opens, closes in windows)
    )


def schedules_of(placement: Placement) -> tuple[Schedule, ...]:
    """The rounds that a placement changes."""
    return tuple(Schedule(number, kept.activities) for number, kept in placement.rounds.items())


def more_points(before: JudgedPlan, after: JudgedPlan) -> int | None:
    """What a plan costs more than another, but for visits left out; None where one has no score."""
    if before.score is None or after.score is None:
        return None
    return _besides(after.score) - _besides(before.score)


def _besides(scored: Score) -> int:
    left_out = set(UNASSIGNED_RULE.values())
    return sum(line.cost for line in scored.lines if line.rule not in left_out)
