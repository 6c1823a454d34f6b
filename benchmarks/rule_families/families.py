"""One function for each rule: it changes a team so that the rule bites."""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from benchmarks.rule_families.teams import (
    CARERS,
    CLOSES,
    FIRST_DATE,
    OPENS,
    Draft,
    instant,
    key_of,
)
from scheduler.domain.shift import Appointment, Break, Endpoint, Shift
from scheduler.domain.visit import ClockWindow, Dependency, Pin, VisitAgreement
from scheduler.rules import RuleId
from scheduler.units import minutes

Family = Callable[[Draft], None]


def _visits(made: Draft, probability: float, change: Callable[[VisitAgreement], Any]) -> None:
    """Change the fields that `change` names, of some visits."""
    made.visits = [
        dataclasses.replace(visit, **change(visit)) if made.chance(probability) else visit
        for visit in made.visits
    ]


def _shifts(made: Draft, probability: float, change: Callable[[Shift], Any]) -> None:
    """Change the fields that `change` names, of some shifts."""
    made.shifts = [
        dataclasses.replace(shift, **change(shift)) if made.chance(probability) else shift
        for shift in made.shifts
    ]


def _weigh(made: Draft, **points: int) -> None:
    made.agreements = dataclasses.replace(
        made.agreements, weights={**made.agreements.weights, **points}
    )


def _window(made: Draft, longest: int) -> ClockWindow:
    opens = made.between(OPENS, CLOSES - minutes(30))
    return ClockWindow(opens, opens + made.between(0, longest))


def windows(made: Draft) -> None:
    """Most visits may start within half an hour only."""
    _visits(made, 0.8, lambda _: {"windows": (_window(made, minutes(30)),)})


def several_windows(made: Draft) -> None:
    """Most visits have two or three short windows."""

    def spans() -> tuple[ClockWindow, ...]:
        bounds = sorted(made.between(OPENS, CLOSES) for _ in range(made.dice.choice((4, 6))))
        pairs = zip(bounds[::2], bounds[1::2], strict=True)
        apart = [ClockWindow(a, min(b, a + minutes(15))) for a, b in pairs]
        return tuple(
            each for n, each in enumerate(apart) if n == 0 or each.opens > apart[n - 1].closes
        )

    _visits(made, 0.8, lambda _: {"windows": spans()})


def qualification(made: Draft) -> None:
    """Half of the visits ask for what only some carers have."""
    made.carers = [
        dataclasses.replace(each, qualifications=frozenset({"wound"} if number % 2 else ()))
        for number, each in enumerate(made.carers)
    ]
    _visits(made, 0.5, lambda _: {"places": (frozenset({"wound"}),)})


def refusal(made: Draft) -> None:
    """Most clients refuse somebody."""
    made.clients = [
        dataclasses.replace(
            each, refuses=frozenset(c.carer_id for c in made.carers if made.chance(0.4))
        )
        for each in made.clients
    ]


def pinned_carer(made: Draft) -> None:
    """Half of the visits are somebody's."""
    made.pins = [
        Pin(key_of(visit), 1, carer_id=made.dice.choice(made.carers).carer_id)
        for visit in made.visits
        if made.chance(0.5)
    ]


def pinned_start(made: Draft) -> None:
    """Some visits start at a set moment."""
    made.pins = [
        Pin(key_of(visit), start=instant(0, made.between(OPENS + minutes(20), CLOSES)))
        for visit in made.visits
        if made.chance(0.4)
    ]


def load_cap(made: Draft) -> None:
    """Visits weigh differently, and a round holds little."""
    _visits(made, 1.0, lambda _: {"load": made.dice.randint(0, 3)})
    _shifts(made, 0.8, lambda _: {"load_cap": made.dice.randint(2, 6)})


def breaks(made: Draft) -> None:
    """Everybody has a break in a narrow window, some have two."""

    def taken(shift: Shift) -> dict[str, Any]:
        first = shift.start + timedelta(seconds=made.between(minutes(60), minutes(120)))
        width = timedelta(seconds=made.between(0, minutes(20)))
        long = made.between(minutes(10), minutes(30))
        found = [Break(long, first, first + timedelta(seconds=long) + width)]
        if made.chance(0.3):
            later = found[0].latest + timedelta(seconds=made.between(0, minutes(60)))
            found.append(Break(minutes(10), later, later + timedelta(seconds=minutes(10)) + width))
        return {"breaks": tuple(found)}

    _shifts(made, 1.0, taken)


def appointments(made: Draft) -> None:
    """Most carers have a meeting in mid-shift."""

    def held(shift: Shift) -> dict[str, Any]:
        begin = shift.start + timedelta(seconds=made.between(minutes(60), minutes(150)))
        end = begin + timedelta(seconds=made.between(minutes(15), minutes(45)))
        return {"appointments": (Appointment(begin, end, made.dice.choice(tuple(Endpoint))),)}

    _shifts(made, 0.8, held)


def joint(made: Draft) -> None:
    """Some visits take two carers, few take three."""

    def places() -> tuple[frozenset[str], ...]:
        return (frozenset(),) * min(len(made.carers), made.dice.choice((2, 2, 3)))

    _visits(made, 0.4, lambda _: {"places": places()})


