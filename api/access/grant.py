"""What a local token allows."""

from collections.abc import Collection
from dataclasses import dataclass

from api.access.principal import Role

EVERY_TEAM = "*"
"""Stands for every team where teams are written down."""
DAYS = 365
"""How long a token lasts where nothing else is asked."""
MOST_DAYS = 730


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token allows.

    Attributes:
        teams: ids; None for every team.
        carer_id: the carer who bears it, where it is one.
        days: until it expires.
    """

    roles: Collection[Role]
    teams: Collection[str] | None
    carer_id: str | None = None
    days: int = DAYS
