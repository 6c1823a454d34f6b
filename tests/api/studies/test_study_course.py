"""The course of a study: gone on with after a kill or a stop, ended in mid-search, swept up."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from study_planner import MakeWorker, Planner
from study_requests import NEIGHBOURHOODS, STUDIES, WHAT_IF

from api.jobs.stopping import Stopping
from api.jobs.task import Interruption, Task
from api.service import Service
from api.storage.jobs import ask_cancel, let_go
from api.storage.scope import rows_of_team
from api.storage.tables import JobRow, StudyRow
from api.studies.folder import sweep_folders

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 90
CELLS = 4
LARGE = {"carers": 4, "clients": 25, "mode": "car"}
"""A team that is not solved before the time is up."""
SLOW = {**NEIGHBOURHOODS, "reference": LARGE, "iterations": None, "seconds": 1.0}
"""A second of search for each of its cells, so that it can be interrupted between them."""
ENDLESS = {**SLOW, "seconds": 3000.0}


def waited(happened: Callable[[], bool]) -> None:
    """Look again and again until something is so."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < end, "nothing happens"
        time.sleep(0.02)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many cells were planned whenever a job in this process told of it."""
    numbers: list[int] = []
    usual = Task.tell

    def tell(self: Task[Any], progress: Mapping[str, Any], best: str | None = None) -> None:
        numbers.append(progress["planned"])
        usual(self, progress, best)

    monkeypatch.setattr(Task, "tell", tell)
    return numbers


@contextmanager
def at_work(make_worker: MakeWorker, stopping: Stopping) -> Iterator[None]:
    """A worker that does one job beside the test."""
    thread = threading.Thread(target=make_worker(stopping).work_once)
    thread.start()
    yield
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive(), "the worker does not let go"


def folder_of(service: Service, taken: Response) -> Path:
    """Where the cells of a study are kept."""
    return service.settings.cache / "studies" / str(taken.json()["job_id"])


def planned(service: Service, taken: Response) -> int:
    """How many of its cells are planned."""
    return len(list((folder_of(service, taken) / "cells").glob("[!n]*.json")))


def studies_stored(service: Service) -> int:
    """How many studies the team has."""
    with service.database.read() as session:
        return len(session.scalars(rows_of_team(StudyRow, "t1")).all())


def killed_worker(service: Service, taken: Response) -> None:
    """Have a worker plan a cell or two of a study, and kill it."""
    path = os.pathsep.join((str(ROOT), *sys.path))
    process = subprocess.Popen(
        [
            sys.executable,
            Path(__file__).with_name("study_worker.py"),
            service.settings.database_url,
            service.settings.cache,
        ],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
    )
    try:
        waited(lambda: planned(service, taken) >= 1)
    finally:
        process.kill()
        process.wait()
    with service.database.write() as session:
        row = session.scalars(rows_of_team(JobRow, "t1").where(JobRow.state == "running")).one()
        assert let_go(session, str(row.worker)) == [row.job_id]


def test_a_killed_study_goes_on_from_the_cells_that_are_planned(
    planner: Planner, service: Service, make_worker: MakeWorker, told: list[int]
) -> None:
    """The next worker plans the rest only, and there is one study in the end."""
    taken = planner.ask(SLOW)
    killed_worker(service, taken)
    there = planned(service, taken)
    assert 1 <= there < CELLS
    assert make_worker(Stopping()).work_once()
    job = planner.job(taken)
    assert (job["state"], job["attempt"]) == ("done", 2)
    assert told == list(range(there, CELLS + 1))
    assert studies_stored(service) == 1
    assert not folder_of(service, taken).exists()


def test_a_stopping_service_hands_a_study_back_with_its_cells(
    planner: Planner, service: Service, make_worker: MakeWorker, told: list[int]
) -> None:
    """In the middle of a search; that was no attempt."""
    taken, stopping = planner.ask(SLOW), Stopping()
    with at_work(make_worker, stopping):
        waited(lambda: planned(service, taken) >= 1)
        stopping.ask(1.0)
    there = planned(service, taken)
    assert 1 <= there < CELLS
    job = planner.job(taken)
    assert (job["state"], job["attempt"]) == ("queued", 0)
    told.clear()
    assert make_worker(Stopping()).work_once()
    assert planner.job(taken)["state"] == "done"
    assert told == list(range(there, CELLS + 1))


def test_a_study_is_cancelled_in_the_middle_of_a_search(
    planner: Planner, service: Service, make_worker: MakeWorker
) -> None:
    """Nothing is left of it, and no study is made."""
    taken = planner.ask(ENDLESS)
    with at_work(make_worker, Stopping()):
        waited(lambda: planner.job(taken)["progress"] is not None)
        assert folder_of(service, taken).exists()
        planner.client.delete(taken.headers["location"], headers=planner.headers)
    assert planner.job(taken)["state"] == "cancelled"
    assert not folder_of(service, taken).exists()
    assert planner.get(STUDIES).json() == {"studies": []}


def test_a_study_that_cannot_be_made_leaves_nothing_behind(
    planner: Planner, service: Service
) -> None:
    """A cell that breaks ends the job; its problem names the cell and what is to be done."""
    nowhere = {**NEIGHBOURHOODS["places"][0], "box": [0.0, 0.0, 0.1, 0.1]}
    job = planner.made({**NEIGHBOURHOODS, "places": [nowhere]})
    assert (job["state"], job["problem"]["code"]) == ("invalid", "study-cell-broke")
    assert "Vaduz, seed 0, 2026-11-23: neighbourhood-empty" in job["problem"]["detail"]
    assert "box" in job["problem"]["remedy"]
    assert list((service.settings.cache / "studies").iterdir()) == []


def test_folders_of_ended_jobs_are_swept(
    planner: Planner, service: Service, make_worker: MakeWorker
) -> None:
    """And of jobs that are gone; those of jobs that wait or run stay."""
    waiting, ended = planner.ask(WHAT_IF), planner.ask(WHAT_IF)
    with service.database.write() as session:
        ask_cancel(session, "t1", ended.json()["job_id"], job_seconds=60)
    studies = service.settings.cache / "studies"
    for name in (waiting.json()["job_id"], ended.json()["job_id"], "gone"):
        (studies / name / "cells").mkdir(parents=True)
    sweep_folders(service.settings, service.database)
    assert [each.name for each in studies.iterdir()] == [waiting.json()["job_id"]]
    assert make_worker(Stopping()).work_once()
    assert planner.job(waiting)["state"] == "done"
    assert list(studies.iterdir()) == []


def test_the_folder_of_a_study_is_nobody_elses_to_read(
    planner: Planner,
    service: Service,
    make_worker: MakeWorker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What stands there names nobody either, but tells where clients live; no plan is kept."""
    usual = Task.tell

    def tell(self: Task[Any], progress: Mapping[str, Any], best: str | None = None) -> None:
        usual(self, progress, best)
        if progress["planned"] == 1:
            self.interrupt(Interruption.STOPPING)

    monkeypatch.setattr(Task, "tell", tell)
    taken = planner.ask(WHAT_IF)
    assert make_worker(Stopping()).work_once()
    assert planner.job(taken)["state"] == "queued"
    folder = folder_of(service, taken)
    assert folder.stat().st_mode & 0o077 == 0
    assert {each.name for each in folder.iterdir()} == {"cells", "teams"}
    teams = "".join(each.read_text("utf-8") for each in (folder / "teams").iterdir())
    assert '"client-' in teams
    assert not [each for each in ("klant", "bezoek", "carer-one", "Canary") if each in teams]


def test_the_server_does_not_import_the_benchmarks() -> None:
    """Nor do workers before they make a study: an installed package has none."""
    told = "import sys, api.app, api.jobs.kinds; "
    told += "sys.exit(any(each.startswith('benchmarks') for each in sys.modules))"
    assert subprocess.run([sys.executable, "-c", told], cwd=ROOT, check=False).returncode == 0
