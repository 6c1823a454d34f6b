"""Parameters: defaults, a file of others, and what is said about a bad one."""

import re
from pathlib import Path

import pytest

from scheduler.errors import RoundsError
from scheduler.solver.params import DEFAULTS, SearchParams, read_params


def written(folder: Path, text: str) -> Path:
    """A file of parameters."""
    path = folder / "search.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    """Whole numbers stand for others where those are asked for."""
    params = read_params(written(tmp_path, "chains = 3\nblink = 0\n"))
    assert params == SearchParams(chains=3, blink=0.0)
    assert isinstance(params.blink, float)
    assert read_params(written(tmp_path, "")) == DEFAULTS


def test_everything_wrong_in_a_file_is_told_at_once(tmp_path: Path) -> None:
    """Unknown names, wrong kinds and values out of limits, each with name and value."""
    text = 'chain = 2\nchains = 0\nblink = "0.1"\nelites = 2.5\nby_priority = true\n'
    with pytest.raises(RoundsError) as caught:
        read_params(written(tmp_path, text))
    assert caught.value.code == "parameter-invalid"
    told = str(caught.value)
    assert "chain is no parameter" in told
    assert "chains is 0 and not from 1 to 64" in told
    assert "blink is '0.1' and not a number" in told
    assert "elites is 2.5 and not a whole number" in told
    assert "by_priority is True and not a number" in told


@pytest.mark.parametrize("content", [b"chains =", b"\xff", None])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    """No TOML, no text, no file."""
    path = tmp_path / "search.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RoundsError) as caught:
        read_params(path)
    assert caught.value.code == "parameters-unreadable"
    assert "search.toml" in str(caught.value)


def test_parameters_out_of_limits_cannot_be_made() -> None:
    """In code as in files."""
    with pytest.raises(RoundsError, match="chains is 0"):
        SearchParams(chains=0)


def test_compiled_code_gets_each_value_in_its_own_kind() -> None:
    """A float that arrives as int would be compiled anew."""
    settings = SearchParams(blink=0).settings  # a whole number, as a caller may write it
    assert isinstance(settings.blink, float)
    assert settings.string_length == DEFAULTS.string_length


def test_the_example_of_the_page_is_a_file_of_parameters(tmp_path: Path) -> None:
    """docs/search.md shows lines that can be read."""
    page = (Path(__file__).parents[2] / "docs" / "search.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```toml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert read_params(written(tmp_path, example)) == SearchParams(chains=8, blink=0.02)
