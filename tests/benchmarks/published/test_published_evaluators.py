"""Evaluators: objectives added up by hand, and every kind of corrupted solution is caught."""

import ast
import copy
import json
import sys
from pathlib import Path

import pytest
from published_cases import (
    TABLE,
    THREE_SERVED,
    VILLAGE,
    VRPLIB,
    changed,
    routes_file,
    three_calls,
)

from benchmarks.published import evaluators
from benchmarks.published.evaluators import home_care, solomon, uhhc

Location = tuple[str, str, float, float]

IN_VILLAGE: dict[str, list[Location]] = {
    "c1": [("p2", "s2", 60, 75), ("p6", "s2", 112, 124), ("p1", "s1", 140, 160)],
    "c2": [("p4", "s2", 126, 136), ("p3", "s3", 220, 245), ("p5", "s3", 265, 285)],
    "c3": [("p6", "s1", 80, 98), ("p4", "s3", 146, 176), ("p3", "s1", 220, 245)],
}
"""Made by hand."""

VILLAGE_WAYS = (18 + 37 + 16 + 12) + (42 + 44 + 20 + 12) + (20 + 33 + 44 + 35)
"""Legs of c1, c2 and c3 read off the matrix, with their ways out and back."""

ROUTES_908 = "5 8 7\n1 3\n4 2 6\n"
"""By hand: every load is 40 at most and every window kept."""


def test_the_objective_of_home_care_is_added_up(tmp_path: Path) -> None:
    """Travel 120, lateness 55 and at most 25, by hand."""
    verdict = home_care.evaluate(three_calls(tmp_path), routes_file(tmp_path, THREE_SERVED))
    assert verdict.broken == ()
    assert verdict.components == {"D": 120, "T": 55, "Tmax": 25}
    assert verdict.objective == pytest.approx(200 / 3)


def test_a_carer_who_stays_at_home_travels_nowhere(tmp_path: Path) -> None:
    """An empty route costs nothing, and is none too many."""
    routes = {**THREE_SERVED, "c3": []}
    asked = changed(
        three_calls(tmp_path),
        tmp_path,
        lambda document: document["caregivers"].append({"id": "c3", "abilities": []}),
    )
    verdict = home_care.evaluate(asked, routes_file(tmp_path, routes))
    assert (verdict.broken, verdict.components["D"]) == ((), 120)


HOME_CARE_CORRUPTED = {
    "left out": ("c1", 2, None, "a of p3 is given 0 times"),
    "twice": ("c2", 9, ("p1", "a", 90, 100), "a of p1 is given 2 times"),
    "unknown": ("c2", 9, ("p9", "a", 90, 100), "nobody needs it"),
    "not able": ("c1", 9, ("p3", "b", 90, 100), "who is not able to"),
    "too short": ("c1", 0, ("p1", "a", 10, 19), "before it is over"),
    "too early on the way": ("c1", 1, ("p2", "a", 29, 39), "and is there at 30"),
    "too early from the office": ("c1", 0, ("p1", "a", 9, 19), "and is there at 10"),
    "apart": ("c1", 1, ("p2", "a", 31, 41), "1 apart and not together"),
    "too soon after": ("c1", 2, ("p3", "a", 64, 69), "4 apart and not 5 to 20"),
    "too long after": ("c1", 2, ("p3", "a", 81, 86), "21 apart and not 5 to 20"),
}


@pytest.mark.parametrize(
    ("carer", "position", "location", "said"), HOME_CARE_CORRUPTED.values(), ids=HOME_CARE_CORRUPTED
)
def test_a_corrupted_solution_of_home_care_is_caught(
    tmp_path: Path, carer: str, position: int, location: Location | None, said: str
) -> None:
    """Each in just the rule that was broken, in words."""
    routes = copy.deepcopy(THREE_SERVED)
    routes[carer][position : position + 1] = [] if location is None else [location]
    broken = home_care.evaluate(three_calls(tmp_path), routes_file(tmp_path, routes)).broken
    assert any(said in each for each in broken), broken


def test_one_carer_for_two_services_is_caught(tmp_path: Path) -> None:
    """c2 could give both to p3, and may not."""
    routes = copy.deepcopy(THREE_SERVED)
    routes["c2"].append(("p3", "a", 70, 75))
    del routes["c1"][2]
    broken = home_care.evaluate(three_calls(tmp_path), routes_file(tmp_path, routes)).broken
    assert broken == ("both services of p3 are given by c2",)


