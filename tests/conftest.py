"""Puts this folder on the path, and lets any test type a command.

What the tests of several folders share lies beside this file.
"""

from pathlib import Path

import pytest
from commands import Outcome, Run

from scheduler.cli import main


@pytest.fixture(scope="session")
def command_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all commands of the session: networks are built once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run(
    command_cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Runs `rounds` with these arguments."""
    monkeypatch.setenv("ROUNDS_CACHE", str(command_cache))

    def rounds(*arguments: object) -> Outcome:
        monkeypatch.setattr("sys.argv", ["rounds", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), shown.out, shown.err)

    return rounds
