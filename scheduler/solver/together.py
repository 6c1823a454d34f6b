"""Starts at which every place of a visit can be filled, all at once and by different carers."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from scheduler.solver.obstacles import FAR
from scheduler.solver.spans import Spans, united

ALWAYS: Spans = ((-FAR, FAR),)

Able = Mapping[int, Mapping[int, Spans]]
"""By place and shift: the starts at which it can fill the place."""


def at_once(able: Able, carers: Sequence[int]) -> Spans:
    """The starts at which all places can be filled.

    Args:
        carers: of every shift.
    """
    if not able:
        return ALWAYS
    if len(able) == 1:
        return united(
            span for by_shift in able.values() for each in by_shift.values() for span in each
        )
    return united(
        (low, high) for low, high in _segments(able) if _have_own(_who(able, carers, low))
    )


def fillings(able: Able, carers: Sequence[int], start: int) -> list[dict[int, int]]:
    """Every way to fill all places at a start: the shift of each."""
    found: list[dict[int, int]] = [{}]
    for place, by_shift in sorted(able.items()):
        here = [shift for shift, spans in by_shift.items() if _holds(spans, start)]
        found = [
            each | {place: shift}
            for each in found
            for shift in sorted(here)
            if carers[shift] not in {carers[other] for other in each.values()}
        ]
    return found


def _segments(able: Able) -> list[tuple[int, int]]:
    """Spans within which the same shifts are able."""
    spans = [span for by in able.values() for each in by.values() for span in each]
    turns = sorted({low for low, _ in spans} | {high + 1 for _, high in spans})
    return [(low, behind - 1) for low, behind in pairwise(turns)]


def _who(able: Able, carers: Sequence[int], start: int) -> tuple[frozenset[int], ...]:
    """The carers who can fill each place at a start."""
    return tuple(
        frozenset(carers[shift] for shift, spans in by_shift.items() if _holds(spans, start))
        for by_shift in able.values()
    )


def _holds(spans: Spans, start: int) -> bool:
    return any(low <= start <= high for low, high in spans)


@lru_cache(maxsize=4096)
def _have_own(able: tuple[frozenset[int], ...]) -> bool:
    """Whether each of some places can be filled by a carer of its own."""
    if not able:
        return True
    first, *others = sorted(able, key=len)
    return any(_have_own(tuple(each - {carer} for each in others)) for carer in first)
