"""Team days to tune on: made as the twelve that are measured, of other teams and other mixtures."""

from benchmarks.team_days.days import (
    EVERYTHING,
    SIMPLE,
    UNTIED,
    Day,
    DayClass,
    with_joint,
)

from neighbourhoods import GOTHENBURG, LIECHTENSTEIN  # isort: skip (on the path that days.py sets)

GENERAL_DAYS: tuple[Day, ...] = (
    Day("train-full-1", DayClass.FULL, GOTHENBURG, 85, "ELEEMSNLTU", EVERYTHING),
    Day("train-full-2", DayClass.FULL, LIECHTENSTEIN, 95, "ELEELEENMTU", EVERYTHING),
    Day("train-full-3", DayClass.FULL, GOTHENBURG, 120, "ELEELEMLSETU", EVERYTHING),
    Day("train-full-4", DayClass.FULL, LIECHTENSTEIN, 75, "ELEELENTU", UNTIED),
    Day(
        *("train-joint-1", DayClass.JOINT, GOTHENBURG, 110, "ELEELELSELTU"),
        with_joint(UNTIED, 110),
    ),
    Day(
        *("train-joint-2", DayClass.JOINT, LIECHTENSTEIN, 85, "ELEELLEELTU"),
        with_joint(EVERYTHING, 85),
    ),
    Day(
        *("train-joint-3", DayClass.JOINT, GOTHENBURG, 90, "ELEELELSETU"),
        with_joint(EVERYTHING, 90),
    ),
    Day("train-tight-1", DayClass.TIGHT, GOTHENBURG, 105, "ELEEMNSLTU", EVERYTHING),
    Day("train-tight-2", DayClass.TIGHT, LIECHTENSTEIN, 85, "ELEMNETU", EVERYTHING),
)
"""All rules."""

REGULAR_DAYS: tuple[Day, ...] = (
    Day(
        *("train-light-1", DayClass.LIGHT, GOTHENBURG, 125, "ELEELEMLENLTU", SIMPLE),
        rule_light=True,
    ),
    Day(
        *("train-light-2", DayClass.LIGHT, LIECHTENSTEIN, 90, "ELEELNTUMEL", SIMPLE),
        rule_light=True,
    ),
    Day(
        *("train-light-3", DayClass.LIGHT, GOTHENBURG, 115, "ELEELEMLENTU", SIMPLE),
        rule_light=True,
    ),
    Day(
        *("train-tight-3", DayClass.TIGHT, GOTHENBURG, 130, "EMMELMNMSETU", SIMPLE),
        rule_light=True,
    ),
)
"""Only rules under which the earliest starts are the best ones."""
