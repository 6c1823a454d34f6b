"""`rounds show`: a plan again, as it was made."""

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.plan import JsonOption
from scheduler.cli.results import print_document
from scheduler.io.plan_json import read_document


def show_command(
    plan: Annotated[Path, typer.Argument(help="A plan.json.", show_default=False)],
    *,
    as_json: JsonOption = False,
) -> None:
    """Show a plan: its rounds, what is left unassigned, its score.

    Example: `rounds show tomorrow/plan.json`
    """
    print_document(read_document(plan), as_json=as_json)
