"""The benchmark of a published set: marks, judging, tables, files and exit codes."""

import dataclasses
import json
import shutil
from pathlib import Path

import pytest
from commands import Run as Command
from published_cases import EXAMPLES, SHARED, TABLE, TOWN, VILLAGE, changed, needs_published

from benchmarks.comparison import compared
from benchmarks.published import command, engine
from benchmarks.published.command import Asked, read_runs, run
from benchmarks.published.engine import Job, Mark, Run, judged, run_apart, run_here, search
from benchmarks.published.files import fingerprint
from benchmarks.published.sets import SETS, BestKnown
from benchmarks.published.table import by_class, costs, lines, rows
from scheduler.errors import FaultError, InputError, RoundsError
from scheduler.solver.regular.solve import RegularProgress, RegularResult, solve_regular
from scheduler.solver.stopping import MaxIterations

UHHC = SETS["uhhc"]


def a_job(path: Path = TOWN, published: str = "mankowska", *, seed: int = 0) -> Job:
    """A search of a fifth of a second with two marks."""
    return Job(published, path.stem, str(path), seed, (0.1, 0.2), 1)


def a_run(*objectives: float | None, name: str = "A1", seed: int = 0, mark: str = "same") -> Run:
    """A run that held these at 1, 2, ... seconds."""
    seconds = tuple(float(number) for number in range(1, len(objectives) + 1))
    marks = tuple(
        Mark(at, each, 0 if each is not None else 2, 10)
        for at, each in zip(seconds, objectives, strict=True)
    )
    job = Job("mankowska", name, "", seed, seconds, 1)
    failure = "" if objectives[-1] is not None else "2 left out at the end"
    return Run(job, marks, fingerprint=mark, failure=failure)


def test_one_search_is_looked_at_at_every_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    """At each the best plan of that moment, the result at the last; nothing before the first."""

    def solve(_: object, stop: object, seed: int, *more: object) -> RegularResult:
        for iterations, cost, elapsed in ((10, 90, 1.5), (20, 80, 2.0), (30, 70, 9.0)):
            for note in more[1:]:
                note(RegularProgress(iterations, cost, elapsed, ((cost,),)))
        return RegularResult(60, ((60,),), (), 40, f"{stop.__class__.__name__} {seed}")

    monkeypatch.setattr(engine, "solve_regular", solve)
    problem = UHHC.state(UHHC.read(VILLAGE)).problem
    job = dataclasses.replace(a_job(seed=3), marks=(1.0, 2.0, 5.0, 10.0))
    held, reason = search(problem, job)
    assert [each.cost for each in held] == [int(problem.unassigned.sum()), 80, 80, 60]
    assert [each.iterations for each in held] == [0, 20, 20, 40]
    assert reason == "MaxSeconds 3"


@pytest.mark.parametrize(
    ("path", "published"),
    [(TOWN, "mankowska"), (TOWN, "kummer"), (VILLAGE, "uhhc"), (TABLE, "solomon")],
)
def test_a_search_ends_with_a_valid_solution(path: Path, published: str) -> None:
    """Judged at the last mark, with what it is made of."""
    run = run_here(a_job(path, published))
    assert (run.failure, run.stopped_by) == ("", "time")
    assert run.objective is not None
    assert run.marks[-1].components
    assert run.solution
    assert run.fingerprint == fingerprint(path)


def test_a_run_is_the_same_from_its_process() -> None:
    """What comes back as JSON is a run like any other."""
    run = run_apart(a_job(VILLAGE, "uhhc"))
    assert run.failure == ""
    assert run.job == a_job(VILLAGE, "uhhc")
    assert run.objective == run_here(a_job(VILLAGE, "uhhc")).objective


def test_a_process_that_breaks_is_a_failed_run(tmp_path: Path) -> None:
    """It says what happened, and has no objective."""
    run = run_apart(a_job(tmp_path / "nowhere.json"))
    assert run.objective is None
    assert "FileNotFoundError" in run.failure


