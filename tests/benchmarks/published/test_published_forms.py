"""Files as they are published: what is read, what is refused and how it is said."""

import gzip
import json
from decimal import Decimal
from pathlib import Path

import pytest
from published_cases import (
    EXAMPLES,
    SHARED,
    TABLE,
    TOWN,
    VILLAGE,
    VRPLIB,
    Change,
    changed,
    needs_published,
)

from benchmarks.published import home_care, solomon, uhhc
from benchmarks.published.files import fingerprint, instance_files
from benchmarks.published.sets import SETS, BestKnown, best_known
from scheduler.errors import InputError, RoundsError

SOLOMON = SETS["solomon"]


def test_home_care_is_read_with_its_ties_and_default_durations() -> None:
    """Services in the order of the file, tied two by two; openings are hard, closes are not."""
    town = home_care.read(TOWN)
    assert (town.patients, len(town.services), len(town.carers)) == (8, 11, 3)
    assert [(tie.least, tie.most) for tie in town.ties] == [(0, 0), (20, 45), (0, 30)]
    by_default = next(each for each in town.services if each.patient == "p6")
    assert by_default.duration == 18
    assert (by_default.windows, by_default.due) == (((15, None),), 75)
    assert town.travel[0][1] == Decimal("11.18")


def test_uhhc_is_read_with_windows_that_hold_the_whole_service() -> None:
    """Windows are met at the end here, so that the latest start is earlier by the service."""
    village = uhhc.read(VILLAGE)
    services = {(each.patient, each.name): each for each in village.services}
    assert services["p2", "s2"].windows == ((60, 105), (240, 305))
    assert services["p5", "s3"].able == {1}
    assert [(tie.least, tie.most) for tie in village.ties] == [(0, 0), (20, 60), (None, None)]
    assert [(each.first_location, each.last_location) for each in village.carers] == [
        *((0, 0), (1, 0), (0, 1))
    ]


def test_windows_met_at_the_start_are_as_wide_as_they_are(tmp_path: Path) -> None:
    """The other way to meet them."""
    village = uhhc.read(
        changed(
            VILLAGE,
            tmp_path,
            lambda each: each["metadata"].update(time_window_met="at_service_start"),
        )
    )
    assert village.services[1].windows == ((60, 120), (240, 320))


def test_both_forms_of_solomon_say_the_same() -> None:
    """The table of 1987, and VRPLIB with nodes counted from 1."""
    assert solomon.read(TABLE) == solomon.read(VRPLIB)
    assert solomon.read(TABLE).patients == 8


def test_packed_files_are_read_like_plain_ones(tmp_path: Path) -> None:
    """By their names; and what they say is the same."""
    packed = tmp_path / "town.json.gz"
    packed.write_bytes(gzip.compress(TOWN.read_bytes()))
    assert home_care.read(packed) == home_care.read(TOWN)
    assert fingerprint(packed) == fingerprint(TOWN)


HOME_CARE_WRONG: dict[str, tuple[Change, str]] = {
    "missing": (lambda each: each.pop("distances"), "distances"),
    "negative": (lambda each: each["distances"][0].__setitem__(1, -1), "distances.0.1"),
    "not square": (lambda each: each["distances"].pop(), "distances"),
    "two of a name": (lambda each: each["patients"][1].update(id="p1"), "patients"),
    "window": (lambda each: each["patients"][1].update(time_window=[9, 8]), "p2"),
    "unknown service": (lambda each: each["services"].pop(0), "p1"),
    "nobody able": (lambda each: each["caregivers"].pop(1) and each["caregivers"].pop(1), "p3"),
    "untied": (lambda each: each["patients"][2].pop("synchronization"), "p3"),
    "no gap": (lambda each: each["patients"][3]["synchronization"].pop("distance"), "p4"),
    "three": (lambda each: each["patients"][2]["required_caregivers"].append(_S2), "p3"),
}
_S2 = {"service": "s2", "duration": 5}


@pytest.mark.parametrize(("change", "column"), HOME_CARE_WRONG.values(), ids=HOME_CARE_WRONG)
def test_a_wrong_file_of_home_care_is_refused(tmp_path: Path, change: Change, column: str) -> None:
    """With the file and the patient or key that is wrong."""
    with pytest.raises(InputError) as refused:
        home_care.read(changed(TOWN, tmp_path, change))
    assert {(each.file, each.code) for each in refused.value.findings} == {
        ("town.json", "instance-malformed")
    }
    assert column in {each.column for each in refused.value.findings}


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """Three patients, three findings."""
    wrong = changed(
        TOWN,
        tmp_path,
        lambda each: [patient.update(time_window=[9, 8]) for patient in each["patients"][:3]],
    )
    with pytest.raises(InputError) as refused:
        home_care.read(wrong)
    assert [each.column for each in refused.value.findings] == ["p1", "p2", "p3"]


