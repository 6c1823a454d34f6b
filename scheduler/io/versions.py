"""The versions of a published plan, kept in the folder versions beside its files."""

from pathlib import Path
from typing import Final

from pydantic import ValidationError

from scheduler.domain.version import Version
from scheduler.errors import RoundsError
from scheduler.io.numbered_files import NumberedFiles
from scheduler.io.plan_document import PlanDocument
from scheduler.io.version_document import VersionDocument

VERSIONS: Final = "versions"


class Versions:
    """The versions of one plan folder. A version never changes once it is there.

    Args:
        folder: the plan folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = NumberedFiles(folder / VERSIONS)
        self._documents: dict[int, VersionDocument] = {}
        self._versions: dict[int, Version] = {}

    def last(self) -> int:
        """The number of the newest version; 0 when the plan was not published.

        Raises:
            RoundsError: versions are missing, or the folder cannot be read.
        """
        return self._files.last()

    def number_of(self, path: Path) -> int | None:
        """The number of the version that a file holds, by its name; None for any other file."""
        return self._files.number_of(path)

    def head(self) -> Version:
        """The newest version.

        Raises:
            RoundsError: the plan was not published, or a version cannot be read.
        """
        last = self.last()
        if not last:
            raise RoundsError("plan-not-published", f"{self.folder} has no versions.")
        return self.version(last)

    def version(self, number: int) -> Version:
        """A version by its number.

        Raises:
            RoundsError: there is none, or it cannot be read.
        """
        if number not in self._versions:
            self._versions[number] = self.document(number).version()
        return self._versions[number]

    def document(self, number: int) -> VersionDocument:
        """A version as it stands in its file.

        Raises:
            RoundsError: there is none, or it cannot be read.
        """
        if number not in self._documents:
            self._documents[number] = self._read(number)
        return self._documents[number]

    def add(self, version: Version, plan: PlanDocument) -> bool:
        """Add a version; False when somebody else has taken its number, and nothing is written.

        Raises:
            RoundsError: it cannot be written.
        """
        text = VersionDocument.of(version, plan).model_dump_json(indent=2) + "\n"
        return self._files.add(version.number, text)

    def _read(self, number: int) -> VersionDocument:
        last = self.last()
        if not 1 <= number <= last:
            there = f"the last one is {last}" if last else "there are none"
            raise RoundsError("version-unknown", f"There is no version {number}: {there}.")
        try:
            document = VersionDocument.model_validate_json(self._files.text(number))
        except ValidationError as error:
            where = self._files.path(number)
            raise RoundsError("version-damaged", f"{where}: {problems_of(error)}") from error
        if document.number != number:
            where = self._files.path(number)
            raise RoundsError("version-damaged", f"{where}: holds version {document.number}.")
        return document


def problems_of(error: ValidationError) -> str:
    """Everything that a document lacks, in one line."""
    return " ".join(
        f"$.{'.'.join(map(str, each['loc']))}: {each['msg']}."
        for each in error.errors(include_url=False, include_input=False)
    )
