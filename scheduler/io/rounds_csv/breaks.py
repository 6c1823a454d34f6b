"""Breaks of a round that are not written, and the places of those that are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from scheduler.domain.shift import Break, Shift
from scheduler.io.rounds_csv.activities import Activity, OpenRound, Ways, leaves_in_time
from scheduler.plan import StopKind
from scheduler.units import after


def with_breaks(each: OpenRound, overtime_limit_seconds: int) -> OpenRound:
    """The round with the breaks of its shift, if it is not whole and has none."""
    if each.whole or each.shift is None:
        return each
    if any(activity.kind is StopKind.BREAK for activity in each.activities):
        return each
    activities = each.activities
    latest_end = after(each.shift.end, overtime_limit_seconds)
    for due in each.shift.breaks:
        activities = _with_break(activities, due, each.shift, latest_end, each.ways)
    return replace(each, activities=activities)


def _with_break(
    activities: Sequence[Activity], due: Break, shift: Shift, latest_end: datetime, ways: Ways
) -> tuple[Activity, ...]:
    """The activities with a break in the first gap that has room for it.

    The first activity is the start of the round and the last its end; where they are not written
    they give way as far as the shift allows. Without any room the break is left out: the checker
    will say so.

    Args:
        latest_end: when the round must be over.
    """
    gaps = [*range(2, len(activities)), 1]  # before the first visit only where nothing else fits
    for position in gaps:
        before, behind = activities[position - 1], activities[position]
        to_open = position == 1 and leaves_in_time(activities)
        to_close = behind.kind is StopKind.END and behind.written is None
        free_from = shift.start if to_open else before.end
        free_until = latest_end if to_close else behind.latest_start
        leg_seconds = ways.leg(before.location, behind.location).seconds
        for here, seconds_to, seconds_from in (
            (before.location, 0, leg_seconds),
            (behind.location, leg_seconds, 0),
        ):
            start = max(after(free_from, seconds_to), due.earliest)
            end = after(start, due.seconds)
            if end <= due.latest and after(end, seconds_from) <= free_until:
                taken = Activity(StopKind.BREAK, start, due.seconds, here)
                return (*activities[:position], taken, *activities[position:])
    return tuple(activities)


def with_places_of_breaks(activities: Sequence[Activity], ways: Ways) -> tuple[Activity, ...]:
    """Where breaks are taken that are written: where the carer is, or on arrival at the next stop.

    A leg that is written tells. Without one the carer stays, unless only going on first leaves
    enough time to be at the next stop when that begins.
    """
    listed = list(activities)
    for position, each in enumerate(listed):
        if each.kind is not StopKind.BREAK or each.location is not None or position == 0:
            continue
        before = listed[position - 1]
        ahead = next((e for e in listed[position + 1 :] if e.kind is not StopKind.BREAK), None)
        there = before.location if ahead is None else ahead.location
        goes = _goes_on_first(each, before, ahead, ways)
        listed[position] = replace(each, location=there if goes else before.location)
    return tuple(listed)


def _goes_on_first(pause: Activity, before: Activity, ahead: Activity | None, ways: Ways) -> bool:
    written = pause.written
    if written is not None and written.travel_seconds is not None:
        return written.travel_seconds > 0
    if ahead is None or ahead.kind is StopKind.END:
        return False
    seconds = ways.leg(before.location, ahead.location).seconds
    late_if_stays = after(pause.end, seconds) > ahead.latest_start
    return late_if_stays and after(before.end, seconds) <= pause.latest_start
