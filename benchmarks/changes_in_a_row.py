"""Changes of a published plan in a row: every answer judged, every version read back."""

import datetime
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

from benchmarks.random_changes import RandomChanges
from scheduler.begun import undone
from scheduler.checker import check
from scheduler.comparison import Move
from scheduler.domain.change import Budget, OptionKind
from scheduler.domain.horizon import visits_in
from scheduler.domain.version import Signature
from scheduler.errors import FaultError, InputError, RoundsError
from scheduler.io.versions import Versions
from scheduler.planning.applying import Order, Prepared, apply
from scheduler.planning.changes.options import Limits, Option
from scheduler.planning.changes.preview import Preview, Search
from scheduler.planning.changes.published import Published
from scheduler.planning.changes.request import Request
from scheduler.planning.publication import Publication
from scheduler.planning.undoing import undo
from scheduler.score import score
from scheduler.solver.stopping import MaxIterations

FEW = Limits(lambda: MaxIterations(300), lambda: MaxIterations(600))
STEP = timedelta(seconds=24)
"""How far the clock goes on from one change to the next: a thousand of them are a working day."""

UNDO_EVERY = 20
LOOK_BACK = 40
"""Every so many changes one of so many last versions is brought back, so that the day stays one."""


class Row:
    """A published plan that is changed again and again.

    Args:
        folder: of the plan.

    Attributes:
        seen: how often each kind of change was made, and what could not be.
        faults: what should never be.
    """

    def __init__(
        self,
        publication: Publication,
        folder: Path,
        now: datetime.datetime,
        seed: int,
        budget: Budget,
    ) -> None:
        self._publication = publication
        self._folder = folder
        self._now = now
        self._drawn = RandomChanges(seed)
        self._dice = Random(f"row {seed}")  # noqa: S311 (repeatable is the purpose here)
        self._search = Search(budget, FEW, seed)
        self.seen: Counter[str] = Counter()
        self.faults: list[str] = []

    def run(self, count: int) -> None:
        """Make so many changes, those that cannot be asked not counted; then read all back."""
        asked = 0
        while asked < count:
            made = self._change(asked)
            asked += made
            if made:
                self._now += STEP
                if asked % UNDO_EVERY == 0:
                    self._undo()
        self._read_back()

    def _change(self, number: int) -> bool:
        """Ask for a change and make it; whether it could be asked."""
        head = self._publication.versions.head()
        published = self._publication.published(head, self._now)
        change = self._drawn.draw(published)
        try:
            preview = Preview(published, change, self._search)
            options = preview.options
        except InputError:
            self.seen["could not be asked"] += 1
            return False
        except FaultError as fault:
            self.faults.append(f"{number} {change}: {fault}")
            return True
        except RoundsError as error:
            self.seen[f"refused: {error.code}"] += 1
            return False
        self.seen[type(change).__name__] += 1
        for fault in faults_of(published, preview.request, options, self._search.budget):
            self.faults.append(f"{number} {change}: {fault}")
        chosen = options[number % len(options)]
        order = Order(change, chosen.kind, self._search, head.number, leave_out=True)
        apply(self._publication, order, self._signature, Prepared(head, preview, chosen, None))
        return True

    def _undo(self) -> None:
        head = self._publication.versions.head()
        number = self._dice.randint(max(1, head.number - LOOK_BACK), head.number - 1)
        begun = self._publication.published(head, self._now)
        try:
            version = undo(self._publication, self._search, self._signature, to=number).version
        except RoundsError as error:
            self.seen[f"refused: {error.code}"] += 1
            return
        self.seen["undone"] += 1
        team = self._publication.team_of(version)
        self.faults += [
            f"undo to {number}: {fault}"
            for fault in (
                *(each.text for each in check(team, begun.travel, version.plan)),
                *undone(head.plan, version.plan, self._now),
            )
        ]

    def _read_back(self) -> None:
        """Every version as a new process reads it, with its team, is the one that was made."""
        publication = self._publication
        again = Publication(Versions.of_folder(self._folder), publication.team, publication.roads)
        for number in range(1, publication.versions.last() + 1):
            read, made = again.versions.version(number), publication.versions.version(number)
            if read != made or again.team_of(read) != publication.team_of(made):
                self.faults.append(f"version {number} is read as another")

    @property
    def _signature(self) -> Signature:
        return Signature("", "", self._now, self._now)


def faults_of(
    published: Published, asked: Request, options: tuple[Option, ...], budget: Budget
) -> Iterator[str]:
    """Everything that the answers to a change must not be."""
    unmoved = options[0]
    for option in options:
        for fault in _faults(published, asked, option):
            yield f"{option.kind}: {fault}"
        if option.points > unmoved.points:
            yield f"{option.kind}: dearer than {unmoved.kind}"
        if option.kind is OptionKind.TEAM:
            yield from _beyond(asked, option, unmoved, budget)


def _faults(published: Published, asked: Request, option: Option) -> Iterator[str]:
    team, plan = asked.team, option.plan
    known = published.judged.violations
    yield from (
        f"{each.rule}: {each.text}"
        for each in check(team, published.travel, plan)
        if each not in known
    )
    yield from undone(published.plan, plan, published.now, asked.running)
    if option.points != score(team, plan, published.plan).total:
        yield "has another score"
    filled = Counter((key, stop.place) for key, _, stop in plan.filled_places())
    filled.update((each.visit, each.place) for each in plan.unassigned)
    there = Counter(
        (visit.key, place)
        for visit in visits_in(team, plan.horizon)
        for place in range(1, len(visit.places) + 1)
    )
    if filled != there:
        yield f"visits lost or doubled: {filled - there} {there - filled}"


def _beyond(asked: Request, option: Option, unmoved: Option, budget: Budget) -> Iterator[str]:
    """What the team moves beyond the budget, and beyond what moves in any case."""
    if option.plan == unmoved.plan:
        return
    free = {place.visit for place in asked.asked}
    free |= {move.visit for move in unmoved.comparison.moves}
    moves = [move for move in option.comparison.moves if move.visit not in free]
    others = [str(move.visit) for move in moves if _changes_hands(move)]
    if len(others) > budget.visits:
        yield f"{option.kind}: {len(others)} visits change hands: {', '.join(others)}"
    for move in moves:
        if move.moved_seconds is not None and abs(move.moved_seconds) > budget.seconds:
            yield f"{option.kind}: {move.visit} moves by {move.moved_seconds} seconds"


def _changes_hands(move: Move) -> bool:
    return bool(move.before and move.after) and move.carers_before != move.carers_after
