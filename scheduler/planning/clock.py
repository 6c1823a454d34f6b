"""What the clock shows to whoever looks at a plan."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.errors import RoundsError
from scheduler.plan import Plan
from scheduler.units import local_midnight


def clock_by(plan: Plan, zone: ZoneInfo, real: datetime, given: datetime | None = None) -> datetime:
    """The moment by which it is judged what of a plan has begun, in whole seconds.

    Before the dates of the plan nothing of it has begun, so that any moment is as good as the
    beginning of them.

    Args:
        zone: of the team.
        real: the real time.
        given: the moment that is meant instead of it.

    Raises:
        RoundsError: the dates of the plan are over by then.
    """
    horizon, shown = plan.horizon, real if given is None else given
    begin = local_midnight(horizon.first_date, zone)
    last = max((each.stops[-1].end for each in plan.rounds if each.stops), default=begin)
    over = max(last, local_midnight(horizon.last_date + timedelta(days=1), zone))
    if shown >= over:
        message = f"The plan ends on {horizon.last_date.isoformat()}."
        raise RoundsError("clock-after-plan", message)
    return max(shown.replace(microsecond=0), begin)
