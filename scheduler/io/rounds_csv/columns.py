"""The columns of rounds.csv, in the order in which Rounds writes them."""

from typing import Final

from scheduler.io.team.columns import REQUIRED, Column, TableSpec

ROUNDS: Final = TableSpec(
    "rounds",
    True,
    (
        Column("carer_id", "id", REQUIRED, "c01", "Who makes the round."),
        Column(
            "shift_start",
            "date and time",
            "the work shift that the start lies in, or the nearest one of that date",
            "2026-11-23T07:00:00+01:00",
            "Which shift of the carer.",
        ),
        Column("sequence", "whole number", "by start", "3", "Order of the stops, from 0."),
        Column(
            "kind",
            "start, visit, break, appointment, end",
            "visit",
            "visit",
            "What the carer does there.",
        ),
        Column("visit_id", "id", "none; needed for a visit", "k26-insulin", "Which visit is made."),
        Column("place", "whole number", "1", "2", "Which place of a joint visit."),
        Column("client_id", "id", "that of the visit", "k26", "Who is visited."),
        Column(
            "arrival",
            "date and time, or time",
            "the end of the stop before, and the leg",
            "2026-11-23T07:15:00+01:00",
            "When the carer gets there.",
        ),
        Column(
            "start",
            "date and time, or time",
            REQUIRED,
            "2026-11-23T07:15:00+01:00",
            "Start of service, of the break or of the appointment.",
        ),
        Column(
            "end",
            "date and time, or time",
            "the start, and how long it takes",
            "2026-11-23T07:30:00+01:00",
            "When the carer is ready to leave.",
        ),
        Column("travel_seconds", "whole number", "by road", "435", "The leg that leads there."),
        Column("travel_metres", "whole number", "by road", "1627", "Length of that leg."),
        Column("mode", "walk, bike, ebike, car", "the carer's", "bike", "How the carer travels."),
    ),
)
"""`required` columns are those that every row fills; visit_id must be there as well."""