def test_a_solution_that_costs_otherwise_is_refused() -> None:
    """The evaluator has the last word, by a single point."""
    stated = UHHC.state(UHHC.read(VILLAGE))
    found = solve_regular(stated.problem, MaxIterations(1))
    right = engine.Held(1, found.cost, found.rounds)
    mark, text = judged(UHHC, VILLAGE, stated, 1.0, right)
    assert (mark.objective, text[0]) == (found.cost, "{")
    wrong = dataclasses.replace(right, cost=found.cost + 1)
    with pytest.raises(FaultError, match="the search counts") as refused:
        judged(UHHC, VILLAGE, stated, 1.0, wrong)
    assert refused.value.code == "solution-refused"


def test_a_solution_that_breaks_a_rule_is_refused(tmp_path: Path) -> None:
    """Here the instance on file is not the one that was searched."""
    stated = UHHC.state(UHHC.read(VILLAGE))
    found = solve_regular(stated.problem, MaxIterations(1))
    other = changed(
        VILLAGE, tmp_path, lambda each: [carer.update(abilities=[]) for carer in each["caregivers"]]
    )
    with pytest.raises(FaultError, match="who is not able to"):
        judged(UHHC, other, stated, 1.0, engine.Held(1, found.cost, found.rounds))


def test_somebody_left_out_is_no_solution_yet() -> None:
    """Said by number, and a failure only at the end."""
    stated = UHHC.state(UHHC.read(VILLAGE))
    mark, text = judged(UHHC, VILLAGE, stated, 1.0, engine.Held(0, 0, ((), (), ())))
    assert (mark.objective, mark.left_out, text) == (None, stated.problem.tasks, "")


def test_gaps_are_means_over_seeds_with_their_spread() -> None:
    """Two seeds of two instances: means of a class first, then their spread over seeds."""
    known = {"A1": BestKnown(100, 0.1), "A2": BestKnown(200, 0.1)}
    runs = [
        *(a_run(110, 100, name="A1"), a_run(120, 100, name="A1", seed=1)),
        *(a_run(200, 199, name="A2"), a_run(200, 199, name="A2", seed=1)),
    ]
    found = rows(runs, known)
    assert found["A1", 1.0].mean == 115
    assert found["A1", 1.0].gaps == pytest.approx({0: 0.1, 1: 0.2})
    classes = by_class(found, {"A1": "A", "A2": "A"})
    first, last = classes["A", 1.0], classes["A", 2.0]
    assert (first.gap, first.spread) == pytest.approx((0.075, 0.025))
    assert (first.better, first.equal, first.worse) == (0, 1, 1)
    assert (last.better, last.equal, last.worse) == (1, 1, 0)
    assert (first.instances, first.known, first.open) == (2, 2, 0)


def test_the_table_tells_gaps_what_is_open_and_what_nobody_knows() -> None:
    """One row an instance and one a class, and all of them at the end."""
    runs = [a_run(None, 110, name="A1"), a_run(5, 4, name="B1")]
    known = {"A1": BestKnown(100, 0.1)}
    found = rows(runs, known)
    shown = lines(found, by_class(found, {"A1": "A", "B1": "B"})).splitlines()
    row = {line.split()[0]: line.split()[1:] for line in shown if line}
    assert row["A1"] == ["100.000", "open", "10.00", "±0.00", "110.000", "110.000"]
    assert row["B1"] == ["-", "-", "-", "4.000", "4.000"]
    assert row["A"] == ["1", "1", "open", "10.00", "±0.00", "0/0/0", "0/0/1"]
    assert row["B"] == ["1", "-", "-", "-", "-"]
    assert row["all"][0] == "2"


def test_a_gap_of_nothing_has_no_sign() -> None:
    """What print rounded away is neither above nor below."""
    found = rows([a_run(99.9999)], {"A1": BestKnown(100, 0.1)})
    assert " 0.00 ±0.00" in lines(found, by_class(found, {"A1": "A"}))


def test_two_runs_of_a_set_are_compared_by_ratio() -> None:
    """At every mark; an instance that changed is named and left out."""
    then, now = rows([a_run(100, 100)], {}), rows([a_run(100, 90)], {})
    assert [line.split()[-1] for line in compared(costs(now), costs(then))] == [
        *("1.0000", "0.9000", "0.9487")
    ]
    other = rows([a_run(100, mark="new")], {})
    assert "not compared" in compared(costs(other), costs(then))[0]


