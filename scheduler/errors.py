"""The one family of errors: a code, the offending ids and values, and what to try.

Messages hold ids only, never a name or an address: they end up in logs.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class RoundsError(Exception):
    """Anything that Rounds refuses or fails to do.

    Args:
        code: stable identifier, listed in docs/errors.md.
        message: what is wrong, with ids and values.
        remedy: one line on what to try.
    """

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(f"{code}: {message} {remedy}")
        self.code = code
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing wrong with what was given, and where it stands.

    Attributes:
        file: file, sheet or key of the JSON document, for instance `visits.csv`.
        row: line in the file as an editor or spreadsheet counts it (the header is row 1);
            0 when the finding concerns the file as a whole.
        column: column name, empty when the finding concerns the row as a whole.
        code: stable identifier, listed in docs/errors.md.
        value: the offending value as it was written.
        message: what is wrong.
        remedy: what to do about it.
    """

    file: str
    row: int
    column: str
    code: str
    value: str
    message: str
    remedy: str


class InputError(RoundsError):
    """What was given cannot be used; `findings` holds every problem of every file at once."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(sorted(findings))
        count = len(self.findings)
        super().__init__(
            "input-refused",
            f"{count} {'problem' if count == 1 else 'problems'} in the input; nothing was written.",
            "Mend what is listed and run the command again.",
        )


class FaultError(RoundsError):
    """A fault of ours: two parts of Rounds disagree. Never a matter of the user's input."""
