"""The index of error codes: what each means and what to do about it.

docs/errors.md is written from this table; a test keeps the two alike, and
`python -m scheduler.codes > docs/errors.md` mends it.
"""

import sys
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
    Code(
        "team-missing",
        "There is no folder or file at the path given for the team.",
        "Check the path: it names a folder, an .xlsx workbook or a .json document.",
    ),
    Code(
        "team-form-unknown",
        "The team is in a form that is not read.",
        "Give a folder with team.toml and CSV files, an .xlsx workbook, or a .json document.",
    ),
    Code(
        "file-missing",
        "A file, sheet or key that every team has is missing.",
        "Add it; docs/team-folder.md shows what belongs in it. Its rows may be none.",
    ),
    Code(
        "file-misnamed",
        "A file or sheet has nearly the name of one that is read, but not quite.",
        "Rename it, or give it a name that is nothing like it.",
    ),
    Code(
        "file-unreadable",
        "A file is there but cannot be opened.",
        "Check that it is a file and that you may read it.",
    ),
    Code(
        "not-utf-8",
        "A file is not in UTF-8, so that names with accents would be misread.",
        'In Excel choose "CSV UTF-8" under Save As; in an editor save with the encoding UTF-8.',
    ),
    Code(
        "text-damaged",
        "A cell holds control characters or marks of letters that were lost.",
        "Type the cell again; a question mark in a black diamond stands for a lost letter.",
    ),
    Code(
        "toml-malformed",
        "The settings are not TOML.",
        "Look at the line named: texts stand in quotes, keys and values have = between.",
    ),
    Code(
        "json-malformed",
        "The document is not JSON.",
        "Look at the line named, and at the one before it: a comma or a quote may be missing.",
    ),
    Code(
        "workbook-unreadable",
        "The workbook cannot be opened.",
        "Open it in Excel or LibreOffice and save it as .xlsx, without a password.",
    ),
    Code(
        "quotes-unmatched",
        "A quoted cell of a CSV file does not end, or goes on after its quote.",
        "Put a quote at both ends of the cell, and two quotes for each one inside it.",
    ),
    Code(
        "header-missing",
        "A table has no row of column names.",
        "Write the column names in the first row, as docs/team-folder.md gives them.",
    ),
    Code(
        "column-missing",
        "A column that the table cannot do without is missing.",
        "Add the column and fill it in every row.",
    ),
    Code(
        "column-unknown",
        "A column has a name that is not known here.",
        "Rename it as docs/team-folder.md has it, or take the column out.",
    ),
    Code(
        "column-duplicate",
        "A column name stands twice in the header.",
        "Keep one of the two columns.",
    ),
    Code(
        "column-unnamed",
        "A column between others has no name.",
        "Give it one of the names in docs/team-folder.md, or take the column out.",
    ),
    Code(
        "too-many-cells",
        "A row has more cells than the header has columns.",
        "Put cells that hold a comma (or whatever parts the cells) between quotes.",
    ),
    Code(
        "formula-cell",
        "A cell holds a formula or the error of one.",
        "Copy the cell and paste it as a value; in CSV let no cell begin with =.",
    ),
    Code(
        "merged-cells",
        "Cells of a sheet are merged.",
        "Unmerge them and fill every cell.",
    ),
    Code(
        "wrong-type",
        "A value is of a type that cannot stand there.",
        "Write a text or a number, or a list of texts where the docs allow one.",
    ),
    Code(
        "key-unknown",
        "A setting or key is not known.",
        "Rename it as docs/team-folder.md has it, or take it out.",
    ),
    Code(
        "key-duplicate",
        "A key stands twice.",
        "Keep one of the two.",
    ),
    Code(
        "rule-unknown",
        "A weight is given for a rule that there is not.",
        "Use the id of a soft rule; docs/team-folder.md lists them.",
    ),
    Code(
        "rule-hard",
        "A weight is given for a hard rule.",
        "Take it out: hard rules are always kept and have no weight.",
    ),
    Code(
        "value-missing",
        "A cell that must be filled is blank.",
        "Fill the cell.",
    ),
    Code(
        "id-malformed",
        "An id holds signs that ids may not hold.",
        "Use up to 64 letters, digits, blanks and . _ - + @ #, a letter or digit first.",
    ),
    Code(
        "id-duplicate",
        "Two rows of a table have the same id.",
        "Give each row an id of its own.",
    ),
    Code(
        "id-unknown",
        "An id is referred to that no row has.",
        "Correct the id, or add the row that it belongs to.",
    ),
    Code(
        "not-a-number",
        "A cell should hold a number.",
        "Write digits, with a point before the decimals.",
    ),
    Code(
        "not-a-whole-number",
        "A cell should hold a whole number.",
        "Write digits only.",
    ),
    Code(
        "decimal-comma",
        "A number has a decimal comma in a file whose cells are parted by commas.",
        "Write a decimal point, or part the cells by semicolons as Dutch Excel does.",
    ),
    Code(
        "number-out-of-range",
        "A number is smaller or larger than it can be.",
        "Choose a number within the range named.",
    ),
    Code(
        "choice-unknown",
        "A cell holds none of the words it may hold.",
        "Use one of the words named.",
    ),
    Code(
        "not-a-date",
        "A cell should hold a date.",
        "Write year, month and day: 2026-11-23.",
    ),
    Code(
        "not-a-time",
        "A cell should hold a time.",
        "Write hours and minutes: 07:30. Past midnight the hours go on: 24:30.",
    ),
    Code(
        "not-a-date-time",
        "A cell should hold a date and a time.",
        "Write 2026-11-23T07:00; a T or a blank between, the hours from 00 to 23.",
    ),
    Code(
        "time-skipped",
        "A local time does not exist: clocks jump past it that night.",
        "Choose a time before or after the hour that is left out.",
    ),
    Code(
        "time-doubled",
        "A local time occurs twice: clocks are put back that night.",
        "Write the offset, for instance 2026-10-25T02:30+02:00 for the first of the two.",
    ),
    Code(
        "timezone-unknown",
        "The time zone is not known.",
        "Use a name such as Europe/Amsterdam.",
    ),
    Code(
        "location-out-of-range",
        "A latitude or longitude is not on the earth.",
        "Write WGS 84 degrees: latitude from -90 to 90, longitude from -180 to 180.",
    ),
    Code(
        "location-zero",
        "A place is at latitude 0, longitude 0.",
        "Look the coordinates up again; 0, 0 means that they were not found.",
    ),
    Code(
        "location-swapped",
        "Latitude and longitude were exchanged.",
        "Exchange the two: in the Netherlands the latitude is about 52, the longitude about 5.",
    ),
    Code(
        "location-far",
        "A place is more than 100 km from the team's base.",
        "Correct the coordinates of the place, or those of the base.",
    ),
    Code(
        "cell-not-used",
        "A cell is filled that means nothing in its row.",
        "Clear the cell, or change what the row is.",
    ),
    Code(
        "no-carers",
        "The team has no carers.",
        "Add a row for every carer.",
    ),
    Code(
        "carer-both-ways",
        "A client refuses a carer who is also wished for, or is the primary carer.",
        "Take the carer out of one of the columns.",
    ),
    Code(
        "shift-ends-early",
        "A shift or appointment does not end after it starts.",
        "Correct the times; past midnight the end has the date of the next day.",
    ),
    Code(
        "shift-too-long",
        "A shift or appointment is longer than anyone works.",
        "Correct the date of its start or end.",
    ),
    Code(
        "shift-overlap",
        "Two shifts of one carer overlap.",
        "Let one end before the other starts, or make them one.",
    ),
    Code(
        "appointment-outside",
        "An appointment lies in no shift of its carer.",
        "Give the carer a shift around it, or move it inside one.",
    ),
    Code(
        "appointment-overlap",
        "Two appointments of one carer overlap.",
        "Let one end before the other starts.",
    ),
    Code(
        "break-outside-shift",
        "A break may start before its shift does, or end after it.",
        "Choose times within the shift; past midnight write 24:30, or the whole date and time.",
    ),
    Code(
        "break-no-room",
        "A break does not fit where it should be taken.",
        "Allow it earlier or later, make it shorter, or write 0 for no break.",
    ),
    Code(
        "date-or-recurrence",
        "A visit has both a date and a recurrence, or neither.",
        "Fill one of the two.",
    ),
    Code(
        "dates-reversed",
        "The last date comes before the first.",
        "Exchange or correct the dates.",
    ),
    Code(
        "recurrence-malformed",
        "A recurrence is not a rule for dates as in RFC 5545.",
        "Write for instance FREQ=DAILY, FREQ=WEEKLY;BYDAY=MO,TH or FREQ=MONTHLY;BYDAY=1TU.",
    ),
    Code(
        "recurrence-never",
        "A recurrence names no date at all.",
        "Correct the rule, or its first and last date.",
    ),
    Code(
        "window-malformed",
        "A window is not two times.",
        "Write 07:00-09:30, and a semicolon between windows.",
    ),
    Code(
        "window-reversed",
        "A window closes before it opens.",
        "Exchange the times; past midnight the hours go on: 22:00-25:30.",
    ),
    Code(
        "window-overlap",
        "Two windows of a visit overlap or touch.",
        "Make them one window.",
    ),
    Code(
        "window-skipped",
        "A window lies wholly in the hour that clocks leave out that night.",
        "Choose a window before or after that hour.",
    ),
    Code(
        "wished-outside-windows",
        "The wished start lies in none of the windows.",
        "Move the wished start, or widen a window.",
    ),
    Code(
        "places-disagree",
        "The carers needed are not as many as the places that qualifications names.",
        "Leave carers_needed blank, or write as many places, parted by a bar.",
    ),
    Code(
        "joint-alone",
        "A joint visit asks for a single carer.",
        "Write 2 in carers_needed, or choose another kind.",
    ),
    Code(
        "protected-too-long",
        "More minutes are protected than the visit has.",
        "Protect fewer minutes, or make the visit longer.",
    ),
    Code(
        "gap-without-after",
        "A gap is given without the visit it is measured from.",
        "Fill after_visit, or clear the gap.",
    ),
    Code(
        "gap-reversed",
        "The longest gap is shorter than the shortest.",
        "Exchange or correct the two.",
    ),
    Code(
        "gap-impossible",
        "The windows of two visits leave no start that keeps the gap between them.",
        "Widen a window, or change the gap.",
    ),
    Code(
        "after-itself",
        "A visit depends on itself.",
        "Name another visit, or clear the cell.",
    ),
    Code(
        "after-circle",
        "Visits depend on each other in a circle.",
        "Take after_visit out of one of them.",
    ),
    Code(
        "after-dates-apart",
        "A visit depends on one that never takes place on a date where it could follow.",
        "Correct the dates of one of the two, or clear after_visit.",
    ),
    Code(
        "pin-empty",
        "A pin holds nothing.",
        "Fill carer_id, start or both, or take the row out.",
    ),
    Code(
        "pin-twice",
        "A place of a visit is pinned twice.",
        "Keep one of the two rows.",
    ),
    Code(
        "pin-off-date",
        "A pin is on a date on which there is no such visit.",
        "Correct the date.",
    ),
    Code(
        "pin-no-such-place",
        "A pin names a place that the visit does not have.",
        "Count the places from 1.",
    ),
    Code(
        "pin-outside-windows",
        "A pinned start lies in none of the windows of the visit.",
        "Pin another start, or widen a window of the visit.",
    ),
    Code(
        "pin-starts-differ",
        "Two places of a joint visit are pinned to different starts.",
        "Pin them to the same start: they start together.",
    ),
    Code(
        "amendment-empty",
        "An amendment changes nothing.",
        "Write yes in cancelled, fill windows or minutes, or take the row out.",
    ),
    Code(
        "amendment-twice",
        "A visit is amended twice on one date.",
        "Make the two rows one.",
    ),
    Code(
        "amendment-off-date",
        "An amendment is on a date on which no such visit was agreed.",
        "Correct the date.",
    ),
    Code(
        "history-foreign",
        "The history names nobody of this team.",
        "Check that it belongs to this team and uses the same ids.",
    ),
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
        "network-too-wide",
        "The roads cover far more than a team could travel in.",
        "Cut the extract to the region of the team, or build the network within a bounding box.",
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
        "parameters-unreadable",
        "The file of parameters cannot be read, or is no TOML.",
        "Give a TOML file of lines like `blink = 0.01`; docs/search.md lists the names.",
    ),
    Code(
        "parameter-invalid",
        "Some parameters of the search have no such name, or no such value.",
        "Correct them, or leave them out: docs/search.md lists names, defaults and limits.",
    ),
    Code(
        "orders-impossible",
        "No starts keep all rules for the orders given.",
        "Change the order of the visits, or let some of them be left out.",
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
        "Look at the times and places of the appointments, the breaks, the ends of the shift, and "
        "the rest after the shift before.",
    ),
    Code(
        "search-disagrees",
        "The search reckons with another cost than the rounds it hands out have.",
        "This is a fault of Rounds: please report it with the numbers shown.",
    ),
    Code(
        "bound-above-cost",
        "The proven bound exceeds the cost of a plan that is said to be legal.",
        "This is a fault of Rounds, or the plan breaks a rule: run `rounds check` on it first.",
    ),
    # planning
    Code(
        "network-not-named",
        "The team names no road network.",
        "Set `network` in team.toml to an extract or a place name, or give --network.",
    ),
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
    # benchmarks
    Code(
        "benchmarks-missing",
        "The benchmarks do not stand beside the package.",
        "Run the command in a checkout of Rounds that was installed with pip install -e.",
    ),
    Code(
        "benchmark-unknown",
        "A benchmark was asked for a peer or an instance that it does not have.",
        "Use one of the names that are listed.",
    ),
    Code(
        "benchmark-unfair",
        "Peers, which run on one core each, were asked for beside a search on several.",
        "Compare with --cores 1, or measure several cores with --peers none.",
    ),
    Code(
        "benchmark-unread",
        "The results of an earlier benchmark cannot be read.",
        "Give the folder that an earlier run wrote with --out.",
    ),
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
    Code(
        "instances-missing",
        "There are no instances of a published set in the folder given.",
        "Give their folder or the one above it; docs/benchmarks.md says where to get them.",
    ),
    Code(
        "instance-malformed",
        "An instance is not in the form of the published set that it was read as.",
        "Give the file as it was published, or leave it out with --only.",
    ),
    Code(
        "instance-not-stated",
        "An instance asks for something that the fast search has no words for.",
        "Choose other instances with --only; nothing was made up in its place.",
    ),
    Code(
        "solution-over-instance",
        "A solution would be written over the instance that it solves.",
        "Choose another folder with --out.",
    ),
    Code(
        "solution-refused",
        "The independent evaluator finds that a solution written breaks a rule or costs otherwise.",
        "This is a fault of Rounds: please report it with the instance and the seed.",
    ),
    Code(
        "held-out-of-reach",
        "No plan was found that makes all visits that are held and moves no more than may move.",
        "Hold fewer visits, let more of them move, or give a plan to begin from that keeps to it.",
    ),
    Code(
        "round-cannot-go-on",
        "After what has begun, a carer cannot keep the breaks, appointments and end of the shift.",
        "Give the shift a later end, or its break a later window, and try again.",
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
    # asking for a change
    Code(
        "begun-work-moved",
        "A changed plan moves a visit that had begun; it was not offered.",
        "This is a fault of Rounds: please report it with the plan and the change.",
    ),
    Code(
        "change-visit-unknown",
        "A change speaks of a visit, a place or a date that the plan does not have.",
        "Look up the visit in the plan (`rounds show`); a joint visit's places count from 1.",
    ),
    Code(
        "change-visit-begun",
        "A change concerns a visit that has begun, or that a carer is on the way to.",
        "Change what is still to come; what is done stays as it is.",
    ),
    Code(
        "change-visit-unassigned",
        "A change concerns a visit that nobody makes.",
        "Hand it to a carer, or ask where it would fit.",
    ),
    Code(
        "change-carer-unknown",
        "A change names a carer that the team does not have.",
        "Check the id against carers.csv; ids are case-sensitive.",
    ),
    Code(
        "change-carer-off",
        "A change concerns a carer who has no shift there on the dates of the plan.",
        "Choose a carer who works then, or add the shift to the team.",
    ),
    Code(
        "change-of-nothing",
        "The plan is already as the change asks for.",
        "Nothing needs to be done; check the ids if something else was meant.",
    ),
    Code(
        "change-not-pinned",
        "A pin is to be retired that is not there.",
        "Check the visit, the date and the place against the pins of the team.",
    ),
    Code(
        "change-window-closed",
        "Every new window of a visit has closed by the clock given.",
        "Give a window that is still to come.",
    ),
    Code(
        "change-impossible",
        "What a change asks for cannot be done with what may move for it.",
        "Let more move with --option rounds or team, or make it all the same with --leave-out.",
    ),
    Code(
        "change-overtaken",
        "Another version has changed what a change is about since it was decided on.",
        "Look at the newest version and repeat the change with its number.",
    ),
    Code(
        "change-visit-ambiguous",
        "A visit or a shift is named that the plan has on several dates, or at several times.",
        "Name the one that is meant, as shown.",
    ),
    Code(
        "visit-not-read",
        "A new visit without any mistake could not be read.",
        "This is a fault of Rounds: please report it with the visit.",
    ),
    # versions of a plan
    Code(
        "plan-not-published",
        "The folder of a plan has no versions.",
        "Publish the plan first: `rounds publish TEAM PLAN`.",
    ),
    Code(
        "plan-unpublished",
        "A plan was made after the newest version; the next one would overwrite its files.",
        "Publish it with --seen, or move it to another folder.",
    ),
    Code(
        "publish-over-version",
        "A plan would be published over a version that was not named.",
        "Look at the newest version (`rounds history`) and name it with --seen.",
    ),
    Code(
        "publish-moves-begun",
        "A plan to be published moves visits that have begun by the newest version.",
        "Change the newest version instead, or publish a plan that keeps what has begun.",
    ),
    Code(
        "team-changed-since",
        "The team folder is no longer what the plan was published for.",
        "Put it back, or publish a plan for the team as it is now with --seen.",
    ),
    Code(
        "version-of-other-roads",
        "A version was made with roads where estimates are used now, or the other way round.",
        "Give --estimate for versions whose travel is estimated, and for no others.",
    ),
    Code(
        "clock-after-plan",
        "By the clock the dates of the plan are over.",
        "Say which moment of them is meant with --at.",
    ),
    Code(
        "version-unknown",
        "There is no version of that number.",
        "Look at the versions with `rounds history`.",
    ),
    Code(
        "version-missing",
        "Files are missing among those that are numbered.",
        "Restore them from a copy; nothing can be told or added without them.",
    ),
    Code(
        "version-not-read",
        "A numbered file, or the folder of these files, cannot be opened.",
        "Check that you may read it.",
    ),
    Code(
        "version-damaged",
        "A numbered file is not as Rounds wrote it.",
        "Restore it from a copy; these files are never changed once they are written.",
    ),
    Code(
        "version-not-written",
        "A numbered file could not be written; nothing has changed.",
        "Make room, or choose a disk on which files can be linked.",
    ),
    Code(
        "undo-not-newest",
        "A version to be taken back is not the newest.",
        "Look at what came after it with `rounds history`, and take that back first.",
    ),
    Code(
        "undo-of-first",
        "There is no version before the one to be taken back.",
        "Publish another plan with --seen, or change this one.",
    ),
    Code(
        "undo-impossible",
        "What has begun since leaves no way back to the plan before.",
        "Change the newest version instead: preview what is still possible.",
    ),
    # offers
    Code(
        "offer-unknown",
        "There is no offer of that number.",
        "Look at the offers with `rounds offers`.",
    ),
    Code(
        "offer-not-open",
        "An offer was accepted, refused or withdrawn, or has lapsed.",
        "Look at the offers with `rounds offers`, or make a new one.",
    ),
    Code(
        "offer-not-for-carer",
        "A carer answers an offer that others have to answer.",
        "Nobody accepts or refuses for somebody else, nor what they offered themselves.",
    ),
    Code(
        "offer-not-makers",
        "Somebody else than its maker withdraws an offer.",
        "Refuse it instead, or ask its maker.",
    ),
    Code(
        "offer-concerns-others",
        "An offer moves visits of carers who are neither its maker nor asked.",
        "Offer only what the two of you can settle, or apply the change as a team.",
    ),
    # explaining and fitting
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
    # comparing plans
    Code(
        "plans-of-other-dates",
        "Two plans to compare are not for the same dates.",
        "Give two plans that have at least one date in common.",
    ),
    Code(
        "comparison-not-written",
        "The files of a comparison could not all be written; those of before are as they were.",
        "Make room, close or free the file named, or choose another folder with --out.",
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
    Code(
        "client-of-another-visit",
        "A row names a visit and a client whose visit it is not.",
        "Correct the visit_id, or clear the client_id: it follows from the visit.",
    ),
    Code(
        "team-not-named",
        "A table of rounds is to be shown, and nothing says for which team it is.",
        "Name the team with --team.",
    ),
    Code(
        "plan-without-dates",
        "A table of rounds has no row that tells for which date the plan is.",
        "Say the date with --date.",
    ),
    Code(
        "plan-dates-apart",
        "The dates in a table of rounds lie further apart than any plan does.",
        "Correct the date of one of the starts named.",
    ),
)

CODES: Mapping[str, Code] = MappingProxyType({entry.code: entry for entry in _TABLE})


def markdown() -> str:
    """docs/errors.md, whole."""
    lines = [
        "# Errors",
        "",
        "Every error of Rounds has a code that stays the same over versions. Errors show ids and",
        "values, never a name or an address.",
        "",
        "| code | what it means | what to do |",
        "| --- | --- | --- |",
        *(f"| `{each.code}` | {each.meaning} | {each.remedy} |" for each in _TABLE),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(markdown())
