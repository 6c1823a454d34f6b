"""What an error code is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem, stable over versions.

    Attributes:
        code: lower-case words joined by hyphens.
        meaning: one sentence.
        remedy: one sentence that says what to do.
    """

    code: str
    meaning: str
    remedy: str
