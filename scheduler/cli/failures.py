"""Errors as a user sees them: every problem with its place, its value and what to do."""

import json
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scheduler.cli.exits import Exit
from scheduler.errors import FaultError, Finding, InputError, RoundsError
from scheduler.io.error_document import error_document


@contextmanager
def failures_shown(*, as_json: bool) -> Iterator[None]:
    """Show whatever goes wrong inside and end the process with the exit code for it."""
    try:
        yield
    except FaultError as error:
        _show(error, as_json=as_json)
        sys.exit(Exit.FAULT)
    except RoundsError as error:
        _show(error, as_json=as_json)
        sys.exit(Exit.BAD_INPUT)
    except Exception:  # the last place to tell a fault of ours from bad input
        traceback.print_exc()
        sys.exit(Exit.FAULT)


def _show(error: RoundsError, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(error_document(error), indent=2, ensure_ascii=False))  # noqa: T201 - result
        return
    console = Console(stderr=True)
    if isinstance(error, InputError):
        console.print(_findings(error.findings))
    console.print(Text(f"{error.code}: ", style="bold red") + Text(error.message))
    console.print(Text(error.remedy))


def _findings(findings: tuple[Finding, ...]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), title_justify="left")
    for heading in ("where", "code", "what is wrong", "what to do"):
        table.add_column(heading, overflow="fold")
    for each in findings:
        where = each.file + (f":{each.row}" if each.row else "")
        place = f"{where} {each.column}".rstrip()
        table.add_row(Text(place), Text(each.code), Text(each.message), Text(each.remedy))
    return table
