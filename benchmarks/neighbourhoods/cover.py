"""Which shifts a week needs, so that there are carers on duty whenever visits fall."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from benchmarks.neighbourhoods.demand import SLOT_MINUTES, SLOTS, Work, needed_minutes
from benchmarks.neighbourhoods.roster import DAYS, HOURS
from scheduler.errors import RoundsError
from scheduler.geo.earth import Floats

LETTERS: Final = ("E", "M", "P", "L", "N", "Q", "S", "T", "U", "W")
"""Shifts to choose from, as `roster.HOURS` describes them; the first of equally good ones."""

SHIFT_MINUTES: Final = 30
"""What a shift costs besides its hours: the ways from and to home."""

NODES: Final = 200
"""Where looking for the best shifts of a day ends: far beyond what a team of twelve takes."""

STRETCH_STEP: Final = 0.1
STRETCH_MOST: Final = 3.0
_BREAK_SLOTS: Final[Mapping[str, int]] = {"E": 24, "L": 34, "W": 54}
"""In which half hour a long shift rests: noon, five, three at night."""


@dataclass
class Cover:
    """The shifts of a week.

    Attributes:
        needed: letters by day, without which visits are left out.
        besides: letters by day that use up the hours of the carers.
    """

    needed: list[list[str]] = field(default_factory=lambda: [[] for _ in range(DAYS)])
    besides: list[list[str]] = field(default_factory=lambda: [[] for _ in range(DAYS)])

    @property
    def minutes(self) -> int:
        """Working time of all that is needed."""
        return sum(letter_minutes(letter) for letters in self.needed for letter in letters)


def letter_minutes(letter: str) -> int:
    """Working time of a shift."""
    return round(sum(60 * stretch.hours for stretch in HOURS[letter]))


def stretches(letter: str) -> list[tuple[int, int]]:
    """From when to when a shift lasts, in minutes of the day."""
    spans = []
    for stretch in HOURS[letter]:
        hours, minutes = stretch.start.split(":")
        begin = 60 * int(hours) + int(minutes)
        spans.append((begin, begin + round(60 * stretch.hours)))
    return spans


def cover(works: Sequence[Work], leg: float, fill: float) -> Cover:
    """The fewest hours of shifts with time for every visit between any two times of a day.

    Args:
        leg: minutes of travel that go with a visit.
        fill: share of a shift that can be planned.
    """
    found = Cover()
    needed = needed_minutes(works, leg, fill)
    for day in range(DAYS):
        found.needed[day] = _letters(_fewest(needed[day], np.zeros(len(LETTERS))))
        for work in (work for work in works if work.day == day):
            while (letter := _companion(work, _duty(found.needed[day]), leg)) is not None:
                found.needed[day].append(letter)
    return found


def add_besides(found: Cover, works: Sequence[Work], leg: float, fill: float, minutes: int) -> None:
    """Add shifts for at most so many minutes: those of a week with more of the same work."""
    needed = needed_minutes(works, leg, fill)
    least = [_counts(letters) for letters in found.needed]
    stretch = 1.0
    while stretch < STRETCH_MOST:
        stretch += STRETCH_STEP
        more = [
            _letters(_fewest(needed[day] * stretch, least[day]) - least[day]) for day in range(DAYS)
        ]
        if sum(letter_minutes(letter) for letters in more for letter in letters) > minutes:
            return
        found.besides = more


def _fewest(needed: Floats, least: Floats) -> Floats:
    """How many shifts of every letter, in as few hours as can be, and no fewer than `least`."""
    asked = (needed > 0) & _BEFORE
    # a longer span with no more in it than a shorter one asks for nothing
    asked[:, 1:] &= needed[:, 1:] > needed[:, :-1]
    asked[:-1, :] &= needed[:-1, :] > needed[1:, :]
    if not asked.any():
        return least
    lasting = np.stack([_between(letter)[asked] for letter in LETTERS], axis=1)
    found = milp(
        _COSTS,
        integrality=[1] * len(LETTERS),
        bounds=Bounds(least, np.inf),
        constraints=LinearConstraint(lasting, needed[asked], np.inf),
        options={"mip_rel_gap": 0, "node_limit": NODES},
    )
    if found.x is None:
        raise RoundsError("team-not-covered", f"No shifts cover a day: {found.message}")
    return np.asarray(np.rint(found.x), dtype=np.float64)


class Shortfall:
    """What carers on duty on one day leave undone of some visits."""

    def __init__(self, works: Sequence[Work], leg: float, fill: float) -> None:
        """The visits are those of one day."""
        self.day = works[0].day
        self._needed = needed_minutes(works, leg, fill)[self.day]

    def minutes(self, duty: Floats) -> float:
        """Minutes missing, summed over every two times of the day; `duty` as `between` gives."""
        return float(np.maximum(self._needed - duty, 0.0)[_BEFORE].sum())


def _counts(letters: Sequence[str]) -> Floats:
    return np.array([float(letters.count(letter)) for letter in LETTERS])


def _letters(counts: Floats) -> list[str]:
    numbered = zip(LETTERS, counts.tolist(), strict=True)
    return [letter for letter, count in numbered for _ in range(round(count))]


def _duty(letters: Sequence[str]) -> Floats:
    """Minutes of duty of all these shifts in every half hour."""
    return sum((_on_duty(letter) for letter in letters), np.zeros(SLOTS))


def _companion(work: Work, duty: Floats, leg: float) -> str | None:
    """A shift that is missing for all places of a visit to be filled at one time."""
    if _together(work, duty) >= len(work.asks):
        return None
    length = work.minutes + leg
    able = [
        letter
        for letter in LETTERS
        if any(
            max(begin, work.opens) <= work.closes and max(begin, work.opens) + length <= end
            for begin, end in stretches(letter)
        )
        and _together(work, duty + _on_duty(letter)) > _together(work, duty)
    ]
    return min(able, key=letter_minutes, default=None)


def _together(work: Work, duty: Floats) -> int:
    """Most carers who are on duty for a whole visit at one of its starts."""
    return (
        max(
            int(duty[start // SLOT_MINUTES : -(-(start + work.minutes) // SLOT_MINUTES)].min())
            for start in range(work.opens, work.closes + 1, SLOT_MINUTES)
        )
        // SLOT_MINUTES
    )


def between(letters: Sequence[str]) -> Floats:
    """Minutes of duty of some shifts between every two times of the day, shape (from, to)."""
    return sum(map(_between, letters), np.zeros((SLOTS + 1, SLOTS + 1)))


@cache
def _between(letter: str) -> Floats:
    """Minutes of duty of a shift between every two times of the day."""
    until = np.concatenate([[0.0], np.cumsum(_on_duty(letter))])
    lasting: Floats = until[None, :] - until[:, None]
    return lasting


@cache
def _on_duty(letter: str) -> Floats:
    """Minutes of duty in every half hour of the day."""
    duty = np.zeros(SLOTS)
    for begin, end in stretches(letter):
        duty[begin // SLOT_MINUTES : end // SLOT_MINUTES] = SLOT_MINUTES
    if letter in _BREAK_SLOTS:
        duty[_BREAK_SLOTS[letter]] = 0.0
    return duty


_BEFORE: Final = np.triu(np.ones((SLOTS + 1, SLOTS + 1), dtype=bool), k=1)
# The roots of primes keep any two sets of shifts from costing the same: one choice is the best.
_COSTS: Final = np.array(
    [
        letter_minutes(letter) + SHIFT_MINUTES + prime**0.5 / 100
        for letter, prime in zip(LETTERS, (2, 3, 5, 7, 11, 13, 17, 19, 23, 29), strict=True)
    ]
)
