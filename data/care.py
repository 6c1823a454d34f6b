"""The kinds of calls that clients agree with a team, and how an agreement is drawn from one."""

from dataclasses import dataclass
from datetime import timedelta

from dice import Dice
from roster import MONDAY, Row

DAILY = "FREQ=DAILY"
WEEKLY = "FREQ=WEEKLY;BYDAY="
NEWEST = MONDAY - timedelta(weeks=4)

Days = tuple[tuple[str, float], ...]
EVERY_DAY: Days = ((DAILY, 1.0),)
ONCE: Days = (("", 1.0),)
WORKDAYS = f"{WEEKLY}MO,TU,WE,TH,FR"
# Where family is near, it takes over at weekends.
HOME_DAYS: Days = ((DAILY, 0.6), (WORKDAYS, 0.4))
WASHING_DAYS: Days = (
    (DAILY, 0.45),
    (f"{WEEKLY}MO,WE,FR", 0.15),
    (f"{WEEKLY}MO,TH", 0.15),
    (f"{WEEKLY}MO,WE,FR,SU", 0.1),
    (f"{WEEKLY}MO,TU,TH,SA", 0.15),
)


def on(*days: str) -> Days:
    """Any of these sets of days of the week, each as likely."""
    return tuple((f"{WEEKLY}{each}", 1.0) for each in days)


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


