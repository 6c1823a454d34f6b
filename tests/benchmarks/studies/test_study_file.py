"""Studies as files: what they ask, and what is refused."""

from pathlib import Path

import pytest

from benchmarks.neighbourhoods.study.cell import cells
from benchmarks.neighbourhoods.study.study import Setting, Study
from benchmarks.neighbourhoods.study.study_file import read_study
from scheduler.domain.carer import Mode
from scheduler.errors import Finding, InputError

ROOT = Path(__file__).parents[3]
PLACE = """
name = "{name}"
network = "{network}"
timezone = "Europe/Amsterdam"
"""
STUDY = """
name = "A study"
dates = [2026-11-23]
seeds = 2
iterations = 10
[[places]]
place = "here.toml"
kind = "urban"
"""


def study(folder: Path, text: str = STUDY, more: str = "") -> Study:
    """The study of a text, beside a place whose network is an empty file."""
    (folder / "streets.osm.pbf").touch()
    (folder / "here.toml").write_text(PLACE.format(name="Here", network="streets.osm.pbf"))
    (folder / "gone.toml").write_text(PLACE.format(name="Gone", network="gone.osm.pbf"))
    path = folder / "study.toml"
    path.write_text(text + more, encoding="utf-8")
    return read_study(path)


def refused(folder: Path, text: str = STUDY, more: str = "") -> tuple[Finding, ...]:
    """What is wrong with the study of a text."""
    with pytest.raises(InputError) as error:
        study(folder, text, more)
    return error.value.findings


@pytest.mark.parametrize("path", sorted((ROOT / "data/studies").glob("*.toml")), ids=str)
def test_the_ready_studies_can_be_read(path: Path) -> None:
    """Where an extract is missing its place is left out, or the study is refused for that alone."""
    try:
        assert cells(read_study(path))
    except InputError as error:
        assert {each.code for each in error.findings} == {"study-network-missing"}  # noqa: PT017


def test_questions_are_products_of_their_axes(tmp_path: Path) -> None:
    """Each value with each; all else as in the reference, which comes first and once."""
    more = '[[questions]]\nmode = ["own", "bike"]\nwindow = [1.0, 2.0]\n'
    assert study(tmp_path, more=more).settings() == (
        Setting(),
        Setting(window=2.0),
        Setting(mode=Mode.BIKE),
        Setting(mode=Mode.BIKE, window=2.0),
    )


def test_a_team_of_another_size_has_clients_in_proportion(tmp_path: Path) -> None:
    """Where they are numbered; otherwise the generator says how many."""
    questions = "[[questions]]\nteam_size = [6, 9]\n"
    numbered = "[reference]\ncarers = 12\nclients = 40\n"
    sizes = study(tmp_path, more=numbered + questions).settings()
    assert [(each.carers, each.clients) for each in sizes] == [(12, 40), (6, 20), (9, 30)]
    free = study(tmp_path, more="[reference]\ncarers = 12\n" + questions).settings()
    assert [(each.carers, each.clients) for each in free] == [(12, None), (6, None), (9, None)]


def test_any_figure_of_the_profile_can_be_varied(tmp_path: Path) -> None:
    """By its dotted name."""
    more = '[[questions]]\n[questions.figures]\n"windows.factor" = [0.5, 1.5]\n'
    settings = study(tmp_path, more=more).settings()
    assert [each.figures for each in settings[1:]] == [
        (("windows.factor", 0.5),),
        (("windows.factor", 1.5),),
    ]


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    """With the key, the value and a code."""
    text = """
name = ""
dates = [2026-11-23]
seeds = 0
iterations = -1
paint = "green"
[[places]]
kind = "suburban"
"""
    found = {(each.column, each.code) for each in refused(tmp_path, text)}
    assert {
        ("name", "study-value-invalid"),
        ("iterations", "study-value-invalid"),
        ("paint", "study-key-unknown"),
        ("places.0.place", "study-key-missing"),
        ("places.0.kind", "study-value-invalid"),
    } <= found
    assert any(column.startswith("seeds") for column, _ in found)