def test_a_start_before_the_window_is_caught(tmp_path: Path) -> None:
    """Waiting is for free, starting early is not allowed."""

    def later(document: dict[str, list[dict[str, object]]]) -> None:
        document["patients"][0]["time_window"] = [11, 15]

    asked = changed(three_calls(tmp_path), tmp_path, later)
    broken = home_care.evaluate(asked, routes_file(tmp_path, THREE_SERVED)).broken
    assert broken == ("a of p1 starts before its window opens",)


def test_a_carer_with_two_routes_or_none_such_is_caught(tmp_path: Path) -> None:
    """A carer is in one place at a time, and is one of the instance."""
    asked, written = three_calls(tmp_path), routes_file(tmp_path, THREE_SERVED)
    document = json.loads(written.read_text())
    document["routes"].append({"caregiver_id": "c1", "locations": []})
    document["routes"][1]["caregiver_id"] = "c7"
    written.write_text(json.dumps(document))
    broken = home_care.evaluate(asked, written).broken
    assert "c1 has two routes" in broken
    assert any("c7, who does not exist" in each for each in broken)


@pytest.mark.parametrize("text", ["", "[]", '{"routes": [{}]}', '{"routes": 3}'])
def test_what_is_no_solution_is_not_valid(tmp_path: Path, text: str) -> None:
    """A file in another form breaks every rule, and nothing else."""
    (tmp_path / "solution.json").write_text(text)
    for judge, asked in ((home_care, three_calls(tmp_path)), (uhhc, VILLAGE)):
        broken = judge.evaluate(asked, tmp_path / "solution.json").broken
        assert any("the file is no solution" in each for each in broken)


def test_the_objective_of_uhhc_is_added_up(tmp_path: Path) -> None:
    """Travel alone is weighed; nobody is late, and all are back in time."""
    verdict = uhhc.evaluate(VILLAGE, routes_file(tmp_path, IN_VILLAGE))
    assert verdict.broken == ()
    assert verdict.objective == verdict.components["travel_time"] == VILLAGE_WAYS


UHHC_CORRUPTED = {
    "after its window": ("c1", 2, ("p1", "s1", 161, 181), "total_tardiness is 1 and must be 0"),
    "between windows": ("c1", 0, ("p2", "s2", 106, 121), "total_tardiness is 1 and must be 0"),
    "before its window": ("c1", 0, ("p2", "s2", 59, 74), "before its window opens"),
    "back too late": ("c2", 2, ("p5", "s3", 390, 410), "total_extra_time is 2 and must be 0"),
    "before the shift": ("c2", 0, ("p4", "s2", 71, 81), "and is there at 72"),
    "may not": ("c3", 9, ("p5", "s3", 300, 320), "by c3, who may not"),
    "apart": ("c2", 1, ("p3", "s3", 221, 246), "1 apart and not together"),
    "too soon after": ("c3", 1, ("p4", "s3", 145, 175), "19 apart and not 20 to 60"),
}


@pytest.mark.parametrize(
    ("carer", "position", "location", "said"), UHHC_CORRUPTED.values(), ids=UHHC_CORRUPTED
)
def test_a_corrupted_solution_of_uhhc_is_caught(
    tmp_path: Path, carer: str, position: int, location: Location, said: str
) -> None:
    """Each in just the rule that was broken, in words."""
    routes = copy.deepcopy(IN_VILLAGE)
    routes[carer][position : position + 1] = [location]
    broken = uhhc.evaluate(VILLAGE, routes_file(tmp_path, routes)).broken
    assert any(said in each for each in broken), broken


def test_independent_services_are_given_by_different_carers(tmp_path: Path) -> None:
    """c1 could give both to p6, one after the other, and may not."""
    routes = copy.deepcopy(IN_VILLAGE)
    routes["c1"][1] = ("p6", "s2", 130, 142)
    routes["c1"].insert(1, ("p6", "s1", 112, 130))
    del routes["c1"][3], routes["c3"][0]
    broken = uhhc.evaluate(VILLAGE, routes_file(tmp_path, routes)).broken
    assert "both services of p6 are given by c1" in broken