WASH = Call(
    "morning", ("07:00", "10:30"), (75, 150), (25, 40), "Personal care: treatments and procedures",
    WASHING_DAYS, load=2,
)  # fmt: skip
LUNCH = Call(
    "lunch", ("11:30", "13:30"), (60, 90), (15, 25), "Nutrition: surveillance", HOME_DAYS,
    priority=2,
)  # fmt: skip
BED = Call(
    "bedtime", ("19:30", "22:15"), (90, 135), (15, 20), "Personal care: treatments and procedures",
    HOME_DAYS, load=2,
)  # fmt: skip
INSULIN_MORNING = Call(
    "insulin1", ("07:00", "08:45"), (40, 60), (10, 15), "Medication regimen: treatments",
    qualifications="injection", wished=0.3,
)  # fmt: skip
INSULIN_EVENING = Call(
    "insulin2", ("17:00", "18:45"), (45, 60), (10, 15), "Medication regimen: treatments",
    qualifications="injection", wished=0.3,
)  # fmt: skip
INSULIN_NOON = Call(
    "insulin2", ("11:00", "14:30"), (210, 210), (10, 15), "Medication regimen: treatments",
    qualifications="injection", after="insulin1", gap=("240", "360"), wished=0,
)  # fmt: skip
STOCKINGS_ON = Call(
    "stockings1", ("07:00", "10:15"), (90, 150), (10, 20), "Circulation: treatments", HOME_DAYS
)
STOCKINGS_OFF = Call(
    "stockings2", ("18:00", "22:00"), (90, 180), (10, 15), "Circulation: treatments", HOME_DAYS
)
PILLS_MORNING = Call(
    "pills1", ("07:15", "09:45"), (60, 90), (10, 10), "Medication regimen: surveillance",
    HOME_DAYS, qualifications="medication",
)  # fmt: skip
PILLS_EVENING = Call(
    "pills2", ("17:00", "20:30"), (90, 120), (10, 10), "Medication regimen: surveillance",
    HOME_DAYS, qualifications="medication",
)  # fmt: skip
WOUND = Call(
    "wound", ("09:30", "14:00"), (120, 180), (25, 40), "Skin: treatments and procedures",
    on("MO,WE,FR", "MO,TH"), qualifications="wound",
)  # fmt: skip
SHOWER = Call(
    "shower", ("09:00", "13:00"), (90, 150), (35, 45), "Personal care: treatments and procedures",
    on("MO,TH", "MO"), priority=2, load=2,
)  # fmt: skip
COMFORT_MORNING = Call(
    "morning", ("07:30", "10:30"), (90, 120), (35, 45), "Pain: treatments and procedures", load=2
)
COMFORT_AFTERNOON = Call(
    "afternoon", ("13:00", "15:30"), (120, 150), (20, 30), "Pain: surveillance", protected=10
)
COMFORT_NIGHT = Call(
    "bedtime", ("20:00", "22:15"), (90, 120), (25, 30), "Pain: treatments and procedures", load=2
)
INFUSION = Call(
    "infusion", ("08:00", "10:00"), (60, 90), (25, 35), "Infection: treatments and procedures",
    qualifications="iv", wished=0,
)  # fmt: skip
DRESSING = Call(
    "dressing", ("10:00", "17:00"), (360, 420), (25, 35), "Skin: treatments and procedures",
    qualifications="wound", after="infusion", gap=("120", ""), wished=0,
)  # fmt: skip
DOPAMINE_1 = Call(
    "pills1", ("07:00", "08:15"), (45, 60), (15, 15), "Medication regimen: surveillance",
    qualifications="medication", wished=1,
)  # fmt: skip
DOPAMINE_2 = Call(
    "pills2", ("10:00", "12:30"), (150, 150), (10, 10), "Medication regimen: surveillance",
    qualifications="medication", after="pills1", gap=("180", "270"), wished=0,
)  # fmt: skip
DOPAMINE_3 = Call(
    "pills3", ("17:00", "18:30"), (60, 60), (15, 15), "Medication regimen: surveillance",
    qualifications="medication", wished=1,
)  # fmt: skip
CATHETER = Call(
    "catheter", ("10:00", "15:00"), (150, 240), (30, 40), "Urinary function: treatments",
    ((f"{WEEKLY}MO", 1.0), ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", 1.0)), qualifications="catheter",
)  # fmt: skip
HOIST_MORNING = Call(
    "hoist1", ("08:00", "11:00"), (105, 135), (30, 40), "Neuro-musculo-skeletal function: care",
    load=3, carers=2, kind="joint", qualifications="medication|",
)  # fmt: skip
HOIST_NIGHT = Call(
    "hoist2", ("18:45", "20:45"), (90, 120), (20, 25), "Neuro-musculo-skeletal function: care",
    load=3, carers=2, kind="joint", qualifications="medication|",
)  # fmt: skip
HOIST_LESSON = Call(
    "lesson", ("10:00", "12:00"), (90, 120), (40, 45), "Physical activity: teaching",
    ONCE, load=2, carers=2, kind="joint", qualifications="nurse|physiotherapist",
)  # fmt: skip
EXERCISE = Call(
    "exercise", ("09:00", "12:15"), (120, 195), (30, 40), "Physical activity: teaching",
    on("MO,WE", "MO,FR"), qualifications="physiotherapist", priority=2,
)  # fmt: skip
HOME_AIDS = Call(
    "aids", ("12:45", "15:15"), (90, 150), (45, 60), "Residence: teaching",
    ONCE, qualifications="occupational_therapist", priority=2,
)  # fmt: skip
INTAKE = Call(
    "intake", ("12:30", "15:30"), (120, 180), (60, 60), "Health care supervision: case management",
    ONCE, qualifications="nurse", kind="first", wished=1,
)  # fmt: skip
COFFEE = Call(
    "coffee", ("10:00", "11:30"), (75, 90), (25, 30), "Social contact: surveillance",
    on("MO,FR", "MO"), "14:00-16:00", priority=3, load=0, protected=15, wished=0,
)  # fmt: skip

Package = tuple[Call, ...]


def first_window(dice: Dice, call: Call) -> tuple[int, int]:
    """The window drawn for a call, in minutes of the day, in steps of a quarter of an hour."""
    opens, closes = (_minutes(clock) for clock in call.span)
    width = min(dice.step(*call.widths, 15), closes - opens)
    begin = dice.step(opens, closes - width, 15)
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
