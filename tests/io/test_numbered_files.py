"""Numbered files are added and never changed."""

import threading
from pathlib import Path

import pytest

from scheduler.errors import RoundsError
from scheduler.io.numbered_files import NumberedFiles


def test_a_number_is_given_once(tmp_path: Path) -> None:
    """The second to come is told, and the file is that of the first."""
    files = NumberedFiles(tmp_path / "versions")
    assert files.last() == 0
    assert files.add(1, "first")
    assert not files.add(1, "second")
    assert (files.last(), files.text(1)) == (1, "first")


def test_nothing_but_numbered_files_is_left_behind(tmp_path: Path) -> None:
    """Whether a file was added or refused."""
    files = NumberedFiles(tmp_path)
    files.add(1, "first")
    files.add(1, "second")
    assert [path.name for path in tmp_path.iterdir()] == ["0001.json"]


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    """They are no numbers."""
    for name in ("0001.json.bak", "notes.json", "1.json", ".rounds-x.part"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert NumberedFiles(tmp_path).last() == 0


def test_of_many_who_want_one_number_exactly_one_gets_it(tmp_path: Path) -> None:
    """All begin at one moment."""
    barrier, won = threading.Barrier(8), []

    def add(name: int) -> None:
        barrier.wait()
        if NumberedFiles(tmp_path).add(1, str(name)):
            won.append(name)

    threads = [threading.Thread(target=add, args=(name,)) for name in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(won) == 1
    assert NumberedFiles(tmp_path).text(1) == str(won[0])


def test_what_cannot_be_read_is_told_with_its_path(tmp_path: Path) -> None:
    """A folder in place of a file, a file in place of the folder, bytes that are no text."""
    files = NumberedFiles(tmp_path)
    (tmp_path / "0001.json").mkdir()
    with pytest.raises(RoundsError, match=r"0001\.json") as refused:
        files.text(1)
    assert refused.value.code == "version-not-read"
    (tmp_path / "0002.json").write_bytes(b"\xff")
    with pytest.raises(RoundsError, match=r"0002\.json") as refused:
        files.text(2)
    assert refused.value.code == "version-damaged"
    with pytest.raises(RoundsError) as refused:
        NumberedFiles(tmp_path / "0002.json").last()
    assert refused.value.code == "version-not-read"
    with pytest.raises(RoundsError) as refused:
        NumberedFiles(tmp_path / "0002.json").add(1, "")
    assert refused.value.code == "version-not-written"
