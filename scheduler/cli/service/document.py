"""`rounds service document`: a team as the service takes it."""

import json
from dataclasses import replace
from pathlib import PurePath
from typing import Annotated

import typer

from scheduler.cli.options import TeamArgument
from scheduler.io.team import read_team, write_team_document


def document_command(
    team: TeamArgument,
    *,
    team_id: Annotated[
        str | None,
        typer.Option("--id", help="Id that the service knows the team by, instead of its own."),
    ] = None,
    network: Annotated[
        str | None,
        typer.Option(help="Name that its roads are stored by, instead of that of the team's file."),
    ] = None,
) -> None:
    """Print a team folder or a workbook as the JSON document that the service takes.

    Example: `rounds service document my-team/ --network town.osm.pbf`
    """
    read = read_team(team)
    # a service stores roads by name, and has no folders of ours
    stored = network or PurePath(read.network).name
    told = replace(read, team_id=team_id or read.team_id, network=stored)
    typer.echo(json.dumps(write_team_document(told), ensure_ascii=False))
