"""Where a visit fits best into the rounds as they are."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from scheduler.solver.problem import Span
from scheduler.solver.search.gaps import Gap, feasible_gaps
from scheduler.solver.search.rounds import RoundState
from scheduler.solver.search.state import State
from scheduler.solver.search.tables import NEVER

EXACTLY_JUDGED = 2
"""How many of the positions that look best are judged exactly."""

STARTS_TRIED = 20
"""How many starts are tried for a tied visit."""

CARERS_COMBINED = 4
"""How many carers for each place of a joint visit are combined with those of the others."""


@dataclass(frozen=True)
class Insertion:
    """What a visit's insertion makes of the rounds, and the points that it adds to them."""

    visit: int
    points: int
    rounds: tuple[RoundState, ...]
    start: int | None


def best_insertion(state: State, visit: int, rng: Random, blink: float = 0.0) -> Insertion | None:
    """The cheapest way found to put an absent visit into the plan, None when there is none."""
    if state.tables.tied[visit]:
        return _best_tied(state, visit, rng, blink)
    task = state.tables.problem.visits[visit].tasks[0]
    gaps = sorted(feasible_gaps(state, task, state.tables.windows[task], rng, blink))
    return _cheapest(_inserted(state, visit, (gap,), None) for gap in gaps[:EXACTLY_JUDGED])


def _inserted(state: State, visit: int, gaps: Sequence[Gap], start: int | None) -> Insertion | None:
    """The exact outcome of filling the gaps; None when a carer's own rounds do not allow it."""
    frozen = state.frozen if start is None else {**state.frozen, visit: start}
    rounds, points = [], 0
    for gap in gaps:
        current = state.rounds[gap.shift]
        if current is None:
            return None
        nodes = (*current.nodes[: gap.position], gap.task, *current.nodes[gap.position :])
        new = state.evaluated(gap.shift, nodes, frozen)
        if new is None:
            return None
        rounds.append(new)
        points += new.cost - current.cost
    return Insertion(visit, points, tuple(rounds), start)


def _cheapest(insertions: Iterator[Insertion | None]) -> Insertion | None:
    found = [each for each in insertions if each is not None]
    return min(found, key=lambda each: each.points, default=None)


def _best_tied(state: State, visit: int, rng: Random, blink: float) -> Insertion | None:
    """A tied visit is tried at some twenty starts, every place of it at each of them."""
    windows = free_windows(state, visit)
    if not windows:
        return None
    options = []
    for start in _starts_to_try(state, visit, windows, rng):
        guess, gaps = _filled(state, visit, start, rng, blink)
        if gaps:
            options.append((guess, start, gaps))
    options.sort(key=lambda option: option[:2])
    return _cheapest(
        _inserted(state, visit, gaps, start) for _, start, gaps in options[:EXACTLY_JUDGED]
    )


def free_windows(state: State, visit: int) -> tuple[Span, ...]:
    """The visit's windows within the distance to the visit it depends on."""
    own = state.tables.problem.visits[visit]
    if own.after is None:
        return own.windows
    first = state.frozen.get(own.after)
    if first is None:
        return ()
    earliest = first + own.min_gap
    latest = NEVER if own.max_gap is None else first + own.max_gap
    cut = [(max(opens, earliest), min(closes, latest)) for opens, closes in own.windows]
    return tuple(span for span in cut if span[0] <= span[1])


def _starts_to_try(state: State, visit: int, windows: Sequence[Span], rng: Random) -> list[int]:
    """The wished start, the openings, and a sample of when carers could be there first."""
    own = state.tables.problem.visits[visit]
    starts = {opens for opens, _ in windows}
    if own.wished is not None:
        starts.update(min(max(own.wished, opens), closes) for opens, closes in windows)
    natural = {gap.start for task in own.tasks for gap in feasible_gaps(state, task, windows, rng)}
    others = sorted(natural - starts)
    room = max(0, STARTS_TRIED - len(starts))
    return sorted(starts) + sorted(rng.sample(others, min(room, len(others))))


def _filled(
    state: State, visit: int, start: int, rng: Random, blink: float
) -> tuple[int, tuple[Gap, ...]]:
    """The best guess at filling all places at one start by different carers."""
    tables = state.tables
    choices = []
    for task in tables.problem.visits[visit].tasks:
        by_carer: dict[int, Gap] = {}
        for gap in sorted(feasible_gaps(state, task, ((start, start),), rng, blink)):
            by_carer.setdefault(tables.shifts[gap.shift].carer, gap)
        choices.append(list(by_carer.items())[:CARERS_COMBINED])
    best: tuple[int, tuple[Gap, ...]] = (NEVER, ())
    for chosen in itertools.product(*choices):
        if len({carer for carer, _ in chosen}) == len(chosen):
            gaps = tuple(gap for _, gap in chosen)
            best = min(best, (sum(gap.guess for gap in gaps), gaps))
    return best
