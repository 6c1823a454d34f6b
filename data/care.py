"""The calls that clients of the demo teams agree with their team."""

from benchmarks.neighbourhoods.calls import Call, Days

DAILY = "FREQ=DAILY"
WEEKLY = "FREQ=WEEKLY;BYDAY="
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
