"""Who works when, and who may do what: the posts of a team."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from benchmarks.neighbourhoods.cover import Shortfall, between, letter_minutes, stretches
from benchmarks.neighbourhoods.demand import Work
from benchmarks.neighbourhoods.roster import DAYS, Post

MOST_DAYS: Final = 5
REST_MINUTES: Final = 11 * 60
OVER_MINUTES: Final = 60
"""How far a week may exceed the hours that are rostered."""

DAY_MINUTES: Final = 24 * 60
TRAINING: Final = {
    "nurse": frozenset({"injection", "medication", "wound", "catheter"}),
    "assistant": frozenset({"medication"}),
}
FOR_ASSISTANTS: Final = frozenset({"medication", "injection"})


@dataclass
class Week:
    """One carer's week while it is being made: a letter for every day, a dash for none."""

    carer_id: str
    minutes: int
    letters: list[str] = dataclasses.field(default_factory=lambda: ["-"] * DAYS)

    @property
    def left(self) -> int:
        """Minutes that are not rostered yet."""
        return self.minutes - sum(letter_minutes(letter) for letter in self.letters)

    def may_work(self, day: int, letter: str) -> bool:
        """Whether a shift on a day fits into the hours and leaves rest before and after."""
        if self.letters[day] != "-" or self.left + OVER_MINUTES < letter_minutes(letter):
            return False
        if sum(each != "-" for each in self.letters) >= MOST_DAYS:
            return False
        begin, end = _bounds(letter)
        before = self.letters[day - 1] if day > 0 else "-"
        after = self.letters[day + 1] if day + 1 < DAYS else "-"
        if before != "-" and begin + DAY_MINUTES - _bounds(before)[1] < REST_MINUTES:
            return False
        return after == "-" or _bounds(after)[0] + DAY_MINUTES - end >= REST_MINUTES


def roster(weeks: Sequence[Week], shifts: Sequence[Sequence[str]]) -> int:
    """Give the shifts of every day to the carers; returns how many nobody could take.

    Every day has one shift given away before any day has its second, so that all days are short
    where hours are. Evenings come first, since they leave the fewest choices, and whoever has most
    hours left is asked first.
    """
    in_turn = [
        sorted(letters, key=lambda each: (-_bounds(each)[1], -letter_minutes(each)))
        for letters in shifts
    ]
    untaken = 0
    for turn in zip_longest(*in_turn):
        for day, letter in enumerate(turn):
            if letter is None:
                continue
            free = [week for week in weeks if week.may_work(day, letter)]
            if free:
                max(free, key=lambda week: week.left).letters[day] = letter
            else:
                untaken += 1
    return untaken


def trained(
    posts: Sequence[Post], works: Sequence[Work], leg: float, fill: float
) -> tuple[Post, ...]:
    """The posts, some of them with more qualifications, so that every visit can be made.

    Of all that ask for one qualification, there is time between any two times of a day while
    somebody who has it is on duty; where there is not, whoever helps most learns it. What is not
    for assistants makes a nurse of one.

    Args:
        leg: minutes of travel that go with a visit.
        fill: share of a shift that can be planned.
    """
    chosen = list(posts)
    for skill in sorted({each for work in works for ask in work.asks for each in ask}):
        for day in range(DAYS):
            asking = [
                dataclasses.replace(work, asks=(frozenset({skill}),))
                for work in works
                if work.day == day and any(skill in ask for ask in work.asks)
            ]
            if asking:
                _train(chosen, skill, Shortfall(asking, leg, fill))
    return tuple(chosen)


def _train(posts: list[Post], skill: str, shortfall: Shortfall) -> None:
    """Let carers learn until enough of those on duty have the skill, or nobody is left to."""
    day = shortfall.day
    able = between([each for post in posts if skill in post.skills for each in post.shifts(day)])
    while (missing := shortfall.minutes(able)) > 0:
        unable = {
            post.shifts(day): number
            for number, post in reversed(list(enumerate(posts)))
            if skill not in post.skills
        }
        left = {shifts: shortfall.minutes(able + between(shifts)) for shifts in unable}
        best = min(left, key=lambda shifts: left[shifts], default=())
        if not best or left[best] >= missing:
            return
        posts[unable[best]] = _skilled(posts[unable[best]], skill)
        able += between(best)


def _skilled(post: Post, skill: str) -> Post:
    if post.discipline == "nurse" or skill in FOR_ASSISTANTS:
        return dataclasses.replace(post, qualifications=post.qualifications | {skill})
    learnt = TRAINING["nurse"] | ({skill} - {"nurse"})
    return dataclasses.replace(
        post, discipline="nurse", qualifications=post.qualifications | learnt
    )


def _bounds(letter: str) -> tuple[int, int]:
    spans = stretches(letter)
    return spans[0][0], spans[-1][1]
