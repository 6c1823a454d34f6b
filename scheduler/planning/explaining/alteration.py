"""Something agreed that is altered so that a visit fits, and the team after it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from scheduler.domain.horizon import windows_on
from scheduler.domain.shift import Shift, ShiftKey
from scheduler.domain.team import Team
from scheduler.domain.visit import Amendment, ClockWindow, VisitAgreement
from scheduler.planning.explaining.scene import Scene
from scheduler.solver.obstacles import Way
from scheduler.units import SECONDS_PER_MINUTE, seconds_between


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


@dataclass(frozen=True)
class Alteration:
    """Something agreed that is altered so that the visit fits.

    Attributes:
        way: the rounds that could take the visit.
        team: the team after it.
        carer_id: whose shift or qualifications; empty where it concerns the visit alone.
        minutes: how much; 0 where it is not a matter of time.
        detail: the qualification, the window as it would be.
        rekeyed: shifts that start at another time.
        proven: whether less is proven to be too little, with every other visit left to its carer.
    """

    kind: RepairKind
    way: Way
    team: Team
    carer_id: str = ""
    minutes: int = 0
    detail: str = ""
    rekeyed: Mapping[ShiftKey, ShiftKey] = field(default_factory=dict)
    proven: bool = True


class Agreements:
    """What is agreed of a visit and of those who could make it, and the team after an alteration.

    Attributes:
        agreement: the visit's own.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        wanted = scene.visit_key.visit_id
        self.agreement: VisitAgreement = next(
            each for each in scene.team.visits if each.visit_id == wanted
        )

    @property
    def windows(self) -> tuple[ClockWindow, ...]:
        """The windows of the visit on its date, by the clock."""
        amendment = self._scene.team.amendment_of.get(self._scene.visit_key)
        if amendment is None or amendment.windows is None:
            return self.agreement.windows
        return amendment.windows

    def widened(self, start: int, seconds: int) -> tuple[ClockWindow, ...] | None:
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
        touching = [each for each in others if not _apart(each, wider)]
        opens = min([wider.opens, *(each.opens for each in touching)])
        closes = max([wider.closes, *(each.closes for each in touching)])
        apart = (each for each in others if _apart(each, wider))
        return tuple(sorted((*apart, ClockWindow(opens, closes)), key=lambda each: each.opens))

    def amended(
        self, *, windows: tuple[ClockWindow, ...] | None = None, service: int | None = None
    ) -> Team:
        """The team with other windows, or another duration, of the visit on its date."""
        team, key = self._scene.team, self._scene.visit_key
        own = team.amendment_of.get(key, Amendment(key))
        own = own if windows is None else replace(own, windows=windows)
        own = own if service is None else replace(own, service_seconds=service)
        kept = tuple(each for each in team.amendments if each.visit != key)
        return replace(team, amendments=(*kept, own))

    def lengthened(
        self, number: int, *, before: int = 0, behind: int = 0
    ) -> tuple[Team, dict[ShiftKey, ShiftKey]] | None:
        """The team with a longer shift; None where it would need a break or meet another shift.

        Args:
            before: seconds that it begins earlier.
            behind: seconds that it ends later.
        """
        scene = self._scene
        team, shift = scene.team, scene.problem.shifts[number]
        own = next(each for each in team.shifts if each.key == shift.key)
        # what the clock has taken of the shift is no longer there to be given
        begin = scene.problem.origin + timedelta(seconds=shift.start - before)
        start = min(own.start, begin) if before else own.start
        longer = replace(own, start=start, end=own.end + timedelta(seconds=behind))
        others = [each for each in team.shifts if each is not own]
        limit = team.agreements.break_after_seconds
        if _meets_another(longer, others) or (
            not own.breaks and own.seconds <= limit < longer.seconds
        ):
            return None
        shifts = tuple(sorted((*others, longer), key=lambda each: each.start))
        return replace(team, shifts=shifts), {own.key: longer.key}

    def qualified(self, carer_id: str, more: frozenset[str]) -> Team:
        """The team with a carer who can do more."""
        team = self._scene.team
        carers = tuple(
            replace(each, qualifications=each.qualifications | more)
            if each.carer_id == carer_id
            else each
            for each in team.carers
        )
        return replace(team, carers=carers)

    def welcomed(self, carer_id: str) -> Team:
        """The team with a client who no longer refuses a carer."""
        team, client_id = self._scene.team, self.agreement.client_id
        clients = tuple(
            replace(each, refuses=each.refuses - {carer_id})
            if each.client_id == client_id
            else each
            for each in team.clients
        )
        return replace(team, clients=clients)

    def unpinned(self) -> Team:
        """The team without the visit's pins."""
        team, key = self._scene.team, self._scene.visit_key
        return replace(team, pins=tuple(pin for pin in team.pins if pin.visit != key))

    def missing(self, place: int, carer_id: str) -> frozenset[str]:
        """What a carer lacks for a place."""
        carer = self._scene.team.carer_by_id[carer_id]
        asked = self._scene.visit.places[place - 1]
        return frozenset(each for each in asked if not carer.can_do(frozenset({each})))


def clocks(windows: tuple[ClockWindow, ...]) -> str:
    """Windows as the team folder has them."""
    return ";".join(f"{_clock(each.opens)}-{_clock(each.closes)}" for each in windows)


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
