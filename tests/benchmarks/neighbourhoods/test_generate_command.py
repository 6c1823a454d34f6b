"""`rounds bench generate`: from a place to a team that can be planned."""

from pathlib import Path

from commands import Run
from generated_teams import DATA

from scheduler.domain.carer import Mode
from scheduler.io.team.reading import read_team


def small_place(folder: Path, *more: str) -> Path:
    """A few streets of Gothenburg."""
    extract = DATA / "gothenburg" / "gothenburg.osm.pbf"
    lines = [
        'name = "Linné"',
        f"network = {str(extract)!r}",
        "box = [11.945, 57.688, 11.970, 57.702]",
        'timezone = "Europe/Stockholm"',
        *more,
    ]
    path = folder / "place.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_team_is_generated_and_planned(run: Run, tmp_path: Path) -> None:
    """The folder is one that `rounds plan` takes, and nearly all of its visits are made."""
    place, team = small_place(tmp_path), tmp_path / "my-team"
    asked = ("--profile", "urbanisation-2", "--seed", 1, "--clients", 12, "--mode", "bike")
    made = run("bench", "generate", place, *asked, "--out", team)
    assert made.code == 0, made.err
    assert "Linné" in made.out
    assert "12 clients" in made.out
    read = read_team(team)
    assert {carer.mode for carer in read.carers} == {Mode.BIKE}
    planned = run("plan", team, "--date", "2026-11-23", "--iterations", "100")
    assert planned.code in {0, 3}, planned.err
    assert "12 clients" in planned.err


def test_without_a_profile_the_place_decides(run: Run, tmp_path: Path) -> None:
    """By its own degree of urbanisation, which a density given with the place makes the first."""
    place = small_place(tmp_path, "addresses_per_km2 = 6000")
    made = run("bench", "generate", place, "--clients", 5, "--out", tmp_path / "team")
    assert made.code == 0, made.err
    assert "degree 1" in made.out
    assert "profile urbanisation-1" in made.out


def test_a_place_that_is_not_there_is_bad_input(run: Run, tmp_path: Path) -> None:
    """Nothing is written."""
    made = run("bench", "generate", tmp_path / "nowhere.toml", "--out", tmp_path / "team")
    assert made.code == 2
    assert "place-unread" in made.err
    assert not (tmp_path / "team").exists()
