"""Every command as a user types it: results, files, exit codes."""

import json
import shutil
from pathlib import Path

import pytest
from commands import Outcome, Run

from scheduler.planning import rounds as planning

DATA = Path(__file__).parents[2] / "data"
URBAN = DATA / "gothenburg" / "team"
RURAL = DATA / "liechtenstein" / "team"


def plan(run: Run, team: Path, out: Path, *more: object) -> Outcome:
    """`rounds plan` with few iterations on the demo date."""
    return run("plan", team, "--date", "2026-11-23", "--iterations", 3, "--out", out, *more)


def copied_team(folder: Path) -> Path:
    """A copy of the rural demo team to spoil, its roads where the team names them."""
    shutil.copy(DATA / "liechtenstein" / "liechtenstein.osm.pbf", folder)
    return Path(shutil.copytree(RURAL, folder / "team"))


def test_plan_shows_rounds_and_writes_every_file(run: Run, tmp_path: Path) -> None:
    """A table on stdout, progress on stderr, all files of the contract, one calendar a carer."""
    outcome = plan(run, URBAN, tmp_path / "out")
    assert outcome.code in {0, 3}
    assert "Monday 2026-11-23" in outcome.out
    assert "points" in outcome.err
    assert "Monday" not in outcome.err
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {
        "plan.json",
        "rounds.csv",
        "unassigned.csv",
        "rounds.html",
        "map.geojson",
        "c01.ics",
    } <= written


def test_the_same_seed_and_iterations_write_the_same_plan_five_times(
    run: Run, tmp_path: Path
) -> None:
    """Byte for byte, and another seed gives another plan."""
    texts = []
    for number in range(5):
        plan(run, RURAL, tmp_path / str(number), "--seed", 5)
        texts.append((tmp_path / str(number) / "plan.json").read_bytes())
    assert len(set(texts)) == 1
    plan(run, RURAL, tmp_path / "other", "--seed", 6)
    assert (tmp_path / "other" / "plan.json").read_bytes() != texts[0]


def test_parameters_come_from_a_file_and_workers_change_nothing(run: Run, tmp_path: Path) -> None:
    """With other parameters another plan; on one thread or three the same one."""
    other = tmp_path / "search.toml"
    other.write_text("chains = 1\nremoved_on_average = 20\n", encoding="utf-8")
    texts = []
    for number, more in enumerate(
        (("--workers", 1), ("--workers", 3), ("--params", other), ("--params", other))
    ):
        plan(run, RURAL, tmp_path / str(number), *more)
        texts.append((tmp_path / str(number) / "plan.json").read_bytes())
    assert texts[0] == texts[1] != texts[2] == texts[3]


def test_bad_parameters_are_bad_input(run: Run, tmp_path: Path) -> None:
    """Exit code 2, the name and the value; nothing is written."""
    wrong = tmp_path / "search.toml"
    wrong.write_text("chains = 0\nnonsense = 1\n", encoding="utf-8")
    outcome = plan(run, RURAL, tmp_path / "out", "--params", wrong)
    assert outcome.code == 2
    assert "chains is 0" in outcome.err
    assert "nonsense" in outcome.err
    assert not (tmp_path / "out").exists()


