"""The index of error codes: what each means and what to do about it.

docs/errors.md is written from this table; a test keeps the two alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem, stable over versions.

    Attributes:
        code: lower-case words joined by hyphens.
        meaning: one sentence.
        remedy: one sentence that says what to do.
    """

    code: str
    meaning: str
    remedy: str


_TABLE: tuple[Code, ...] = (
    # the command as a whole
    Code(
        "input-refused",
        "Something in the input cannot be used; every problem is listed, nothing was written.",
        "Mend what is listed and run the command again.",
    ),
    # reading a team
    # roads
    Code(
        "network-not-found",
        "The extract, graph or built network that was named is not there.",
        "Check the path: it counts from the team folder, or from where the command runs.",
    ),
    Code(
        "source-unsupported",
        "A file of this kind cannot be read as roads.",
        "Give an extract (.osm.pbf, .osm, .osm.gz, .osm.bz2), a .graphml file of osmnx or a "
        ".rounds file made by `rounds network build`.",
    ),
    Code(
        "extract-unreadable",
        "The extract is empty, broken or holds no roads.",
        "Download or cut the extract again, and check that it holds roads as well as nodes.",
    ),
    Code(
        "graph-unreadable",
        "The GraphML file is not a graph saved by osmnx.",
        "Save it with osmnx.save_graphml, or give an extract of OpenStreetMap instead.",
    ),
    Code(
        "no-roads",
        "The source has no connected roads for this travel mode.",
        "Check that the extract covers the team's area, and that the mode is the right one.",
    ),
    Code(
        "network-unreadable",
        "The built network is broken or cut short.",
        "Build it again with `rounds network build`.",
    ),
    Code(
        "network-outdated",
        "The built network was made by another version of Rounds.",
        "Build it again from its extract with `rounds network build`.",
    ),
    Code(
        "network-wrong-mode",
        "The built network is for another travel mode.",
        "Build one for this mode, or name the extract itself, which serves every mode.",
    ),
    Code(
        "place-not-found",
        "OpenStreetMap knows no area with roads by that name.",
        'Add the country (`"Kampen, Netherlands"`), or give an extract of the area.',
    ),
    Code(
        "place-offline",
        "OpenStreetMap could not be asked for the place.",
        "Go online and try again, or give an extract (.osm.pbf) of the area instead.",
    ),
    Code(
        "place-off-road",
        "Some places lie further from the roads than the team allows.",
        "Correct the coordinates, use an extract that covers them, or raise snap_limit_metres.",
    ),
    Code(
        "place-unreachable",
        "Some places cannot be reached, or not be left again, on this network.",
        "Use an extract that covers the way there, or correct the coordinates.",
    ),
    # solving
    Code(
        "problem-invalid",
        "The problem handed to the solver contradicts itself.",
        "This is a fault of whoever made the problem: compare it with scheduler.solver.problem.",
    ),
    Code(
        "appointments-impossible",
        "No plan keeps every appointment with the travel, breaks and rest around it.",
        "Move an appointment, or widen the shift that holds it.",
    ),
    Code(
        "oracle-out-of-time",
        "The exact solver reached its limit before it found any plan.",
        "Give it more time, or plan fewer visits: it is meant for small cases.",
    ),
    Code(
        "oracle-disagrees",
        "The exact model and the score give the same plan different costs.",
        "This is a fault of Rounds: please report it with the numbers shown.",
    ),
    Code(
        "appointment-out-of-reach",
        "A carer cannot keep all appointments of a shift, even without any visit.",
        "Look at the times and places of the appointments, the breaks and the ends of the shift.",
    ),
    Code(
        "search-disagrees",
        "The search reckons with another cost than the rounds it hands out have.",
        "This is a fault of Rounds: please report it with the numbers shown.",
    ),
    # planning
    Code(
        "score-disagrees",
        "Solver and scorer give the same plan different scores; nothing was written.",
        "This is a fault of Rounds: please report it with the numbers shown.",
    ),
    Code(
        "plan-breaks-rule",
        "The checker found a hard rule broken in a new plan; nothing was written.",
        "This is a fault of Rounds: please report it with the rules shown.",
    ),
    # judging a plan
    Code(
        "plan-of-another-team",
        "A plan speaks of visits or shifts that the team does not have on the plan's dates.",
        "Judge the plan with the team folder it was made from, or make a new plan.",
    ),
    Code(
        "travel-lacks-place",
        "A plan was judged with travel times that miss one of the team's places or modes.",
        "This is a fault of whoever made the travel times: they must cover locations_in().",
    ),
    # writing and reading a plan
    Code(
        "path-missing",
        "A leg of the plan has no path on the roads it was planned on; nothing was written.",
        "This is a fault of Rounds: please report it with the leg shown.",
    ),
    Code(
        "plan-not-written",
        "The files of the plan could not all be written; those of before are as they were.",
        "Make room, close or free the file named, or choose another folder with --out.",
    ),
    Code(
        "plan-not-read",
        "The file of the plan cannot be opened.",
        "Give the path of a plan.json that `rounds plan --out` wrote.",
    ),
    Code(
        "plan-not-json",
        "The file of the plan is not JSON text in UTF-8.",
        "Give the plan.json itself, as `rounds plan --out` wrote it.",
    ),
    Code(
        "plan-version",
        "The plan was written by a version of Rounds with another form of plan.json.",
        "Make the plan again with this version, or read it with the version that wrote it.",
    ),
    Code(
        "plan-malformed",
        "A value of plan.json is missing, unknown or not of the form that its schema asks.",
        "Compare the file with docs/plan.schema.json, or make the plan again.",
    ),
)

CODES: Mapping[str, Code] = MappingProxyType({entry.code: entry for entry in _TABLE})
