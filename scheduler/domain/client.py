"""The persons visited, and what is remembered of who visited them."""

from dataclasses import dataclass
from datetime import date

from scheduler.domain.location import Location


@dataclass(frozen=True, slots=True)
class Client:
    """A person visited at an address.

    Attributes:
        primary_carer: id of the carer who is first in line for this client, if any.
        refuses: ids of carers the client does not want; a hard rule.
        wishes: ids of carers the client asks for; for continuity they are never worse than known.
    """

    client_id: str
    name: str
    location: Location
    address: str = ""
    primary_carer: str | None = None
    refuses: frozenset[str] = frozenset()
    wishes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class PastVisit:
    """One visit that took place: a row of the history that continuity is measured on."""

    date: date
    client_id: str
    carer_id: str
