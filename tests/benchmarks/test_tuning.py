"""The tuning run: what is tried, what is given up, what is kept, and what is chosen."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from benchmarks.processes import ROOT
from benchmarks.team_days.days import DAYS
from benchmarks.team_days.make_instances import made_team
from benchmarks.tuning.__main__ import main
from benchmarks.tuning.care import HALVES, NEIGHBOURHOODS, drawn
from benchmarks.tuning.command import Asked, run
from benchmarks.tuning.days import GENERAL_DAYS, REGULAR_DAYS
from benchmarks.tuning.engine import Crew, Job, Limit, Outcome, SearchBrokeError, run_here
from benchmarks.tuning.problems import KINDS, ready
from benchmarks.tuning.record import Record, Rerun, Terms, Trial, tempered
from benchmarks.tuning.space import Between, is_whole, sound, space
from scheduler.errors import RoundsError
from scheduler.solver.params import DEFAULTS, SearchParams, read_params

Evaluate = Callable[[Job], Outcome]
PROBLEM = "train-care-75"


def outcome(problem: str = PROBLEM, cost: int = 1000, rest: int = 1000, seed: int = 0) -> Outcome:
    """What a search might have found."""
    return Outcome(problem, seed, 0.0, cost, rest, 0, 1, 0.0, "the same")


def valley(job: Job) -> Outcome:
    """Costs least with strings of 20; problems and seeds shift all parameters alike."""
    apart = abs(job.params.string_length - 20)
    cost = 10_000 + 50 * apart + 1000 * len(job.problem) + job.seed % 7
    return outcome(job.problem, cost, cost, job.seed)


def record(*, references: dict[str, Outcome], trials: tuple[Trial, ...] = ()) -> Record:
    """A record of a run on the problems of the references."""
    limit = Limit(1.0)
    base = asdict(DEFAULTS)
    terms = Terms("general", limit, 0, 1, (limit,), 1, tuple(references), (), base)
    return Record(terms, references=references, trials=trials)


def asked(out: Path, **others: object) -> Asked:
    """A small run on problems of the regular kind, by iterations."""
    small = Asked("regular", Limit(0.0, 100), out, trials=15, seeds=2, rerun_seeds=2)
    return replace(small, **others)


def tuned(wanted: Asked, evaluate: Evaluate = valley, **others: object) -> Record:
    """The record of a run in threads."""
    return run(wanted, str, str, evaluate, executor=ThreadPoolExecutor, **others)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_tuned_holds_todays_values(kind: str) -> None:
    """Every name is a parameter, its values are within its limits, and today's among them."""
    today = asdict(KINDS[kind].defaults)
    tried = sound(space(kind))
    assert len({each.name for each in tried}) == len(tried)
    for each in tried:
        assert each.least <= today[each.name] <= each.most, each.name
        assert not is_whole(each.name) or float(each.least).is_integer(), each.name


def test_names_that_are_no_parameters_are_refused_all_at_once() -> None:
    """So are values that a parameter may not have."""
    with pytest.raises(RoundsError) as refused:
        sound([Between("wings", 1, 2), Between("blink", 0, 0.95), Between("wheels", 0, 1)])
    assert refused.value.code == "parameter-invalid"
    for part in ("wings", "wheels", "blink is tuned from 0 to 0.95"):
        assert part in refused.value.message


def test_a_gap_is_of_what_the_best_known_costs_without_what_it_leaves_out() -> None:
    """30 points above a plan that costs 600 beside what it leaves out are 5 %."""
    best = outcome(cost=100_600, rest=600)
    assert record(references={PROBLEM: best}).gap(outcome(cost=100_630, rest=630)) == 5


def test_visits_left_out_count_more_than_ways_and_drown_nothing() -> None:
    """The dearer they are the more, but a must counts no more than a few ways that are too long."""
    may, should, must = (tempered(100 * points / 600_000) for points in (2e5, 2e7, 2e9))
    assert tempered(9.9) == 9.9
    assert tempered(10.1) > 10
    assert 10 < may < should < must < 40
    assert tempered(-1000) == -tempered(1000)


def test_the_best_known_is_that_of_the_whole_run() -> None:
    """What a trial or a rerun finds is held against all others, earlier ones too."""
    kept = record(
        references={PROBLEM: outcome(cost=1000)}, trials=(Trial(0, {}, (outcome(cost=990),)),)
    )
    assert kept.best[PROBLEM].cost == 990
    kept = replace(kept, reruns=(Rerun(0, (outcome(cost=980, rest=980),)),))
    assert kept.gap(outcome(cost=1029)) == 5


def test_todays_parameters_come_first_and_are_run_again(tmp_path: Path) -> None:
    """So the choice is never worse than they are, by the record."""
    kept = tuned(asked(tmp_path, trials=3))
    today = asdict(KINDS["regular"].defaults)
    assert asdict(kept.params_of(kept.trials[0])) == today
    means = {each.trial: kept.mean(each.outcomes) for each in kept.reruns}
    assert set(means) == {0, 1, 2}
    assert means[kept.chosen] == min(means.values())


