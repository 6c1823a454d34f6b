"""The schema of team documents."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scheduler.io.team import read_team, write_team_document
from scheduler.io.team.document_schema import team_document_schema

TEAM = Path(__file__).parents[2] / "data" / "gothenburg" / "team"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The team of the demo."""
    return write_team_document(read_team(TEAM))


def test_a_team_that_is_written_keeps_to_the_schema(document: dict[str, Any]) -> None:
    """Every value of the demo team."""
    jsonschema.Draft202012Validator.check_schema(team_document_schema())
    jsonschema.validate(document, team_document_schema())


@pytest.mark.parametrize("table", ["team", "carers", "visits"])
def test_an_unknown_key_breaks_the_schema(document: dict[str, Any], table: str) -> None:
    """In the settings and in the rows of a table, as the reader refuses it too."""
    held = document[table] if table == "team" else document[table][0]
    wrong = {**held, "colour": "red"}
    changed = {**document, table: wrong if table == "team" else [wrong]}
    with pytest.raises(jsonschema.ValidationError, match="colour"):
        jsonschema.validate(changed, team_document_schema())


def test_what_is_required_must_be_there(document: dict[str, Any]) -> None:
    """A table, and a column of a row."""
    for broken in (
        {key: value for key, value in document.items() if key != "shifts"},
        {**document, "carers": [{"name": "-"}]},
    ):
        with pytest.raises(jsonschema.ValidationError, match="required"):
            jsonschema.validate(broken, team_document_schema())
