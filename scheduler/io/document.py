"""What the documents are made of: entries, numbers and ids, and their published schemas."""

import json
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=0)]
Number = Annotated[int, Field(ge=1)]
Id = Annotated[str, Field(min_length=1)]


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
