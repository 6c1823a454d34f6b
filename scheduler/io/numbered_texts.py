"""Documents that are numbered from 1 and only ever added to, wherever their texts are kept.

A text never changes once it is there, so that whoever has read one need not read it again. Of two
writers who want the same number exactly one gets it: that is all that keeps versions and events in
order, and every store has to promise it.
"""

from typing import Protocol, Self, TypeVar

from pydantic import ValidationError

from scheduler.errors import RoundsError


class NumberedTexts(Protocol):
    """Where texts are kept: a folder of files, a table of a database."""

    @property
    def owner(self) -> str:
        """What the texts are of, as errors name it."""
        ...

    def where(self, number: int) -> str:
        """Where the text of a number is, as errors name it."""
        ...

    def last(self) -> int:
        """The highest number; 0 when there is no text.

        Raises:
            RoundsError: a number before it is missing, or the store cannot be read.
        """
        ...

    def text(self, number: int) -> str:
        """The text of a number that is there.

        Raises:
            RoundsError: it cannot be read.
        """
        ...

    def add(self, number: int, text: str) -> bool:
        """Add a text; False when the number is taken, and then nothing has changed.

        Raises:
            RoundsError: it cannot be written.
        """
        ...


class Numbered(Protocol):
    """A document that says its number."""

    @property
    def number(self) -> int:
        """The number that it was added under."""
        ...

    @classmethod
    def model_validate_json(cls, json_data: str) -> Self:
        """The document of a text, or pydantic's error."""
        ...


DocumentT = TypeVar("DocumentT", bound=Numbered)


def numbered_document(
    texts: NumberedTexts, number: int, model: type[DocumentT], word: str
) -> DocumentT:
    """The document of a number that is there.

    Args:
        word: what such a document is.

    Raises:
        RoundsError: it cannot be read, or is not what was added under that number.
    """
    try:
        document = model.model_validate_json(texts.text(number))
    except ValidationError as error:
        message = f"{texts.where(number)}: {_problems(error)}"
        raise RoundsError("version-damaged", message) from error
    if document.number != number:
        message = f"{texts.where(number)}: holds {word} {document.number}."
        raise RoundsError("version-damaged", message)
    return document


def _problems(error: ValidationError) -> str:
    """Everything that a document lacks, in one line."""
    return " ".join(
        f"$.{'.'.join(map(str, each['loc']))}: {each['msg']}."
        for each in error.errors(include_url=False, include_input=False)
    )