def test_what_is_chosen_is_what_costs_least_with_fresh_seeds(tmp_path: Path) -> None:
    """It beats today's parameters, its seeds are no trial's, and a plan can be made with it."""
    kept = tuned(asked(tmp_path))
    chosen = read_params(tmp_path / "chosen.toml")
    assert chosen == kept.params_of(kept.trials[kept.chosen])
    assert abs(chosen.string_length - 20) < abs(KINDS["regular"].defaults.string_length - 20)
    tried = {each.seed for trial in kept.trials for each in trial.outcomes}
    again = {each.seed for rerun in kept.reruns for each in rerun.outcomes}
    references = {each.seed for each in kept.references.values()}
    assert tried == {0, 1}
    assert not tried & again
    assert not references & (tried | again)


def test_the_luckiest_trial_is_not_chosen_for_its_luck(tmp_path: Path) -> None:
    """What is better on the seeds of the trials and worse on fresh ones loses to today's."""
    today = KINDS["regular"].defaults

    def lucky(job: Job) -> Outcome:
        luck = 0 if job.params == today else -100 if job.seed < 2 else 100
        return outcome(job.problem, 10_000 + luck, 10_000, job.seed)

    kept = tuned(asked(tmp_path, trials=4), lucky)
    assert kept.ranked()[0].number > 0
    assert kept.chosen == 0


def test_a_trial_that_is_clearly_worse_is_given_up(tmp_path: Path) -> None:
    """After some searches, and is not run again; what comes near the best is searched whole."""
    today = KINDS["regular"].defaults

    def today_is_best(job: Job) -> Outcome:
        cost = 10_000 if job.params == today else 11_000
        return outcome(job.problem, cost, cost, job.seed)

    kept = tuned(asked(tmp_path, trials=4), today_is_best)
    whole = len(kept.terms.problems) * kept.terms.seeds
    first, *others = kept.trials
    assert not first.pruned
    assert len(first.outcomes) == whole
    assert all(trial.pruned and 5 <= len(trial.outcomes) < whole for trial in others)
    assert [each.trial for each in kept.reruns] == [0]


def test_a_run_that_was_interrupted_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    """Killed in the middle of a trial, it comes to the same trials and the same choice."""
    done = 0

    def breaks(job: Job) -> Outcome:
        nonlocal done
        done += 1
        if done > 150:
            raise KeyboardInterrupt
        return valley(job)

    whole = tuned(asked(tmp_path / "whole"))
    with pytest.raises(KeyboardInterrupt):
        tuned(asked(tmp_path / "parts"), breaks)
    parts = tuned(asked(tmp_path / "parts", resume=True))
    assert len(parts.sittings) == 2
    assert (parts.trials, parts.reruns) == (whole.trials, whole.reruns)
    assert parts.chosen == whole.chosen


def test_a_run_can_be_given_more_trials(tmp_path: Path) -> None:
    """Those that were tried stay, and what was run again is not run again."""
    first = tuned(asked(tmp_path, trials=3))
    more = tuned(asked(tmp_path, trials=5, resume=True))
    assert more.trials[:3] == first.trials
    assert len(more.trials) == 5
    assert more.reruns[: len(first.reruns)] == first.reruns


def test_two_searches_at_a_time_come_to_the_same(tmp_path: Path) -> None:
    """Outcomes are taken in their order, whichever comes first."""
    one = tuned(asked(tmp_path / "one"))
    two = tuned(asked(tmp_path / "two", at_once=2))
    assert (one.trials, one.reruns) == (two.trials, two.reruns)


def test_who_stops_asking_leaves_the_rest_undone() -> None:
    """No more searches are begun than run at a time."""
    begun = []

    def noted(job: Job) -> Outcome:
        begun.append(job.seed)
        return valley(job)

    jobs = [Job("regular", PROBLEM, seed, Limit(1.0), DEFAULTS) for seed in range(9)]
    with ThreadPoolExecutor(2) as executor:
        found = Crew(executor, 2, noted).outcomes(jobs)
        assert [next(found).seed, next(found).seed] == [0, 1]
        found.close()
    assert len(begun) <= 3


def test_no_trial_begins_after_the_budget(tmp_path: Path) -> None:
    """But the run ends as it should, with those that were tried."""
    moments = iter(range(0, 6000, 60))
    kept = tuned(asked(tmp_path, budget_minutes=3.0), clock=lambda: float(next(moments)))
    assert len(kept.trials) == 3
    assert (tmp_path / "chosen.toml").exists()


def test_a_run_is_not_begun_over_another(tmp_path: Path) -> None:
    """The folder of a run holds that run."""
    tuned(asked(tmp_path, trials=1))
    before = (tmp_path / "record.json").read_bytes()
    with pytest.raises(RoundsError, match="--resume"):
        tuned(asked(tmp_path, trials=1))
    assert (tmp_path / "record.json").read_bytes() == before


