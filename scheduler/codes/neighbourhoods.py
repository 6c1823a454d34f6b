"""Teams drawn for a place, and what neighbourhoods cost."""

from scheduler.codes.code import Code

NEIGHBOURHOODS: tuple[Code, ...] = (
    Code(
        "place-unread",
        "The file that describes a place cannot be opened, or is not TOML.",
        "Give the path of a TOML file with name, network and timezone.",
    ),
    Code(
        "place-refused",
        "A key of a place is missing, unknown or not of the form that it asks.",
        "Correct the key named; data/places has examples.",
    ),
    Code(
        "profile-unread",
        "The file of a profile cannot be opened, or is not TOML.",
        "Name one of urbanisation-1 to urbanisation-5, or give the path of a TOML file.",
    ),
    Code(
        "profile-refused",
        "A figure of a profile is unknown, of the wrong form, or without grounds.",
        "Correct the figure named; the ready profiles show its form.",
    ),
    Code(
        "neighbourhood-empty",
        "Nobody lives where a team was asked for, as far as the network tells.",
        "Give another box, west, south, east and north, or another network.",
    ),
    Code(
        "team-size",
        "A team of no carers or no clients was asked for.",
        "Ask for one carer and one client at least.",
    ),
    Code(
        "team-not-covered",
        "No number of shifts leaves time for all visits of a day.",
        "Ask for shorter visits or wider windows.",
    ),
    Code(
        "team-not-written",
        "The files of a team could not all be written; those of before are as they were.",
        "Make room, close or free the file named, or choose another folder.",
    ),
)
