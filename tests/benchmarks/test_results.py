"""What becomes of runs: best known, tables, comparison, and the exit code."""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from commands import Run as Command

from benchmarks.comparison import ROUNDS, compared
from benchmarks.peers import peer as peers
from benchmarks.team_days import command
from benchmarks.team_days.best_known import FILE, Best, bettered, read_best, write_best
from benchmarks.team_days.engine import Job, Run
from benchmarks.team_days.instances import names, read_instance
from benchmarks.team_days.table import behind, costs, lines, means
from scheduler.cli import bench
from scheduler.errors import RoundsError

LIGHT = "light-1-urban-70"
TODAY, COMMIT = "2026-11-21", "abc1234"


def a_run(cost: int | None, engine: str = ROUNDS, *, seed: int = 0, mark: str = "same") -> Run:
    """A run of two seconds that left out nobody."""
    failure = "" if cost is not None else "ended with 1: out of memory"
    return Run(Job(engine, LIGHT, 2.0, seed), cost, cost or 0, fingerprint=mark, failure=failure)


def best_of(*runs: Run, known: Mapping[str, Best] | None = None) -> dict[str, Best]:
    """What is known after some runs."""
    return bettered(known or {}, runs, TODAY, COMMIT)


def test_the_best_known_never_gets_worse() -> None:
    """A dearer run leaves it, date and all; a cheaper one, of whatever engine, takes its place."""
    first = best_of(a_run(500))
    assert bettered(first, [a_run(501), a_run(None)], "2027-01-01", "later") == first
    better = bettered(first, [a_run(499, "vroom")], "2027-01-01", "later")[LIGHT]
    assert (better.cost, better.engine, better.date) == (499, "vroom", "2027-01-01")


def test_a_best_of_another_problem_gives_way() -> None:
    """Costs on other roads or weights do not compare, cheap as they may be."""
    assert best_of(a_run(700, mark="new"), known=best_of(a_run(500)))[LIGHT].cost == 700


def test_the_best_known_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Priorities included, which JSON would make texts of."""
    run = dataclasses.replace(a_run(500), left_out={1: 2, 3: 1})
    known = best_of(run)
    write_best(known, tmp_path / "best.json")
    assert read_best(tmp_path / "best.json") == known


def test_the_best_known_of_the_checkout_is_of_these_problems() -> None:
    """Every instance has one, found on the roads and rules of today."""
    known = read_best(FILE)
    assert set(known) == set(names())
    assert known[LIGHT].fingerprint == read_instance(LIGHT).fingerprint


def test_a_gap_is_a_share_of_what_is_no_visit() -> None:
    """A visit more left out is far away; among equals the gap is not drowned by what they cost."""
    best = Best(2_000_000_000 + 500, 500, {1: 1}, ROUNDS, 2, 0, TODAY, COMMIT, "same")
    assert best.gap(2_000_000_000 + 505) == pytest.approx(0.01)
    assert best.gap(4_000_000_000 + 400) > 1_000_000


def test_means_are_over_seeds_with_their_spread() -> None:
    """Two seeds at 0 and 10 per cent: 5 per cent, give or take 5."""
    runs = [a_run(500), a_run(550, seed=1)]
    mean = means(runs, best_of(*runs))[ROUNDS, LIGHT, 2.0]
    assert (mean.cost, mean.gap, mean.spread) == pytest.approx((525, 0.05, 0.05))


def test_the_table_tells_gaps_failures_and_who_cannot_state_the_rules() -> None:
    """One row an engine below its instance, one a class and engine."""
    runs = [a_run(500), a_run(550, "vroom"), a_run(None, "pyvrp")]
    known = best_of(*runs)
    shown = lines(means(runs, known), known, {"vroom": frozenset(), "pyvrp": frozenset({LIGHT})})
    assert "best known 500" in shown
    assert "vroom *" in shown
    assert "10.00 ±0.00" in shown
    assert "out of memory" in shown
    assert "light, rounds" in shown


@pytest.mark.parametrize(("theirs", "ahead"), [(501, True), (500, False), (499, False)])
def test_only_a_lower_mean_is_ahead(theirs: int, *, ahead: bool) -> None:
    """A draw is not."""
    runs = [a_run(500), a_run(theirs, "vroom")]
    found = means(runs, best_of(*runs))
    assert (not behind(found, {"vroom": frozenset({LIGHT})})) == ahead


def test_a_peer_that_cannot_state_the_rules_does_not_count() -> None:
    """Nor does one that failed; that we failed does."""
    cheap, failed = a_run(1, "vroom"), a_run(None, "vroom")
    found = means([a_run(500), cheap], best_of(a_run(500), cheap))
    assert behind(found, {"vroom": frozenset()}) == []
    assert behind(means([a_run(500), failed], best_of(a_run(500))), {"vroom": {LIGHT}}) == []
    assert behind(means([a_run(None), cheap], best_of(cheap)), {"vroom": frozenset({LIGHT})})


def test_two_runs_are_compared_by_ratio() -> None:
    """Mean of the ratios of ours; a problem that changed is named and left out."""
    known = best_of(a_run(500))
    then, now = means([a_run(500)], known), means([a_run(450)], known)
    assert compared(costs(now), costs(then))[-1].endswith("0.9000")
    other = means([a_run(450, mark="new")], known)
    assert "not compared" in compared(costs(other), costs(then))[0]


def asked(tmp_path: Path, *names: str, against: Path | None = None) -> command.Asked:
    """One instance, two seconds, one seed."""
    return command.Asked(
        names, (2.0,), 1, tmp_path / "out", (LIGHT,), against, tmp_path / "best.json"
    )


def costing(costs: Mapping[str, int]) -> object:
    """Runs that cost what they are told to, by engine."""
    return lambda job: Run(job, costs[job.engine], costs[job.engine], fingerprint="same")


@pytest.mark.parametrize(("ours", "code"), [(400, 0), (600, 1)])
def test_the_command_ends_by_who_is_ahead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ours: int, code: int
) -> None:
    """0 when ahead; it keeps runs and best known, and compares with what it kept before."""
    states = frozenset(command.features(read_instance(LIGHT).problem))
    vroom = peers.Peer("vroom", "numpy", states, seeded=False, solve=lambda *_: ((), {}))
    monkeypatch.setattr(command, "load", lambda _: vroom)
    monkeypatch.setattr(command, "missing", lambda _: "")
    shown: list[str] = []
    measure = costing({ROUNDS: ours, "vroom": 500})
    for against in (None, tmp_path / "out"):
        wanted = asked(tmp_path, "vroom", against=against)
        assert command.run(wanted, shown.append, lambda _: None, measure) == code
    assert read_best(tmp_path / "best.json")[LIGHT].cost == min(ours, 500)
    assert {run.job.engine for run in command.read_runs(tmp_path / "out")} == {ROUNDS, "vroom"}
    assert "geometric mean of the ratios: 1.0000" in "\n".join(shown)
    assert json.loads((tmp_path / "out" / command.RESULTS).read_text())["machine"]


def test_a_peer_that_is_absent_is_told_and_no_victory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for a peer and measured none: the command cannot say that we are ahead."""
    monkeypatch.setattr(command, "missing", lambda _: "not installed")
    shown: list[str] = []
    code = command.run(asked(tmp_path, "vroom"), shown.append, print, costing({ROUNDS: 1}))
    assert code == 1
    assert "vroom was not measured: not installed" in shown


