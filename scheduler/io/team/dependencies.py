"""Dependencies between visits: no circles, and dates and windows that can meet."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.horizon import occurrences, windows_on
from scheduler.domain.visit import ClockWindow, Dependency, Recurrence
from scheduler.io.team.visits import VisitRow

_LOOK_AHEAD = timedelta(days=731)

Spans = Sequence[tuple[float, float]]


def check_dependencies(rows: Sequence[VisitRow], zone: ZoneInfo) -> None:
    """Report every circle once, and every visit that can never follow the other."""
    by_id: dict[str, VisitRow] = {}
    for row in rows:
        if row.visit_id is not None:
            by_id.setdefault(row.visit_id, row)
    for circle in _circles(by_id):
        row = by_id[circle[0]]
        message = f"These visits wait for each other: {' after '.join((*circle, circle[0]))}."
        row.fields.report("after_visit", "after-circle", message)
    for row in rows:
        if row.dependency is not None and row.fields.sound("after_visit"):
            earlier = by_id.get(row.dependency.after_visit)
            if earlier is not None:
                _check_meeting(row, earlier, row.dependency, zone)


def _circles(by_id: Mapping[str, VisitRow]) -> Iterator[list[str]]:
    """Every circle, from its first visit in the file on."""
    order = {visit_id: position for position, visit_id in enumerate(by_id)}
    seen: set[str] = set()
    for start in by_id:
        path: dict[str, int] = {}
        current = start
        while current in by_id and current not in seen and current not in path:
            path[current] = len(path)
            dependency = by_id[current].dependency
            current = dependency.after_visit if dependency else ""
        if current in path:
            circle = list(path)[path[current] :]
            first = circle.index(min(circle, key=order.__getitem__))
            yield circle[first:] + circle[:first]
        seen.update(path)


def _check_meeting(
    later: VisitRow, earlier: VisitRow, dependency: Dependency, zone: ZoneInfo
) -> None:
    if later.dates is None or earlier.dates is None or not later.windows or not earlier.windows:
        return
    other = dependency.after_visit
    meetings = list(
        _meetings(later.windows, later.dates, earlier.windows, earlier.dates, zone=zone)
    )
    if not any(_fits(mine, others, 0, None) for mine, others in meetings):
        message = f"Visit {other} never starts before or with this one: their dates do not meet."
        later.fields.report("after_visit", "after-dates-apart", message)
    elif not any(
        _fits(mine, others, dependency.min_gap_seconds, dependency.max_gap_seconds)
        for mine, others in meetings
    ):
        column = "min_gap_minutes" if dependency.max_gap_seconds is None else "max_gap_minutes"
        message = f"The windows of this visit and of {other} leave no start within the gap."
        later.fields.report(column, "gap-impossible", message)


def _meetings(
    windows: Sequence[ClockWindow],
    dates: date | Recurrence,
    other_windows: Sequence[ClockWindow],
    other_dates: date | Recurrence,
    *,
    zone: ZoneInfo,
) -> Iterator[tuple[Spans, Spans]]:
    """Pairs of windows, in seconds of one clock, of a visit and of the other one it follows.

    On a shared date all pairs are alike, so one is enough; an other visit with one date may be
    followed on any later date.
    """
    if isinstance(other_dates, Recurrence):
        if _share_a_date(dates, other_dates):
            yield _clock_spans(windows), _clock_spans(other_windows)
        return
    fixed = _instant_spans(other_windows, other_dates, zone)
    for on in occurrences(dates, other_dates - timedelta(days=2), other_dates + _LOOK_AHEAD):
        yield _instant_spans(windows, on, zone), fixed


def _share_a_date(mine: date | Recurrence, others: Recurrence) -> bool:
    begin = max(_first(mine), others.first_date)
    end = min(begin + _LOOK_AHEAD, date.max)
    my_dates, other_dates = occurrences(mine, begin, end), occurrences(others, begin, end)
    my_date, other_date = next(my_dates, None), next(other_dates, None)
    while my_date is not None and other_date is not None and my_date != other_date:
        if my_date < other_date:
            my_date = next(my_dates, None)
        else:
            other_date = next(other_dates, None)
    return my_date is not None and other_date is not None


def _first(dates: date | Recurrence) -> date:
    return dates.first_date if isinstance(dates, Recurrence) else dates


def _fits(later: Spans, earlier: Spans, least: int, most: int | None) -> bool:
    """Whether some start of the later visit keeps the gap to some start of the earlier one."""
    return any(
        closes - other_opens >= least and (most is None or opens - other_closes <= most)
        for opens, closes in later
        for other_opens, other_closes in earlier
    )


def _clock_spans(windows: Sequence[ClockWindow]) -> Spans:
    return [(window.opens, window.closes) for window in windows]


def _instant_spans(windows: Sequence[ClockWindow], on: date, zone: ZoneInfo) -> Spans:
    instants = (each for window in windows for each in windows_on(window, on, zone))
    return [(each.opens.timestamp(), each.closes.timestamp()) for each in instants]
