"""The events of a plan's offers, kept in the folder offers beside its files."""

from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from scheduler.domain.offer import OfferEvent
from scheduler.errors import RoundsError
from scheduler.io.numbered_files import NumberedFiles
from scheduler.io.offer_document import OfferEventDocument
from scheduler.io.versions import problems_of

OFFERS: Final = "offers"


class OfferEvents:
    """The events of all offers of one plan folder, in order; one never changes.

    Args:
        folder: the plan folder.
        zone: of the team.
    """

    def __init__(self, folder: Path, zone: ZoneInfo) -> None:
        self._files = NumberedFiles(folder / OFFERS)
        self._zone = zone
        self._events: dict[int, OfferEvent] = {}

    def all(self) -> tuple[OfferEvent, ...]:
        """Every event.

        Raises:
            RoundsError: events are missing or cannot be read.
        """
        return tuple(self._event(number) for number in range(1, self._files.last() + 1))

    def add(self, event: OfferEvent) -> bool:
        """Add an event; False when somebody else has taken its number, and nothing is written.

        Raises:
            RoundsError: it cannot be written.
        """
        text = OfferEventDocument.of(event, self._zone).model_dump_json(indent=2) + "\n"
        return self._files.add(event.number, text)

    def _event(self, number: int) -> OfferEvent:
        if number not in self._events:
            path = self._files.path(number)
            try:
                document = OfferEventDocument.model_validate_json(self._files.text(number))
            except ValidationError as error:
                raise RoundsError("version-damaged", f"{path}: {problems_of(error)}") from error
            if document.number != number:
                raise RoundsError("version-damaged", f"{path}: holds event {document.number}.")
            self._events[number] = document.event()
        return self._events[number]
