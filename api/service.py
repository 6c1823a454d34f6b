"""What every route works with."""

from dataclasses import dataclass

from api.access.identity import Identities
from api.care.trail import Trail
from api.settings import Settings
from api.storage.database import Database


@dataclass(frozen=True)
class Service:
    """The parts of a running service."""

    settings: Settings
    database: Database
    trail: Trail
    identities: Identities
