"""Where a visit fits into rounds that are published, with as little moved as can be.

`Placing` holds the rounds as they stand, `placements` finds the ways to make a visit in them, and
`placement` says what each of them costs.
"""

from collections.abc import Mapping, Sequence

from scheduler.errors import RoundsError
from scheduler.plan import StopKind
from scheduler.solver.keeping import Keeper, Kept
from scheduler.solver.placement import Placement
from scheduler.solver.placements import Placements, starts_of
from scheduler.solver.problem import Problem
from scheduler.solver.round_orders import begun_length, with_breaks_elsewhere
from scheduler.solver.schedule import Activity, Schedule

__all__ = ["Placement", "Placing", "without"]


class Placing:
    """Rounds as they stand, which visits are put into or taken out of one by one.

    Args:
        rounds: activities by shift, with their starts, as `scheduler.solver.keeping` gives them.

    Attributes:
        rounds: the rounds as they now stand.
        displaced: tasks that could not stay where they stood, such as those behind a visit that
            takes longer; all places of a joint visit leave together.
    """

    def __init__(self, problem: Problem, rounds: Mapping[int, tuple[Activity, ...]]) -> None:
        self._problem = problem
        self._keeper = Keeper(problem)
        self.rounds: dict[int, Kept] = {}
        self.displaced: set[int] = set()
        self._rebuild({number: activities for number, activities in rounds.items() if activities})

    def _rebuild(self, waiting: dict[int, tuple[Activity, ...]]) -> None:
        """These rounds stand from now on, without what cannot stay in them."""
        while waiting:
            number, activities = waiting.popitem()
            kept = self._calmest(number, activities)
            if isinstance(kept, Kept):
                self._stand(number, kept)
                continue
            leaving = self._leaving(number, activities, kept)
            self.displaced |= leaving
            everywhere = {n: each.activities for n, each in self.rounds.items()}
            everywhere |= {**waiting, number: activities}
            waiting |= _left_by(leaving, everywhere)

    def _leaving(
        self, number: int, activities: tuple[Activity, ...], position: int
    ) -> frozenset[int]:
        """The tasks that leave a round which cannot be kept beyond a position.

        Raises:
            RoundsError: when nothing is left that could leave.
        """
        for activity in activities[position::-1]:
            if activity.kind is StopKind.VISIT:
                visit = self._problem.visits[self._problem.tasks[activity.index].visit]
                if not visit.held:
                    return frozenset(visit.tasks)
        key = self._problem.shifts[number].key
        raise RoundsError(
            "round-cannot-go-on",
            f"What has begun of the round of {key.carer_id} from {key.start.isoformat()} leaves "
            "no time for its breaks, appointments and way back.",
        )

    def activities(self, number: int) -> tuple[Activity, ...]:
        """The round of a shift as it now stands; nothing where there is none."""
        return self.rounds[number].activities if number in self.rounds else ()

    @property
    def schedules(self) -> tuple[Schedule, ...]:
        """The rounds, those of nothing but appointments included."""
        return tuple(
            Schedule(number, self.rounds[number].activities) for number in sorted(self.rounds)
        )

    def starts(self) -> dict[int, int]:
        """The start of every visit that is made."""
        return starts_of(self._problem, self.rounds)

    def place(self, placement: Placement) -> None:
        """Make the visit so."""
        self.rounds.update(placement.rounds)

    def take_out(self, visit: int) -> frozenset[int]:
        """Make the visit no more, nor those that depend on it.

        Returns:
            The tasks displaced by that: a detour can be shorter than the road that is left.
        """
        before = set(self.displaced)
        leaving = frozenset(self._problem.visits[visit].tasks)
        rounds = {number: kept.activities for number, kept in self.rounds.items()}
        self._rebuild(_left_by(leaving, rounds))
        for dependant in self._problem.dependants[visit]:
            self.take_out(dependant)
        return frozenset(self.displaced - before)

    def _calmest(self, number: int, activities: tuple[Activity, ...]) -> Kept | int:
        """The round in this order, with breaks elsewhere where that pushes less."""
        kept = self._keeper.keep(number, activities)
        if isinstance(kept, Kept) and kept.pushed == 0:
            return kept
        shift = self._problem.shifts[number]
        orders = with_breaks_elsewhere(shift, activities, begun_length(shift, activities))
        others = (self._keeper.keep(number, order) for order in orders)
        ways = [way for way in (kept, *others) if isinstance(way, Kept)]
        return min(ways, key=lambda way: way.pushed, default=kept)

    def _stand(self, number: int, kept: Kept) -> None:
        """The round is like this from now on; one of nothing but breaks is none."""
        if all(activity.kind is StopKind.BREAK for activity in kept.activities):
            self.rounds.pop(number, None)
        else:
            self.rounds[number] = kept

    def placements(
        self, visit: int, tasks: Sequence[int], preferred: int | None = None
    ) -> list[Placement]:
        """Every way to fill places of a visit, the cheapest first.

        Args:
            tasks: the places to fill; the others are filled already, or there are none.
            preferred: the start that it had.
        """
        ways = Placements(self._problem, self._keeper, self.rounds, visit, preferred)
        return ways.of(tasks)


def _left_by(
    tasks: frozenset[int], rounds: Mapping[int, tuple[Activity, ...]]
) -> dict[int, tuple[Activity, ...]]:
    """Those of the rounds that any of the tasks was in, without them."""
    after = without(rounds, tasks)
    return {n: after[n] for n, activities in rounds.items() if len(after[n]) < len(activities)}


def without(
    rounds: Mapping[int, tuple[Activity, ...]], tasks: frozenset[int]
) -> dict[int, tuple[Activity, ...]]:
    """The rounds after tasks have left."""
    return {
        number: tuple(
            each
            for each in activities
            if each.kind is not StopKind.VISIT or each.index not in tasks
        )
        for number, activities in rounds.items()
    }
