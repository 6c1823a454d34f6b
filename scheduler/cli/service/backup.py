"""`rounds service backup` and `restore`."""
# ruff: noqa: PLC0415 - only these commands pay for the database: the others start sooner

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.service.opening import DATA, DatabaseOption, DataOption, database_url

FileArgument = Annotated[Path, typer.Argument(help="The backup.", show_default=False)]


def backup_command(
    file: FileArgument, data: DataOption = DATA, database: DatabaseOption = None
) -> None:
    """Copy the database into a new file while the service runs, and verify the copy.

    Example: `rounds service backup rounds-monday.sqlite`
    """
    from api.operations.backup import backup

    reports = backup(database_url(data, database), file)
    typer.echo(f"{file}: {len(reports)} chains of the audit trail, all whole")


def restore_command(
    file: FileArgument, data: DataOption = DATA, database: DatabaseOption = None
) -> None:
    """Put a backup into a folder that has no database yet, and verify it.

    Example: `rounds service restore rounds-monday.sqlite --data rounds-new`
    """
    from api.operations.backup import restore

    reports = restore(file, database_url(data, database))
    typer.echo(f"{data}: {len(reports)} chains of the audit trail, all whole")
