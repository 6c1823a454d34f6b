"""Reading a team."""

from scheduler.codes.code import Code

TEAM: tuple[Code, ...] = (
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
)
