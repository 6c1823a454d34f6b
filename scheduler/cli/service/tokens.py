"""`rounds service token`: the local tokens of a service, for whoever runs it."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.access.grant import DAYS, EVERY_TEAM, MOST_DAYS, Grant
from api.access.principal import Role
from scheduler.cli.options import JsonOption, with_options
from scheduler.cli.results import print_result, print_view
from scheduler.cli.service.options import ServiceOptions, service_of, settings_of

if TYPE_CHECKING:
    from api.storage.tables import TokenRow

token_app = typer.Typer(help="Tokens of the HTTP service.", no_args_is_help=True)


@token_app.command("create")
@with_options
def create_command(
    options: ServiceOptions,
    *,
    role: Annotated[list[Role], typer.Option(help="What its bearer does; once or more.")],
    team: Annotated[
        list[str] | None, typer.Option(help="Id of a team; once or more.", show_default=False)
    ] = None,
    every_team: Annotated[bool, typer.Option("--every-team", help="For every team.")] = False,
    carer: Annotated[
        str | None, typer.Option(help="Id of the carer who bears it.", show_default=False)
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="Until it expires.")] = DAYS,
    as_json: JsonOption = False,
) -> None:
    """Make a token and print its secret, which is shown this once and kept nowhere.

    Example: `rounds service token create --role carer --team north --carer c04 --days 365`
    """
    from api.access.keeping import give  # noqa: PLC0415 - see the package

    if bool(team) == every_team:
        raise typer.BadParameter("Name the teams with --team, or --every-team.")
    with service_of(settings_of(options)) as service:
        row, secret = give(service.database, Grant(role, team or None, carer, days))
    print_result(secret, {**_told(row), "secret": secret}, as_json=as_json)


@token_app.command("list")
@with_options
def list_command(options: ServiceOptions, *, as_json: JsonOption = False) -> None:
    """Show all tokens, also expired and revoked ones; their secrets are kept nowhere.

    Example: `rounds service token list`
    """
    from api.access.keeping import listed  # noqa: PLC0415 - see the package

    with service_of(settings_of(options)) as service:
        rows = [_told(row) for row in listed(service.database)]
    print_view({"tokens": rows}, lambda: _table(rows), as_json=as_json)


@token_app.command("revoke")
@with_options
def revoke_command(
    token_id: Annotated[str, typer.Argument(help="Id, as the list has it.", show_default=False)],
    options: ServiceOptions,
    *,
    as_json: JsonOption = False,
) -> None:
    """Revoke a token: it opens nothing any more, from now on.

    Example: `rounds service token revoke 5f2c9a1b04de`
    """
    from api.access.keeping import take_back  # noqa: PLC0415 - see the package

    with service_of(settings_of(options)) as service:
        take_back(service.database, token_id)
    print_result(f"revoked {token_id}", {"revoked": token_id}, as_json=as_json)


def _told(row: "TokenRow") -> dict[str, object]:
    return {
        "token_id": row.token_id,
        "roles": row.roles.split(),
        "teams": None if row.teams == EVERY_TEAM else row.teams.split(),
        "carer_id": row.carer_id,
        "made_at": row.made_at.isoformat(timespec="seconds"),
        "made_by": row.made_by,
        "expires_at": row.expires_at.isoformat(timespec="seconds"),
        "revoked_at": row.revoked_at and row.revoked_at.isoformat(timespec="seconds"),
    }


def _table(rows: list[dict[str, object]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("token", "roles", "teams", "carer", "made by", "expires", "revoked"):
        table.add_column(heading)
    for row in rows:
        teams = "every team" if row["teams"] is None else _cell(row["teams"])
        others = ("carer_id", "made_by", "expires_at", "revoked_at")
        cells = [_cell(row[key]) for key in others]
        table.add_row(_cell(row["token_id"]), _cell(row["roles"]), teams, *cells)
    return table


def _cell(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
