"""What would help a visit that is left unassigned: the smallest alterations that make it fit.

Each repair alters one thing that was agreed. How much of it is asked of the exact model, with every
other visit left to its carer; a plan is then made for the altered team, checked and scored.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from scheduler.domain.carer import Discipline
from scheduler.domain.horizon import windows_on
from scheduler.domain.shift import Shift, ShiftKey
from scheduler.domain.team import Team
from scheduler.domain.visit import Amendment, ClockWindow, VisitAgreement
from scheduler.planning.explaining.forbidding import Forbidding
from scheduler.planning.explaining.scene import Scene
from scheduler.solver.few_rounds import (
    IMPOSSIBLE,
    Answer,
    Least,
    all_made,
    before_start,
    behind_end,
    beyond_windows,
)
from scheduler.solver.obstacles import NOTHING, FewRounds, Obstacle, Terms, Way
from scheduler.units import SECONDS_PER_MINUTE, minutes, seconds_between

LEAST_SHARE = 2
"""A visit is never offered to be cut to less than one such part of itself."""


class RepairKind(StrEnum):
    """What is altered."""

    NOTHING = "nothing"
    WIDER_WINDOW = "wider_window"
    EARLIER_START = "earlier_start"
    LATER_END = "later_end"
    QUALIFICATION = "qualification"
    REFUSAL_LIFTED = "refusal_lifted"
    PIN_RETIRED = "pin_retired"
    SHORTER_VISIT = "shorter_visit"
    HANDED_OVER = "handed_over"


Freed = Mapping[int, frozenset[Obstacle]]
"""By shift, what is put aside of it alone."""


@dataclass(frozen=True)
class Alteration:
    """Something agreed that is altered so that the visit fits.

    Attributes:
        carer_id: whose shift or qualifications; empty where it concerns the visit alone.
        minutes: how much; 0 where it is not a matter of time.
        detail: the qualification, the window as it would be.
        team: the team after it.
        rekeyed: shifts that start at another time.
        way: the rounds that could take the visit.
        proven: whether less is proven to be too little, with every other visit left to its carer.
    """

    kind: RepairKind
    carer_id: str
    minutes: int
    detail: str
    team: Team
    rekeyed: Mapping[ShiftKey, ShiftKey]
    way: Way
    proven: bool


class Alterations:
    """The smallest alterations of every kind that make a visit fit."""

    def __init__(self, forbidding: Forbidding) -> None:
        self._forbidding = forbidding
        self._scene = forbidding.scene
        self._agreement = _agreement(self._scene)
        self._ways = open_ways(self._scene)

    def __iter__(self) -> Iterator[Alteration]:
        yield from self._as_it_is()
        for way in self._ways:
            yield from self._wider_window(way)
            yield from self._longer_shift(way)
            yield from self._shorter_visit(way)
        yield from self._unbarred()

    def _able(
        self, way: Way, dropped: frozenset[Obstacle] = NOTHING, freed: Freed | None = None
    ) -> Way | None:
        """A way with only the rounds that can take a place by themselves, as is known by now."""
        more = freed or {}
        return _only(
            way,
            lambda shift: self._forbidding.fits_alone(shift, dropped | more.get(shift, NOTHING)),
            self._scene.tied_shifts,
        )

    def _ask(
        self,
        way: Way,
        least: Callable[[FewRounds], Least] | None = None,
        dropped: frozenset[Obstacle] = NOTHING,
        freed: Freed | None = None,
        terms: Terms | None = None,
    ) -> tuple[FewRounds | None, Answer]:
        scene = self._scene
        asked = scene.standing.asked_of(way, terms or scene.terms, dropped, freed or {})
        if asked is None:
            return None, IMPOSSIBLE
        return asked, all_made(asked.problem, None if least is None else least(asked))

    def _as_it_is(self) -> Iterator[Alteration]:
        for way in self._ways:
            able = self._able(way)
            if able is not None:
                _, answer = self._ask(able)
                if answer.schedules is not None:
                    yield self._alteration(RepairKind.NOTHING, able, answer, self._scene.team)

    def _alteration(
        self,
        kind: RepairKind,
        way: Way,
        answer: Answer,
        team: Team,
        *,
        carer_id: str = "",
        detail: str = "",
        rekeyed: Mapping[ShiftKey, ShiftKey] | None = None,
    ) -> Alteration:
        return Alteration(
            kind, carer_id, answer.amount, detail, team, rekeyed or {}, way, answer.proven
        )

    def _wider_window(self, way: Way) -> Iterator[Alteration]:
        """The nearest window, opened or closed so much earlier or later."""
        terms = self._scene.terms

        def least(asked: FewRounds) -> Least:
            return beyond_windows(terms.windows, asked.newcomer)

        able = self._able(way, frozenset({Obstacle.WINDOW}))
        if not terms.windows or able is None:
            return
        asked, answer = self._ask(able, least, frozenset({Obstacle.WINDOW}))
        if asked is None or answer.schedules is None or not answer.amount:
            return
        task = asked.problem.visits[asked.newcomer].tasks[0]
        start = next(
            activity.start
            for each in answer.schedules
            for activity in each.activities
            if (activity.kind, activity.index) == ("visit", task)
        )
        windows = self._widened(start, minutes(answer.amount))
        if windows is not None:
            team = self._amended(windows=windows)
            detail = ";".join(f"{_clock(each.opens)}-{_clock(each.closes)}" for each in windows)
            yield self._alteration(RepairKind.WIDER_WINDOW, able, answer, team, detail=detail)

    def _widened(self, start: int, seconds: int) -> tuple[ClockWindow, ...] | None:
        """The windows with that nearest to a start widened; None where it would pass midnight."""
        scene, spans = self._scene, self._scene.terms.windows
        near = min(
            range(len(spans)), key=lambda each: max(spans[each][0] - start, start - spans[each][1])
        )
        day, zone = scene.visit_key.date, scene.team.timezone
        owners = [n for n, w in enumerate(self.windows) for _ in windows_on(w, day, zone)]
        own = self.windows[owners[near]]
        if start < spans[near][0]:
            wider = ClockWindow(own.opens - seconds, own.closes)
        else:
            wider = ClockWindow(own.opens, own.closes + seconds)
        if wider.opens < 0:
            return None
        others = [each for n, each in enumerate(self.windows) if n != owners[near]]
        merged = [each for each in others if _apart(each, wider)]
        touching = [each for each in others if not _apart(each, wider)]
        opens = min([wider.opens, *(each.opens for each in touching)])
        closes = max([wider.closes, *(each.closes for each in touching)])
        return tuple(sorted((*merged, ClockWindow(opens, closes)), key=lambda each: each.opens))

    @property
    def windows(self) -> tuple[ClockWindow, ...]:
        """The windows of the visit on its date, by the clock."""
        amendment = self._scene.team.amendment_of.get(self._scene.visit_key)
        if amendment is None or amendment.windows is None:
            return self._agreement.windows
        return amendment.windows

    def _amended(
        self, *, windows: tuple[ClockWindow, ...] | None = None, service: int | None = None
    ) -> Team:
        team, key = self._scene.team, self._scene.visit_key
        own = team.amendment_of.get(key, Amendment(key))
        own = own if windows is None else replace(own, windows=windows)
        own = own if service is None else replace(own, service_seconds=service)
        kept = tuple(each for each in team.amendments if each.visit != key)
        return replace(team, amendments=(*kept, own))

    def _longer_shift(self, way: Way) -> Iterator[Alteration]:
        """One carer sets out earlier, or comes home later."""
        for shift in way.shifts:
            yield from self._longer(way, shift, RepairKind.EARLIER_START, Obstacle.SHIFT_START)
            yield from self._longer(way, shift, RepairKind.LATER_END, Obstacle.SHIFT_END)

    def _longer(
        self, way: Way, shift: int, kind: RepairKind, obstacle: Obstacle
    ) -> Iterator[Alteration]:
        freed = {shift: frozenset({obstacle})}
        able, own = self._able(way, freed=freed), self._scene.problem.shifts[shift]
        if able is None or shift not in able.shifts:
            return
        position = able.shifts.index(shift)
        least = before_start(position, own.start)
        if kind is RepairKind.LATER_END:
            least = behind_end(position, own.latest_end)
        _, answer = self._ask(able, lambda _: least, freed=freed)
        if answer.schedules is None or not answer.amount:
            return
        longer = self._lengthened(shift, kind, minutes(answer.amount))
        if longer is not None:
            team, keys = longer
            carer_id = own.key.carer_id
            yield self._alteration(kind, able, answer, team, carer_id=carer_id, rekeyed=keys)

    def _lengthened(
        self, number: int, kind: RepairKind, seconds: int
    ) -> tuple[Team, dict[ShiftKey, ShiftKey]] | None:
        """The team with a longer shift; None where it would need a break or meet another shift."""
        team, key = self._scene.team, self._scene.problem.shifts[number].key
        own = next(each for each in team.shifts if each.key == key)
        if kind is RepairKind.EARLIER_START:
            # what the clock has taken of the shift is no longer there to be given
            start = self._scene.problem.shifts[number].start - seconds
            begin = self._scene.problem.origin + timedelta(seconds=start)
            longer = replace(own, start=min(own.start, begin))
        else:
            longer = replace(own, end=own.end + timedelta(seconds=seconds))
        others = [each for each in team.shifts if each is not own]
        limit = team.agreements.break_after_seconds
        if _meets_another(longer, others) or (
            not own.breaks and own.seconds <= limit < longer.seconds
        ):
            return None
        shifts = tuple(sorted((*others, longer), key=lambda each: each.start))
        return replace(team, shifts=shifts), {own.key: longer.key}

    def _shorter_visit(self, way: Way) -> Iterator[Alteration]:
        """The visit so many minutes shorter, never into what is protected."""
        service = self._scene.visit.service_seconds
        least = max(self._agreement.protected_seconds, -(-service // LEAST_SHARE), 1)
        most = (service - least) // SECONDS_PER_MINUTE
        as_it_is = self._able(way)
        if most < 1 or (as_it_is is not None and self._ask(as_it_is)[1].schedules is not None):
            return
        able = _only(way, lambda shift: self._takes(shift, most), self._scene.tied_shifts)
        if able is None or self._shorter(able, most).schedules is None:
            return
        low, high, proven = 0, most, True
        while high - low > 1:
            middle = (low + high) // 2
            answer = self._shorter(able, middle)
            proven = proven and (answer.schedules is not None or answer.proven)
            low, high = (low, middle) if answer.schedules is not None else (middle, high)
        team = self._amended(service=service - minutes(high))
        found = Answer((), high, proven)
        yield self._alteration(RepairKind.SHORTER_VISIT, able, found, team)

    def _takes(self, shift: int, count: int) -> bool:
        """Whether a round can take the visit by itself when it is so many minutes shorter."""
        alone = Way((shift,), {1: frozenset({shift})})
        tied = frozenset({Obstacle.DEPENDENCY}) if len(self._scene.visit.places) > 1 else NOTHING
        return self._shorter(alone, count, tied).schedules is not None

    def _shorter(self, way: Way, count: int, dropped: frozenset[Obstacle] = NOTHING) -> Answer:
        service = self._scene.visit.service_seconds - minutes(count)
        terms = replace(self._scene.terms, service=service)
        return self._ask(way, dropped=dropped, terms=terms)[1]

    def _unbarred(self) -> Iterator[Alteration]:
        """One qualification more, one refusal less, or the visit's pins retired."""
        scene = self._scene
        client = scene.team.client_by_id[scene.visit.client_id]
        for carer_id in scene.problem.carer_ids:
            missing = self._missing(carer_id)
            if len(missing) == 1 and missing.isdisjoint(Discipline):
                team = _qualified(scene.team, carer_id, missing)
                yield from self._freed(RepairKind.QUALIFICATION, team, carer_id, *missing)
            if carer_id in client.refuses:
                team = _welcomed(scene.team, client.client_id, carer_id)
                yield from self._freed(RepairKind.REFUSAL_LIFTED, team, carer_id, client.client_id)
        if scene.pins:
            pins = tuple(pin for pin in scene.team.pins if pin.visit != scene.visit_key)
            yield from self._freed(RepairKind.PIN_RETIRED, replace(scene.team, pins=pins))

    def _freed(
        self, kind: RepairKind, team: Team, carer_id: str = "", detail: str = ""
    ) -> Iterator[Alteration]:
        """An alteration that lets somebody make the visit who was barred from it."""
        aside = frozenset({Obstacle.PINNED_START}) if kind is RepairKind.PIN_RETIRED else NOTHING
        own = (
            self._scene.shifts_of(carer_id) if carer_id else range(len(self._scene.problem.shifts))
        )
        helped = {shift for shift in own if self._forbidding.fits_alone(shift, aside)}
        for way in open_ways(self._scene.changed(team)) if helped else ():
            able = self._able(way, aside)
            if able is not None and not helped.isdisjoint(able.shifts):
                _, answer = self._ask(able, dropped=aside)
                if answer.schedules is not None:
                    yield self._alteration(
                        kind, able, answer, team, carer_id=carer_id, detail=detail
                    )

    def _missing(self, carer_id: str) -> frozenset[str]:
        """What a carer lacks, of the place that asks for least more."""
        carer = self._scene.team.carer_by_id[carer_id]
        lacking = [
            frozenset(each for each in place if not carer.can_do(frozenset({each})))
            for place in self._scene.visit.places
        ]
        return min((each for each in lacking if each), key=len, default=frozenset())


