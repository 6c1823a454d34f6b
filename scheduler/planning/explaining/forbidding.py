"""What forbids a visit: for every carer and for the team the smallest sets of rules."""

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.planning.explaining.scene import Scene
from scheduler.solver.conflicts import Conflicts, conflicts, each_forbidden, in_order, minimal
from scheduler.solver.obstacles import BARRING, NOTHING, Obstacle, Way
from scheduler.solver.openings import Aside

ORDER = tuple(Obstacle)


@dataclass(frozen=True)
class Forbidden:
    """What forbids that a carer fills a place of a visit.

    Attributes:
        conflicts: by the carer's rounds as they stand, their other visits made in any order.
        round_broken: whether a round of the carer breaks rules even without the visit.
    """

    carer_id: str
    place: int
    conflicts: Conflicts[Obstacle]
    round_broken: bool = False


class Forbidding:
    """What forbids one visit, asked carer by carer."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._of_rounds: dict[int, Conflicts[Obstacle]] = {}

    def by_carer(self, place: int, carer_id: str) -> Forbidden:
        """What forbids a place of the visit to a carer."""
        scene = self.scene
        shifts = scene.shifts_of(carer_id)
        each = [self._by_round(shift) for shift in shifts]
        by_rounds = each_forbidden(each, ORDER) if shifts else _one(Obstacle.NO_SHIFT)
        barring = [frozenset({obstacle}) for obstacle in scene.barring(place, carer_id)]
        sets = minimal(in_order([*barring, *by_rounds.sets], ORDER))
        found = Conflicts(tuple(in_order(sets, ORDER)), by_rounds.proven)
        broken = bool(shifts) and not all(scene.questions.stands(shift) for shift in shifts)
        return Forbidden(carer_id, place, found, broken)

    def everybody(self) -> tuple[Forbidden, ...]:
        """What forbids each place to each carer of the team."""
        return tuple(
            self.by_carer(place, carer_id)
            for place in range(1, len(self.scene.visit.places) + 1)
            for carer_id in self.scene.problem.carer_ids
        )

    def team(self, everybody: Iterable[Forbidden]) -> Conflicts[Obstacle]:
        """What forbids the visit to the whole team.

        Args:
            everybody: what forbids each place to each carer.
        """
        alone = each_forbidden((each.conflicts for each in everybody), ORDER)
        if len(self.scene.visit.places) == 1:
            return alone
        together = self._together()
        sets = minimal(in_order([*alone.sets, *together.sets], ORDER))
        return Conflicts(tuple(in_order(sets, ORDER)), alone.proven and together.proven)

    def _by_round(self, shift: int) -> Conflicts[Obstacle]:
        """What forbids a place of the visit to a round, whoever is barred; the same for each."""
        if shift not in self._of_rounds:
            self._of_rounds[shift] = self._asked_of_round(shift)
        return self._of_rounds[shift]

    def _asked_of_round(self, shift: int) -> Conflicts[Obstacle]:
        scene = self.scene
        if shift in scene.standing.over:
            return _one(Obstacle.SHIFT_END)
        present = scene.standing.obstacles(scene.terms, (shift,))
        way = Way((shift,), {1: frozenset({shift})})

        def possible(kept: frozenset[Obstacle]) -> bool | None:
            return scene.questions.fits(way, Aside(frozenset(present) - kept))

        return conflicts(present, possible)

    def _together(self) -> Conflicts[Obstacle]:
        """What forbids that all places are filled at once, by different carers."""
        scene = self.scene
        shifts = tuple(
            shift
            for carer_id in scene.problem.carer_ids
            for shift in scene.shifts_of(carer_id)
            if shift not in scene.standing.over and scene.questions.stands(shift)
        )
        barring = {each for barred in scene.terms.barred.values() for each in barred}
        present = (
            *(each for each in ORDER if each in barring),
            *scene.standing.obstacles(scene.terms, shifts),
        )

        def possible(kept: frozenset[Obstacle]) -> bool | None:
            able = {
                place: frozenset(s for s in shifts if not self._barring(place, s) & kept)
                for place in range(1, len(scene.visit.places) + 1)
            }
            dropped = frozenset(present) - kept - BARRING
            return scene.questions.fits(Way(shifts, able), Aside(dropped))

        found = conflicts(present, possible)
        both = tuple(each | {Obstacle.TOGETHER} for each in found.sets)
        return Conflicts(tuple(in_order(both, ORDER)), found.proven)

    def _barring(self, place: int, shift: int) -> frozenset[Obstacle]:
        """What keeps the carer of a shift from a place whatever the round."""
        carer = self.scene.problem.shifts[shift].carer
        return self.scene.terms.barred.get((place, carer), NOTHING)


def _one(obstacle: Obstacle) -> Conflicts[Obstacle]:
    return Conflicts((frozenset({obstacle}),))