UHHC_WRONG: dict[str, tuple[Change, str]] = {
    "point": (lambda each: each["caregivers"][0].update(arrival_point="d9"), "c1"),
    "shift": (lambda each: each["caregivers"][0]["working_shift"].update(start=999), "c1"),
    "index": (lambda each: each["patients"][0].update(distance_matrix_index=99), "distances"),
    "overlap": (lambda each: each["patients"][1]["time_windows"][1].update(start=90), "p2"),
    "too short": (lambda each: each["patients"][0]["time_windows"][0].update(end=110), "p1"),
    "kind": (
        lambda each: each["patients"][5]["synchronization"].update(type="often"),
        "patients.5.synchronization.type",
    ),
}


@pytest.mark.parametrize(("change", "column"), UHHC_WRONG.values(), ids=UHHC_WRONG)
def test_a_wrong_file_of_uhhc_is_refused(tmp_path: Path, change: Change, column: str) -> None:
    """With the carer, patient or key that is wrong."""
    with pytest.raises(InputError) as refused:
        uhhc.read(changed(VILLAGE, tmp_path, change))
    assert column in {each.column for each in refused.value.findings}


NOT_STATED: dict[str, tuple[Change, str]] = {
    "idle": (lambda each: _weigh(each, max_idle_time=5), "max_idle_time"),
    "lunch": (lambda each: _weigh(each, missed_lunch_break="HARD"), "missed_lunch_break"),
    "overtime": (lambda each: _weigh(each, total_extra_time=10), "total_extra_time"),
    "windows": (lambda each: _weigh(each, total_tardiness=1), "lateness with several windows"),
    "optional": (lambda each: each["patients"][0].update(optional=True), "optional patients"),
    "wish": (
        lambda each: each["patients"][0].update(preferred_caregivers=["c1"]),
        "preferred caregivers",
    ),
}


def _weigh(document: dict[str, dict[str, dict[str, object]]], **weights: object) -> None:
    document["metadata"]["cost_components"].update(weights)


@pytest.mark.parametrize(("change", "said"), NOT_STATED.values(), ids=NOT_STATED)
def test_what_cannot_be_stated_is_refused_by_name(
    tmp_path: Path, change: Change, said: str
) -> None:
    """Nothing is left away in silence."""
    with pytest.raises(RoundsError, match=said) as refused:
        uhhc.read(changed(VILLAGE, tmp_path, change))
    assert refused.value.code == "instance-not-stated"


SOLOMON_WRONG = {
    "empty": ("", ""),
    "no vehicles": (TABLE.read_text().replace("  3         40\n", ""), ""),
    "a column short": (TABLE.read_text().replace("20     120      10", "20     120"), ""),
    "a row twice": (TABLE.read_text() + TABLE.read_text().splitlines()[-1], ""),
    "window": (TABLE.read_text().replace("      20     120", "     120      20"), "1"),
    "too heavy": (TABLE.read_text().replace("  3         40", "  3         20"), "5"),
    "no demands": (VRPLIB.read_text().replace("DEMAND_SECTION", "DEMANDS"), ""),
    "hundredths": (VRPLIB.read_text().replace("SCALE : 10", "SCALE : 100"), ""),
    "letters": (VRPLIB.read_text().replace("1 35 35", "1 35 x"), ""),
}


@pytest.mark.parametrize(("text", "column"), SOLOMON_WRONG.values(), ids=SOLOMON_WRONG)
def test_a_wrong_file_of_solomon_is_refused(tmp_path: Path, text: str, column: str) -> None:
    """In either form, with the customer that is wrong."""
    assert text not in {TABLE.read_text(), VRPLIB.read_text()}
    (tmp_path / "wrong.txt").write_text(text)
    with pytest.raises(InputError) as refused:
        solomon.read(tmp_path / "wrong.txt")
    found = {(each.code, each.column) for each in refused.value.findings}
    assert ("instance-malformed", column) in found


