"""`rounds service audit`: whether the trail is whole, and who looked at a client."""
# ruff: noqa: PLC0415 - only these commands pay for the database: the others start sooner

import json
from dataclasses import asdict
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from scheduler.cli.options import JsonOption
from scheduler.cli.service.opening import DATA, DatabaseOption, DataOption, opened

audit_app = typer.Typer(help="The audit trail of client data.", no_args_is_help=True)


@audit_app.command("verify")
def verify_command(
    data: DataOption = DATA, database: DatabaseOption = None, *, as_json: JsonOption = False
) -> None:
    """Walk every chain of the trail; note the heads elsewhere, and compare them the next time.

    Example: `rounds service audit verify`
    """
    from api.care.chains import ChainReport, verify_all

    def tell(report: ChainReport) -> None:
        if as_json:
            typer.echo(json.dumps(asdict(report)))
            return
        name = report.chain or "(service)"
        state = "whole" if report.broken is None else f"line {report.broken} is {report.fault}"
        typer.echo(f"{name}: {report.lines} lines, {state}; head {report.number} {report.head}")

    with opened(data, database) as kept:
        verify_all(kept, tell)


@audit_app.command("client")
def client_command(
    team: Annotated[str, typer.Argument(help="Id of the team.", show_default=False)],
    client: Annotated[str, typer.Argument(help="Id of the client.", show_default=False)],
    data: DataOption = DATA,
    database: DatabaseOption = None,
    timezone: Annotated[str, typer.Option(help="Zone of the times shown.")] = "Europe/Amsterdam",
) -> None:
    """Print who looked at a client's data, when, and why, in plain words, for the client.

    Example: `rounds service audit client kampen-south k07`
    """
    from api.care.audit import append
    from api.care.erasure import by_command
    from api.care.looks import account
    from api.storage.subjects import client_subject

    with opened(data, database) as kept, kept.write() as session:
        for line in account(session, team, client, ZoneInfo(timezone)):
            typer.echo(line)
        asked = by_command(team, "read_audit", client_subject(client), "request_of_client")
        append(session, [asked])
