"""Which version of a published plan somebody means who names a file or a folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.version import Version
from scheduler.io.numbered_files import NumberedFiles
from scheduler.io.plan_document import PlanDocument
from scheduler.io.plan_folder import PLAN_JSON, ROUNDS_CSV
from scheduler.io.plan_json import plan_of, read_document
from scheduler.io.plan_tables import rounds_csv
from scheduler.io.versions import VERSIONS, Versions


@dataclass(frozen=True)
class ShownVersion:
    """A version, the folder of its plan, and the plan as the file named has it."""

    versions: Versions
    version: Version
    document: PlanDocument


def shown_version(path: Path) -> ShownVersion | None:
    """The version that a path names or shows; None when it is no version of a published plan.

    A file of the folder `versions` is the version itself. A plan folder, its plan.json and its
    rounds.csv show the newest version of the same plan; there is none when somebody planned into
    the folder since, or edited the file.

    Raises:
        RoundsError: the file or a version cannot be read.
    """
    if path.parent.name == VERSIONS:
        number = NumberedFiles(path.parent).number_of(path)
        kept_in = Versions.of_folder(path.parent.parent)
        return None if number is None else _kept(kept_in, number)
    versions = Versions.of_folder(path if path.is_dir() else path.parent)
    file = path / PLAN_JSON if path.is_dir() else path
    if file.name not in {PLAN_JSON, ROUNDS_CSV} or not file.is_file():
        return None
    kept = (_kept(versions, number) for number in range(versions.last(), 0, -1))
    return _of_table(file, kept) if file.name == ROUNDS_CSV else _of_document(file, kept)


def _kept(versions: Versions, number: int) -> ShownVersion:
    return ShownVersion(versions, versions.version(number), versions.document(number).plan)


def _of_table(file: Path, kept: Iterator[ShownVersion]) -> ShownVersion | None:
    try:
        content = file.read_bytes()
    except OSError:
        # whoever reads the table next says why it cannot be read
        return None
    return next((each for each in kept if rounds_csv(each.document).encode() == content), None)


def _of_document(file: Path, kept: Iterator[ShownVersion]) -> ShownVersion | None:
    document = read_document(file)
    plan = plan_of(document)
    same = (each for each in kept if each.version.plan == plan)
    return next((ShownVersion(each.versions, each.version, document) for each in same), None)
