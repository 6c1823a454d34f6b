"""The twelve days: where they are, who works, how much care is asked for, which rules hold.

Ingredients (streets, calls, shifts, who knows whom) are those of the demo teams in data/.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"
# The scripts of data/ are no package: they find each other on the path.
sys.path.insert(0, str(DATA))

import care  # noqa: E402
from neighbourhoods import (  # noqa: E402
    ASSISTANT,
    ASSISTANT_PLUS,
    GOTHENBURG,
    LIECHTENSTEIN,
    NURSE,
    NURSE_IV,
    Neighbourhood,
)

from benchmarks.neighbourhoods.calls import Package  # noqa: E402
from benchmarks.neighbourhoods.roster import Post  # noqa: E402

Packages = tuple[tuple[int, Package], ...]


class DayClass(StrEnum):
    """What a day is like.

    `light`: only rules that every peer can state. `full`: all rules but joint visits. `tight`: more
    care than the shifts hold; the first one has the rules of a light day. `joint`: all rules, and
    8 % of the visits need two carers.
    """

    LIGHT = "light"
    FULL = "full"
    TIGHT = "tight"
    JOINT = "joint"


@dataclass(frozen=True)
class Day:
    """What an instance is made from.

    Attributes:
        rule_light: no wished starts, breaks, appointments, dependencies, nor two visits of one
            client within one shift; of the soft rules travel, continuity and unassigned visits.
        hours: a letter of `roster.HOURS` for every carer on the date.
    """

    name: str
    day_class: DayClass
    here: Neighbourhood
    visits: int
    hours: str
    packages: Packages
    rule_light: bool = False

    @property
    def posts(self) -> tuple[Post, ...]:
        """Who is on duty: three of five are nurses, and hours T and U are those of therapists."""
        mode = "car" if self.here is LIECHTENSTEIN else "bike"
        return tuple(_post(number, letter, mode) for number, letter in enumerate(self.hours, 1))


# In turn, so that mornings and evenings have both.
_TRAINED = (
    ("nurse", NURSE_IV),
    ("nurse", NURSE),
    ("assistant", ASSISTANT_PLUS),
    ("nurse", NURSE_IV),
    ("assistant", ASSISTANT),
)
_THERAPISTS = {"T": "physiotherapist", "U": "occupational_therapist"}


def _post(number: int, letter: str, mode: str) -> Post:
    discipline, qualifications = _TRAINED[(number - 1) % len(_TRAINED)]
    if letter in _THERAPISTS:
        discipline, qualifications = _THERAPISTS[letter], frozenset()
    if mode == "bike" and number % 4 == 0:
        mode = "ebike"
    return Post(
        carer_id=f"c{number:02d}",
        discipline=discipline,
        qualifications=qualifications,
        mode=mode,
        week=f"{letter} - - - - - -",
        starts_at="base" if number % 5 == 0 else "home",
        load_cap="24" if number % 6 == 0 else "",
    )


SIMPLE: Packages = (
    (10, (care.WASH, care.BED)),
    (6, (care.INSULIN_MORNING, care.INSULIN_EVENING)),
    (8, (care.STOCKINGS_ON, care.STOCKINGS_OFF)),
    (6, (care.PILLS_MORNING, care.PILLS_EVENING)),
    (6, (care.WOUND,)),
    (6, (care.SHOWER,)),
    (4, (care.CATHETER,)),
    (3, (care.EXERCISE,)),
    (2, (care.HOME_AIDS,)),
    (4, (care.COFFEE,)),
    (1, (care.INTAKE,)),
)
"""Calls that no shift makes twice at one client."""

EVERYTHING: Packages = (
    (8, (care.WASH, care.BED)),
    (5, (care.WASH, care.LUNCH, care.BED)),
    (5, (care.INSULIN_MORNING, care.INSULIN_EVENING)),
    (1, (care.INSULIN_MORNING, care.INSULIN_NOON)),
    (6, (care.STOCKINGS_ON, care.STOCKINGS_OFF)),
    (5, (care.PILLS_MORNING, care.PILLS_EVENING)),
    (5, (care.WOUND,)),
    (5, (care.SHOWER,)),
    (2, (care.COMFORT_MORNING, care.COMFORT_AFTERNOON, care.COMFORT_NIGHT)),
    (2, (care.INFUSION, care.DRESSING)),
    (1, (care.DOPAMINE_1, care.DOPAMINE_2, care.DOPAMINE_3)),
    (3, (care.CATHETER,)),
    (2, (care.WASH, care.EXERCISE)),
    (2, (care.HOME_AIDS,)),
    (3, (care.PILLS_MORNING, care.COFFEE)),
    (1, (care.INTAKE,)),
)
"""Calls as teams have them, those for two carers left out."""

# As `EVERYTHING` without visits that depend on another one: days whose bound can be proven.
UNTIED: Packages = tuple(
    (count, package) for count, package in EVERYTHING if not any(call.after for call in package)
)


def with_joint(packages: Packages, visits: int) -> Packages:
    """The packages and so many clients with a hoist that 8 % of the visits are joint."""
    hoists = round(0.08 * visits / 2)
    return ((hoists, (care.HOIST_MORNING, care.HOIST_NIGHT)), *packages)


def many(packages: Packages, visits: int) -> Packages:
    """The same mixture with at least so many visits on the date, joint ones kept in number."""
    joint = [each for each in packages if any(call.carers > 1 for call in each[1])]
    others = [each for each in packages if each not in joint]
    counts = [0] * len(others)
    most = max(count for count, _ in others)
    wanted = visits - sum(_calls([each]) for each in joint)
    step = 0
    while _calls([(count, each[1]) for count, each in zip(counts, others, strict=True)]) < wanted:
        step += 1
        counts = [-(-count * step // most) for count, _ in others]
    grown = ((count, package) for count, (_, package) in zip(counts, others, strict=True))
    return (*joint, *grown)


def _calls(packages: Sequence[tuple[int, Package]]) -> int:
    """How many calls there are; all of them fall on the date, a Monday."""
    return sum(count * len(package) for count, package in packages)


DAYS: tuple[Day, ...] = (
    Day("light-1-urban-70", DayClass.LIGHT, GOTHENBURG, 70, "ELEMLNTU", SIMPLE, rule_light=True),
    Day(
        "light-2-rural-75", DayClass.LIGHT, LIECHTENSTEIN, 75, "ELEELNTUM", SIMPLE, rule_light=True
    ),
    Day(
        *("light-3-urban-110", DayClass.LIGHT, GOTHENBURG, 110, "ELEELEMLENTU", SIMPLE),
        rule_light=True,
    ),
    Day("full-1-urban-90", DayClass.FULL, GOTHENBURG, 90, "ELEELMSNTU", EVERYTHING),
    Day("full-2-rural-80", DayClass.FULL, LIECHTENSTEIN, 80, "ELEELENTU", UNTIED),
    Day("full-3-urban-125", DayClass.FULL, GOTHENBURG, 125, "ELEELEELSMTU", EVERYTHING),
    Day(
        *("tight-1-urban-130", DayClass.TIGHT, GOTHENBURG, 130, "EMMELMNMSETU", SIMPLE),
        rule_light=True,
    ),
    Day("tight-2-rural-90", DayClass.TIGHT, LIECHTENSTEIN, 90, "ELEEMNTU", UNTIED),
    Day("tight-3-urban-110", DayClass.TIGHT, GOTHENBURG, 110, "ELEEMNSTU", EVERYTHING),
    Day(
        *("joint-1-urban-100", DayClass.JOINT, GOTHENBURG, 100, "ELEELELSEMTU"),
        with_joint(EVERYTHING, 100),
    ),
    Day(
        *("joint-2-rural-75", DayClass.JOINT, LIECHTENSTEIN, 75, "ELEELLEETU"),
        with_joint(EVERYTHING, 75),
    ),
    Day(
        *("joint-3-urban-120", DayClass.JOINT, GOTHENBURG, 120, "ELEELEELESTU"),
        with_joint(UNTIED, 120),
    ),
)
