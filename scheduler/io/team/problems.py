"""What is wrong with the files of a team, gathered until everything was read."""

from typing import NoReturn

from scheduler.errors import Finding, InputError

_LONGEST_VALUE = 80
_LONGEST_MESSAGE = 240


class Problems:
    """Findings in the making: every part of the reader adds to the same list."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []

    def add(
        self,
        file: str,
        row: int,
        column: str,
        code: str,
        message: str,
        *,
        value: str = "",
        remedy: str = "",
    ) -> None:
        """Keep one finding; long texts are cut, and unprintable characters escaped."""
        finding = Finding(
            _shown(file, _LONGEST_VALUE),
            row,
            _shown(column, _LONGEST_VALUE),
            code,
            _shown(value, _LONGEST_VALUE),
            _shown(message, _LONGEST_MESSAGE),
            remedy,
        )
        self._findings.append(finding)

    def refuse(self, file: str, code: str, message: str, *, row: int = 0) -> NoReturn:
        """Add a finding after which nothing more can be judged, and raise.

        Raises:
            InputError: always, with everything found so far.
        """
        self.add(file, row, "", code, message)
        raise InputError(self._findings)

    def raise_if_any(self) -> None:
        """Raise everything found so far as one error.

        Raises:
            InputError: when anything was found.
        """
        if self._findings:
            raise InputError(self._findings)


def _shown(text: str, longest: int) -> str:
    """What was given, fit for a line of a terminal or a log."""
    shown = text if text.isprintable() else text.encode("unicode_escape").decode()
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
