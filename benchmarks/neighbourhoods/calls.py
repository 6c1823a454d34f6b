"""Kinds of calls that clients agree with a team, and how an agreement is drawn from one."""

from dataclasses import dataclass
from datetime import timedelta

from benchmarks.neighbourhoods.dice import Dice
from benchmarks.neighbourhoods.roster import MONDAY, Row

NEWEST = MONDAY - timedelta(weeks=4)

Days = tuple[tuple[str, float], ...]
EVERY_DAY: Days = (("FREQ=DAILY", 1.0),)


@dataclass(frozen=True)
class Call:
    """A kind of call.

    Attributes:
        name: what the visit id ends in.
        span: clock times between which the window is drawn.
        widths: shortest and longest window in minutes.
        minutes: shortest and longest service.
        days: recurrence rules with their weights; an empty one is the demo date alone.
        second_window: a window that is the same for all, as in visits.csv.
        qualifications: as in visits.csv.
        after, gap: name of the call at the same client that this one follows, and how many
            minutes later at least and at most.
        wished: how likely it is that the client wishes a start.
        opens: clock times between which the window opens; anywhere in the span without them.
    """

    name: str
    span: tuple[str, str]
    widths: tuple[int, int]
    minutes: tuple[int, int]
    omaha: str
    days: Days = EVERY_DAY
    second_window: str = ""
    qualifications: str = ""
    priority: int = 1
    load: int = 1
    after: str = ""
    gap: tuple[str, str] = ("", "")
    carers: int = 1
    kind: str = "care"
    wished: float = 0.5
    protected: int = 0
    opens: tuple[str, str] | None = None


Package = tuple[Call, ...]


def first_window(dice: Dice, call: Call) -> tuple[int, int]:
    """The window drawn for a call, in minutes of the day, in steps of a quarter of an hour."""
    opens, closes = (_minutes(clock) for clock in call.span)
    width = min(dice.step(*call.widths, 15), closes - opens)
    first, last = opens, closes - width
    if call.opens is not None:
        first, last = max(first, _minutes(call.opens[0])), min(last, _minutes(call.opens[1]))
    begin = dice.step(first, last, 15)
    return begin, begin + width


def agreement(dice: Dice, client_id: str, call: Call, rule: str) -> Row:
    """A row of visits.csv; recurring ones began on a Monday between March and October.

    `rule` says on which days, blank for the demo date alone. It began a whole number of
    fortnights before that date, so that what takes place every other week takes place then.
    """
    opens, closes = first_window(dice, call)
    window = f"{_clock(opens)}-{_clock(closes)}"
    began = NEWEST - timedelta(weeks=dice.step(0, 34, 2))
    wish = dice.step(opens, closes, 5) if dice.chance(call.wished) else None
    return {
        "visit_id": f"{client_id}-{call.name}",
        "client_id": client_id,
        "date": "" if rule else MONDAY.isoformat(),
        "recurrence": rule,
        "first_date": began.isoformat() if rule else "",
        "last_date": "",
        "windows": ";".join(filter(None, (window, call.second_window))),
        "wished_start": "" if wish is None else _clock(wish),
        "minutes": str(dice.step(*call.minutes, 5)),
        "carers_needed": str(call.carers),
        "qualifications": call.qualifications,
        "priority": str(call.priority),
        "after_visit": f"{client_id}-{call.after}" if call.after else "",
        "min_gap_minutes": call.gap[0],
        "max_gap_minutes": call.gap[1],
        "kind": call.kind,
        "protected_minutes": str(call.protected),
        "load": str(call.load),
        "omaha": call.omaha if dice.chance(0.6) else "",
    }


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