def dependency(made: Draft) -> None:
    """Visits follow others at a distance."""
    for number in range(1, len(made.visits)):
        if made.chance(0.5):
            first = made.dice.choice(made.visits[:number]).visit_id
            least = made.between(0, minutes(90))
            most = None if made.chance(0.3) else least + made.between(0, minutes(30))
            made.visits[number] = dataclasses.replace(
                made.visits[number], dependency=Dependency(first, least, most)
            )


def ends(made: Draft) -> None:
    """Rounds start and end at different places, and shifts are short."""

    def places(shift: Shift) -> dict[str, Any]:
        return {
            "start_place": made.dice.choice(tuple(Endpoint)),
            "end_place": made.dice.choice(tuple(Endpoint)),
            "end": shift.start + timedelta(seconds=made.between(minutes(90), minutes(180))),
        }

    _shifts(made, 1.0, places)


def overtime(made: Draft) -> None:
    """Shifts are short, and may be exceeded."""
    made.agreements = dataclasses.replace(made.agreements, overtime_limit_seconds=minutes(60))
    _shifts(
        made,
        1.0,
        lambda each: {
            "end": each.start + timedelta(seconds=made.between(minutes(60), minutes(120)))
        },
    )


def rest(made: Draft) -> None:
    """Late shifts are followed by early ones."""
    made.days = 2
    hours = made.dice.randint(9, 13)
    made.agreements = dataclasses.replace(made.agreements, rest_seconds=hours * 3600)
    made.shifts = []
    for carer in made.carers:
        late = instant(0, minutes(17 * 60))
        early = instant(1, minutes(6 * 60) + made.between(0, minutes(120)))
        for begin in (late, early):
            end = begin + timedelta(seconds=minutes(300))
            made.shifts.append(Shift(carer.carer_id, begin, end))
    for number, visit in enumerate(made.visits):
        day = number % 2
        opens = minutes(17 * 60) if day == 0 else minutes(6 * 60)
        made.visits[number] = dataclasses.replace(
            visit,
            dates=FIRST_DATE + timedelta(days=day),
            windows=(ClockWindow(opens, opens + minutes(300)),),
        )


def wished_start(made: Draft) -> None:
    """Most visits have a wish, often the same one."""
    popular = made.between(OPENS, CLOSES)
    _visits(
        made,
        0.8,
        lambda _: {
            "wished_start": popular if made.chance(0.5) else made.between(OPENS, CLOSES),
        },
    )


def continuity(made: Draft) -> None:
    """Clients know few carers, have primary ones and wishes."""
    names = [carer.carer_id for carer in made.carers]
    made.history = [each for each in made.history if made.chance(0.3)]
    made.clients = [
        dataclasses.replace(
            each,
            primary_carer=made.dice.choice(names),
            wishes=frozenset(name for name in names if made.chance(0.3)),
        )
        for each in made.clients
    ]
    _weigh(made, **{RuleId.CONTINUITY: made.dice.randint(500, 20_000)})


def fair_load(made: Draft) -> None:
    """Fairness weighs more than the road."""
    _weigh(made, **{RuleId.FAIR_LOAD: made.dice.randint(50, 2_000)})


def waiting_spread(made: Draft) -> None:
    """Short windows and meetings make waiting, which should be shared."""
    windows(made)
    appointments(made)
    _weigh(made, **{RuleId.WAITING_SPREAD: made.dice.randint(5, 50)})


def worst_lateness(made: Draft) -> None:
    """Wishes are early, and the latest visit of all counts."""
    _visits(made, 0.8, lambda _: {"wished_start": made.between(OPENS, OPENS + minutes(60))})
    _weigh(
        made,
        **{
            RuleId.WORST_LATENESS: made.dice.randint(10, 100),
            RuleId.WISHED_START: made.dice.randint(0, 2),
        },
    )


def change(made: Draft) -> None:
    """A carer of the published plan falls out; the plan itself is made in `cases`."""
    _weigh(made, **{RuleId.CHANGE: made.dice.randint(1_000, 50_000)})
    absent = made.dice.choice(CARERS[: len(made.carers)])
    made.shifts = [each for each in made.shifts if each.carer_id != absent]


FAMILIES: Mapping[str, tuple[RuleId, Family]] = {
    "windows": (RuleId.WINDOW, windows),
    "several-windows": (RuleId.WINDOW, several_windows),
    "qualification": (RuleId.QUALIFICATION, qualification),
    "refusal": (RuleId.REFUSAL, refusal),
    "pinned-carer": (RuleId.PIN, pinned_carer),
    "pinned-start": (RuleId.PIN, pinned_start),
    "load-cap": (RuleId.LOAD_CAP, load_cap),
    "breaks": (RuleId.BREAK, breaks),
    "appointments": (RuleId.APPOINTMENT, appointments),
    "joint": (RuleId.TOGETHER, joint),
    "dependency": (RuleId.DEPENDENCY, dependency),
    "ends": (RuleId.SHIFT, ends),
    "overtime": (RuleId.OVERTIME, overtime),
    "rest": (RuleId.REST, rest),
    "wished-start": (RuleId.WISHED_START, wished_start),
    "continuity": (RuleId.CONTINUITY, continuity),
    "fair-load": (RuleId.FAIR_LOAD, fair_load),
    "waiting-spread": (RuleId.WAITING_SPREAD, waiting_spread),
    "worst-lateness": (RuleId.WORST_LATENESS, worst_lateness),
    "change": (RuleId.CHANGE, change),
}
"""The rule of every family, and what makes it bite."""
