"""Where something fits, in plain sentences: ids, times of the team's clocks, points."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from scheduler.comparison import Comparison
from scheduler.planning.changes.published import Published
from scheduler.planning.fitting import Fit
from scheduler.planning.meetings import MeetingFit
from scheduler.planning.series import DAY_CODES, SeriesFit

NOWHERE = "There is no place for it in the rounds as they are; `rounds explain` tells why."


def fit_lines(published: Published, fits: Sequence[Fit]) -> Iterator[str]:
    """The places of a visit, one a line, with what each costs by rule."""
    if not fits:
        yield NOWHERE
    for number, fit in enumerate(fits, start=1):
        who = " and ".join(f"{each.carer_id} ({_known(each.familiarity)})" for each in fit.carers)
        before, after = (each.carers_28_days for each in fit.continuity)
        yield (
            f"{number}. {who} at {_clock(published, fit.start)}: {_points(fit.points)}; "
            f"{fit.continuity[0].client_id} meets {after} carers in 28 days, {before} without; "
            f"{_moved(fit.working.comparison)}."
        )
        yield from _rules(fit.working.comparison)


def series_lines(fits: Sequence[SeriesFit]) -> Iterator[str]:
    """The combinations of weekdays and carers."""
    if not fits:
        yield "No two carers can make all of these visits in the rounds as they are."
    for number, fit in enumerate(fits, start=1):
        days = " ".join(DAY_CODES[each] for each in fit.weekdays)
        made = ", ".join(f"{key.date.isoformat()} {carer}" for key, carer in fit.visits)
        yield (
            f"{number}. {days}, {fit.primary} first and {fit.second} second: "
            f"{_points(fit.working.points)}; {made}; {_moved(fit.working.comparison)}."
        )
        yield from _rules(fit.working.comparison)


def meeting_lines(published: Published, fits: Sequence[MeetingFit]) -> Iterator[str]:
    """The times of a meeting."""
    if not fits:
        yield "There is no time at which all of them work and could be at the base."
    for number, fit in enumerate(fits, start=1):
        left = ", ".join(sorted({each.visit.visit_id for each in fit.left_out}))
        lost = f"; leaves out {left}" if left else ""
        yield (
            f"{number}. {_clock(published, fit.start)} to {_clock(published, fit.end)}: "
            f"{_points(fit.working.points)}{lost}; {_moved(fit.working.comparison)}."
        )
        yield from _rules(fit.working.comparison)


def _known(familiarity: str) -> str:
    return str(familiarity).replace("_", " ")


def _points(points: int | None) -> str:
    return "no score" if points is None else f"{points:+,} points"


def _rules(comparison: Comparison) -> Iterable[str]:
    return (
        f"   {each.rule_id}: {each.cost_difference:+,} points "
        f"({each.quantity_difference:+,} {each.rule.unit})"
        for each in comparison.rules
        if each.cost_difference
    )


def _moved(comparison: Comparison) -> str:
    """How many visits that were made before move, and how many clients are to be called."""
    moved = sum(bool(each.before) for each in comparison.moves)
    calls = len(comparison.call_list)
    return f"{moved} other {'visit moves' if moved == 1 else 'visits move'}, {calls} to call"


def _clock(published: Published, instant: datetime) -> str:
    return instant.astimezone(published.team.timezone).strftime("%Y-%m-%d %H:%M")
