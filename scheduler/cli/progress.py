"""One line on stderr that says what goes on; plain lines where stderr is no terminal."""

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.status import Status
from rich.text import Text

from scheduler.solver.compiled import compilation_told
from scheduler.solver.result import Progress

COMPILING = "compiling the search, once on this machine; this takes about a minute"


class ProgressLine:
    """Says what goes on. Silent when not wanted (`--quiet`)."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet)
        self._status: Status | None = None

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._status = self._console.status("")
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def say(self, text: str) -> None:
        """A line that stays."""
        self._console.print(Text(text, style="dim"), soft_wrap=True)

    def searching(self) -> AbstractContextManager[None]:
        """Around a search: says so when it has to be compiled first."""
        return compilation_told(lambda: self.say(COMPILING))

    def tell(self, progress: Progress) -> None:
        """The state of a running solve: in place on a terminal, a line each elsewhere."""
        noun = "visit" if progress.unassigned == 1 else "visits"
        text = (
            f"{progress.elapsed_seconds:6.1f} s  {progress.cost:>12,} points  "
            f"{progress.unassigned} {noun} left unassigned  iteration {progress.iterations}"
        )
        if self._status is not None:
            self._status.update(Text(text))
        else:
            self.say(text)