@pytest.mark.parametrize("other", [{"seeds": 3}, {"limit": Limit(1.0)}, {"only": ("care",)}])
def test_a_run_does_not_go_on_under_other_terms(tmp_path: Path, other: dict[str, object]) -> None:
    """Its costs would not compare."""
    tuned(asked(tmp_path, trials=1))
    with pytest.raises(RoundsError, match="other terms") as refused:
        tuned(asked(tmp_path, trials=2, resume=True, **other))
    assert refused.value.code == "benchmark-unread"


def test_a_run_does_not_go_on_with_another_problem(tmp_path: Path) -> None:
    """One that was drawn otherwise since has another fingerprint."""

    def other(job: Job) -> Outcome:
        return replace(valley(job), fingerprint="another")

    tuned(asked(tmp_path, trials=1))
    with pytest.raises(RoundsError, match="do not compare"):
        tuned(asked(tmp_path, trials=2, resume=True), other)


def test_a_folder_without_a_run_cannot_be_gone_on_with(tmp_path: Path) -> None:
    """It is said which file is missing."""
    with pytest.raises(RoundsError, match=r"record\.json"):
        tuned(asked(tmp_path, resume=True))


def test_the_days_are_not_those_that_are_measured() -> None:
    """Names are what days are drawn by."""
    assert not {day.name for day in (*GENERAL_DAYS, *REGULAR_DAYS)} & {day.name for day in DAYS}
    measured = next(day for day in DAYS if day.name == "full-2-rural-80")
    own = next(day for day in GENERAL_DAYS if day.here is measured.here)
    homes = [{client.location for client in made_team(day).clients} for day in (own, measured)]
    assert len(homes[0] & homes[1]) < len(homes[0]) / 4


@pytest.mark.parametrize("here", NEIGHBOURHOODS, ids=lambda here: here.name)
def test_home_care_is_drawn_alike_on_every_call(here) -> None:
    """With as many ties as in the published sets, and each service in the hands of one half."""
    care = drawn(here)
    assert care == drawn(here)
    assert len(care.ties) == 2 * round(0.15 * here.patients)
    assert all(service.able for service in care.services)
    for tie in care.ties:
        one, other = (care.services[each] for each in (tie.first, tie.second))
        assert one.patient == other.patient
        assert not one.able & other.able
    assert len(HALVES) == 2


def test_a_search_of_home_care_is_repeatable_and_serves_everybody() -> None:
    """By iterations; another seed is another search."""
    job = Job("regular", PROBLEM, 3, Limit(0.0, 2000), KINDS["regular"].defaults)
    first, again = run_here(job), run_here(job)
    assert (first.cost, first.iterations) == (again.cost, 2000)
    assert first.left_out == 0
    assert first.rest == first.cost
    assert run_here(replace(job, seed=4)).cost != first.cost


@pytest.mark.parametrize(
    ("kind", "name"), [("general", "train-full-4"), ("regular", "train-light-2")]
)
def test_a_search_of_a_day_tells_what_it_leaves_out(kind: str, name: str) -> None:
    """The points of those left out are no part of the rest."""
    search = ready(kind, name).search
    found = search(Limit(0.0, 300).criterion, 0, KINDS[kind].defaults)
    assert found.iterations == 300
    assert (found.rest < found.cost) == (found.left_out > 0)
    assert found.rest > 0


def test_a_search_that_breaks_says_with_what(monkeypatch: pytest.MonkeyPatch) -> None:
    """Problem, seed and parameters: enough to run it again."""

    def refuses(kind: str, name: str) -> None:
        raise RoundsError("search-disagrees", f"{kind} {name}")

    monkeypatch.setattr("benchmarks.tuning.engine.ready", refuses)
    job = Job("regular", PROBLEM, 3, Limit(0.0, 10), SearchParams(blink=0.25))
    with pytest.raises(SearchBrokeError, match=r"train-care-75, seed 3, .*blink=0\.25"):
        run_here(job)


def test_the_command_tunes_in_a_process_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And shows what it chose; asked again without --resume it refuses."""
    small = ("--iterations", "300", "--trials", "2", "--seeds", "1", "--rerun-seeds", "1")
    line = ("--kind", "regular", "--only", PROBLEM, *small, "--out", str(tmp_path))
    assert main(line) == 0
    shown = capsys.readouterr().out
    assert "Run again with fresh seeds" in shown
    assert PROBLEM in shown
    read_params(tmp_path / "chosen.toml")
    assert main(line) == 2
    assert "--resume" in capsys.readouterr().err


def test_processes_end_with_a_run_that_was_killed() -> None:
    """They hold its output open, so that it would not end before them."""
    script = (
        "import os, signal; from benchmarks.tuning.engine import processes\n"
        "if __name__ == '__main__':\n"
        "    print(processes(1).submit(os.getpid).result(), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=120, check=False
    )
    assert done.returncode < 0
    assert int(done.stdout)
