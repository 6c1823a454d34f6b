"""A folder of numbered JSON files that are only ever added to: 0001.json, 0002.json and so on.

A file is written aside and then linked to its number. Linking fails when the number is taken, so
that of two writers exactly one gets it, and nobody ever sees half a file.
"""

import os
import re
from pathlib import Path
from tempfile import NamedTemporaryFile

from scheduler.errors import RoundsError

_NAME = re.compile(r"([0-9]{4,})\.json")


class NumberedFiles:
    """The files of one folder, which is made when the first is added."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def owner(self) -> str:
        """The folder that it lies in."""
        return str(self.folder.parent)

    def path(self, number: int) -> Path:
        """Where the file of a number is."""
        return self.folder / f"{number:04}.json"

    def where(self, number: int) -> str:
        """The same for errors."""
        return str(self.path(number))

    def number_of(self, path: Path) -> int | None:
        """The number of a file, by its name; None for one that has none."""
        match = _NAME.fullmatch(path.name)
        return int(match[1]) if match else None

    def last(self) -> int:
        """The highest number; 0 when there is no file.

        Raises:
            RoundsError: a number before it is missing, or the folder cannot be read.
        """
        try:
            paths = list(self.folder.iterdir()) if self.folder.exists() else []
        except OSError as error:
            raise RoundsError("version-not-read", f"{self.folder}: {error.strerror}.") from error
        numbers = {number for path in paths if (number := self.number_of(path)) is not None}
        missing = sorted(set(range(1, max(numbers, default=0))) - numbers)
        if missing:
            listed = ", ".join(self.path(number).name for number in missing)
            raise RoundsError("version-missing", f"{self.folder}: {listed}.")
        return max(numbers, default=0)

    def text(self, number: int) -> str:
        """The content of a file.

        Raises:
            RoundsError: it cannot be read.
        """
        path = self.path(number)
        try:
            return path.read_text(encoding="utf-8")
        except OSError as error:
            raise RoundsError("version-not-read", f"{path}: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            message = f"{path}: byte {error.start} is not UTF-8 text."
            raise RoundsError("version-damaged", message) from error

    def add(self, number: int, text: str) -> bool:
        """Add a file; False when the number is taken, and then nothing has changed.

        Raises:
            RoundsError: it cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self.folder, prefix=".rounds-", suffix=".part") as aside:
                aside.write(text.encode())
                aside.flush()
                os.fsync(aside.fileno())
                try:
                    os.link(aside.name, self.path(number))
                except FileExistsError:
                    return False
        except OSError as error:
            raise RoundsError("version-not-written", f"{self.path(number)}: {error}.") from error
        self._settle()
        return True

    def _settle(self) -> None:
        """Make the new name outlive a power cut; only some systems let a folder be opened."""
        if not hasattr(os, "O_DIRECTORY"):
            return
        folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
