"""Explaining and fitting."""

from scheduler.codes.code import Code

EXPLAINING: tuple[Code, ...] = (
    Code(
        "repair-does-not-work",
        "A repair that should make a visit fit did not when it was applied; it was not offered.",
        "This is a fault of Rounds: please report it with the team and the plan.",
    ),
    Code(
        "fit-of-nothing",
        "It is not clear what is to be fitted into the plan.",
        "Name one of --visit (left unassigned), --client (a new visit) and --meeting (carers).",
    ),
    Code(
        "fit-of-an-assigned-visit",
        "A place is asked for a visit that somebody makes already.",
        "Name one that is left unassigned, or hand the visit over.",
    ),
    Code(
        "fit-of-a-series",
        "A place is asked for visits of several dates at once.",
        "Name one date, or ask for a series with --times.",
    ),
    Code(
        "fit-series-joint",
        "A series is asked of joint visits, and is looked for of one carer at a time only.",
        "Ask for each visit by itself.",
    ),
    Code(
        "visit-on-several-dates",
        "A visit is on several dates of the plan and none was named.",
        "Name the date with --date.",
    ),
)
