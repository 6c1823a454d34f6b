"""Texts that people wrote in stored documents, and how what they say of a client is taken out."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

FREE_TEXT = frozenset({"reason", "why", "omaha", "text"})
"""Keys of documents whose value somebody may have written."""
OF_PROGRAMS = frozenset({"stopped", "rounds_version"})
"""Keys whose value a program writes: it stays, unless somebody has put a name there."""
_SHORTEST = 3
"""A name of fewer letters is no name: it would be found in everything."""


@dataclass(frozen=True)
class Traces:
    """What a client is known by.

    Attributes:
        words: names and addresses, as they stood in any revision of the team.
    """

    client_id: str
    words: frozenset[str]

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        told = sorted(re.escape(each) for each in self.words if len(each) >= _SHORTEST)
        if not told:
            return None
        return re.compile(rf"(?<!\w)(?:{'|'.join(told)})(?!\w)", re.IGNORECASE)

    def in_text(self, text: str) -> bool:
        """Whether a text has one of the words that the client is known by."""
        return self._pattern is not None and self._pattern.search(text) is not None

    def in_document(self, text: str) -> bool:
        """Whether a JSON text speaks of the client: by id, or by such a word."""
        if any(json.dumps(self.client_id, ensure_ascii=each) in text for each in (True, False)):
            return True
        return self.in_text(text) or self.in_text(_unescaped(text))

    def taken_out(self, text: str) -> str:
        """A JSON document with blank free texts."""
        return json.dumps(self._blanked(json.loads(text)), ensure_ascii=False)

    def _blanked(self, value: object) -> object:
        if isinstance(value, Mapping):
            return {key: self._kept(key, each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._blanked(each) for each in value]
        return value

    def _kept(self, key: str, value: object) -> object:
        if isinstance(value, str):
            gone = key in FREE_TEXT or (key in OF_PROGRAMS and self.in_text(value))
            return "" if gone else value
        return self._blanked(value)


def _unescaped(text: str) -> str:
    """A JSON text whose letters are not escaped."""
    if "\\u" not in text:
        return ""
    return json.dumps(json.loads(text), ensure_ascii=False)
