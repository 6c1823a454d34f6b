"""Folders of studies under way: their cells, by which a job that was interrupted goes on."""

import shutil
from pathlib import Path

from api.settings import Settings
from api.storage.database import Database
from api.storage.jobs import unfinished
from api.studies.study_request import StudyJob

FOLDER = "studies"


def made_folder(settings: Settings, job_id: str) -> Path:
    """The folder of a job. Nobody else may read it: a what-if keeps there where clients live."""
    folder = settings.cache / FOLDER / job_id
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def remove_folder(folder: Path) -> None:
    """Remove the folder of a job; what cannot be removed now is swept later."""
    shutil.rmtree(folder, ignore_errors=True)


def sweep_folders(settings: Settings, database: Database) -> None:
    """Remove the folders that nobody goes on with: their workers died, or the job is gone.

    Raises:
        RoundsError: `storage-unavailable`.
    """
    # first the folders: a job stands in its table before it has one
    folders = list((settings.cache / FOLDER).glob("*"))
    if not folders:
        return
    with database.read() as session:
        needed = unfinished(session, StudyJob.kind)
    for folder in folders:
        if folder.name not in needed:
            remove_folder(folder)
