"""Teams as documents, from a file and from a program."""

import json
import math
from dataclasses import replace

import pytest
from team_forms import document, findings_of, good, good_team, places_of

from scheduler.errors import InputError
from scheduler.io.team import read_team_document, write_team_document


def refusals(given: object) -> list[tuple[str, str, int, str]]:
    """What is wrong with a document."""
    with pytest.raises(InputError) as caught:
        read_team_document(given)
    return places_of(caught.value.findings)


def test_json_that_breaks_off_is_reported_with_its_line(tmp_path):
    """The line an editor shows."""
    path = tmp_path / "team.json"
    path.write_text('{\n"team": {\n"id": }\n}', encoding="utf-8")
    assert places_of(findings_of(path)) == [("json-malformed", "team.json", 3, "")]


@pytest.mark.parametrize("content", ["[" * 100_000, "9" * 5000])
def test_monstrous_json_is_reported(content, tmp_path):
    """Nesting without end and numbers without end."""
    path = tmp_path / "team.json"
    path.write_text(content, encoding="utf-8")
    assert [f.code for f in findings_of(path)] == ["json-malformed"]


def test_json_that_is_no_object_is_reported(tmp_path):
    """A list is not a team."""
    path = tmp_path / "team.json"
    path.write_text("[]", encoding="utf-8")
    assert places_of(findings_of(path)) == [("wrong-type", "team.json", 0, "")]


def test_json_that_cannot_be_opened_is_reported(tmp_path, monkeypatch):
    """The system's reason is passed on."""
    path = tmp_path / "team.json"
    path.write_text("{}", encoding="utf-8")

    def refuse(_self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "read_bytes", refuse)
    assert places_of(findings_of(path)) == [("file-unreadable", "team.json", 0, "")]


def test_json_in_another_encoding_is_reported(tmp_path):
    """Names are not misread."""
    path = tmp_path / "team.json"
    path.write_bytes(json.dumps(document(good()), ensure_ascii=False).encode("cp1252"))
    assert places_of(findings_of(path)) == [("not-utf-8", "team.json", 1, "")]


def test_a_key_that_stands_twice_is_reported(tmp_path):
    """JSON would silently keep the last."""
    path = tmp_path / "team.json"
    text = json.dumps(document(good())).replace('"minutes": 25', '"minutes": 25, "minutes": 30')
    path.write_text(text, encoding="utf-8")
    assert places_of(findings_of(path)) == [("key-duplicate", "team.json", 0, "minutes")]


@pytest.mark.parametrize("value", [True, {"a": 1}, [1], ["a", 2], math.nan, math.inf, 10**30])
def test_values_of_a_wrong_type_are_reported(value):
    """Neither a text nor a number of sensible size."""
    given = document(good())
    given["visits"][0]["minutes"] = value
    assert refusals(given) == [("wrong-type", "visits", 1, "minutes")]


def test_a_list_of_anything_but_texts_is_reported():
    """Even where a list may stand."""
    given = document(good())
    given["carers"][0]["qualifications"] = ["wound", 3]
    assert refusals(given) == [("wrong-type", "carers", 1, "qualifications")]


def test_numbers_and_null_are_as_good_as_text():
    """25.0 is 25, and null is blank."""
    given = document(good())
    given["visits"][0].update(minutes=25.0, priority=None, load="0")
    assert read_team_document(given).visits[0].service_seconds == 1500


def test_unknown_keys_are_reported_once_each():
    """With the nearest name, at the first row that has it."""
    given = document(good())
    for row in given["visits"]:
        row["minuts"] = 3
    given["vists"] = []
    assert refusals(given) == [
        ("column-unknown", "visits", 1, "minuts"),
        ("key-unknown", "vists", 0, ""),
    ]


@pytest.mark.parametrize("key", ["team", "carers", "shifts", "clients", "visits"])
def test_a_missing_key_is_reported_once(key):
    """Nothing that refers to it is blamed."""
    given = document(good())
    del given[key]
    assert refusals(given) == [("file-missing", key, 0, "")]


@pytest.mark.parametrize(
    "key", ["team", "carers", "shifts", "clients", "visits", "history", "pins", "amendments"]
)
def test_a_key_of_a_wrong_type_is_reported_once(key):
    """A text is neither an object nor a list."""
    given = {**document(good()), key: "none"}
    assert refusals(given) == [("wrong-type", key, 0, "")]


def test_a_row_that_is_no_object_is_reported():
    """Its id may be any, so no reference is blamed."""
    given = document(good())
    given["carers"][0] = "c01"
    assert refusals(given) == [("wrong-type", "carers", 1, "")]


def test_keys_are_shown_in_one_printable_line():
    """Whatever a program sends as a key can be logged and encoded."""
    given = {**document(good()), "a\nb\ud800": [], "k" * 500: []}
    with pytest.raises(InputError) as caught:
        read_team_document(given)
    for finding in caught.value.findings:
        assert finding.file.isprintable()
        assert len(finding.file) <= 80
        assert len(finding.message) <= 240
        assert finding.message.encode()


def test_half_a_letter_is_reported():
    """JSON can carry what no text may hold."""
    given = document(good())
    given["carers"][0]["qualifications"] = "wound\ud800"
    assert refusals(given) == [("text-damaged", "carers", 1, "qualifications")]


def test_a_duration_that_is_not_in_minutes_cannot_be_written(tmp_path):
    """A document counts minutes; nothing is rounded silently."""
    team = good_team(tmp_path)
    odd = replace(team, visits=(replace(team.visits[0], service_seconds=61),))
    with pytest.raises(ValueError, match="61 seconds"):
        write_team_document(odd)


def test_a_shift_with_several_breaks_cannot_be_written(tmp_path):
    """A row has room for one."""
    team = good_team(tmp_path)
    shift = team.shifts[0]
    odd = replace(team, shifts=(replace(shift, breaks=shift.breaks * 2),))
    with pytest.raises(ValueError, match="2 breaks"):
        write_team_document(odd)
