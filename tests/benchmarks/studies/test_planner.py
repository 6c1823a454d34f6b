"""A cell planned by the real engine: kept, repeated, and told apart."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.neighbourhoods.study.cell import Cell, cells
from benchmarks.neighbourhoods.study.planner import plan_cell
from benchmarks.neighbourhoods.study.row import Row, read_row
from benchmarks.neighbourhoods.study.study_file import read_study
from benchmarks.neighbourhoods.study.teams import generated
from scheduler.domain.carer import Mode
from scheduler.io.team import read_team_document
from scheduler.io.team.writing import write_team_document
from scheduler.rules import RuleId, weights

ROOT = Path(__file__).parents[3]
FIRST_LOOK = ROOT / "data" / "studies" / "first-look.toml"


@pytest.fixture(scope="module")
def cell() -> Cell:
    """A rural one."""
    wanted = cells(read_study(FIRST_LOOK))
    return next(each for each in wanted if each.place.kind == "rural")


def planned(cell: Cell, out: Path) -> Row:
    """The row of a cell, planned anew."""
    plan_cell(cell, out)
    return read_row(out, cell.key)


def test_a_cell_repeats_itself_and_keeps_its_plan(cell: Cell, tmp_path: Path) -> None:
    """Everything but the time it took, to the byte of the page."""
    first, again = (planned(cell, tmp_path / name) for name in ("first", "again"))
    assert replace(first, took_seconds=0) == replace(again, took_seconds=0)
    pages = [tmp_path / name / "plans" / cell.key / "rounds.html" for name in ("first", "again")]
    assert pages[0].read_bytes() == pages[1].read_bytes()
    assert first.measures.clients == len(first.dots) - 1 > 0
    assert first.measures.carers == cell.setting.carers
    assert (tmp_path / "first" / "plans" / cell.key / "plan.json").exists()


def test_what_is_agreed_makes_no_other_people(cell: Cell) -> None:
    """Mode, windows and weights change, and nobody and nothing else."""
    usual = generated(cell).team
    setting = replace(cell.setting, mode=Mode.CAR, window=2.0, continuity=7)
    other = generated(replace(cell, setting=setting)).team
    assert other.clients == usual.clients
    assert other.shifts == usual.shifts
    assert [each.service_seconds for each in other.visits] == [
        each.service_seconds for each in usual.visits
    ]
    assert {each.mode for each in other.carers} == {Mode.CAR}
    assert weights(other.agreements)[RuleId.CONTINUITY] == 7
    width = [sum(w.closes - w.opens for w in each.windows) for each in usual.visits]
    wider = [sum(w.closes - w.opens for w in each.windows) for each in other.visits]
    assert sum(wider) == pytest.approx(2 * sum(width), rel=0.05)
    assert read_team_document(write_team_document(other)).visits == other.visits


def test_another_seed_makes_other_people(cell: Cell) -> None:
    """At the same place."""
    usual, other = (generated(replace(cell, seed=seed)).team for seed in (0, 1))
    assert {each.location for each in usual.clients} != {each.location for each in other.clients}


def test_figures_of_the_profile_reach_the_generator(cell: Cell) -> None:
    """Twice the clients among as many inhabitants live closer together."""
    name = "clients.per_1000_inhabitants"
    sparse, dense = (
        generated(
            replace(cell, setting=replace(cell.setting, clients=12, figures=((name, each),)))
        ).team
        for each in (1.0, 16.0)
    )
    spread = [
        max(each.location.lat for each in team.clients)
        - min(each.location.lat for each in team.clients)
        for team in (sparse, dense)
    ]
    assert spread[1] < spread[0]
