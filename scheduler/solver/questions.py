"""Whether rounds can take a visit with some rules put aside, and how much less would do.

What is known of every round by itself (`scheduler.solver.openings`) answers nearly all; where
visits of a round are tied to each other and that leaves it open, the model of all rules does
(`scheduler.solver.few_rounds`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from scheduler.plan import StopKind
from scheduler.solver.eased import FewRounds, asked_of
from scheduler.solver.few_rounds import (
    IMPOSSIBLE,
    Answer,
    Least,
    all_made,
    before_start,
    behind_end,
    beyond_windows,
)
from scheduler.solver.loose_round import LooseRound, Newcomer
from scheduler.solver.obstacles import Obstacle, Terms, Way
from scheduler.solver.openings import Aside, Openings, Starts
from scheduler.solver.schedule import Schedule
from scheduler.solver.spans import Spans, common, nearest, united
from scheduler.solver.standing import Standing
from scheduler.solver.together import Able, at_once
from scheduler.units import SECONDS_PER_MINUTE


@dataclass(frozen=True)
class Fewest:
    """How many whole minutes are enough.

    Attributes:
        start: of the visit, where it is a matter of that.
        proven: whether fewer are proven to be too few.
    """

    minutes: int
    start: int
    proven: bool


class Questions:
    """Questions about one visit and the rounds of a plan."""

    def __init__(self, standing: Standing, terms: Terms) -> None:
        self._standing, self._terms = standing, terms
        self._openings = Openings(standing, terms)
        self._stand: dict[int, bool] = {}

    def stands(self, shift: int) -> bool:
        """Whether a round keeps the rules without the visit, as far as is known."""
        if shift not in self._stand:
            self._stand[shift] = not self._standing.tasks(shift) or self._stands(shift)
        return self._stand[shift]

    def _stands(self, shift: int) -> bool:
        stands = self._openings.stands(shift)
        if stands is None:
            asked = asked_of(self._standing, Way((shift,)), None)
            return asked is not None and not all_made(asked.problem).impossible
        return stands

    def able(self, way: Way, aside: Aside) -> tuple[Able, Able]:
        """When the rounds of a way can fill each place by themselves: surely, and perhaps."""
        aside = replace(aside, beside=self._beside(way))
        allowed = self._openings.allowed(aside)
        shifts = set[int]().union(*way.places.values())
        own = {each: self._openings.of_round(each, aside).common(allowed) for each in shifts}
        return (
            {place: {s: own[s].sure for s in sorted(able)} for place, able in way.places.items()},
            {
                place: {s: own[s].perhaps for s in sorted(able)}
                for place, able in way.places.items()
            },
        )

    def _beside(self, way: Way) -> tuple[int, ...]:
        """The rounds of a way that may be made in another order; a broken one stays as it is."""
        return tuple(each for each in way.shifts if self.stands(each))

    def starts(self, way: Way, aside: Aside) -> Starts:
        """The starts at which the rounds of a way can fill all places."""
        sure, perhaps = self.able(way, aside)
        return Starts(at_once(sure, self._carers), at_once(perhaps, self._carers))

    def fits(self, way: Way, aside: Aside) -> bool | None:
        """Whether the rounds of a way can take the visit; None where that is not known."""
        possible = self.starts(way, aside).possible
        if possible is None:
            _, answer = self.modelled(way, aside)
            if answer.schedules is None:
                return False if answer.proven else None
            return True
        return possible

    def beyond_windows(self, way: Way, aside: Aside) -> Fewest | None:
        """The fewest minutes from the windows agreed, which are put aside; None for never."""
        starts, windows = self.starts(way, aside), self._terms.windows
        least = nearest(starts.perhaps, windows)
        if least is None:
            return None
        enough = nearest(starts.sure, windows)
        if enough is not None and _minutes(enough[0]) == _minutes(least[0]):
            return Fewest(_minutes(enough[0]), enough[1], proven=True)
        asked, answer = self.modelled(way, aside, lambda few: beyond_windows(windows, few.newcomer))
        if asked is None or answer.schedules is None:
            return None
        task = asked.problem.visits[asked.newcomer].tasks[0]
        start = next(
            activity.start
            for each in answer.schedules
            for activity in each.activities
            if (activity.kind, activity.index) == (StopKind.VISIT, task)
        )
        return Fewest(answer.amount, start, answer.proven)

    def earlier(self, way: Way, shift: int) -> Fewest | None:
        """The fewest minutes by which one round begins before its shift; None for never."""
        start = self._standing.problem.shifts[shift].start

        def before(own: LooseRound, newcomer: Newcomer, starts: Spans) -> int | None:
            departure = own.last_departure_with(newcomer, starts)
            return None if departure is None else _minutes(start - departure)

        def least(few: FewRounds) -> Least:
            return before_start(few.shifts.index(shift), start)

        return self._longer(way, shift, Obstacle.SHIFT_START, before, least)

    def later(self, way: Way, shift: int) -> Fewest | None:
        """The fewest minutes by which one round ends after its shift; None for never."""
        latest = self._standing.problem.shifts[shift].latest_end

        def behind(own: LooseRound, newcomer: Newcomer, starts: Spans) -> int | None:
            end = own.first_end_with(newcomer, starts)
            return None if end is None else _minutes(end - latest)

        def least(few: FewRounds) -> Least:
            return behind_end(few.shifts.index(shift), latest)

        return self._longer(way, shift, Obstacle.SHIFT_END, behind, least)

    def _longer(
        self,
        way: Way,
        shift: int,
        obstacle: Obstacle,
        measure: Callable[[LooseRound, Newcomer, Spans], int | None],
        least: Callable[[FewRounds], Least],
    ) -> Fewest | None:
        """How much longer one shift must be for its round to fill a place."""
        aside = Aside(freed={shift: frozenset({obstacle})}, beside=self._beside(way))
        starts = self._left_by_others(way, shift, aside)
        found = self._openings.extremes(shift, aside, starts, measure)
        if found is not None and found[1] is None:
            return None
        carers = self._carers
        alone = all(carers[each] != carers[shift] for each in way.shifts if each != shift)
        if found is not None and found[0] is not None and found[0] == found[1]:
            # the carer's other rounds might take the visit when this one gives way to them
            return Fewest(found[0], 0, proven=alone)
        asked, answer = self.modelled(way, aside, least)
        if asked is None or answer.schedules is None:
            return None
        return Fewest(answer.amount, 0, answer.proven)

    def _left_by_others(self, way: Way, shift: int, aside: Aside) -> Starts:
        """The starts at which all places but one, which a round is to fill, can be filled."""
        allowed, carers = self._openings.allowed(aside), self._carers
        able = self.able(way, aside)
        found = []
        for known, spans in zip(able, (allowed.sure, allowed.perhaps), strict=True):
            ways = [
                at_once(_without(known, place, carers, carers[shift]), carers)
                for place, shifts in way.places.items()
                if shift in shifts
            ]
            found.append(common(united(span for each in ways for span in each), spans))
        return Starts(found[0], found[1])

    def schedules(self, way: Way, tasks: Sequence[int]) -> tuple[Schedule, ...] | None:
        """Rounds in which the shifts of a way, one for each place, take the visit at once.

        Args:
            tasks: the places of the visit.

        Returns:
            None where the tables of the rounds do not tell.
        """
        aside = Aside(beside=self._beside(way))
        starts = self.starts(way, aside).sure
        if len(way.places) > 1:
            starts = tuple((low, low) for low, _ in starts[:1])
        found = [
            self._openings.schedule(shift, aside, starts, tasks[place - 1])
            for place, shifts in way.places.items()
            for shift in shifts
        ]
        if not starts or len(found) < len(way.shifts):
            return None
        known = tuple(each for each in found if each is not None)
        return known if len(known) == len(found) else None

    def modelled(
        self, way: Way, aside: Aside, least: Callable[[FewRounds], Least] | None = None
    ) -> tuple[FewRounds | None, Answer]:
        """What the model of all rules says of the rounds of a way that may take the visit."""
        terms = replace(self._terms, service=aside.service)
        narrow = self.narrowed(way, aside)
        asked = asked_of(self._standing, narrow, terms, aside.dropped, aside.freed)
        if asked is None:
            return None, IMPOSSIBLE
        return asked, all_made(asked.problem, None if least is None else least(asked))

    def narrowed(self, way: Way, aside: Aside) -> Way:
        """A way without the rounds that cannot take the visit for sure, nor bear upon it."""
        _, able = self.able(way, aside)
        together = at_once(able, self._carers)
        places = {
            place: frozenset(s for s, spans in by_shift.items() if common(spans, together))
            for place, by_shift in able.items()
        }
        return self.with_those_it_bears_upon(Way(way.shifts, places))

    def with_those_it_bears_upon(self, way: Way) -> Way:
        """The rounds of a way that may fill a place, with all that may have to move with them.

        Those are the carers' other rounds, and those with visits that this one is tied to.
        """
        filling = set[int]().union(*way.places.values())
        carers = {self._carers[each] for each in filling}
        tied = self._standing.tied_shifts(self._terms.visit)
        shifts = (
            each
            for each in way.shifts
            if each in filling
            or (self.stands(each) and (each in tied or self._carers[each] in carers))
        )
        return Way(tuple(shifts), way.places)

    @property
    def _carers(self) -> tuple[int, ...]:
        return tuple(each.carer for each in self._standing.problem.shifts)


def _without(able: Able, place: int, carers: tuple[int, ...], carer: int) -> Able:
    """The other places, without a carer who fills one already."""
    return {
        other: {shift: spans for shift, spans in by_shift.items() if carers[shift] != carer}
        for other, by_shift in able.items()
        if other != place
    }


def _minutes(seconds: int) -> int:
    """Whole minutes that are enough."""
    return max(0, -(-seconds // SECONDS_PER_MINUTE))
