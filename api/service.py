"""What every route works with."""

import threading
from dataclasses import dataclass, field

from api.access.identity import Identities
from api.care.trail import Trail
from api.plans.shown import ShownPlans
from api.settings import Settings
from api.storage.database import Database
from scheduler.errors import RoundsError

MOST_WAITING = 16
"""Calls that wait for a job at a time; fewer than the threads that answer everybody."""


@dataclass(frozen=True)
class Service:
    """The parts of a running service.

    Attributes:
        plans: texts of plans that are read often.
        stopping: set once the service takes nothing more on.
        waiting: held by every call that waits for a job.
        publishing: held by the call that works out what it publishes: of many who publish one
            plan all but the first need not.
    """

    settings: Settings
    database: Database
    trail: Trail
    identities: Identities
    plans: ShownPlans = field(default_factory=ShownPlans)
    stopping: threading.Event = field(default_factory=threading.Event)
    waiting: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(MOST_WAITING)
    )
    publishing: threading.Lock = field(default_factory=threading.Lock)

    def refuse_when_stopping(self) -> None:
        """Refuse to take something on that would not be begun any more.

        Raises:
            RoundsError: `service-stopping`.
        """
        if self.stopping.is_set():
            raise RoundsError("service-stopping", "The service is stopping.")
