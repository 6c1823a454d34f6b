"""Sets of starts: spans of whole seconds in order, both ends included, none touching the next."""

from collections.abc import Iterable

from scheduler.solver.problem import Span

Spans = tuple[Span, ...]


def united(spans: Iterable[Span]) -> Spans:
    """All starts of any spans."""
    found: list[Span] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)


def common(one: Iterable[Span], other: Iterable[Span]) -> Spans:
    """The starts that lie in a span of both."""
    others = tuple(other)
    pairs = ((max(low, opens), min(high, closes)) for low, high in one for opens, closes in others)
    return united((low, high) for low, high in pairs if low <= high)


def nearest(spans: Iterable[Span], windows: Iterable[Span]) -> tuple[int, int] | None:
    """How far the nearest start of spans is from a window, and that start; None without any."""
    opened = tuple(windows)
    return min(
        (_distance(each, window) for each in spans for window in opened),
        default=None,
    )


def _distance(span: Span, window: Span) -> tuple[int, int]:
    (low, high), (opens, closes) = span, window
    if high < opens:
        return opens - high, high
    if low > closes:
        return low - closes, low
    return 0, max(low, opens)
