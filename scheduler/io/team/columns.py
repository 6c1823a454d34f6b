"""Every file and column of a team folder, once: reader, docs and tests all read this table.

The tables of docs/team-folder.md are made from it by `scheduler.io.team.columns_page`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final

from scheduler.domain.carer import Mode
from scheduler.rules import SOFT_RULES

REQUIRED: Final = "required"


@dataclass(frozen=True, slots=True)
class Column:
    """A column, or a key of team.toml.

    Attributes:
        kind: what may stand in it, as the docs say it.
        default: what a blank cell means; `required` when it may not be blank.
        private: whether it may hold a name or an address, which no error repeats.
        several: whether a JSON document may give a list of texts.
        answer: whether a JSON document may give true or false for yes or no.
    """

    name: str
    kind: str
    default: str
    example: str
    meaning: str
    private: bool = False
    several: bool = False
    answer: bool = False

    @property
    def required(self) -> bool:
        """Whether the column must be there, and each of its cells filled."""
        return self.default == REQUIRED


@dataclass(frozen=True)
class TableSpec:
    """The columns of one file; `key` names it as a sheet and in a JSON document."""

    key: str
    required: bool
    columns: tuple[Column, ...]

    @property
    def file(self) -> str:
        """The file's name in a team folder."""
        return f"{self.key}.csv"

    @cached_property
    def column_by_name(self) -> Mapping[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.columns}

    def is_private(self, column: str) -> bool:
        """Whether no error may repeat what stands in the column."""
        spec = self.column_by_name.get(column)
        return spec is not None and spec.private


_AGREEMENTS: tuple[Column, ...] = (
    Column(
        "agreements.wished_tolerance_minutes",
        "whole number",
        "15",
        "10",
        "A start this far from the wished start costs nothing.",
    ),
    Column(
        "agreements.change_tolerance_minutes",
        "whole number",
        "15",
        "10",
        "A start that moves no further is no change of a published plan.",
    ),
    Column(
        "agreements.overtime_limit_minutes",
        "whole number",
        "0",
        "15",
        "How far past the end of a shift a round may last.",
    ),
    Column(
        "agreements.break_after_minutes",
        "whole number",
        "330",
        "300",
        "A work shift longer than this has a break unless it says otherwise.",
    ),
    Column("agreements.break_minutes", "whole number", "30", "45", "Length of that break."),
    Column(
        "agreements.rest_hours",
        "number",
        "11",
        "12",
        "Least time between a carer's rounds of different dates.",
    ),
    Column(
        "agreements.snap_limit_metres",
        "whole number",
        "250",
        "400",
        "A place further than this from the roads is an error.",
    ),
    *(
        Column(
            f"agreements.access_minutes.{mode.value}",
            "number",
            {Mode.WALK: "0", Mode.CAR: "2"}.get(mode, "1"),
            "1.5",
            f"To park and reach the door on every leg by {mode.value}.",
        )
        for mode in Mode
    ),
)

SETTINGS = TableSpec(
    "team",
    True,
    (
        Column("id", "id", REQUIRED, "kampen-south", "Identifies the team."),
        Column("name", "text", "the id", "Kampen South", "What the team is called.", private=True),
        Column(
            "timezone", "IANA name", REQUIRED, "Europe/Amsterdam", "The zone of every local time."
        ),
        Column("base.lat", "number", REQUIRED, "52.5551", "Latitude of the team's base, WGS 84."),
        Column("base.lon", "number", REQUIRED, "5.9110", "Longitude of the team's base, WGS 84."),
        Column(
            "network",
            "text",
            "none",
            "kampen.osm.pbf",
            "A road extract or built network (path relative to the folder), or a place name.",
        ),
        *_AGREEMENTS,
        *(
            Column(
                f"weights.{rule.rule_id.value}",
                "whole number",
                str(rule.default_weight),
                str(rule.default_weight),
                f"Points per unit ({rule.unit}). {rule.sentence}",
            )
            for rule in SOFT_RULES
        ),
    ),
)

CARERS = TableSpec(
    "carers",
    True,
    (
        Column("carer_id", "id", REQUIRED, "c01", "Identifies the carer."),
        Column("name", "text", "the id", "Anna", "What the carer is called.", private=True),
        Column(
            "discipline",
            "nurse, assistant, physiotherapist, occupational_therapist",
            REQUIRED,
            "nurse",
            "What the carer was trained as; it counts as a qualification.",
        ),
        Column(
            "qualifications",
            "words, `;` between",
            "none",
            "wound;injection",
            "What the carer may do besides.",
            several=True,
        ),
        Column("mode", "walk, bike, ebike, car", "bike", "ebike", "How the carer travels."),
        Column(
            "home_lat",
            "number",
            "none: rounds start at the base",
            "52.5520",
            "Latitude of the home.",
        ),
        Column("home_lon", "number", "as home_lat", "5.9200", "Longitude of the home."),
        Column(
            "contract_minutes_per_week", "whole number", "unknown", "1440", "Working time agreed."
        ),
    ),
)

SHIFTS = TableSpec(
    "shifts",
    True,
    (
        Column("carer_id", "id", REQUIRED, "c01", "Whose working time this is."),
        Column("start", "date and time", REQUIRED, "2026-11-23T07:00", "When it starts."),
        Column(
            "end", "date and time", REQUIRED, "2026-11-23T15:00", "When it ends, after the start."
        ),
        Column(
            "start_place",
            "home, base",
            "home; base for an appointment",
            "base",
            "Where the round starts, or where the appointment is held.",
        ),
        Column("end_place", "home, base", "home", "base", "Where the round ends."),
        Column(
            "break_minutes",
            "whole number",
            "as the agreements say",
            "30",
            "Length of the break; 0 for none.",
        ),
        Column(
            "break_earliest",
            "time, or date and time",
            "two hours after the start",
            "11:00",
            "The earliest start of the break.",
        ),
        Column(
            "break_latest",
            "time, or date and time",
            "two hours before the end",
            "13:30",
            "The latest end of the break.",
        ),
        Column(
            "kind",
            "work, on_call, appointment",
            "work",
            "appointment",
            "`work` is planned on, `on_call` kept free; an `appointment` takes time out of the "
            "shift that encloses it.",
        ),
        Column(
            "load_cap", "whole number", "no cap", "20", "Most load points the round may add up to."
        ),
    ),
)