def test_names_that_fit_nothing_are_refused(tmp_path: Path) -> None:
    """Before anything is measured, with what there is."""
    strange = dataclasses.replace(asked(tmp_path), only=("nowhere",))
    for wanted in (strange, asked(tmp_path, "nobody")):
        with pytest.raises(RoundsError) as refused:
            command.run(wanted, print, print, costing({}))
        assert refused.value.code == "benchmark-unknown"


def test_several_cores_are_not_compared_with_one(tmp_path: Path) -> None:
    """Peers have one core each, so a search on two is measured without them."""
    ours = dataclasses.replace(asked(tmp_path, "vroom"), cores=2)
    with pytest.raises(RoundsError) as refused:
        command.run(ours, print, print, costing({}))
    assert refused.value.code == "benchmark-unfair"
    seen: list[int] = []

    def measure(job: Job) -> Run:
        seen.append(job.cores)
        return costing({ROUNDS: 1})(job)

    alone = dataclasses.replace(ours, peers=())
    assert command.run(alone, print, print, measure) == 0
    assert set(seen) == {2}


def test_results_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    """A folder without them, and a file that holds something else."""
    (tmp_path / command.RESULTS).write_text("{}", encoding="utf-8")
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(RoundsError) as refused:
            command.read_runs(folder)
        assert refused.value.code == "benchmark-unread"


def test_without_a_checkout_the_command_says_so(tmp_path: Path) -> None:
    """Where the package was installed the benchmarks do not stand beside it."""
    with pytest.raises(RoundsError) as refused:
        bench.benchmark("team_days.command", tmp_path)
    assert refused.value.code == "benchmarks-missing"


@pytest.mark.parametrize(
    "wrong",
    [("--seconds", "soon"), ("--seconds", "0"), ("--peers", "nobody"), ("--only", "nowhere")],
)
def test_what_the_command_cannot_use_is_bad_input(run: Command, wrong: tuple[str, str]) -> None:
    """It ends with 2 before anything is measured."""
    assert run("bench", "solver", "team", *wrong).code == 2
