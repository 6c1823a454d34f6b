"""Any table of rounds, however odd: its cells are told, or the checker can judge the plan."""

from pathlib import Path
from random import Random

import plans
import pytest
from drafts import DAY
from grid_travel import grid_travel

from scheduler.checker import check
from scheduler.domain.horizon import visits_in
from scheduler.errors import Finding, InputError
from scheduler.io.rounds_csv import complete, read_rounds
from scheduler.io.rounds_csv.columns import ROUNDS
from scheduler.rules import RuleId
from scheduler.score import score

TEAM = plans.small_team()
CLOCKS = ["07:00", "08:10", "08:10:30", "10:00", "11:59", "13:00", "14:30", "23:59", "30:15"]
DATED = ["2026-11-23T09:00", "2026-11-23 09:20:00", "2026-11-24T00:10+01:00", "2026-11-23T06:00Z"]
CELLS = {
    "carer_id": [carer.carer_id for carer in TEAM.carers],
    "visit_id": [visit.visit_id for visit in TEAM.visits],
    "start": CLOCKS + DATED,
    "shift_start": ["", "", "07:00", *DATED],
    "sequence": ["", "0", "1", "2", "3"],
    "kind": ["", "", "visit", "break", "start", "end", "appointment"],
    "place": ["", "", "1", "2", "3"],
    "client_id": [""],
    "arrival": ["", "", *CLOCKS],
    "end": ["", "", *CLOCKS],
    "travel_seconds": ["", "", "0", "300"],
    "travel_metres": ["", "", "0", "1200"],
    "mode": ["", "", "bike", "car"],
}
ODD = ["", "x", "-1", "25:61", "=A1", "2026-02-30T08:00", "23-11-2026 08:00", "c99"]


def drawn_table(seed: int, *, odd: float) -> str:
    """Rows of plausible cells; some of them odd."""
    dice = Random(f"table {seed}")
    needed = ["carer_id", "visit_id", "start"]
    others = [c.name for c in ROUNDS.columns if c.name not in needed and dice.random() < 0.5]
    columns = needed + others
    lines = [";".join(columns)]
    for _ in range(dice.randint(0, 9)):
        row = {name: dice.choice(CELLS[name]) for name in columns}
        if row.get("kind", "") not in {"", "visit"}:
            row |= {name: "" for name in ("visit_id", "place") if name in row}
        for name in columns:
            if dice.random() < odd:
                row[name] = dice.choice(ODD)
        lines.append(";".join(row[name] for name in columns))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("seed", range(120))
def test_plausible_cells_always_make_a_plan(seed: int, tmp_path: Path) -> None:
    """Checker and scorer can speak of it, and every place is made or left unassigned."""
    path = tmp_path / "rounds.csv"
    path.write_text(drawn_table(seed, odd=0), encoding="utf-8")
    written = read_rounds(path, TEAM, DAY)
    travel = grid_travel(TEAM, written.horizon)
    plan = complete(TEAM, travel, written)
    found = check(TEAM, travel, plan)
    if not any(each.rule is RuleId.COMPLETE for each in found):
        assert score(TEAM, plan).total > 0
    told = {(stop.visit, stop.place) for _, stop in plan.assignments()}
    told |= {(left.visit, left.place) for left in plan.unassigned}
    for visit in visits_in(TEAM, written.horizon):
        assert {(visit.key, place) for place in range(1, len(visit.places) + 1)} <= told


@pytest.mark.parametrize("seed", range(120))
def test_odd_cells_are_told_with_their_place(seed: int, tmp_path: Path) -> None:
    """Each with a row of the file, a column and a remedy; or there was no harm in them."""
    path = tmp_path / "rounds.csv"
    text = drawn_table(seed, odd=0.1)
    path.write_text(text, encoding="utf-8")
    found: tuple[Finding, ...] = ()
    try:
        written = read_rounds(path, TEAM, DAY)
        assert complete(TEAM, grid_travel(TEAM, written.horizon), written).horizon.days <= 31
    except InputError as error:
        found = error.findings
    assert all(each.file == "rounds.csv" and each.remedy for each in found)
    rows = range(1, len(text.splitlines()) + 1)
    assert all(each.row in rows or each.code == "plan-dates-apart" for each in found)
