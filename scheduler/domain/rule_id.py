"""The names of the rules; what they mean stands in the table of `scheduler.rules`."""

from enum import StrEnum


class RuleId(StrEnum):
    """Stable identifiers, as they appear in plan.json and team.toml."""

    COMPLETE = "complete"
    QUALIFICATION = "qualification"
    WINDOW = "window"
    SHIFT = "shift"
    BREAK = "break"
    APPOINTMENT = "appointment"
    TOGETHER = "together"
    DISTINCT_CARERS = "distinct_carers"
    DEPENDENCY = "dependency"
    REFUSAL = "refusal"
    PIN = "pin"
    LOAD_CAP = "load_cap"
    REST = "rest"
    ONE_PLACE = "one_place"
    UNASSIGNED_MUST = "unassigned_must"
    UNASSIGNED_SHOULD = "unassigned_should"
    UNASSIGNED_MAY = "unassigned_may"
    WISHED_START = "wished_start"
    WORST_LATENESS = "worst_lateness"
    CONTINUITY = "continuity"
    TRAVEL = "travel"
    OVERTIME = "overtime"
    FAIR_LOAD = "fair_load"
    WAITING_SPREAD = "waiting_spread"
    CHANGE = "change"