@pytest.mark.parametrize("held", [b"\x1f\x8b broken", gzip.compress(b"{}", mtime=0)[:-9]])
def test_a_file_that_cannot_be_unpacked_is_refused(tmp_path: Path, held: bytes) -> None:
    """By the code for it, whatever the form."""
    path = tmp_path / "broken.json.gz"
    path.write_bytes(held)
    for read in (home_care.read, uhhc.read, solomon.read):
        with pytest.raises(InputError) as refused:
            read(path)
        assert [each.code for each in refused.value.findings] == ["file-unreadable"]


def test_names_keep_their_dots_where_the_set_has_them(tmp_path: Path) -> None:
    """And lose what only describes the file where it has not."""
    for name in ("HHCRSP_10_3_1.2_R.json.gz", "results.csv", "C101.100.10.vrptw", "C102.txt"):
        (tmp_path / name).touch()
    kummer = instance_files(tmp_path, SETS["kummer"].suffixes, dotted=SETS["kummer"].dotted)
    assert list(kummer) == ["HHCRSP_10_3_1.2_R"]
    assert set(instance_files(tmp_path, SOLOMON.suffixes, dotted=False)) == {"C101", "C102"}


def test_folders_below_are_searched_and_names_stay_apart(tmp_path: Path) -> None:
    """A name that stands in two folders gets theirs before it."""
    for name in ("one/A1.json", "two/A1.json", "two/A2.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert set(instance_files(tmp_path, (".json",), dotted=True)) == {"one-A1", "two-A1", "A2"}


def test_a_folder_without_instances_is_refused(tmp_path: Path) -> None:
    """With the endings that were looked for."""
    with pytest.raises(RoundsError, match="vrptw") as refused:
        instance_files(tmp_path, SOLOMON.suffixes, dotted=False)
    assert refused.value.code == "instances-missing"


def test_the_best_known_is_read_from_the_folder_or_the_one_above(tmp_path: Path) -> None:
    """The first column that is filled counts; rounding in print is no difference."""
    (tmp_path / "below").mkdir()
    (tmp_path / "results.csv").write_text(
        "instance,published_Ceschia2024,recomputed\nX,10.7,10.6667\nY,20.5,\nZ,,\n"
    )
    for folder in (tmp_path, tmp_path / "below"):
        known = best_known(SETS["kummer"], folder)
        assert {name: each.value for name, each in known.items()} == {"X": 10.6667, "Y": 20.5}
    assert [known["X"].side(each) for each in (32 / 3, 10.6, 10.667)] == [0, -1, 1]
    assert best_known(SETS["mankowska"], tmp_path) == {}
    assert best_known(SETS["kummer"], EXAMPLES / "uhhc") == {}


def test_a_best_known_that_is_no_number_is_refused(tmp_path: Path) -> None:
    """With row and column."""
    (tmp_path / "results.csv").write_text("instance,dimacs_distance\nC101,827.3\nC102,many\n")
    with pytest.raises(InputError) as refused:
        best_known(SOLOMON, tmp_path)
    assert [(each.row, each.column, each.value) for each in refused.value.findings] == [
        (3, "dimacs_distance", "many")
    ]


def test_a_gap_is_a_share_of_the_best_known() -> None:
    """Below it is negative; beside nothing there is none."""
    assert BestKnown(200.0, 0.1).gap(198.0) == pytest.approx(-0.01)
    assert BestKnown(0.0, 0.1).gap(5.0) == 0


@pytest.mark.parametrize(
    ("published", "name", "expected"),
    [
        *(("mankowska", "E9", "E"), ("kummer", "HHCRSP", "8 patients"), ("uhhc", "F7", "F")),
        *(("solomon", "RC207", "RC2"), ("solomon", "C101", "C1"), ("solomon", "x", "8 customers")),
    ],
)
def test_classes_follow_the_names_of_the_sets(published: str, name: str, expected: str) -> None:
    """By letter, by number of patients, by letters and first digit."""
    assert SETS[published].class_of(name, 8) == expected


@needs_published
def test_the_examples_are_in_the_forms_of_the_real_files() -> None:
    """No key of ours is strange to the published files, so that both are read alike."""
    real = json.loads(gzip.decompress((SHARED / "mankowska" / "A1.json.gz").read_bytes()))
    ours = json.loads(TOWN.read_text())
    assert ours.keys() == real.keys()
    assert {key for each in ours["patients"] for key in each} == {
        key for each in real["patients"] for key in each
    }