def asked(tmp_path: Path, **more: object) -> Asked:
    """Two seeds of every example of home care."""
    given = {"published": "mankowska", "instances": EXAMPLES / "home_care", "marks": (0.1, 0.2)}
    return Asked(**{**given, "seed": 5, "seeds": 2, "out": tmp_path / "out", **more})


def test_the_command_keeps_solutions_and_results(tmp_path: Path) -> None:
    """The best solution of each instance, as the evaluator can judge it, and every run."""
    shown: list[str] = []
    for against in (None, tmp_path / "out"):
        assert run(asked(tmp_path, against=against), shown.append, print, run_here) == 0
    runs = read_runs(tmp_path / "out", SETS["mankowska"])
    assert [each.job.seed for each in runs] == [5, 6]
    verdict = SETS["mankowska"].evaluate(TOWN, tmp_path / "out" / "town.json")
    assert verdict.broken == ()
    assert verdict.objective == min(each.objective for each in runs if each.objective)
    results = json.loads((tmp_path / "out" / "published_mankowska.json").read_text())
    assert results["machine"]
    assert {each["class"] for each in results["classes"]} == {"town"}
    assert "every solution is valid" in shown
    assert "geometric mean of the ratios" in "\n".join(shown)


def test_a_dearer_solution_never_takes_the_place_of_a_better_one(tmp_path: Path) -> None:
    """Whatever the order in which seeds come."""
    good = run_here(a_job())
    dearer = dataclasses.replace(good.marks[-1], objective=1e9)
    bad = dataclasses.replace(good, marks=(dearer,), solution="worse")
    runs = iter([good, bad])
    assert run(asked(tmp_path), print, print, lambda _: next(runs)) == 0
    assert (tmp_path / "out" / "town.json").read_text() == good.solution


def test_a_file_that_is_not_judged_as_the_run_was_is_a_fault(tmp_path: Path) -> None:
    """What was written is read back."""
    good = run_here(a_job())
    other = dataclasses.replace(good, solution=good.solution.replace("c1", "c2"))
    with pytest.raises(FaultError, match="solution-refused"):
        run(asked(tmp_path), print, print, lambda _: other)


def test_a_search_without_a_solution_ends_the_command_with_1(tmp_path: Path) -> None:
    """And says whose it was, after the table of all others."""
    shown: list[str] = []
    failed = dataclasses.replace(a_run(None, None, name="town"), job=a_job())
    assert run(asked(tmp_path), shown.append, print, lambda _: failed) == 1
    assert "failed: town, seed 0: 2 left out at the end" in shown[-1]
    assert not (tmp_path / "out" / "town.json").exists()


def test_wrong_files_are_refused_before_anything_is_measured(tmp_path: Path) -> None:
    """All of them at once, and nothing is written."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.json").write_text("{")
    with pytest.raises(InputError) as refused:
        run(asked(tmp_path, instances=tmp_path), print, print, pytest.fail)
    assert {each.file for each in refused.value.findings} == {"one.json", "two.json"}
    assert not (tmp_path / "out").exists()


def test_a_solution_is_never_written_over_an_instance(tmp_path: Path) -> None:
    """Both are called town.json."""
    shutil.copy(TOWN, tmp_path)
    with pytest.raises(RoundsError, match="solution-over-instance"):
        run(asked(tmp_path, instances=tmp_path, out=tmp_path), print, print, pytest.fail)
    assert (tmp_path / "town.json").read_bytes() == TOWN.read_bytes()


def test_what_cannot_be_stated_is_told_beside_what_can(tmp_path: Path) -> None:
    """Others are measured; with nothing else the command ends before it begins."""
    folder = tmp_path / "files"
    folder.mkdir()
    idle = changed(
        VILLAGE, folder, lambda each: each["metadata"]["cost_components"].update(max_idle_time=5)
    )
    idle.rename(folder / "idle.json")
    shown: list[str] = []
    wanted = asked(tmp_path, published="uhhc", instances=folder)
    with pytest.raises(RoundsError, match="max_idle_time") as refused:
        run(wanted, shown.append, print, pytest.fail)
    assert refused.value.code == "instance-not-stated"
    shutil.copy(VILLAGE, folder)
    assert run(wanted, shown.append, print, run_here) == 0
    assert any(each.startswith("idle was not measured") for each in shown)


def test_only_the_instances_named_are_read(tmp_path: Path) -> None:
    """A whole name means just that one; others may be broken."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("A1", "A10"):
        shutil.copy(TOWN, folder / f"{name}.json")
    (folder / "B1.json").write_text("{")
    measured: list[str] = []

    def measure(job: Job) -> Run:
        measured.append(job.instance)
        return a_run(None, None, name=job.instance)

    run(asked(tmp_path, instances=folder, only=("A1",), seeds=1), print, print, measure)
    assert measured == ["A1"]
    with pytest.raises(RoundsError, match="benchmark-unknown"):
        run(asked(tmp_path, instances=folder, only=("Z",)), print, print, measure)


