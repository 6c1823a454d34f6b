"""Options that say which service is meant, and its settings."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli.options import OptionSet

if TYPE_CHECKING:
    from api.service import Service
    from api.settings import Settings

DATA = Path("rounds-data")
OWNER_ONLY = 0o700


@dataclass(frozen=True)
class ServiceOptions(OptionSet):
    """Which service."""

    data: Annotated[
        Path | None,
        typer.Option(help="Folder for the database and the caches.", show_default=str(DATA)),
    ] = None
    database: Annotated[
        str | None,
        typer.Option(
            help="URL of a database elsewhere: postgresql+psycopg://...",
            envvar="ROUNDS_DATABASE_URL",
            show_default="SQLite in the folder",
        ),
    ] = None
    settings: Annotated[
        Path | None, typer.Option(help="TOML file of settings.", show_default=False)
    ] = None


def settings_of(options: ServiceOptions, typed: Mapping[str, Any] | None = None) -> "Settings":
    """The settings, of file, environment and options.

    Raises:
        InputError: `settings-refused`.
    """
    from api.settings_file import read_settings  # noqa: PLC0415 - see the package

    asked = {"database_url": options.database, **(typed or {})}
    return read_settings(options.settings, options.data, DATA, asked)


@contextmanager
def service_of(settings: "Settings") -> Iterator["Service"]:
    """The service, whose folders are there afterwards and nobody else's to read.

    Raises:
        RoundsError: `storage-unavailable`.
    """
    from sqlalchemy.engine import make_url  # noqa: PLC0415 - see the package

    from api.server import open_service  # noqa: PLC0415 - see the package

    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    settings.cache.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    with open_service(settings) as service:
        yield service
