"""Changes as a day brings them, drawn by seed: what a team might ask of any published plan."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from scheduler.domain.change import (
    Absence,
    Cancellation,
    Change,
    Exchange,
    HandOver,
    NewPin,
    NewVisit,
    NewWindow,
    Overrun,
    RetiredPin,
    Swap,
    VisitPlace,
)
from scheduler.domain.visit import ClockWindow, Pin, Priority, VisitAgreement
from scheduler.planning.changes.published import Published
from scheduler.units import SECONDS_PER_MINUTE, minutes

QUARTER = minutes(15)


class RandomChanges:
    """Draws changes of a plan; some of them cannot be asked, as in life."""

    def __init__(self, seed: int) -> None:
        self._dice = Random(f"changes {seed}")  # noqa: S311 (repeatable is the purpose here)
        self._new = 0

    def draw(self, published: Published) -> Change:
        """A change of a plan; another one where the kind drawn finds nothing to change."""
        kinds: list[Callable[[Published], Change | None]] = [
            self._swap,
            self._swap,
            self._hand_over,
            self._hand_over,
            self._exchange,
            self._absence,
            self._overrun,
            self._new_visit,
            self._cancellation,
            self._new_window,
            self._new_pin,
            self._retired_pin,
        ]
        while True:
            change = self._dice.choice(kinds)(published)
            if change is not None:
                return change

    def _place(self, published: Published) -> VisitPlace:
        visits = sorted(published.visits)
        key = self._dice.choice(visits)
        return VisitPlace(key, self._dice.randint(1, len(published.visits[key].places)))

    def _carer(self, published: Published) -> str:
        return self._dice.choice(sorted({shift.carer_id for shift in published.shifts}))

    def _swap(self, published: Published) -> Change:
        return Swap(self._place(published), self._place(published))

    def _hand_over(self, published: Published) -> Change:
        return HandOver(self._place(published), self._carer(published))

    def _exchange(self, published: Published) -> Change:
        one, other = (self._dice.choice(published.shifts).key for _ in range(2))
        return Exchange(one, other)

    def _absence(self, published: Published) -> Change:
        shift = self._dice.choice(published.shifts)
        length = shift.seconds // SECONDS_PER_MINUTE
        since = shift.start + timedelta(minutes=self._dice.randint(-60, length))
        return Absence(
            shift.carer_id, since, since + timedelta(minutes=self._dice.randint(30, 900))
        )

    def _overrun(self, published: Published) -> Change:
        return Overrun(self._place(published).visit, self._dice.choice((5, 15, 40)) * 60)

    def _new_visit(self, published: Published) -> Change:
        self._new += 1
        client_id = published.visits[self._place(published).visit].client_id
        opens = self._dice.randrange(6 * 4, 21 * 4) * QUARTER
        day = self._dice.choice(published.plan.horizon.dates)
        qualified = published.visits[self._place(published).visit].places[0]
        visit_id = f"new{self._new}"
        while any(each.visit_id == visit_id for each in published.team.visits):
            self._new += 1
            visit_id = f"new{self._new}"
        return NewVisit(
            VisitAgreement(
                visit_id,
                client_id,
                day,
                (ClockWindow(opens, opens + self._dice.choice((1, 4, 8)) * QUARTER),),
                minutes(self._dice.choice((10, 20, 45))),
                places=(qualified,) * self._dice.choice((1, 1, 1, 2)),
                priority=self._dice.choice(tuple(Priority)),
            )
        )

    def _cancellation(self, published: Published) -> Change:
        return Cancellation(self._place(published).visit)

    def _new_window(self, published: Published) -> Change:
        opens = self._dice.randrange(6 * 4, 21 * 4) * QUARTER
        window = ClockWindow(opens, opens + self._dice.choice((1, 4, 8)) * QUARTER)
        return NewWindow(self._place(published).visit, (window,))

    def _new_pin(self, published: Published) -> Change | None:
        place = self._place(published)
        standing = published.stops.get((place.visit, place.place))
        if standing is None:
            return None
        each, stop = standing
        carer_id = each.shift.carer_id if self._dice.random() < 0.7 else self._carer(published)
        start = stop.start if self._dice.random() < 0.5 else None
        return NewPin(Pin(place.visit, place.place, carer_id, start))

    def _retired_pin(self, published: Published) -> Change | None:
        known = [pin for pin in published.team.pins if pin.visit in published.visits]
        if not known:
            return None
        pin = self._dice.choice(known)
        return RetiredPin(VisitPlace(pin.visit, pin.place))
