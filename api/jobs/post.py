"""Which worker somebody is."""

from dataclasses import dataclass
from uuid import uuid4

from api.jobs.states import Lane


@dataclass(frozen=True, slots=True)
class Post:
    """A worker.

    Attributes:
        worker: id that no other worker has, nor will have.
    """

    worker: str
    lane: Lane

    @classmethod
    def on(cls, lane: Lane) -> "Post":
        """A new one."""
        return cls(f"{lane}-{uuid4().hex}", lane)
