"""The one family of errors: a code, the offending ids and values, and what to try.

Messages hold ids only, never a name or an address: they end up in logs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.codes import CODES


class RoundsError(Exception):
    """Anything that Rounds refuses or fails to do.

    Args:
        code: an entry of `scheduler.codes.CODES`.
        message: what is wrong, with ids and values.
        remedy: what to try, where the general remedy of the code can be bettered.
    """

    def __init__(self, code: str, message: str, remedy: str = "") -> None:
        self.code = code
        self.message = message
        self.remedy = remedy or CODES[code].remedy
        super().__init__(f"{code}: {message} {self.remedy}")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing wrong with what was given, and where it stands.

    Attributes:
        file: file, sheet or key of the JSON document, for instance `visits.csv`.
        row: line in the file as an editor or spreadsheet counts it (the header is row 1);
            0 when the finding concerns the file as a whole.
        column: column name, empty when the finding concerns the row as a whole.
        code: an entry of `scheduler.codes.CODES`.
        value: the offending value as it was written.
        message: what is wrong.
        better_remedy: what to do, where the general remedy of the code can be bettered.
    """

    file: str
    row: int
    column: str
    code: str
    value: str
    message: str
    better_remedy: str = ""

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return self.better_remedy or CODES[self.code].remedy


class InputError(RoundsError):
    """What was given cannot be used; `findings` holds every problem of every file at once."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(sorted(findings))
        count = len(self.findings)
        noun = "problem" if count == 1 else "problems"
        super().__init__("input-refused", f"{count} {noun} in the input; nothing was written.")


class FaultError(RoundsError):
    """A fault of ours: two parts of Rounds disagree. Never a matter of the user's input."""
