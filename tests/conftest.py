"""Puts this folder on the path, and lets any test type a command.

What the tests of several folders share lies beside this file.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import Outcome, Run

from scheduler.cli import main


@pytest.fixture(scope="session", autouse=True)
def command_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One cache for the whole session, and not that of the user: networks are built once.

    Processes that share the tests share it as well.
    """
    base = tmp_path_factory.getbasetemp()
    cache = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROUNDS_CACHE", str(cache))
        yield cache


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `rounds` with these arguments."""

    def rounds(*arguments: object) -> Outcome:
        monkeypatch.setattr("sys.argv", ["rounds", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), shown.out, shown.err)

    return rounds
