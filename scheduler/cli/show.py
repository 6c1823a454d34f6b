"""`rounds show`: a plan again, as it was made."""

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.plan import JsonOption
from scheduler.cli.results import print_document
from scheduler.io.plan_folder import PLAN_JSON
from scheduler.io.plan_json import read_document
from scheduler.io.versions import Versions


def show_command(
    plan: Annotated[
        Path, typer.Argument(help="A plan.json, or the folder of a plan.", show_default=False)
    ],
    *,
    version: Annotated[
        int | None,
        typer.Option(min=1, help="Version of a published plan.", show_default="the newest"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show a plan: its rounds, what is left unassigned, its score.

    Example: `rounds show tomorrow/plan.json`
    """
    folder = plan if plan.is_dir() else plan.parent
    if version is not None:
        document = Versions(folder).document(version).plan
    else:
        document = read_document(folder / PLAN_JSON if plan.is_dir() else plan)
    print_document(document, as_json=as_json)
