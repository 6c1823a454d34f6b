"""The kind of job that makes a study."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from api.jobs.asking import JobRequest
from api.jobs.task import Interruption, JobInterruptedError, JobWork, Kind, Task
from api.storage.jobs import LeaseLostError
from api.storage.studies import NewStudy, add_study, packed
from api.storage.subjects import study_subject, team_subject
from api.studies.asked import NeighbourhoodsAsked
from api.studies.folder import made_folder, remove_folder
from api.studies.installed import require_installed
from api.studies.study_request import StudyJob
from scheduler.errors import RoundsError

if TYPE_CHECKING:
    from api.studies.made import Made


class MakeStudy(Kind[StudyJob]):
    """Plans the cells of a study in this process, and stores what came of them.

    The study and the end of the job are one transaction. Cells are kept in a folder of the job, so
    that whoever takes it up again goes on with the rest.
    """

    request: ClassVar[type[JobRequest]] = StudyJob

    def run(self, task: Task[StudyJob]) -> str:
        """The study's id."""
        require_installed()
        with _folder_of(task) as folder:
            made = _made(task, folder)
            task.insist()
            return _store(task, made)


@contextmanager
def _folder_of(task: Task[StudyJob]) -> Iterator[Path]:
    """The folder of the job; removed where the job ends, kept where somebody goes on with it."""
    folder = made_folder(task.settings, task.job_id)
    try:
        yield folder
    except Exception as error:
        if not _goes_on(task, error):
            remove_folder(folder)
        raise
    remove_folder(folder)


def _goes_on(task: Task[StudyJob], error: Exception) -> bool:
    """Whether this job is done by somebody after the error."""
    if isinstance(error, JobInterruptedError):
        return task.interruption is not Interruption.CANCELLED
    if isinstance(error, RoundsError):
        return error.code == "storage-unavailable"
    return isinstance(error, LeaseLostError)


def _made(task: Task[StudyJob], folder: Path) -> "Made":
    # the benchmarks are no part of the installed package, and take a while to import
    from api.studies.neighbourhoods import neighbourhoods  # noqa: PLC0415
    from api.studies.what_if import answers_of  # noqa: PLC0415

    asked = task.request.asked
    if isinstance(asked, NeighbourhoodsAsked):
        return neighbourhoods(task, asked, folder)
    return answers_of(task, asked, folder)


def _store(task: Task[StudyJob], made: "Made") -> str:
    asked, revision = task.request.asked, task.request.team_revision
    new = NewStudy(
        study_id=task.request.study_id,
        kind=asked.kind,
        name=asked.name,
        team_revision=revision,
        cells=made.cells,
        request=asked.model_dump_json(),
        results=packed(json.dumps(made.results, ensure_ascii=False, allow_nan=False)),
        report_html=packed(made.drawn.page),
        results_csv=packed(made.results_csv),
        clients=made.clients,
        job_id=task.job_id,
        made_by=task.principal.principal_id,
    )
    result = json.dumps({"study_id": new.study_id, "cells": new.cells})

    def store(work: JobWork) -> None:
        add_study(work.session, task.team_id, new)
        work.note(study_subject(new.study_id))
        if revision is not None:
            work.note(team_subject(revision))
        work.finish(result)

    task.write(store)
    return result