def test_what_no_single_value_shows_is_told_at_once(tmp_path: Path) -> None:
    """Names that are not there, values that stand twice, figures that cannot be."""
    more = """
seconds = 1.0
[reference]
agreement = "none"
clients = 5
[[questions]]
profile = ["urbanisation-9"]
[[questions]]
continuity = [0, 0]
[[questions]]
team_size = [6]
carers = [3]
[[questions]]
[[questions]]
[questions.figures]
"clients.wings" = [2.0]
"""
    text = STUDY.replace("[[places]]", "seconds = 1.0\n[[places]]")
    found = refused(tmp_path, text, more.replace("seconds = 1.0\n", ""))
    assert {each.column for each in found} == {
        "iterations",
        "reference.agreement",
        "reference.clients",
        "questions.0.profile",
        "questions.1.continuity",
        "questions.2.team_size",
        "questions.3",
        "questions.4.figures.clients.wings",
    }


def test_dates_on_which_nobody_works_are_refused(tmp_path: Path) -> None:
    """Teams that are drawn have a week of shifts."""
    text = STUDY.replace("[2026-11-23]", "[2026-11-22, 2026-11-29, 2026-11-30]")
    assert [each.column for each in refused(tmp_path, text)] == ["dates.0", "dates.2"]


def test_a_name_stands_on_one_line(tmp_path: Path) -> None:
    """It goes into pages and plots."""
    text = STUDY.replace("A study", "A\\u0000study")
    assert [each.column for each in refused(tmp_path, text)] == ["name"]


def test_a_place_whose_network_is_missing_is_refused(tmp_path: Path) -> None:
    """Unless the study calls it optional: then it is left out, with the reason."""
    gone = '[[places]]\nplace = "gone.toml"\n'
    (finding,) = refused(tmp_path, more=gone)
    assert (finding.column, finding.code) == ("places.1.place", "study-network-missing")
    kept = study(tmp_path, more=gone + "optional = true\n")
    assert [each.place.name for each in kept.places] == ["Here"]
    assert "gone.osm.pbf" in kept.skipped[0]


def test_a_study_without_any_network_is_refused(tmp_path: Path) -> None:
    """There would be nothing to plan."""
    text = STUDY.replace("here.toml", "gone.toml") + "optional = true\n"
    assert [each.code for each in refused(tmp_path, text)] == ["study-network-missing"]


def test_what_is_no_toml_is_refused(tmp_path: Path) -> None:
    """With a code of its own."""
    assert [each.code for each in refused(tmp_path, "name = ")] == ["study-unreadable"]


def test_agreements_may_set_the_weights_of_soft_rules_only(tmp_path: Path) -> None:
    """A rule that does not exist is named."""
    more = '[[agreements]]\nname = "strict"\n[agreements.weights]\n{rule} = 5\n'
    found = study(tmp_path, more=more.format(rule="travel"))
    assert found.agreements["strict"].weights == {"travel": 5}
    (finding,) = refused(tmp_path, more=more.format(rule="wings"))
    assert "wings" in finding.message


def test_a_cell_has_the_key_of_what_decides_it(tmp_path: Path) -> None:
    """Another seed, date, window, effort, network: another key; another name: the same."""
    first = cells(study(tmp_path))
    assert len({each.key for each in first}) == len(first) == 2
    others = [
        cells(study(tmp_path, STUDY.replace("iterations = 10", "iterations = 11"))),
        cells(study(tmp_path, STUDY.replace("2026-11-23", "2026-11-24"))),
        cells(study(tmp_path, more="[reference]\nwindow = 2.0\n")),
    ]
    keys = {each[0].key for each in (first, *others)}
    assert len(keys) == 4
    named = cells(study(tmp_path, STUDY.replace("A study", "The same")))
    assert [each.key for each in named] == [each.key for each in first]


def test_a_changed_network_makes_other_cells(tmp_path: Path) -> None:
    """It is known by its content, not by its name."""
    before = cells(study(tmp_path))[0].key
    other = tmp_path / "other"
    other.mkdir()
    (other / "streets.osm.pbf").write_bytes(b"more")
    (other / "here.toml").write_text(PLACE.format(name="Here", network="streets.osm.pbf"))
    (other / "study.toml").write_text(STUDY)
    assert cells(read_study(other / "study.toml"))[0].key != before


def test_a_figure_of_several_numbers_is_an_array(tmp_path: Path) -> None:
    """As TOML writes it, in the reference and among the values of a question."""
    reference = '[reference.figures]\n"clients.circle" = [3, 5]\n'
    questions = '[[questions]]\n[questions.figures]\n"clients.circle" = [[4, 6], [2, 3]]\n'
    settings = study(tmp_path, more=reference + questions).settings()
    assert [each.figures for each in settings] == [
        (("clients.circle", numbers),) for numbers in ((3, 5), (4, 6), (2, 3))
    ]
