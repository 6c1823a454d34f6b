"""Why a visit is left unassigned, what would help, and why this carer and not that one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.change import Budget, HandOver, NewWindow, VisitPlace
from scheduler.domain.visit import VisitKey
from scheduler.errors import FaultError, InputError, RoundsError
from scheduler.planning.changes.options import Limits, Option, Options
from scheduler.planning.changes.published import Published
from scheduler.planning.changes.request import Request, request
from scheduler.planning.explaining.alteration import Agreements, Alteration, RepairKind
from scheduler.planning.explaining.alterations import Alterations
from scheduler.planning.explaining.forbidding import Forbidden, Forbidding
from scheduler.planning.explaining.scene import Scene, scene
from scheduler.planning.explaining.working import Working, WorkingPlan, more_points
from scheduler.solver.conflicts import Conflicts
from scheduler.solver.obstacles import Obstacle
from scheduler.solver.stopping import MaxIterations

TRIED_OF_A_KIND = 2
"""So many of the smallest alterations of every kind are made into plans."""

ITERATIONS = 600
"""Of a search for a plan near the published one."""


@dataclass(frozen=True)
class Repair:
    """Something that helps, with the plan that proves it.

    Attributes:
        kind: what is altered; nothing for a visit that fits as it is, or with others moved.
        carer_id: whose shift or qualifications are altered; empty where it is the visit.
        minutes: how much is altered; 0 where that is no matter of time.
        detail: the qualification, the window as it would be, the client of the refusal.
        working: a plan in which the visit is made, judged for the team as altered.
        proven: whether a smaller alteration of this kind is proven to help none of these carers,
            with every other visit left to its carer; otherwise it is the smallest found.
    """

    kind: RepairKind
    carer_id: str
    minutes: int
    detail: str
    working: WorkingPlan
    proven: bool

    @property
    def points(self) -> int | None:
        """What the plan costs more than the published one, but for visits left out."""
        return self.working.points


@dataclass(frozen=True)
class Rather:
    """Why not another carer.

    Attributes:
        forbidden: what forbids it with the carer's other visits kept, each place's.
        option: the best plan found in which the carer makes the visit, within the budget; None
            when none was found.
        points: what that plan costs more than the published one, but for visits left out.
    """

    carer_id: str
    forbidden: tuple[Forbidden, ...]
    option: Option | None
    points: int | None


@dataclass(frozen=True)
class Explanation:
    """All that there is to say about a visit.

    Attributes:
        carers: who makes it as published; empty when it is left unassigned.
        begun: whether it has begun, so that nothing can change.
        everybody: for each place and carer of the team what forbids it; empty for one that is made.
        team: what forbids it to the whole team; None for one that is made.
        repairs: what would help, the cheapest first; none for a visit that is made.
        rather: why not that carer, where one was asked about.
    """

    published: Published
    visit: VisitKey
    carers: tuple[str, ...]
    begun: bool
    everybody: tuple[Forbidden, ...]
    team: Conflicts[Obstacle] | None
    repairs: tuple[Repair, ...]
    rather: Rather | None


def explain(
    published: Published,
    visit: VisitKey,
    *,
    carer_id: str | None = None,
    budget: Budget | None = None,
    iterations: int = ITERATIONS,
    seed: int = 0,
) -> Explanation:
    """Explain a visit of a published plan, legal or not.

    Args:
        carer_id: a carer to ask about: why not that one.
        budget: how much else may move where others hand visits over.
        iterations: of each search for plans near the published one.

    Raises:
        RoundsError: the plan has no such visit, or the team no such carer.
    """
    asked = scene(published, visit)
    if carer_id is not None and carer_id not in published.team.carer_by_id:
        raise RoundsError("change-carer-unknown", f"There is no carer {carer_id}.")
    return _Explainer(asked, Budget() if budget is None else budget, iterations, seed).explanation(
        carer_id
    )


class _Explainer:
    def __init__(self, asked: Scene, budget: Budget, iterations: int, seed: int) -> None:
        self._scene = asked
        self._budget = budget
        self._seed = seed
        self._limits = Limits(lambda: MaxIterations(iterations), lambda: MaxIterations(iterations))
        self._forbidding = Forbidding(asked)

    def explanation(self, carer_id: str | None) -> Explanation:
        asked = self._scene
        published, visit = asked.published, asked.visit_key
        filled = sorted(
            (stop.place, each.shift.carer_id)
            for (key, _), (each, stop) in published.stops.items()
            if key == visit
        )
        begun = published.has_begun(visit)
        made = len({place for place, _ in filled}) == len(asked.visit.places)
        everybody = () if made or begun else self._forbidding.everybody()
        return Explanation(
            published=published,
            visit=visit,
            carers=tuple(carer for _, carer in filled),
            begun=begun,
            everybody=everybody,
            team=self._forbidding.team(everybody) if everybody else None,
            repairs=() if made or begun else tuple(self._repairs()),
            rather=None if carer_id is None or begun else self._rather(carer_id),
        )

    def _repairs(self) -> list[Repair]:
        found = [*self._altered(), *self._handed_over()]
        return sorted(found, key=_rank)

    def _altered(self) -> Iterator[Repair]:
        """The smallest alterations of every kind, each with a plan."""
        by_kind: dict[RepairKind, list[Alteration]] = {}
        for alteration in Alterations(self._scene):
            by_kind.setdefault(alteration.kind, []).append(alteration)
        for kind, listed in by_kind.items():
            listed.sort(key=lambda each: (each.minutes, each.carer_id))
            proven = all(each.proven for each in listed)
            for alteration in _least(listed):
                repair = self._tried(kind, alteration, proven=proven)
                if repair is not None:
                    yield repair

    def _tried(self, kind: RepairKind, alteration: Alteration, *, proven: bool) -> Repair | None:
        """An alteration with the plan that it allows; None where that would break more rules.

        Raises:
            FaultError: where no rule was broken before.
        """
        altered = self._scene.changed(alteration.team, dict(alteration.rekeyed))
        way = altered.same_way(alteration.way, self._scene, alteration.rekeyed)
        working = Working(altered).by(way)
        if working is None:
            if not self._scene.published.judged.violations:
                raise FaultError("repair-does-not-work", f"{kind} for {self._scene.visit_key}.")
            return None
        return Repair(
            kind, alteration.carer_id, alteration.minutes, alteration.detail, working, proven
        )

    def _handed_over(self) -> Iterator[Repair]:
        """No rule altered, but other visits given to neighbours, within the budget."""
        published, visit = self._scene.published, self._scene.visit_key
        if published.judged.violations:
            return
        windows = Agreements(self._scene).windows
        places = range(1, len(self._scene.visit.places) + 1)
        asked = Request(
            NewWindow(visit, windows),
            published.team,
            {VisitPlace(visit, place): None for place in places},
        )
        option = self._options(asked).team
        judged = option.judged
        made = all(left.visit != visit for left in judged.plan.unassigned)
        moved = [
            move
            for move in option.comparison.moves
            if move.visit != visit and move.carers_before != move.carers_after
        ]
        if made and moved and option.as_asked:
            points = more_points(published.judged, judged)
            working = WorkingPlan(judged, option.comparison, points)
            yield Repair(RepairKind.HANDED_OVER, "", 0, "", working, proven=False)

    def _options(self, asked: Request) -> Options:
        return Options(
            self._scene.published, asked, self._budget, limits=self._limits, seed=self._seed
        )

    def _rather(self, carer_id: str) -> Rather:
        places = range(1, len(self._scene.visit.places) + 1)
        forbidden = tuple(self._forbidding.by_carer(place, carer_id) for place in places)
        option = self._best_by(carer_id)
        points = None
        if option is not None:
            points = more_points(self._scene.published.judged, option.judged)
        return Rather(carer_id, forbidden, option, points)

    def _best_by(self, carer_id: str) -> Option | None:
        """The best plan in which a carer makes the visit, at the place where that is cheapest."""
        published, visit = self._scene.published, self._scene.visit_key
        found: list[Option] = []
        for place in range(1, len(self._scene.visit.places) + 1):
            try:
                asked = request(published, HandOver(VisitPlace(visit, place), carer_id))
            except InputError:
                continue  # the carer is off, makes it already, or the place is not to be had alone
            found += [each for each in self._options(asked) if each.as_asked]
        return min(found, key=lambda each: each.points, default=None)


def _least(listed: list[Alteration]) -> Iterable[Alteration]:
    """The first few, each carer's rounds once."""
    return listed[:TRIED_OF_A_KIND]


def _rank(repair: Repair) -> tuple[bool, int, int, str, str]:
    points = repair.points
    return points is None, points or 0, repair.minutes, repair.kind, repair.carer_id
