"""What the documents are made of: entries, numbers and ids, and their published schemas."""

import json
import re
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from scheduler.units import FIRST_YEAR, LAST_YEAR

Count = Annotated[int, Field(ge=0)]
Number = Annotated[int, Field(ge=1)]
Id = Annotated[str, Field(min_length=1)]

_DIGITS = re.compile(r"\s*[-+]?[\d._]+\s*")


def _written(value: object) -> object:
    """Refuse numbers, which would be taken for seconds since 1970."""
    is_digits = isinstance(value, str) and _DIGITS.fullmatch(value)
    if is_digits or isinstance(value, int | float):
        raise ValueError("it is a number, not a date with a time and an offset")
    return value


def _plausible(instant: datetime) -> datetime:
    """The year is that of UTC, so that no zone makes of it what cannot be read again."""
    early, late = FIRST_YEAR - 1, LAST_YEAR + 1
    known = MINYEAR < instant.year < MAXYEAR  # at both ends there may be no UTC
    if not known or not early <= utc(instant).year <= late:
        raise ValueError(f"the year is not from {FIRST_YEAR} to {LAST_YEAR}")
    return instant


Instant = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_plausible)]
"""An instant that somebody outside may have written."""


class Entry(BaseModel):
    """A part of a document: nothing unknown in it, nothing changed once it is made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def schema_text(document: type[Entry]) -> str:
    """The JSON Schema of a document, as it is published in docs/."""
    schema = document.model_json_schema(mode="serialization")
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def utc(instant: datetime) -> datetime:
    """An instant of a document as the domain keeps it."""
    return instant.astimezone(UTC)
