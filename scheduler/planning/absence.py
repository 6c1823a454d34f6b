"""A carer is ill: who makes the visits that must be made, and what that moves."""

from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.domain.change import Absence, Budget, OptionKind
from scheduler.domain.horizon import Horizon, shifts_in
from scheduler.domain.team import Team
from scheduler.domain.visit import Priority
from scheduler.planning.changes.options import Option
from scheduler.planning.changes.preview import Preview, Search
from scheduler.planning.changes.published import Published
from scheduler.units import SECONDS_PER_HOUR, local_midnight, minutes

WIDE = Budget(visits=8, seconds=minutes(30))
"""How much may move for an absence: a whole round has to find room in the others, where a swap
needs room for one visit. Half an hour is what most windows allow without another round of calls,
and eight visits are about as many as a carer makes."""

SECONDS = 1.5
"""Of a search: whoever waits for the answer has a phone in the hand, and two may be needed."""

ANY_SECONDS = 48 * SECONDS_PER_HOUR


def absence_ends(team: Team, horizon: Horizon, carer_id: str, since: datetime) -> datetime:
    """When the shifts end that a carer has at a moment or later on its date.

    Without such a shift it is the end of that date.
    """
    on = since.astimezone(team.timezone).date()
    ends = [
        each.end
        for each in shifts_in(team, horizon)
        if each.carer_id == carer_id
        and each.end > since
        and each.start.astimezone(team.timezone).date() <= on
    ]
    return max(ends, default=local_midnight(on + timedelta(days=1), team.timezone))


def cover(published: Published, absence: Absence, search: Search) -> tuple[Preview, Option]:
    """The plan for the rest of the day without a carer.

    It moves no more than the budget allows, and nothing that carers agreed upon, unless that leaves
    out a visit that must be made and that has a place otherwise; then whatever helps may move.

    Returns:
        The preview whose budget was used, and the option of it to take.

    Raises:
        InputError: the carer cannot be absent then.
    """
    preview = Preview(published, absence, search, (OptionKind.TEAM,))
    option = preview.option(OptionKind.TEAM)
    if not _musts_left_out(option):
        return preview, option
    anything = Budget(len(published.visits), ANY_SECONDS)
    freer = Preview(
        replace(published, agreed=frozenset()),
        absence,
        Search(anything, search.limits, search.seed, search.workers),
        (OptionKind.TEAM,),
    )
    other = freer.option(OptionKind.TEAM)
    if _musts_left_out(other) < _musts_left_out(option):
        return freer, other
    return preview, option


def _musts_left_out(option: Option) -> int:
    return sum(left.priority is Priority.MUST for left in option.plan.unassigned)