CLIENTS = TableSpec(
    "clients",
    True,
    (
        Column("client_id", "id", REQUIRED, "k01", "Identifies the client."),
        Column("name", "text", "the id", "J. Smit", "What the client is called.", private=True),
        Column("lat", "number", REQUIRED, "52.5560", "Latitude of the client's door."),
        Column("lon", "number", REQUIRED, "5.9150", "Longitude of the client's door."),
        Column("address", "text", "none", "Kade 1", "For the printed round.", private=True),
        Column("primary_carer", "carer_id", "none", "c01", "The carer first in line."),
        Column(
            "refuses", "carer_ids, `;` between", "none", "c03", "Carers not wanted.", several=True
        ),
        Column(
            "wishes", "carer_ids, `;` between", "none", "c01;c02", "Carers asked for.", several=True
        ),
    ),
)

VISITS = TableSpec(
    "visits",
    True,
    (
        Column("visit_id", "id", REQUIRED, "v001", "Identifies what was agreed."),
        Column("client_id", "client_id", REQUIRED, "k01", "Who is visited."),
        Column("date", "date", "none: the visit recurs", "2026-11-23", "The one date."),
        Column(
            "recurrence",
            "RFC 5545 rule",
            "none: the visit has one date",
            "FREQ=WEEKLY;BYDAY=MO,TH",
            "The dates, as the part of a calendar rule after `RRULE:`.",
        ),
        Column(
            "first_date",
            "date",
            "required with a recurrence",
            "2026-11-02",
            "The first date that may be one of them.",
        ),
        Column(
            "last_date", "date", "no end", "2027-01-31", "The last date that may be one of them."
        ),
        Column(
            "windows",
            "from-to, `;` between",
            "00:00-24:00",
            "07:00-09:30;16:00-18:00",
            "When the visit may start, both ends included.",
            several=True,
        ),
        Column("wished_start", "time", "none", "08:00", "When the client likes it to start."),
        Column("minutes", "whole number, 1 to 720", REQUIRED, "25", "Length of the visit."),
        Column(
            "carers_needed",
            "whole number, 1 to 12",
            "the places of `qualifications`, or 1",
            "2",
            "How many carers go together.",
        ),
        Column(
            "qualifications",
            "words, `;` between; `|` between places",
            "none",
            "wound;injection|assistant",
            "What each carer must be able to do; one place counts for all of them.",
            several=True,
        ),
        Column("priority", "1 must, 2 should, 3 may", "1", "2", "How badly it is needed."),
        Column("after_visit", "visit_id", "none", "v000", "The visit it depends on."),
        Column(
            "min_gap_minutes",
            "whole number",
            "0",
            "120",
            "Least time from the start of the other visit to the start of this one.",
        ),
        Column(
            "max_gap_minutes",
            "whole number",
            "no limit",
            "240",
            "Most time from the start of the other visit to the start of this one.",
        ),
        Column(
            "kind",
            "care, first, joint, meeting",
            "care",
            "joint",
            "What sort of visit it is; `joint` asks for two carers or more.",
        ),
        Column(
            "protected_minutes",
            "whole number",
            "0",
            "5",
            "Part of the minutes that may never be cut.",
        ),
        Column("omaha", "text", "none", "27-I", "Omaha System reference, carried along."),
        Column("load", "whole number", "0", "3", "Load points, counted against a load cap."),
    ),
)

HISTORY = TableSpec(
    "history",
    False,
    (
        Column("date", "date", REQUIRED, "2026-11-20", "When a visit took place."),
        Column("client_id", "id", REQUIRED, "k01", "At whom."),
        Column("carer_id", "id", REQUIRED, "c01", "By whom."),
    ),
)

PINS = TableSpec(
    "pins",
    False,
    (
        Column("visit_id", "visit_id", REQUIRED, "v001", "What may not change."),
        Column("date", "date", REQUIRED, "2026-11-23", "On which of its dates."),
        Column("place", "whole number", "1", "2", "Which place of a joint visit."),
        Column("carer_id", "carer_id", "free", "c01", "The carer it is pinned to."),
        Column("start", "time, or date and time", "free", "08:15", "The start it is pinned to."),
    ),
)

AMENDMENTS = TableSpec(
    "amendments",
    False,
    (
        Column("visit_id", "visit_id", REQUIRED, "v002", "What is amended."),
        Column("date", "date", REQUIRED, "2026-11-26", "On which of its dates."),
        Column(
            "cancelled",
            "yes, no",
            "no",
            "yes",
            "Whether there is no visit on that date.",
            answer=True,
        ),
        Column(
            "windows",
            "from-to, `;` between",
            "as agreed",
            "13:00-15:00",
            "When the visit may start on that date, instead of the windows agreed.",
            several=True,
        ),
        Column("minutes", "whole number, 1 to 720", "as agreed", "45", "Its length on that date."),
    ),
)

TABLES: Mapping[str, TableSpec] = MappingProxyType(
    {spec.key: spec for spec in (CARERS, SHIFTS, CLIENTS, VISITS, HISTORY, PINS, AMENDMENTS)}
)