@pytest.mark.parametrize(("met", "late"), [("at_service_start", 10), ("at_service_end", 30)])
def test_lateness_counts_at_the_start_or_at_the_end(tmp_path: Path, met: str, late: int) -> None:
    """With a weight it costs, for the sum and the worst; p1 starts at 190 and lasts 20."""

    def weighs(document: dict[str, dict[str, object]]) -> None:
        document["metadata"]["time_window_met"] = met
        document["metadata"]["cost_components"] = {
            "travel_time": 2,
            "total_tardiness": 5,
            "highest_tardiness": 7,
            "total_extra_time": "HARD",
            "max_idle_time": None,
        }

    routes = {**IN_VILLAGE, "c1": [*IN_VILLAGE["c1"][:2], ("p1", "s1", 190, 210)]}
    verdict = uhhc.evaluate(changed(VILLAGE, tmp_path, weighs), routes_file(tmp_path, routes))
    assert verdict.broken == ()
    assert verdict.objective == 2 * VILLAGE_WAYS + 5 * late + 7 * late


def test_a_component_that_is_not_computed_makes_nothing_valid(tmp_path: Path) -> None:
    """Otherwise it would count as 0."""
    asked = changed(
        VILLAGE,
        tmp_path,
        lambda document: document["metadata"]["cost_components"].update(max_idle_time=5),
    )
    verdict = uhhc.evaluate(asked, routes_file(tmp_path, IN_VILLAGE))
    assert verdict.broken == ("max_idle_time is not computed here",)


def test_evaluators_share_nothing_with_what_they_judge() -> None:
    """They import each other, the reading of files, and the standard library."""
    for path in Path(evaluators.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                own = name.startswith(("benchmarks.published.evaluators.", OWN_FILES))
                assert own or name.split(".")[0] in sys.stdlib_module_names, f"{path}: {name}"


OWN_FILES = "benchmarks.published.files"


def _lines(folder: Path, text: str) -> Path:
    path = folder / "solution.txt"
    path.write_text(text)
    return path


@pytest.mark.parametrize("asked", [TABLE, VRPLIB], ids=["table", "vrplib"])
def test_the_distance_of_solomon_is_added_up(tmp_path: Path, asked: Path) -> None:
    """Legs cut off after the tenths: sqrt(425) is 20.6, sqrt(194) is 13.9."""
    verdict = solomon.evaluate(asked, _lines(tmp_path, ROUTES_908))
    legs = [20.6, 13.9, 12.2, 21.2, 15.2, 14.5, 22.3, 25.0, 20.2, 16.4, 11.1]
    assert verdict.broken == ()
    assert verdict.objective == pytest.approx(sum(legs))
    assert verdict.components["routes"] == 3


SOLOMON_CORRUPTED = {
    "left out": ("5 8 7\n1 3\n4 2\n", "customer 6 is served 0 times"),
    "twice": ("5 8 7\n1 3 6\n4 2 6\n", "customer 6 is served 2 times"),
    "unknown": ("5 8 7\n1 3\n4 2 6 9\n", "there are no customers [9]"),
    "the depot": ("5 8 7\n1 3\n0 4 2 6\n", "there are no customers [0]"),
    "too much": ("5 8 7 6\n1 3\n4 2\n", "holds 43, not 40 at most"),
    "too late": ("8 5 7\n1 3\n4 2 6\n", "customer 5 is served at"),
    "no numbers": ("Route #1: 5 8 7\n", "something else than customer numbers"),
}


@pytest.mark.parametrize(("text", "said"), SOLOMON_CORRUPTED.values(), ids=SOLOMON_CORRUPTED)
def test_a_corrupted_solution_of_solomon_is_caught(tmp_path: Path, text: str, said: str) -> None:
    """Each in just the rule that was broken, in words."""
    broken = solomon.evaluate(TABLE, _lines(tmp_path, text)).broken
    assert any(said in each for each in broken), broken


def test_a_route_that_is_back_after_the_depot_closed_is_caught(tmp_path: Path) -> None:
    """The depot has a window, too."""
    text = TABLE.read_text()
    early = text.replace("     230", "     150", 1)
    assert early != text
    (tmp_path / "early.txt").write_text(early)
    broken = solomon.evaluate(tmp_path / "early.txt", _lines(tmp_path, ROUTES_908)).broken
    assert any("is back at" in each for each in broken)
