"""Writing a plan: all files or none, and nobody else's files are touched."""

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import plans
import pytest

from scheduler.errors import FaultError, RoundsError
from scheduler.io import plan_folder
from scheduler.io.plan_folder import plan_files, write_plan
from scheduler.io.report import PlanReport
from scheduler.plan import Plan

REPORT = plans.small_report()
NAMES = ["c01.ics", "c02.ics", "c03.ics", "c04.ics", "map.geojson", "plan.json"]
NAMES += ["rounds.csv", "rounds.html", "unassigned.csv"]


def without(carer_id: str) -> PlanReport:
    """The report of a plan in which a carer has no round."""
    rounds = tuple(each for each in REPORT.plan.rounds if each.shift.carer_id != carer_id)
    return replace(REPORT, plan=replace(REPORT.plan, rounds=rounds))


def listed(folder: Path) -> dict[str, bytes]:
    """Everything in a folder, hidden files too."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def failing_move(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Makes the move of the file named in the list fail, as a full or broken disk would."""
    failing: list[str] = []
    replace_file = Path.replace

    def move(path: Path, target: Path) -> Path:
        if path.name in failing and path.parent.name == "new":
            raise OSError(28, "No space left on device")
        return replace_file(path, target)

    monkeypatch.setattr(Path, "replace", move)
    return failing


def test_all_files_are_written_in_new_folders(tmp_path: Path) -> None:
    """The folder and those above it are made; nothing else is left behind."""
    folder = tmp_path / "out" / "tomorrow"
    written = write_plan(REPORT, folder)
    assert [path.name for path in written] == NAMES
    assert listed(folder) == dict(plan_files(REPORT))


def test_equal_reports_give_equal_bytes() -> None:
    """Every file, the page included, depends on the report alone."""
    assert plan_files(REPORT) == plan_files(plans.small_report())


def test_other_files_stay(tmp_path: Path) -> None:
    """Notes, calendars of others and of another team are not ours to remove."""
    write_plan(REPORT, tmp_path)
    other = replace(REPORT, plan=replace(REPORT.plan, team_id="other"))
    mine = plan_files(other)["c03.ics"]
    kept = {"notes.txt": b"call k03", "birthdays.ics": b"BEGIN:VCALENDAR", "other.ics": mine}
    for name, content in kept.items():
        (tmp_path / name).write_bytes(content)
    write_plan(REPORT, tmp_path)
    assert listed(tmp_path).items() >= kept.items()


def test_the_calendar_of_a_carer_without_a_round_goes(tmp_path: Path) -> None:
    """Yesterday's file would send the carer out on a round that is no more."""
    write_plan(REPORT, tmp_path)
    write_plan(without("c03"), tmp_path)
    assert sorted(listed(tmp_path)) == [name for name in NAMES if name != "c03.ics"]


@pytest.mark.parametrize("name", ["c04.ics", "rounds.csv", "unassigned.csv"])
def test_a_failure_halfway_restores_the_old_files(
    name: str, tmp_path: Path, failing_move: list[str]
) -> None:
    """When a file cannot be moved in, those moved before it are moved back."""
    write_plan(without("c01"), tmp_path)
    before = listed(tmp_path)
    failing_move.append(name)
    with pytest.raises(RoundsError) as caught:
        write_plan(REPORT, tmp_path)
    assert caught.value.code == "plan-not-written"
    assert "No space left" in caught.value.message
    assert listed(tmp_path) == before


def test_a_failure_leaves_no_new_folder(tmp_path: Path, failing_move: list[str]) -> None:
    """Folders made for a plan that could not be written are taken away again."""
    failing_move.append("plan.json")
    with pytest.raises(RoundsError):
        write_plan(REPORT, tmp_path / "out" / "tomorrow")
    assert list(tmp_path.iterdir()) == []


def test_a_stale_calendar_that_cannot_go_restores_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last step fails, and the first is undone."""
    write_plan(REPORT, tmp_path)
    before = listed(tmp_path)
    unlink = Path.unlink

    def fail(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == "c03.ics":
            raise PermissionError(13, "Permission denied")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", fail)
    with pytest.raises(RoundsError):
        write_plan(without("c03"), tmp_path)
    assert listed(tmp_path) == before


def test_a_write_protected_file_is_respected(tmp_path: Path) -> None:
    """Somebody made it read-only to keep it: nothing at all is written."""
    write_plan(without("c01"), tmp_path)
    (tmp_path / "rounds.csv").chmod(stat.S_IRUSR)
    before = listed(tmp_path)
    with pytest.raises(RoundsError) as caught:
        write_plan(REPORT, tmp_path)
    assert "rounds.csv" in caught.value.message
    assert listed(tmp_path) == before


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    """Nothing is written, and the name is told."""
    (tmp_path / "plan.json").mkdir()
    with pytest.raises(RoundsError) as caught:
        write_plan(REPORT, tmp_path)
    assert "plan.json" in caught.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """The path given is a file: it stays as it is."""
    (tmp_path / "out").write_text("a file")
    with pytest.raises(RoundsError) as caught:
        write_plan(REPORT, tmp_path / "out")
    assert caught.value.code == "plan-not-written"
    assert (tmp_path / "out").read_text() == "a file"


def test_a_fault_writes_nothing(tmp_path: Path) -> None:
    """Files are made before any is written."""
    with pytest.raises(FaultError):
        write_plan(replace(REPORT, paths={}), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_empty_plan_is_written(tmp_path: Path) -> None:
    """A day without rounds has its files too, and no calendar."""
    empty = Plan(REPORT.team.team_id, REPORT.plan.horizon, (), ())
    written = write_plan(plans.report_of(REPORT.team, empty, {}), tmp_path)
    assert [path.name for path in written] == [name for name in NAMES if ".ics" not in name]


def test_names_are_those_of_the_documentation() -> None:
    """docs/plan-files.md has a heading for every file."""
    text = (Path(__file__).parents[2] / "docs" / "plan-files.md").read_text(encoding="utf-8")
    for name in (
        plan_folder.PLAN_JSON,
        plan_folder.ROUNDS_CSV,
        plan_folder.UNASSIGNED_CSV,
        plan_folder.ROUNDS_HTML,
        plan_folder.MAP_GEOJSON,
    ):
        assert f"\n## {name}\n" in text
