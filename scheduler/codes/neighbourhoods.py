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
    # studies of neighbourhoods
    Code(
        "study-unreadable",
        "The file of a study cannot be read, or is not TOML.",
        "Look at the line named: texts stand in quotes, keys and values have = between.",
    ),
    Code(
        "study-key-missing",
        "A study lacks a key that every study has.",
        "Add it; docs/neighbourhoods.md shows a whole study.",
    ),
    Code(
        "study-key-unknown",
        "A study has a key that is not read.",
        "Correct its name or leave it out; docs/neighbourhoods.md lists all keys.",
    ),
    Code(
        "study-value-invalid",
        "A value in a study cannot be used.",
        "Correct it; docs/neighbourhoods.md says what values a key may have.",
    ),
    Code(
        "study-network-missing",
        "The network of a place of a study is not there.",
        "Correct the path, which is relative to the study, or mark the place optional = true.",
    ),
    Code(
        "study-profile-unknown",
        "A study names a profile that is not there.",
        "Use urbanisation-1 to urbanisation-5, or the path of a .toml file beside the study.",
    ),
    Code(
        "study-library-missing",
        "A library that only studies need is not installed.",
        "Install the extra: pip install -e '.[studies]'.",
    ),
    Code(
        "study-row-unread",
        "A result of an earlier run of a study cannot be read.",
        "Delete the file named: its cell is then planned again.",
    ),
    Code(
        "study-cell-broke",
        "A cell of a study could not be planned; those before it are kept.",
        "Mend what the message says and run the command again: it goes on where it stopped.",
    ),
    Code(
        "what-if-unknown",
        "A question about a team names something that the team does not have.",
        "Use ids of the team, a place as LAT,LON, and one of the modes.",
    ),
)
