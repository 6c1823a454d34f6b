"""Somebody who asks for studies over HTTP."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from study_requests import STUDIES

from api.jobs.stopping import Stopping
from api.jobs.worker import Worker

MakeWorker = Callable[[Stopping], Worker]


@dataclass
class Planner:
    """Somebody who asks for studies."""

    client: TestClient
    headers: dict[str, str]
    make_worker: MakeWorker

    def get(self, path: str) -> Response:
        """Read."""
        return self.client.get(path, headers=self.headers)

    def ask(self, study: dict[str, Any], **headers: str) -> Response:
        """Ask for a study."""
        return self.client.post(STUDIES, json=study, headers={**self.headers, **headers})

    def job(self, taken: Response) -> dict[str, Any]:
        """The job of a study as it stands."""
        document: dict[str, Any] = self.get(taken.headers["location"]).json()
        return document

    def made(self, study: dict[str, Any]) -> dict[str, Any]:
        """The job of a study that has ended."""
        taken = self.ask(study)
        assert taken.status_code == 202, taken.text
        assert self.make_worker(Stopping()).work_once()
        return self.job(taken)
