"""All files of a plan in one folder: all of them are written, or none."""

import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from scheduler.errors import RoundsError
from scheduler.io.calendar_names import calendar_names
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
    contents = plan_files(report)
    try:
        made = _make(folder)
        try:
            _refuse_protected(folder, contents)
            stale = [path for path in _calendars(report, folder) if path.name not in contents]
            with TemporaryDirectory(dir=folder, prefix=".rounds-") as workshop:
                _exchange(folder, Path(workshop), contents, stale)
        except BaseException:
            _unmake(made)
            raise
    except OSError as error:
        raise RoundsError("plan-not-written", f"{folder}: {error}.") from error
    return tuple(folder / name for name in sorted(contents))


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


def _make(folder: Path) -> list[Path]:
    """Make the folder and those above it; returns what was made, outermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _unmake(made: list[Path]) -> None:
    with suppress(OSError):
        for folder in reversed(made):
            folder.rmdir()


def _refuse_protected(folder: Path, contents: Mapping[str, bytes]) -> None:
    """A file that somebody made read-only is meant to stay, even where the system would let us."""
    for name in contents:
        target = folder / name
        if target.is_dir() or (target.exists() and not target.stat().st_mode & stat.S_IWUSR):
            raise PermissionError(0, "is a folder or write-protected", name)


def _calendars(report: PlanReport, folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("*.ics")):
        if path.is_file() and is_calendar_of(path.read_bytes(), report.plan.team_id):
            yield path


def _exchange(
    folder: Path, workshop: Path, contents: Mapping[str, bytes], stale: list[Path]
) -> None:
    """Write all new files aside, then move each into its place; on a failure move all back."""
    new, old = workshop / "new", workshop / "old"
    new.mkdir()
    old.mkdir()
    for name, content in contents.items():
        (new / name).write_bytes(content)
        if (folder / name).exists():
            shutil.copy2(folder / name, old / name)
    for path in stale:
        shutil.copy2(path, old / path.name)
    try:
        for name in contents:
            (new / name).replace(folder / name)
        for path in stale:
            path.unlink()
    except BaseException:
        _restore(folder, old, [*contents, *(path.name for path in stale)])
        raise


def _restore(folder: Path, old: Path, names: list[str]) -> None:
    for name in names:
        if (old / name).exists():
            (old / name).replace(folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
