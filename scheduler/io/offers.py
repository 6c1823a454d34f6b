"""The events of a plan's offers, wherever their texts are kept."""

from pathlib import Path
from typing import Final, Self
from zoneinfo import ZoneInfo

from scheduler.domain.offer import OfferEvent
from scheduler.io.numbered_files import NumberedFiles
from scheduler.io.numbered_texts import NumberedTexts, numbered_document
from scheduler.io.offer_document import OfferEventDocument

OFFERS: Final = "offers"
"""The folder of them in a plan folder."""


class OfferEvents:
    """The events of all offers of one plan, in order; one never changes.

    Args:
        texts: of one `OfferEventDocument` for each.
        zone: of the team.
    """

    def __init__(self, texts: NumberedTexts, zone: ZoneInfo) -> None:
        self._texts = texts
        self._zone = zone
        self._events: dict[int, OfferEvent] = {}

    @classmethod
    def of_folder(cls, folder: Path, zone: ZoneInfo) -> Self:
        """Those of a plan folder."""
        return cls(NumberedFiles(folder / OFFERS), zone)

    def all(self) -> tuple[OfferEvent, ...]:
        """Every event.

        Raises:
            RoundsError: events are missing or cannot be read.
        """
        return tuple(self._event(number) for number in range(1, self._texts.last() + 1))

    def add(self, event: OfferEvent) -> bool:
        """Add an event; False when somebody else has taken its number, and nothing is written.

        Raises:
            RoundsError: it cannot be written.
        """
        text = OfferEventDocument.of(event, self._zone).model_dump_json(indent=2) + "\n"
        return self._texts.add(event.number, text)

    def _event(self, number: int) -> OfferEvent:
        if number not in self._events:
            document = numbered_document(self._texts, number, OfferEventDocument, "event")
            self._events[number] = document.event()
        return self._events[number]