def _only(way: Way, able: Callable[[int], bool], tied: frozenset[int]) -> Way | None:
    """A way with some of its rounds; None where a place is then left to nobody.

    Args:
        tied: rounds with visits that this one is tied to, which stay part of it.
    """
    kept = {shift for shift in way.shifts if able(shift)}
    places = {place: shifts & kept for place, shifts in way.places.items()}
    if not all(places.values()):
        return None
    return Way(tuple(sorted(tied.intersection(way.shifts).union(*places.values()))), places)


def open_ways(scene: Scene) -> tuple[Way, ...]:
    """The rounds that could take the visit: each by itself, or all together for a joint visit."""
    able = {
        place: frozenset(
            shift
            for carer_id in scene.problem.carer_ids
            if not scene.barring(place, carer_id)
            for shift in scene.shifts_of(carer_id)
            if shift not in scene.standing.over
        )
        for place in range(1, len(scene.visit.places) + 1)
    }
    if len(able) == 1:
        return tuple(Way((shift,), {1: frozenset({shift})}) for shift in sorted(able[1]))
    if not all(able.values()):
        return ()
    return (Way(tuple(sorted(frozenset().union(*able.values()))), able),)


def _agreement(scene: Scene) -> VisitAgreement:
    return next(each for each in scene.team.visits if each.visit_id == scene.visit_key.visit_id)


def _apart(one: ClockWindow, other: ClockWindow) -> bool:
    return one.closes < other.opens or other.closes < one.opens


def _clock(seconds: int) -> str:
    hours, rest = divmod(seconds // SECONDS_PER_MINUTE, 60)
    return f"{hours:02}:{rest:02}"


def _meets_another(shift: Shift, others: list[Shift]) -> bool:
    return any(
        each.carer_id == shift.carer_id
        and seconds_between(each.start, shift.end) > 0
        and seconds_between(shift.start, each.end) > 0
        for each in others
    )


def _qualified(team: Team, carer_id: str, more: frozenset[str]) -> Team:
    carers = tuple(
        replace(each, qualifications=each.qualifications | more)
        if each.carer_id == carer_id
        else each
        for each in team.carers
    )
    return replace(team, carers=carers)


def _welcomed(team: Team, client_id: str, carer_id: str) -> Team:
    clients = tuple(
        replace(each, refuses=each.refuses - {carer_id}) if each.client_id == client_id else each
        for each in team.clients
    )
    return replace(team, clients=clients)
