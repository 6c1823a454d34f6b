"""The service from its settings."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.access.identity import Identities
from api.access.tokens import Tokens
from api.care.trail import Trail
from api.jobs.supervisor import Supervisor
from api.service import Service
from api.settings import Settings
from api.storage.database import Database


@contextmanager
def open_service(settings: Settings) -> Iterator[Service]:
    """The parts of a service on its database, whose tables are there afterwards.

    Raises:
        RoundsError: `storage-unavailable`.
    """
    database = Database(settings.database_url)
    database.prepare()
    try:
        yield Service(settings, database, Trail(database), Identities(Tokens(database)))
    finally:
        database.close()


@contextmanager
def working(service: Service) -> Iterator[Supervisor]:
    """The workers of a service; they finish or hand back their jobs at the end."""
    supervisor = Supervisor(service.settings, service.database)
    supervisor.start()
    try:
        yield supervisor
    finally:
        service.stopping.set()
        supervisor.stop()
