"""The versions of a published plan, wherever their texts are kept."""

from pathlib import Path
from typing import Final, Self

from scheduler.domain.version import Version
from scheduler.errors import RoundsError
from scheduler.io.numbered_files import NumberedFiles
from scheduler.io.numbered_texts import NumberedTexts, numbered_document
from scheduler.io.plan_document import PlanDocument
from scheduler.io.version_document import VersionDocument

VERSIONS: Final = "versions"
"""The folder of them in a plan folder."""


class Versions:
    """The versions of one plan. A version never changes once it is there.

    Args:
        texts: of one `VersionDocument` for each.
    """

    def __init__(self, texts: NumberedTexts) -> None:
        self._texts = texts
        self._documents: dict[int, VersionDocument] = {}
        self._versions: dict[int, Version] = {}

    @classmethod
    def of_folder(cls, folder: Path) -> Self:
        """Those of a plan folder."""
        return cls(NumberedFiles(folder / VERSIONS))

    def last(self) -> int:
        """The number of the newest version; 0 when the plan was not published.

        Raises:
            RoundsError: versions are missing, or cannot be read.
        """
        return self._texts.last()

    def head(self) -> Version:
        """The newest version.

        Raises:
            RoundsError: the plan was not published, or a version cannot be read.
        """
        last = self.last()
        if not last:
            raise RoundsError("plan-not-published", f"{self._texts.owner} has no versions.")
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
        """A version as it is kept.

        Raises:
            RoundsError: there is none, or it cannot be read.
        """
        if number not in self._documents:
            self._refuse_unknown(number)
            self._documents[number] = numbered_document(
                self._texts, number, VersionDocument, "version"
            )
        return self._documents[number]

    def add(self, version: Version, plan: PlanDocument) -> bool:
        """Add a version; False when somebody else has taken its number, and nothing is written.

        Raises:
            RoundsError: it cannot be written.
        """
        text = VersionDocument.of(version, plan).model_dump_json(indent=2) + "\n"
        return self._texts.add(version.number, text)

    def _refuse_unknown(self, number: int) -> None:
        last = self.last()
        if not 1 <= number <= last:
            there = f"the last one is {last}" if last else "there are none"
            raise RoundsError("version-unknown", f"There is no version {number}: {there}.")
