"""What would help a visit that is left unassigned: the smallest alterations that make it fit.

Each alters one thing that was agreed. How much of it is asked exactly, with every other visit left
to its carer; a plan is then made for the altered team, checked and scored.
"""

from collections.abc import Iterator

from scheduler.domain.carer import Discipline
from scheduler.domain.team import Team
from scheduler.planning.explaining.alteration import Agreements, Alteration, RepairKind, clocks
from scheduler.planning.explaining.scene import Scene
from scheduler.solver.obstacles import NOTHING, Obstacle, Way
from scheduler.solver.openings import Aside
from scheduler.solver.questions import Fewest
from scheduler.units import SECONDS_PER_MINUTE, minutes

LEAST_SHARE = 2
"""A visit is never offered to be cut to less than one such part of itself."""


class Alterations:
    """The smallest alterations of every kind that make a visit fit."""

    def __init__(self, scene: Scene) -> None:
        self._scene, self._questions = scene, scene.questions
        self._agreements = Agreements(scene)

    def __iter__(self) -> Iterator[Alteration]:
        for way in open_ways(self._scene):
            if self._questions.fits(way, Aside()):
                yield Alteration(RepairKind.NOTHING, way, self._scene.team)
                continue
            yield from self._wider_window(way)
            yield from self._longer_shift(way)
            yield from self._shorter_visit(way)
        yield from self._unbarred()

    def _wider_window(self, way: Way) -> Iterator[Alteration]:
        """The nearest window, opened or closed so much earlier or later."""
        aside = Aside(frozenset({Obstacle.WINDOW}))
        found = self._questions.beyond_windows(way, aside)
        if found is None or not found.minutes:
            return
        windows = self._agreements.widened(found.start, minutes(found.minutes))
        if windows is not None:
            yield Alteration(
                RepairKind.WIDER_WINDOW,
                way,
                self._agreements.amended(windows=windows),
                minutes=found.minutes,
                detail=clocks(windows),
                proven=found.proven,
            )

    def _longer_shift(self, way: Way) -> Iterator[Alteration]:
        """One carer sets out earlier, or comes home later."""
        for shift in sorted(set[int]().union(*way.places.values())):
            found = self._questions.earlier(way, shift)
            if found is not None and found.minutes:
                yield from self._longer(RepairKind.EARLIER_START, way, shift, found)
            found = self._questions.later(way, shift)
            if found is not None and found.minutes:
                yield from self._longer(RepairKind.LATER_END, way, shift, found)

    def _longer(
        self, kind: RepairKind, way: Way, shift: int, found: Fewest
    ) -> Iterator[Alteration]:
        seconds = minutes(found.minutes)
        if kind is RepairKind.EARLIER_START:
            longer = self._agreements.lengthened(shift, before=seconds)
        else:
            longer = self._agreements.lengthened(shift, behind=seconds)
        if longer is not None:
            team, rekeyed = longer
            yield Alteration(
                kind,
                way,
                team,
                carer_id=self._scene.problem.shifts[shift].key.carer_id,
                minutes=found.minutes,
                rekeyed=rekeyed,
                proven=found.proven,
            )

    def _shorter_visit(self, way: Way) -> Iterator[Alteration]:
        """The visit so many minutes shorter, never into what is protected."""
        service = self._scene.visit.service_seconds
        protected = self._agreements.agreement.protected_seconds
        least = max(protected, -(-service // LEAST_SHARE), 1)
        low, high, proven = 0, (service - least) // SECONDS_PER_MINUTE, True
        if high < 1 or not self._fits_shorter(way, high):
            return
        while high - low > 1:
            middle = (low + high) // 2
            fits = self._fits_shorter(way, middle)
            proven = proven and fits is not None
            low, high = (low, middle) if fits else (middle, high)
        team = self._agreements.amended(service=service - minutes(high))
        yield Alteration(RepairKind.SHORTER_VISIT, way, team, minutes=high, proven=proven)

    def _fits_shorter(self, way: Way, count: int) -> bool | None:
        service = self._scene.visit.service_seconds - minutes(count)
        return self._questions.fits(way, Aside(service=service))

    def _unbarred(self) -> Iterator[Alteration]:
        """One qualification more, one refusal less, or the visit's pins retired."""
        scene, agreed = self._scene, self._agreements
        client_id = agreed.agreement.client_id
        refuses = scene.team.client_by_id[client_id].refuses
        for carer_id in scene.problem.carer_ids:
            for missing in self._missing(carer_id):
                yield from self._freed(
                    RepairKind.QUALIFICATION,
                    agreed.qualified(carer_id, frozenset({missing})),
                    carer_id,
                    missing,
                )
            if carer_id in refuses:
                yield from self._freed(
                    RepairKind.REFUSAL_LIFTED, agreed.welcomed(carer_id), carer_id, client_id
                )
        if scene.pins:
            yield from self._freed(RepairKind.PIN_RETIRED, agreed.unpinned())

    def _missing(self, carer_id: str) -> Iterator[str]:
        """What by itself would qualify a carer for a place; a discipline is none that is given."""
        places = range(1, len(self._scene.visit.places) + 1)
        missing = {self._agreements.missing(place, carer_id) for place in places}
        for each in sorted(missing, key=sorted):
            if len(each) == 1 and each.isdisjoint(Discipline):
                yield from each

    def _freed(
        self, kind: RepairKind, team: Team, carer_id: str = "", detail: str = ""
    ) -> Iterator[Alteration]:
        """An alteration that lets somebody make the visit who was barred from it."""
        pinned = kind is RepairKind.PIN_RETIRED
        aside = Aside(frozenset({Obstacle.PINNED_START}) if pinned else NOTHING)
        for way in open_ways(self._scene.changed(team)):
            for helped in (way,) if pinned else self._with_a_place_for(way, carer_id):
                if self._questions.fits(helped, aside):
                    yield Alteration(kind, helped, team, carer_id=carer_id, detail=detail)
                    break

    def _with_a_place_for(self, way: Way, carer_id: str) -> Iterator[Way]:
        """The way with one of its places for a carer who could not fill it before."""
        own = frozenset(self._scene.shifts_of(carer_id))
        for place, shifts in way.places.items():
            if shifts & own and self._scene.barring(place, carer_id):
                yield Way(way.shifts, {**way.places, place: shifts & own})


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
