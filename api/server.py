"""The service from its settings."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.access.identity import Identities
from api.access.oidc import Issuers
from api.access.tokens import Tokens
from api.care.trail import Trail
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
        identities = Identities(Tokens(database), Issuers(settings.issuers))
        with Trail(database) as trail:
            yield Service(settings, database, trail, identities)
    finally:
        database.close()
