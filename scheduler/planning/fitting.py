"""Where a visit would go in a published plan: the best carers and starts, with what each costs.

Every gap of every round that may take the visit is tried exactly, all else staying where it is or
being pushed only as far as it must. What a place costs is then told by the scorer, of the whole
plan that comes of it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.comparison import Newcomer
from scheduler.continuity import Acquaintance, ClientContinuity
from scheduler.domain.change import NewVisit
from scheduler.domain.visit import VisitAgreement, VisitKey
from scheduler.errors import RoundsError
from scheduler.plan import Unassigned
from scheduler.planning.changes.published import Published
from scheduler.planning.changes.request import request
from scheduler.planning.explaining.scene import Scene, scene
from scheduler.planning.explaining.working import Working, WorkingPlan, placements, schedules_of

MORE_LOOKED_AT = 2
"""Places that are scored besides those asked for: rules that compare rounds may turn the order."""


@dataclass(frozen=True)
class Fit:
    """A place for a visit.

    Attributes:
        carers: who makes it, by place, and how well the client knows each.
        start: of the visit.
        working: the plan that comes of it, what moves, and what it costs by rule.
        continuity: of the client, without and with the visit.
    """

    visit: VisitKey
    carers: tuple[Newcomer, ...]
    start: datetime
    working: WorkingPlan
    continuity: tuple[ClientContinuity, ClientContinuity]

    @property
    def points(self) -> int | None:
        """What the plan costs more than the published one, but for visits left out."""
        return self.working.points


def fit(published: Published, wanted: VisitAgreement | VisitKey, k: int = 3) -> tuple[Fit, ...]:
    """The best places for a visit, the cheapest first, each in another carer's round.

    Every plan keeps all hard rules that the published one keeps; where there is none, no round can
    take the visit without others being made in another order: `explain` tells more.

    Args:
        wanted: a new visit on one date of the plan, or one that the plan leaves unassigned.
        k: how many.

    Raises:
        InputError: the visit cannot be asked of this plan; says everything that is wrong.
        RoundsError: the plan has no such visit, or makes it already.
    """
    asked = scene_of(published, wanted)
    found: list[Fit] = []
    working = Working(asked)
    for placement in placements(asked, asked.problem)[: k + MORE_LOOKED_AT]:
        plan = working.judged(schedules_of(placement))
        if plan is not None:
            found.append(_fit(asked, plan))
    found.sort(key=lambda each: (each.points or 0, each.start))
    return tuple(found[:k])


def scene_of(published: Published, wanted: VisitAgreement | VisitKey) -> Scene:
    """A new or unassigned visit of a plan."""
    if isinstance(wanted, VisitAgreement):
        published = with_visit(published, wanted)
        known = [key for key in published.visits if key.visit_id == wanted.visit_id]
        if len(known) > 1:
            raise RoundsError(
                "fit-of-a-series", f"Visit {wanted.visit_id} is on {len(known)} dates of the plan."
            )
        return scene(published, known[0])
    asked = scene(published, wanted)
    if any(key == wanted for key, _ in published.stops):
        raise RoundsError("fit-of-an-assigned-visit", f"Somebody makes visit {wanted}.")
    return asked


def with_visit(published: Published, agreement: VisitAgreement) -> Published:
    """The published plan of a team with one agreement more, whose visits nobody makes yet.

    Raises:
        InputError: it cannot be asked of this plan; says everything that is wrong.
    """
    team = request(published, NewVisit(agreement)).team
    wider = replace(published, team=team)
    left = tuple(
        Unassigned(key, place, visit.priority)
        for key, visit in wider.visits.items()
        if key.visit_id == agreement.visit_id
        for place in range(1, len(visit.places) + 1)
    )
    plan = replace(published.plan, unassigned=(*published.plan.unassigned, *left))
    return replace(wider, plan=plan)


def _fit(asked: Scene, working: WorkingPlan) -> Fit:
    key, client_id = asked.visit_key, asked.visit.client_id
    filled = working.judged.filled[key]
    known = working.judged.history.acquaintance
    before, after = (
        next(each for each in continuity.clients if each.client_id == client_id)
        for continuity in (
            working.comparison.continuity_before,
            working.comparison.continuity_after,
        )
    )
    return Fit(
        visit=key,
        carers=tuple(_met(known, client_id, each.carer_id) for each in filled),
        start=filled[0].start,
        working=working,
        continuity=(before, after),
    )


def _met(known: Acquaintance, client_id: str, carer_id: str) -> Newcomer:
    return Newcomer(carer_id, known.familiarity(client_id, carer_id))