def test_the_command_is_typed_as_the_help_says(run: Command, tmp_path: Path) -> None:
    """From the command line to the files, in a process of its own."""
    out = tmp_path / "out"
    done = run(
        *("bench", "solver", "solomon", "--instances", EXAMPLES / "solomon", "--only", "R908"),
        *("--seconds", "0.1", "--seed", 1, "--out", out),
    )
    assert done.code == 0, done.err
    assert "every solution is valid" in done.out
    assert SETS["solomon"].evaluate(TABLE, out / "R908.txt").broken == ()


@pytest.mark.parametrize(
    "wrong",
    [
        ("--instances", "nowhere"),
        ("--instances", str(EXAMPLES / "solomon")),
        ("--instances", str(EXAMPLES / "home_care"), "--seconds", "-1"),
        ("--instances", str(EXAMPLES / "home_care"), "--against", "nowhere"),
    ],
)
def test_what_the_command_cannot_use_is_bad_input(run: Command, wrong: tuple[str, ...]) -> None:
    """It ends with 2 before anything is measured."""
    assert run("bench", "solver", "mankowska", *wrong).code == 2


@needs_published
@pytest.mark.parametrize("name", SETS)
def test_published_files_are_read_and_stated(name: str) -> None:
    """One of every class of the real sets, and a best known value for each that has one."""
    published = SETS[name]
    files = command.instance_files(SHARED / name, published.suffixes, dotted=published.dotted)
    known = command.best_known(published, SHARED / name)
    assert known.keys() <= files.keys()
    assert all(each.value > 0 for each in known.values())
    classes: set[str] = set()
    for instance, path in files.items():
        size = int(instance.split("_")[1]) if name == "kummer" else 100
        one = published.class_of(instance, size)
        if one in classes or one == "instance" or size > 200:
            continue
        classes.add(one)
        found = published.read(path)
        assert published.class_of(instance, found.patients) == one
        assert published.state(found).blur == 0
    assert len(classes) >= 5


@needs_published
@pytest.mark.parametrize(
    ("name", "path"),
    [
        *(
            ("mankowska", "mankowska/A1.json.gz"),
            ("kummer", "kummer/HHCRSP_10_3_86_1.2_C_C.json.gz"),
        ),
        *(("uhhc", "uhhc/bazirha/D3.json.gz"), ("solomon", "solomon/instances/C101.100.10.vrptw")),
    ],
)
def test_the_published_value_of_a_small_instance_is_found(name: str, path: str) -> None:
    """To the last digit printed: the objective is the one that others publish."""
    run = run_here(Job(name, "", str(SHARED / path), 0, (1.0,), 1))
    known = command.best_known(SETS[name], SHARED / name)
    short = Path(path).name.split(".json")[0].split(".100")[0]
    assert run.objective is not None
    assert known[short].side(run.objective) == 0


@needs_published
def test_instances_with_breaks_are_refused_by_name() -> None:
    """The small set of uhhc weighs waiting, idle time and lunch."""
    with pytest.raises(RoundsError, match=r"max_idle_time, missed_lunch_break.*total_waiting_time"):
        UHHC.read(SHARED / "uhhc" / "small" / "instance-000.json.gz")
