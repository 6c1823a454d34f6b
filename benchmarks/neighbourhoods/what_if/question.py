"""The questions that are asked of a team: what it is, and the teams there would be."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.neighbourhoods.what_if.border import borders, merged
from benchmarks.neighbourhoods.what_if.changed_team import (
    with_base,
    with_carer_like,
    with_clients,
    with_mode,
    with_windows,
    without_carer,
)
from scheduler.domain.carer import Mode
from scheduler.domain.location import Location
from scheduler.domain.shift import ShiftKind
from scheduler.domain.team import Team
from scheduler.errors import Finding, InputError

TODAY = "today"
LEAST_WINDOW, MOST_WINDOW, MOST_CLIENTS = 0.05, 20.0, 100
CYCLES = (Mode.WALK, Mode.BIKE)


@dataclass(frozen=True)
class Question:
    """What if.

    Attributes:
        name: short, of letters, digits and hyphens; told apart by it.
        text: for people.
        teams: those there would be, for a seed.
    """

    name: str
    text: str
    teams: Callable[[int], tuple[Team, ...]]


@dataclass(frozen=True)
class Asked:
    """What is asked of a team, as it was typed.

    Attributes:
        carers_more, carers_less: ids; `travel` modes of all; `bases` as LAT,LON.
        windows: how many times as wide.
        split: into two teams; `everything` asks what can be asked of any team.
    """

    carers_more: tuple[str, ...] = ()
    carers_less: tuple[str, ...] = ()
    travel: tuple[Mode, ...] = ()
    bases: tuple[str, ...] = ()
    windows: tuple[float, ...] = ()
    clients: tuple[int, ...] = ()
    split: bool = False

    @property
    def everything(self) -> bool:
        """Whether nothing in particular is asked."""
        return self == Asked()


def questions(asked: Asked, team: Team, other: Team | None) -> tuple[Question, ...]:
    """The questions, today first.

    Args:
        other: the team beside, where a merger or another border is asked about.

    Raises:
        InputError: everything that is asked of what the team does not have.
    """
    wrong = list(_wrong(asked, team))
    if wrong:
        raise InputError(wrong)
    if asked.everything and other is None:
        asked = _usual(team)
    teams = (team,) if other is None else (team, other)
    today = Question(TODAY, "as it is today", lambda _: teams)
    found = [today, *_of_one(asked, team)] if other is None else [today, *_of_two(team, other)]
    return tuple(found)


def _usual(team: Team) -> Asked:
    """What can be asked of any team: of the carer with most hours, and of what all teams have."""
    hours = Counter({each.carer_id: 0 for each in team.carers})
    for shift in team.shifts:
        if shift.kind is ShiftKind.WORK:
            hours[shift.carer_id] += shift.seconds
    busiest = min(hours, key=lambda each: (-hours[each], each))
    return Asked(
        carers_more=(busiest,),
        carers_less=(busiest,),
        travel=(Mode.EBIKE,) if any(each.mode in CYCLES for each in team.carers) else (),
        windows=(0.5, 2.0),
        clients=(1, 3),
        split=True,
    )


def _of_one(asked: Asked, team: Team) -> Iterator[Question]:
    for carer_id in asked.carers_more:
        text = f"a carer more, who works like {carer_id}"
        yield _fixed(f"more-{carer_id}", text, with_carer_like(team, carer_id))
    for carer_id in asked.carers_less:
        yield _fixed(f"less-{carer_id}", f"without {carer_id}", without_carer(team, carer_id))
    for count in asked.clients:
        noun = "client" if count == 1 else "clients"
        yield Question(
            f"clients-{count}",
            f"{count} {noun} more",
            lambda seed, count=count: (with_clients(team, count, seed),),  # type: ignore[misc]
        )
    for mode in asked.travel:
        instead_of = CYCLES if mode is Mode.EBIKE else tuple(Mode)
        who = "all who walk or cycle" if mode is Mode.EBIKE else "all"
        yield _fixed(f"by-{mode}", f"{who} by {mode}", with_mode(team, mode, instead_of))
    for number, base in enumerate(asked.bases, start=1):
        yield _fixed(f"base-{number}", f"base at {base}", with_base(team, _place(base)))
    for factor in asked.windows:
        text = f"windows {factor:g} times as wide"
        yield _fixed(f"windows-{factor:g}".replace(".", "-"), text, with_windows(team, factor))
    if asked.split:
        yield from _borders(team, (team.base,), "two teams")


def _of_two(team: Team, other: Team) -> Iterator[Question]:
    both = merged(team, other)
    yield _fixed("merged", "one team of both", both)
    yield from _borders(both, (team.base, other.base), "another border")


def _borders(team: Team, bases: Sequence[Location], text: str) -> Iterator[Question]:
    for border in borders(team, bases):
        name = "border-" + border.name.replace(" ", "-")
        teams = border.teams
        yield Question(name, f"{text}: {border.name}", lambda _, teams=teams: teams)  # type: ignore[misc]


def _fixed(name: str, text: str, team: Team) -> Question:
    return Question(name, text, lambda _: (team,))


def _place(text: str) -> Location:
    lat, lon = (float(part) for part in text.split(","))
    return Location(lat, lon)


def _wrong(asked: Asked, team: Team) -> Iterator[Finding]:
    for option, ids in (("--carer-more", asked.carers_more), ("--carer-less", asked.carers_less)):
        for carer_id in ids:
            if carer_id not in team.carer_by_id:
                yield _finding(option, carer_id, f"No carer has the id {carer_id!r}.")
    for base in asked.bases:
        if not _is_place(base):
            yield _finding("--base", base, f"{base!r} is no place on the earth.")
    for factor in asked.windows:
        if not LEAST_WINDOW <= factor <= MOST_WINDOW:
            message = f"Windows are {LEAST_WINDOW:g} to {MOST_WINDOW:g} times as wide."
            yield _finding("--windows", factor, message)
    for count in asked.clients:
        if not 1 <= count <= MOST_CLIENTS:
            yield _finding("--clients", count, f"From 1 to {MOST_CLIENTS} clients more.")


def _is_place(text: str) -> bool:
    try:
        place = _place(text)
    except ValueError:
        return False
    return abs(place.lat) <= 90 and abs(place.lon) <= 180


def _finding(option: str, value: object, message: str) -> Finding:
    return Finding("the question", 0, option, "what-if-unknown", str(value), message)
