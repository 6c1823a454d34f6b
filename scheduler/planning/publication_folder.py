"""The folder of a published plan: its files beside the versions show the newest of them."""

from pathlib import Path

from scheduler.errors import RoundsError
from scheduler.io.plan_folder import PLAN_JSON, write_plan
from scheduler.io.plan_json import read_plan
from scheduler.planning.publication import Publication


class PublicationFolder:
    """A plan folder, whose versions are those of a publication.

    Args:
        path: of the folder.
    """

    def __init__(self, path: Path, publication: Publication) -> None:
        self.path = path
        self._publication = publication

    def show_head(self) -> tuple[Path, ...]:
        """Write the plan's files anew, so that they show the newest version.

        Of several who do so at once each looks again afterwards, so that the newest stays.
        """
        versions = self._publication.versions
        while True:
            head = versions.head()
            files = write_plan(self._publication.report(head), self.path)
            if versions.last() == head.number:
                return files

    def refuse_unpublished(self) -> None:
        """Keep a plan that was made after the newest version from being overwritten.

        Raises:
            RoundsError: plan.json is none of the versions.
        """
        path = self.path / PLAN_JSON
        if not path.exists():
            return
        plan, versions = read_plan(path), self._publication.versions
        numbers = range(versions.last(), 0, -1)
        if all(versions.version(number).plan != plan for number in numbers):
            message = f"{path} is no version of the published plan."
            raise RoundsError("plan-unpublished", message)
