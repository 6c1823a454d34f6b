"""What is wrong with the files of a team, gathered until everything was read."""

from typing import NoReturn

from scheduler.errors import Finding, InputError

_LONGEST_VALUE = 80


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
        """Keep one finding; long values are cut, and unprintable characters escaped."""
        shown = value.encode("unicode_escape").decode() if not value.isprintable() else value
        if len(shown) > _LONGEST_VALUE:
            shown = shown[: _LONGEST_VALUE - 1] + "…"
        self._findings.append(Finding(file, row, column, code, shown, message, remedy))

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
