"""What is asked for when a network was stored."""

from typing import ClassVar

from api.jobs.asking import JobRequest
from api.jobs.states import Lane


class NetworkJob(JobRequest):
    """Open a network, to see whether it can be used and so that no plan waits for it."""

    kind: ClassVar[str] = "network"
    lane: ClassVar[Lane] = Lane.LONG

    name: str
    team_revision: int
