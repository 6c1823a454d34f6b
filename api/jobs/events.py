"""Following a job: its row whenever something new stands in it."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import anyio

from api.jobs.states import State
from api.service import Service
from api.storage.jobs import job_of
from api.storage.tables import JobRow
from scheduler.errors import RoundsError

LOOK_SECONDS = 0.3
"""Between two looks at the job; a look is one short read."""


def number_of(row: JobRow) -> int:
    """How often something was told of a job."""
    return int(json.loads(row.progress or "{}").get("number", 0))


@dataclass(frozen=True)
class Followed:
    """A job that somebody follows.

    Attributes:
        last: the number of what they were told last; 0 for nothing.
    """

    service: Service
    team_id: str
    job_id: str
    last: int

    async def changes(self) -> AsyncIterator[JobRow]:
        """The job's outline, now and whenever it changes; ends with the job, or the service.

        No thread is held between two looks. Where the database cannot be reached the stream ends,
        and whoever follows comes back.
        """
        told: tuple[int, str] | None = (self.last, State.RUNNING) if self.last else None
        while not self.service.stopping.is_set():
            try:
                row = await anyio.to_thread.run_sync(self._row)
            except RoundsError:
                return
            state = State(row.state)
            if told != (number_of(row), state):
                told = number_of(row), state
                yield row
            if state.is_end:
                return
            await anyio.sleep(LOOK_SECONDS)

    def _row(self) -> JobRow:
        with self.service.database.read() as session:
            return job_of(session, self.team_id, self.job_id, outline=True)
