"""Whatever is given, a team is read or an InputError raised: nothing else ever."""

import copy
import json

import pytest
import team_forms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.errors import InputError
from scheduler.io.team import read_team, read_team_document
from scheduler.io.team.columns import SETTINGS, TABLES

STEADY = settings(
    derandomize=True,
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
FILES = ("team.toml", *(spec.file for spec in TABLES.values()))
NASTY = st.one_of(
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.none(),
    st.booleans(),
    st.lists(st.text(max_size=5), max_size=3),
    st.text(alphabet="0123456789:-;T+.,| ", max_size=24),
    st.text(alphabet="FREQ=DAILYWKMO;BUNTCV1290,-", max_size=30),
    st.sampled_from(
        [
            "9999-12-31T23:59", "0001-01-01", "2026-03-29T02:30", "2026-10-25T02:30", "99:99",
            "FREQ=YEARLY;BYWEEKNO=53;BYDAY=-1SU", "00:00-47:59", "1e400", "-0", "c01", "v02", "k01",
            "2199-12-31", "1970-01-01", "Europe", "../UTC", "\x00", "2026-11-23T07:00+14:00",
        ]
    ),
)  # fmt: skip


def is_read_or_refused(read, source) -> None:
    """Nothing but a team or an InputError with findings comes out."""
    findings = None
    try:
        read(source)
    except InputError as error:
        findings = error.findings
    if findings is not None:
        assert findings
        assert all(f.remedy and f.file for f in findings)


@STEADY
@given(file=st.sampled_from(FILES), content=st.binary(max_size=200))
def test_files_of_random_bytes(file, content, tmp_path):
    """Any one file of a good team."""
    folder = team_forms.write_folder(team_forms.good(), tmp_path / "team")
    (folder / file).write_bytes(content)
    is_read_or_refused(read_team, folder)


@STEADY
@given(
    file=st.sampled_from(FILES),
    position=st.floats(0, 1, exclude_max=True),
    junk=st.binary(min_size=1, max_size=4),
)
def test_files_with_a_few_random_bytes_inside(file, position, junk, tmp_path):
    """A good file, damaged in one place."""
    folder = team_forms.write_folder(team_forms.good(), tmp_path / "team")
    content = (folder / file).read_bytes()
    cut = int(position * len(content))
    (folder / file).write_bytes(content[:cut] + junk + content[cut + len(junk) :])
    is_read_or_refused(read_team, folder)


@STEADY
@given(data=st.data())
def test_documents_with_random_cells(data):
    """Any cells of any rows, of any type."""
    tables = team_forms.good()
    for _ in range(data.draw(st.integers(1, 4))):
        key = data.draw(st.sampled_from(sorted(TABLES)))
        row = data.draw(st.sampled_from(tables[key]))
        column = data.draw(st.sampled_from([column.name for column in TABLES[key].columns]))
        row[column] = data.draw(NASTY)
    is_read_or_refused(read_team_document, team_forms.document(tables))


@STEADY
@given(name=st.sampled_from([column.name for column in SETTINGS.columns]), value=NASTY)
def test_documents_with_random_settings(name, value):
    """Any key of the settings."""
    tables = team_forms.good()
    tables["team"][name] = value
    is_read_or_refused(read_team_document, team_forms.document(tables))


JSON = st.recursive(NASTY, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@STEADY
@given(key=st.sampled_from(("team", *TABLES, "other")), value=JSON)
def test_documents_with_random_keys(key, value):
    """Any value where a table or the settings should be."""
    document = copy.deepcopy(team_forms.document(team_forms.good()))
    document[key] = value
    is_read_or_refused(read_team_document, document)


@settings(STEADY, max_examples=40)
@given(content=st.binary(max_size=200), suffix=st.sampled_from((".json", ".xlsx")))
def test_files_of_random_bytes_in_the_other_forms(content, suffix, tmp_path):
    """A whole document or workbook."""
    path = tmp_path / f"team{suffix}"
    path.write_bytes(content)
    is_read_or_refused(read_team, path)


@settings(STEADY, max_examples=40)
@given(position=st.floats(0, 1, exclude_max=True), junk=st.binary(min_size=1, max_size=8))
def test_damaged_workbooks(position, junk, tmp_path):
    """A good workbook with some of its bytes replaced."""
    path = tmp_path / "team.xlsx"
    if not path.exists():
        team_forms.write_workbook(team_forms.good(), path)
    content = path.read_bytes()
    cut = int(position * len(content))
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(content[:cut] + junk + content[cut + len(junk) :])
    is_read_or_refused(read_team, broken)


def test_a_large_team_is_read_with_work_that_grows_with_its_rows(tmp_path):
    """10,000 amended visits in a chain of dependencies: no step looks at all others for each."""
    tables = team_forms.good()
    tables["pins"] = []
    tables["amendments"] = [
        {"visit_id": f"v{n}", "date": "2026-11-23", "minutes": 5} for n in range(10_000)
    ]
    tables["visits"] = [
        {"visit_id": f"v{n}", "client_id": "k01", "date": "2026-11-23", "minutes": 10,
         "after_visit": f"v{n - 1}" if n else ""}
        for n in range(10_000)
    ]  # fmt: skip
    team = read_team(team_forms.write_folder(tables, tmp_path))
    assert (len(team.visits), len(team.amendments)) == (10_000, 10_000)


@pytest.mark.parametrize("form", ["folder", "xlsx", "json"])
def test_a_large_team_full_of_mistakes_is_refused_in_full(form, tmp_path):
    """Every one of 2,000 rows has its two findings, whatever the form."""
    tables = team_forms.good()
    tables |= {"pins": [], "amendments": []}
    tables["visits"] = [
        {"visit_id": f"v{n}", "client_id": f"none{n}", "date": "2026-11-23", "minutes": 0}
        for n in range(2_000)
    ]
    findings = team_forms.findings_of(team_forms.write_form(form, tables, tmp_path))
    assert len(findings) == 4_000
    assert json.dumps([f.value for f in findings])
