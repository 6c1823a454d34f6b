"""`rounds service erase`: a client or a team, out of everything that is kept."""
# ruff: noqa: PLC0415 - only these commands pay for the database: the others start sooner

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli.service.opening import DATA, DatabaseOption, DataOption, opened

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from api.care.erasure import Erased

erase_app = typer.Typer(help="Erase a client or a team.", no_args_is_help=True)
TeamArgument = Annotated[str, typer.Argument(help="Id of the team.", show_default=False)]


@erase_app.command("client")
def erase_client_command(
    team: TeamArgument,
    client: Annotated[str, typer.Argument(help="Id of the client.", show_default=False)],
    data: DataOption = DATA,
    database: DatabaseOption = None,
) -> None:
    """Erase a client; published plans stay by ids and times, and the audit trail stays.

    Example: `rounds service erase client kampen-south k07`
    """
    from api.care.erasure import erase_client
    from api.storage.subjects import client_subject

    _erase(
        data,
        database,
        team,
        client_subject(client),
        lambda session: erase_client(session, team, client, "command"),
    )


@erase_app.command("team")
def erase_team_command(
    team: TeamArgument,
    data: DataOption = DATA,
    database: DatabaseOption = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Erase a team with all it has; the audit trail stays.

    Example: `rounds service erase team kampen-south`
    """
    from api.care.erasure import erase_team

    if not yes:
        typer.confirm(f"Erase team {team} with all its plans?", abort=True)
    _erase(data, database, team, "team", lambda session: erase_team(session, team))


def _erase(
    data: DataOption,
    database: DatabaseOption,
    team: str,
    subject: str,
    erase: Callable[["Session"], "Erased"],
) -> None:
    from api.access.permissions import Action
    from api.care.audit import append
    from api.care.erasure import by_command, wipe_freed

    with opened(data, database) as kept:
        with kept.write() as session:
            erased = erase(session)
            append(session, [by_command(team, Action.ERASE, subject)])
        wipe_freed(kept, thorough=True)
    typer.echo(erased.json())