def test_exit_code_three_says_that_visits_are_left_unassigned(run: Run, tmp_path: Path) -> None:
    """One shift for a whole neighbourhood: the plan is written, the code tells."""
    team = copied_team(tmp_path)
    shifts = (team / "shifts.csv").read_text(encoding="utf-8").splitlines()
    (team / "shifts.csv").write_text("\n".join(shifts[:2]) + "\n", encoding="utf-8")
    outcome = plan(run, team, tmp_path / "out")
    assert outcome.code == 3
    assert "Left unassigned" in outcome.out
    rows = (tmp_path / "out" / "unassigned.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "visit_id,date,place,priority,reasons"
    assert all("c0" in row for row in rows[1:])


def test_json_results_are_json(run: Run, tmp_path: Path) -> None:
    """With --json nothing but the document is on stdout."""
    outcome = plan(run, RURAL, tmp_path / "out", "--json")
    document = json.loads(outcome.out)
    assert document["team_id"] == "liechtenstein"
    assert outcome.out.encode() == (tmp_path / "out" / "plan.json").read_bytes()


def test_quiet_says_nothing_on_stderr(run: Run, tmp_path: Path) -> None:
    """For scripts."""
    assert plan(run, RURAL, tmp_path / "out", "--quiet").err == ""


def test_check_confirms_the_plan_just_made(run: Run, tmp_path: Path) -> None:
    """Checker and scorer agree with what the file says."""
    plan(run, RURAL, tmp_path / "out")
    outcome = run("check", RURAL, tmp_path / "out" / "plan.json")
    assert outcome.code == 0
    assert "Every hard rule is kept." in outcome.out
    assert "as the plan says" in outcome.out


def test_check_finds_what_somebody_changed_in_a_plan(run: Run, tmp_path: Path) -> None:
    """A round given to another carer: the rules broken are listed, the exit code is 2."""
    plan(run, RURAL, tmp_path / "out")
    path = tmp_path / "out" / "plan.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["rounds"][0]["stops"] = document["rounds"][1]["stops"]
    path.write_text(json.dumps(document), encoding="utf-8")
    outcome = run("check", RURAL, path, "--json")
    assert outcome.code == 2
    found = json.loads(outcome.out)
    assert not found["sound"]
    assert "complete" in {each["rule"] for each in found["violations"]}


def test_check_says_when_the_score_is_another(run: Run, tmp_path: Path) -> None:
    """The team has agreed on other weights since: both totals are told, the exit code is 2."""
    plan(run, RURAL, tmp_path / "out")
    team = copied_team(tmp_path)
    with (team / "team.toml").open("a", encoding="utf-8") as file:
        file.write("\n[weights]\ntravel = 99\n")
    outcome = run("check", team, tmp_path / "out" / "plan.json")
    assert outcome.code == 2
    claimed = json.loads((tmp_path / "out" / "plan.json").read_text("utf-8"))["score"]["total"]
    assert f"points and not {claimed:,}." in outcome.out


def test_check_scores_no_plan_with_visits_that_the_team_has_not(run: Run, tmp_path: Path) -> None:
    """A visit struck off the table: the rule broken names it, and no score is made up."""
    plan(run, RURAL, tmp_path / "out")
    team = copied_team(tmp_path)
    lines = (team / "visits.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (team / "visits.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    outcome = run("check", team, tmp_path / "out" / "plan.json")
    assert outcome.code == 2
    assert "The plan cannot be scored." in outcome.out


def test_progress_on_a_terminal_stays_out_of_the_result(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line that is drawn again and again is on stderr; stdout holds the document alone."""
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    outcome = plan(run, RURAL, tmp_path / "out", "--json")
    assert json.loads(outcome.out)["team_id"] == "liechtenstein"
    assert "\x1b[" in outcome.err


def test_check_alone_reads_the_team(run: Run) -> None:
    """Counts for people and for programs."""
    assert "12 carers" in run("check", URBAN).out
    assert json.loads(run("check", URBAN, "--json").out)["carers"] == 12


def test_show_repeats_the_plan(run: Run, tmp_path: Path) -> None:
    """The table of `plan` again, from the file alone."""
    made = plan(run, RURAL, tmp_path / "out")
    assert run("show", tmp_path / "out" / "plan.json").out == made.out


def test_all_problems_of_a_team_are_shown_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    """Two broken files: both are listed with their place, and there is no output folder."""
    team = copied_team(tmp_path)
    for name, old, new in (("carers.csv", ",car,", ",rocket,"), ("clients.csv", "47.", "97.")):
        text = (team / name).read_text(encoding="utf-8")
        (team / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    outcome = plan(run, team, tmp_path / "out", "--json")
    assert outcome.code == 2
    error = json.loads(outcome.out)["error"]
    assert error["code"] == "input-refused"
    assert {"carers.csv", "clients.csv"} == {each["file"] for each in error["findings"]}
    assert not (tmp_path / "out").exists()
    shown = plan(run, team, tmp_path / "out").err
    assert "carers.csv" in shown
    assert "clients.csv" in shown


def test_a_place_off_the_roads_is_named_by_its_id(run: Run, tmp_path: Path) -> None:
    """A client in the mountains: an error that names the client, and no plan."""
    team = copied_team(tmp_path)
    lines = (team / "clients.csv").read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    cells[2:4] = ["47.0900", "9.6100"]
    lines[1] = ",".join(cells)
    (team / "clients.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    outcome = plan(run, team, tmp_path / "out")
    assert outcome.code == 2
    assert "place-off-road" in outcome.err
    assert f"client {cells[0]}" in outcome.err
    assert not (tmp_path / "out").exists()


def test_a_fault_of_ours_ends_with_one_and_writes_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan that breaks a rule is never written, whatever the search thinks of it."""
    honest = planning.solve

    def crooked(*arguments: object, **options: object) -> object:
        result = honest(*arguments, **options)  # type: ignore[arg-type]
        plan = result.plan
        object.__setattr__(plan, "rounds", plan.rounds[1:])
        return result

    monkeypatch.setattr(planning, "solve", crooked)
    outcome = plan(run, RURAL, tmp_path / "out")
    assert outcome.code == 1
    assert "plan-breaks-rule" in outcome.err
    assert not (tmp_path / "out").exists()


def test_an_unforeseen_fault_ends_with_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not with the code for bad input."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(planning, "solve", broken)
    outcome = plan(run, RURAL, tmp_path / "out")
    assert outcome.code == 1
    assert "ZeroDivisionError" in outcome.err


def test_networks_are_built_and_looked_at(run: Run, tmp_path: Path) -> None:
    """Build, look, and plan on the built file."""
    built = tmp_path / "land.car.rounds"
    extract = DATA / "liechtenstein" / "liechtenstein.osm.pbf"
    outcome = run("network", "build", extract, "--mode", "car", "--out", built)
    assert outcome.code == 0
    assert "km of road" in outcome.out
    info = json.loads(run("network", "info", built, "--json").out)
    assert info["nodes"] > 1000
    assert plan(run, RURAL, tmp_path / "out", "--network", built).code in {0, 3}


def test_a_box_cuts_the_network_down(run: Run, tmp_path: Path) -> None:
    """South, west, north, east; anything else is refused before the extract is read."""
    extract = DATA / "liechtenstein" / "liechtenstein.osm.pbf"
    options = ("network", "build", extract, "--mode", "car", "--out", tmp_path / "n.rounds")
    whole = json.loads(run(*options, "--json").out)
    part = json.loads(run(*options, "--bounds", "47.13,9.50,47.16,9.53", "--json").out)
    assert 0 < part["nodes"] < whole["nodes"]
    for box in ("47,9,48", "48,9,47,10", "a,b,c,d"):
        assert run(*options, "--bounds", box).code == 2


def test_a_network_of_the_wrong_mode_is_refused(run: Run, tmp_path: Path) -> None:
    """Cars do not drive on a network for bikes."""
    built = tmp_path / "land.bike.rounds"
    extract = DATA / "liechtenstein" / "liechtenstein.osm.pbf"
    run("network", "build", extract, "--mode", "bike", "--out", built)
    outcome = plan(run, RURAL, tmp_path / "out", "--network", built)
    assert outcome.code == 2
    assert "bike" in outcome.err


def test_estimates_only_when_asked_for(run: Run, tmp_path: Path) -> None:
    """The plan says so."""
    outcome = plan(run, RURAL, tmp_path / "out", "--estimate")
    assert outcome.code in {0, 3}
    assert "estimated" in outcome.out


def test_a_date_that_is_none_is_refused(run: Run) -> None:
    """Before anything is read."""
    assert run("plan", RURAL, "--date", "2026-02-30").code == 2


@pytest.mark.parametrize(
    "command",
    [
        ("plan",),
        ("check",),
        ("compare",),
        ("show",),
        ("serve",),
        ("network", "build"),
        ("network", "fetch"),
        ("network", "info"),
    ],
    ids=" ".join,
)
def test_every_command_has_help_with_an_example(run: Run, command: tuple[str, ...]) -> None:
    """`--help` shows how it is typed."""
    outcome = run(*command, "--help")
    assert outcome.code == 0
    assert f"rounds {' '.join(command)}" in " ".join(outcome.out.split())


def test_the_version_is_told(run: Run) -> None:
    """And nothing else."""
    assert run("--version").out.strip() == "0.1.0"
