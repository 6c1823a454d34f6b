"""The second within the minute: people write 08:40 for a visit that begins at 08:40:23.

A start without seconds means its minute. Within it service starts when the carer arrives, and all
places of a joint visit when the last of their carers does. Nothing moves out of its minute.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from scheduler.domain.visit import VisitKey
from scheduler.io.rounds_csv.activities import Activity, OpenRound, leaves_in_time
from scheduler.units import after


def settled(rounds: Sequence[OpenRound]) -> list[OpenRound]:
    """The rounds with every start as late within its minute as the road asks for."""
    listed = list(rounds)
    while True:  # ends, because starts only ever get later and each stays within its minute
        together = _starts_together(listed)
        moved = [_settled(each, together) for each in listed]
        if moved == listed:
            return listed
        listed = moved


def _starts_together(rounds: Iterable[OpenRound]) -> dict[VisitKey, datetime]:
    """The latest start of every visit over its places."""
    starts: defaultdict[VisitKey, list[datetime]] = defaultdict(list)
    for each in rounds:
        for activity in each.activities:
            if activity.visit is not None:
                starts[activity.visit].append(activity.start)
    return {key: max(listed) for key, listed in starts.items()}


def _settled(each: OpenRound, together: dict[VisitKey, datetime]) -> OpenRound:
    listed: list[Activity] = []
    for activity in each.activities:
        start = activity.start
        if listed:
            before = listed[-1]
            leg = each.ways.leg_to(activity, before.location)
            free_from = before.end
            if len(listed) == 1 and each.shift is not None and leaves_in_time(listed):
                free_from = each.shift.start
            start = _later(activity, after(free_from, leg.seconds))
        if activity.visit is not None:
            start = max(start, _later(activity, together[activity.visit]))
        listed.append(replace(activity, start=start))
    return replace(each, activities=tuple(listed))


def _later(activity: Activity, instant: datetime) -> datetime:
    """The instant where the activity may start then and not yet does; otherwise its start."""
    return instant if activity.start < instant <= activity.latest_start else activity.start
