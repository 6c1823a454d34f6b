"""When rounds can take a visit, with some rules put aside.

Every round by itself is looked at exactly (`scheduler.solver.loose_round`). Visits of a round that
are tied to each other, or to the newcomer, make two answers of one: held at the starts they have,
what is found is surely possible; let go of their ties, what is not found is surely impossible.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from scheduler.plan import StopKind
from scheduler.solver.eased import EasedRounds, Freed, allowed
from scheduler.solver.loose_round import LooseRound, Newcomer
from scheduler.solver.obstacles import FAR, NOTHING, Obstacle, Terms
from scheduler.solver.problem import ProblemShift, ProblemVisit
from scheduler.solver.schedule import Activity, Schedule
from scheduler.solver.spans import Spans, common, united
from scheduler.solver.standing import Standing
from scheduler.solver.together import ALWAYS

Measure = Callable[[LooseRound, Newcomer, Spans], int | None]
"""A moment of a round that takes a visit at one of some starts; None where it cannot."""

OF_ROUNDS = frozenset(
    {
        Obstacle.SHIFT_START,
        Obstacle.SHIFT_END,
        Obstacle.LOAD_CAP,
        Obstacle.REST,
        Obstacle.APPOINTMENT,
        Obstacle.BREAK,
        Obstacle.OTHER_VISITS,
        Obstacle.DEPENDENCY,
    }
)
"""What can be put aside of a round; the rest is put aside of the newcomer."""


@dataclass(frozen=True)
class Starts:
    """Starts that are surely possible, and those that may be."""

    sure: Spans
    perhaps: Spans

    @property
    def possible(self) -> bool | None:
        """Whether there is any; None where that is not known."""
        if self.sure:
            return True
        return None if self.perhaps else False

    def common(self, other: "Starts") -> "Starts":
        """The starts of both."""
        return Starts(common(self.sure, other.sure), common(self.perhaps, other.perhaps))


@dataclass(frozen=True)
class Aside:
    """What is put aside, and what is not as it stands.

    Attributes:
        freed: by shift, what is put aside of it besides.
        beside: the shifts whose rounds may be made in another order as well.
        service: seconds of the newcomer, where they are others than those agreed.
    """

    dropped: frozenset[Obstacle] = NOTHING
    freed: Freed = field(default_factory=dict)
    beside: tuple[int, ...] = ()
    service: int | None = None


class Openings:
    """When the rounds of a plan can take one visit."""

    def __init__(self, standing: Standing, terms: Terms) -> None:
        self._standing, self._terms = standing, terms
        self._gaps: dict[object, Spans] = {}
        self._allowed: dict[object, Starts] = {}
        self._known: dict[object, EasedRounds] = {}
        self._bares: dict[object, LooseRound | None] = {}
        self._present: dict[int, frozenset[Obstacle]] = {}

    def allowed(self, aside: Aside) -> Starts:
        """The starts that the visit's own terms leave, whatever the round."""
        key = aside.dropped, aside.beside
        if key not in self._allowed:
            self._allowed[key] = self._allowed_with(aside)
        return self._allowed[key]

    def _allowed_with(self, aside: Aside) -> Starts:
        standing, terms = self._standing, self._terms
        inside = EasedRounds(standing, aside.beside, dropped=aside.dropped)
        numbers = [inside.visit_of(task) for task, _ in inside.others]
        made = dict(zip(numbers, inside.visits, strict=True))
        gone = inside.inside - made.keys()
        fixed = {visit for visit, each in made.items() if _is_fixed(each)}
        sure = allowed(standing, terms, aside.dropped, gone)
        return Starts(sure, allowed(standing, terms, aside.dropped, inside.inside - fixed))

    def of_round(self, shift: int, aside: Aside) -> Starts:
        """The starts at which a round can take one place of the visit, whoever is barred.

        What the visit itself asks for is left out of it.
        """
        if not self._is_looked_at(shift, aside):
            return Starts((), ALWAYS)
        held = self._starts(shift, aside, held=True)
        if not self._has_ties(shift, aside):
            return Starts(held, held)
        return Starts(held, self._starts(shift, aside, held=False))

    def stands(self, shift: int) -> bool | None:
        """Whether a round can be without the visit; None where that is not known."""
        aside = Aside(frozenset({Obstacle.DEPENDENCY}))
        own = self._bare(shift, aside, held=True)
        if own is None:
            return False
        if own.is_too_long:
            return None
        if own.ends is not None:
            return True
        loose = self._bare(shift, aside, held=False)
        return False if loose is None or loose.ends is None else None

    def extremes(
        self, shift: int, aside: Aside, starts: Starts, measure: Measure
    ) -> tuple[int | None, int | None] | None:
        """A moment of a round that takes the visit at one of these starts.

        Returns:
            As it surely can be, and as it may be at best, each None where the round cannot take
            the visit so; None alone where it is not looked at.
        """
        if not self._is_looked_at(shift, aside):
            return None
        found = []
        for held, spans in ((True, starts.sure), (False, starts.perhaps)):
            own = self._round(shift, aside, held=held)
            begun = self._begun_by(shift, spans)
            found.append(None if own is None else measure(own, self._newcomer(aside), begun))
        return found[0], found[1]

    def schedule(self, shift: int, aside: Aside, starts: Spans, task: int) -> Schedule | None:
        """A round that takes the visit at one of some starts, tied visits of it held.

        Args:
            starts: those that are surely possible for the round.
            task: the place that it fills.

        Returns:
            None where that was not looked at, or takes other rounds of the carer with it.
        """
        own = self._round(shift, aside, held=True)
        if own is None or self._beside(shift, aside) or not self._is_looked_at(shift, aside):
            return None
        doings = own.schedule_with(self._newcomer(aside), self._begun_by(shift, starts))
        if doings is None:
            return None
        tasks = [*(each for each, _ in self._eased(shift, aside).others), task]
        return Schedule(
            shift,
            tuple(
                Activity(
                    each.kind,
                    tasks[each.number] if each.kind is StopKind.VISIT else each.number,
                    each.start,
                    each.on_arrival,
                )
                for each in doings
            ),
        )

    def _newcomer(self, aside: Aside) -> Newcomer:
        own = self._standing.problem.visits[self._terms.visit]
        service = own.service if aside.service is None else aside.service
        return Newcomer(own.location, service, own.load)

    def _starts(self, shift: int, aside: Aside, *, held: bool) -> Spans:
        """The starts that a round has room for."""
        beside = self._beside(shift, aside)
        around = tuple((each, self._relevant(each, aside)) for each in (shift, *beside))
        key = (around, held)
        if key not in self._gaps:
            own = self._round(shift, aside, held=held)
            self._gaps[key] = () if own is None else own.gaps(self._newcomer(aside))
        service = self._newcomer(aside).service
        spans = ((begin, end - service) for begin, end in self._gaps[key] if begin <= end - service)
        return self._begun_by(shift, united(spans))

    def _begun_by(self, shift: int, spans: Spans) -> Spans:
        """The starts that the clock has not taken."""
        return common(spans, ((self._standing.first_start(shift), FAR),))

    def _relevant(self, shift: int, aside: Aside) -> frozenset[Obstacle]:
        """What is put aside of a shift and there."""
        if shift not in self._present:
            present = self._standing.obstacles(self._terms, (shift,))
            self._present[shift] = OF_ROUNDS.intersection(present)
        return (aside.dropped | aside.freed.get(shift, NOTHING)) & self._present[shift]

    def _beside(self, shift: int, aside: Aside) -> tuple[int, ...]:
        """The other rounds of the carer that may be made in another order as well."""
        shifts = self._standing.problem.shifts
        return tuple(
            each
            for each in aside.beside
            if each != shift and shifts[each].carer == shifts[shift].carer
        )

    def _has_ties(self, shift: int, aside: Aside) -> bool:
        """Whether visits of a round, or of one that it is bound to, are tied to each other."""
        return any(
            self._tied(self._eased(each, aside)) for each in (shift, *self._beside(shift, aside))
        )

    def _eased(self, shift: int, aside: Aside) -> EasedRounds:
        relevant, beside = self._relevant(shift, aside), (*self._beside(shift, aside), shift)
        key = shift, relevant, beside
        if key not in self._known:
            self._known[key] = EasedRounds(self._standing, (shift,), None, relevant, beside=beside)
        return self._known[key]

    def _tied(self, eased: EasedRounds) -> frozenset[int]:
        """The visits of a round, as it numbers them, that are tied to others of it."""
        visits, problem = eased.visits, self._standing.problem
        tied = {number for number, each in enumerate(visits) if each.after is not None}
        tied |= {each.after for each in visits if each.after is not None}
        if Obstacle.DEPENDENCY not in eased.dropped:
            newcomer = self._terms.visit
            ties = {problem.visits[newcomer].after, *problem.dependants[newcomer]}
            tied |= {n for n, (task, _) in enumerate(eased.others) if eased.visit_of(task) in ties}
        return frozenset(number for number in tied if not _is_fixed(visits[number]))

    def _is_looked_at(self, shift: int, aside: Aside) -> bool:
        """Whether a round, and every one that it is bound to, is short enough."""
        bare = (self._bare(each, aside, held=True) for each in (shift, *self._beside(shift, aside)))
        return not any(each is not None and each.is_too_long for each in bare)

    def _round(self, shift: int, aside: Aside, *, held: bool) -> LooseRound | None:
        """A round without the newcomer; None where it cannot be at all."""
        own = self._bare(shift, aside, held=held)
        low = self._bound(shift, aside, held=held, sign=1)
        high = self._bound(shift, aside, held=held, sign=-1)
        return None if own is None else _between(own, low, high)

    def _bound(self, shift: int, aside: Aside, *, held: bool, sign: int) -> int:
        """The moment that earlier rounds of the carer (sign 1) or later ones (-1) leave of a shift.

        Returns:
            Before which the round cannot begin, or behind which it cannot end.
        """
        shifts, bound = self._standing.problem.shifts, -sign * FAR
        for other in self._beside(shift, aside):
            if (shifts[other].start < shifts[shift].start) != (sign > 0):
                continue
            bare = self._bare(other, aside, held=held)
            if bare is not None and bare.is_empty:
                continue
            reach = self._bound(other, aside, held=held, sign=sign)
            spans = (reach, FAR) if sign > 0 else (-FAR, reach)
            kept = None if bare is None else _between(bare, *spans)
            if kept is None or kept.ends is None:
                return sign * FAR
            rest = 0 if shifts[shift].day == shifts[other].day else self._standing.problem.rest
            departure, end = kept.ends
            bound = max(bound, end + rest) if sign > 0 else min(bound, departure - rest)
        return bound

    def _bare(self, shift: int, aside: Aside, *, held: bool) -> LooseRound | None:
        """A round by itself, tied visits held at the starts they have or let go of their ties."""
        eased = self._eased(shift, aside)
        key = shift, eased.dropped, eased.beside, held
        if key not in self._bares:
            self._bares[key] = self._loose(shift, eased, held=held)
        return self._bares[key]

    def _loose(self, shift: int, eased: EasedRounds, *, held: bool) -> LooseRound | None:
        own = eased.shift(shift)
        if own is None:
            return None
        visits = list(eased.visits)
        for number in self._tied(eased) if held else ():
            start = self._standing.starts[eased.visit_of(eased.others[number][0])]
            visits[number] = replace(visits[number], windows=((start, start),))
        return LooseRound(self._standing.problem, own, visits)


def _between(own: LooseRound, low: int, high: int) -> LooseRound | None:
    """A round that begins and ends within bounds; None where no time is left of its shift."""
    start, latest = max(own.shift.start, low), min(own.shift.latest_end, high)
    if start >= latest:
        return None
    shift: ProblemShift = replace(
        own.shift, start=start, end=max(start + 1, min(own.shift.end, latest)), latest_end=latest
    )
    return replace(own, shift=shift)


def _is_fixed(visit: ProblemVisit) -> bool:
    """Whether it has just one start."""
    return len(visit.windows) == 1 and visit.windows[0][0] == visit.windows[0][1]
