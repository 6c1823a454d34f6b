"""What forbids a visit: for every carer and for the team the smallest sets of rules."""

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.planning.explaining.scene import Scene
from scheduler.solver.conflicts import Conflicts, conflicts, each_forbidden, in_order, minimal
from scheduler.solver.few_rounds import IMPOSSIBLE, Answer, all_made
from scheduler.solver.obstacles import BARRING, NOTHING, Obstacle, Way

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
        broken = bool(shifts) and not all(self._stands(shift) for shift in shifts)
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

    def fits_alone(self, shift: int, aside: frozenset[Obstacle]) -> bool:
        """Whether a round can take a place by itself with these put aside, whoever is barred."""
        if shift in self.scene.standing.over:
            return False
        joint = len(self.scene.visit.places) > 1
        # a visit that it is tied to may move with a round that takes another place
        free = aside | {Obstacle.DEPENDENCY} if joint else aside
        return all(one & free for one in self._by_round(shift).sets)

    def _by_round(self, shift: int) -> Conflicts[Obstacle]:
        """What forbids a place of the visit to a round, whoever is barred; the same for each."""
        if shift not in self._of_rounds:
            self._of_rounds[shift] = self._asked_of_round(shift)
        return self._of_rounds[shift]

    def _asked_of_round(self, shift: int) -> Conflicts[Obstacle]:
        if shift in self.scene.standing.over:
            return _one(Obstacle.SHIFT_END)
        present = self.scene.standing.obstacles(self.scene.terms, (shift,))
        way = Way((shift,), {1: frozenset({shift})})

        def possible(kept: frozenset[Obstacle]) -> bool | None:
            return _known(self._ask(way, frozenset(present) - kept))

        return conflicts(present, possible)

    def _together(self) -> Conflicts[Obstacle]:
        """What forbids that all places are filled at once, by different carers."""
        scene = self.scene
        standing, places = scene.standing, range(1, len(scene.visit.places) + 1)
        shifts = tuple(
            shift
            for carer_id in scene.problem.carer_ids
            for shift in scene.shifts_of(carer_id)
            if shift not in standing.over and self._stands(shift)
        )
        barring = {each for barred in scene.terms.barred.values() for each in barred}
        present = (
            *(each for each in ORDER if each in barring),
            *standing.obstacles(scene.terms, shifts),
        )

        def possible(kept: frozenset[Obstacle]) -> bool | None:
            able = {
                place: frozenset(s for s in shifts if self._is_able(place, s, kept))
                for place in places
            }
            if not all(able.values()):
                return False
            tied = scene.tied_shifts.intersection(shifts)
            involved = tuple(sorted(tied.union(*able.values())))
            return _known(self._ask(Way(involved, able), frozenset(present) - kept - BARRING))

        found = conflicts(present, possible)
        both = tuple(each | {Obstacle.TOGETHER} for each in found.sets)
        return Conflicts(tuple(in_order(both, ORDER)), found.proven)

    def _is_able(self, place: int, shift: int, kept: frozenset[Obstacle]) -> bool:
        """Whether a round can take a place by itself while these are kept, as is known by then."""
        carer = self.scene.problem.shifts[shift].carer
        barred = self.scene.terms.barred.get((place, carer), NOTHING)
        # a visit that it is tied to may move with a round that takes another place
        untied = kept - {Obstacle.DEPENDENCY}
        return not barred & kept and not any(one <= untied for one in self._by_round(shift).sets)

    def _stands(self, shift: int) -> bool:
        """Whether a round keeps the rules without the visit."""
        if not self.scene.standing.tasks(shift):
            return True
        asked = self.scene.standing.asked_of(Way((shift,)), None)
        return asked is not None and not all_made(asked.problem).impossible

    def _ask(self, way: Way, dropped: frozenset[Obstacle]) -> Answer:
        asked = self.scene.standing.asked_of(way, self.scene.terms, dropped)
        return IMPOSSIBLE if asked is None else all_made(asked.problem)


def _one(obstacle: Obstacle) -> Conflicts[Obstacle]:
    return Conflicts((frozenset({obstacle}),))


def _known(answer: Answer) -> bool | None:
    if answer.schedules is not None:
        return True
    return False if answer.proven else None
