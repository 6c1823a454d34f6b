"""The database that a command works on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from api.storage.database import Database

DataOption = Annotated[
    Path, typer.Option(help="Folder of the service, as `rounds serve` was given it.")
]
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        help="URL of the database, where it is a server.",
        envvar="ROUNDS_DATABASE",
        show_default="rounds.sqlite in the folder",
    ),
]
DATA = Path("rounds-data")


def database_url(data: Path, database: str | None) -> str:
    """The database that is meant."""
    return database or f"sqlite:///{data / 'rounds.sqlite'}"


@contextmanager
def opened(data: Path, database: str | None) -> Iterator["Database"]:
    """The database, with the tables of this version.

    Raises:
        RoundsError: `storage-unavailable`.
    """
    # Only these commands pay for the database: the others start sooner.
    from api.storage.database import Database  # noqa: PLC0415

    if database is None and not (data / "rounds.sqlite").is_file():
        raise typer.BadParameter(f"there is no rounds.sqlite in {data}", param_hint="--data")
    kept = Database(database_url(data, database))
    try:
        kept.prepare()
        yield kept
    finally:
        kept.close()
