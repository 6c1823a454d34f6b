"""All files of a plan in one folder: all of them are written, or none."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from scheduler.io.calendar_names import calendar_names
from scheduler.io.file_set import write_files
from scheduler.io.page.document import page_html
from scheduler.io.plan_json import plan_document, plan_text
from scheduler.io.plan_map import map_geojson
from scheduler.io.plan_tables import rounds_csv, unassigned_csv
from scheduler.io.report import PlanReport
from scheduler.io.round_calendar import carer_calendar, is_calendar_of

PLAN_JSON: Final = "plan.json"
ROUNDS_CSV: Final = "rounds.csv"
UNASSIGNED_CSV: Final = "unassigned.csv"
ROUNDS_HTML: Final = "rounds.html"
MAP_GEOJSON: Final = "map.geojson"


def write_plan(report: PlanReport, folder: Path) -> tuple[Path, ...]:
    """Write the files of a plan, in place of those of an earlier plan of the same team.

    Calendars that Rounds wrote for carers of this team who have no round any more are removed;
    every other file in the folder is left alone.

    Returns:
        The files written, in order of name.

    Raises:
        RoundsError: a file cannot be written; the folder is as it was.
        FaultError: a leg has no path; nothing was written.
    """
    return write_files(
        folder, plan_files(report), "plan-not-written", lambda there: _calendars(report, there)
    )


def plan_files(report: PlanReport) -> Mapping[str, bytes]:
    """The content of every file of a plan, by name. Equal reports give equal bytes."""
    document = plan_document(report)
    texts = {
        PLAN_JSON: plan_text(document),
        ROUNDS_CSV: rounds_csv(document),
        UNASSIGNED_CSV: unassigned_csv(document),
        ROUNDS_HTML: page_html(report),
        MAP_GEOJSON: map_geojson(report),
    }
    names = calendar_names(carer.carer_id for carer in report.team.carers)
    busy = {each.shift.carer_id for each in report.plan.rounds}
    calendars = {names[carer_id]: carer_calendar(report, carer_id) for carer_id in sorted(busy)}
    return {name: text.encode() for name, text in texts.items()} | calendars


def _calendars(report: PlanReport, folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("*.ics")):
        if path.is_file() and is_calendar_of(path.read_bytes(), report.plan.team_id):
            yield path
