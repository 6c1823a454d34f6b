"""Who works when, and who may do what: the posts of a team."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.neighbourhoods.cover import letter_minutes, stretches
from benchmarks.neighbourhoods.demand import DAYS, Work
from benchmarks.neighbourhoods.roster import Post

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

    Evenings come first, since they leave the fewest choices, and whoever has most hours left is
    asked first.
    """
    untaken = 0
    for day, letters in enumerate(shifts):
        for letter in sorted(letters, key=lambda each: (-_bounds(each)[1], -letter_minutes(each))):
            free = [week for week in weeks if week.may_work(day, letter)]
            if not free:
                untaken += 1
                continue
            max(free, key=lambda week: week.left).letters[day] = letter
    return untaken


def trained(posts: Sequence[Post], works: Iterable[Work]) -> tuple[Post, ...]:
    """The posts, some of them with more qualifications, so that every visit can be made.

    A place that nobody on duty can fill is learnt by a nurse on duty, or by an assistant where it
    is for assistants; where neither is on duty, an assistant is a nurse instead.
    """
    chosen = {post.carer_id: post for post in posts}
    for work in works:
        on_duty = [post for post in chosen.values() if _is_on_duty(post, work)]
        for ask in work.asks:
            if not on_duty or any(ask <= chosen[post.carer_id].skills for post in on_duty):
                continue
            learner = _learner([chosen[post.carer_id] for post in on_duty], ask)
            chosen[learner.carer_id] = learner
    return tuple(chosen.values())


def _learner(on_duty: Sequence[Post], ask: frozenset[str]) -> Post:
    """One of those on duty, with what is asked for."""
    nurses = [post for post in on_duty if post.discipline == "nurse"]
    missing = ask - {"nurse"}
    if nurses and "nurse" not in ask - nurses[0].skills:
        return _with(nurses[0], missing)
    if ask <= FOR_ASSISTANTS:
        return _with(on_duty[0], missing)
    nurse = dataclasses.replace(on_duty[0], discipline="nurse")
    return _with(nurse, missing | TRAINING["nurse"])


def _with(post: Post, more: frozenset[str]) -> Post:
    return dataclasses.replace(post, qualifications=post.qualifications | more)


def _is_on_duty(post: Post, work: Work) -> bool:
    return any(
        max(begin, work.opens) <= work.closes and max(begin, work.opens) + work.minutes <= end
        for letter in post.days[work.day]
        for begin, end in stretches(letter)
    )


def _bounds(letter: str) -> tuple[int, int]:
    spans = stretches(letter)
    return spans[0][0], spans[-1][1]
