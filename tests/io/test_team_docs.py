"""The docs of files and errors say what the code does."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scheduler import codes
from scheduler.io.team import read_team, read_team_document
from scheduler.io.team.columns import SETTINGS, TABLES
from scheduler.io.team.columns_page import with_columns

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "team-folder.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language on the page."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_index_of_errors_is_the_table_of_codes():
    """`python -m scheduler.codes > docs/errors.md` mends it."""
    assert (DOCS / "errors.md").read_text(encoding="utf-8") == codes.markdown()


def test_the_index_of_errors_can_be_printed():
    """The command that the module names."""
    command = [sys.executable, "-m", "scheduler.codes"]
    printed = subprocess.run(command, capture_output=True, check=True, cwd=DOCS.parent)
    assert printed.stdout.decode() == codes.markdown()


def test_codes_are_in_one_form():
    """Lower-case words joined by hyphens, each once, with a sentence for meaning and remedy."""
    for code, entry in codes.CODES.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
        assert entry.meaning.endswith(".")
        assert entry.remedy.endswith(".")
    assert len(codes.CODES) == codes.markdown().count("\n| `")


def test_the_tables_of_columns_are_those_of_the_reader():
    """`python -m scheduler.io.team.columns_page docs/team-folder.md` mends the page."""
    assert with_columns(PAGE) == PAGE


def test_the_page_can_be_mended(tmp_path):
    """The command that the module names puts a lost table back."""
    page = tmp_path / "page.md"
    page.write_text(re.sub(r"\n\| `visit_id` .*", "", PAGE), encoding="utf-8")
    command = [sys.executable, "-m", "scheduler.io.team.columns_page", page]
    subprocess.run(command, check=True, cwd=DOCS.parent)
    assert page.read_text(encoding="utf-8") == PAGE


@pytest.mark.parametrize("spec", [SETTINGS, *TABLES.values()], ids=lambda spec: spec.key)
def test_every_column_stands_on_the_page(spec):
    """With its name in a table."""
    assert all(f"| `{column.name}` |" in PAGE for column in spec.columns)


def test_the_small_team_of_the_page_is_read(tmp_path):
    """The blocks that name a file, saved under that name."""
    for block in (*blocks("toml"), *blocks("csv")):
        title, _, content = block.partition("\n")
        (tmp_path / title.removeprefix("# ")).write_text(content, encoding="utf-8")
    team = read_team(tmp_path)
    assert (len(team.carers), len(team.visits), team.agreements.weights["travel"]) == (2, 2, 12)


def test_the_document_of_the_page_is_read():
    """As a program would send it."""
    (block,) = blocks("json")
    assert read_team_document(json.loads(block)).team_id == "kampen-south"


def test_examples_of_settings_make_a_team(tmp_path):
    """All settings at once, as the page shows them."""
    lines = []
    for column in SETTINGS.columns:
        number = re.fullmatch(r"[0-9.]+", column.example)
        lines.append(f"{column.name} = {column.example if number else json.dumps(column.example)}")
    toml = "\n".join(lines)
    assert tomllib.loads(toml)
    (tmp_path / "team.toml").write_text(toml, encoding="utf-8")
    for key, header in {
        "carers": "carer_id,discipline\nc01,nurse\n",
        "shifts": "carer_id,start,end\n",
        "clients": "client_id,lat,lon\n",
        "visits": "visit_id,client_id,minutes\n",
    }.items():
        (tmp_path / f"{key}.csv").write_text(header, encoding="utf-8")
    assert read_team(tmp_path).agreements.rest_seconds == 43_200
