"""`rounds serve`: the HTTP service, on this machine only."""

from pathlib import Path
from typing import Annotated

import typer


def serve_command(
    data: Annotated[Path, typer.Option(help="Folder for the database and the caches.")] = Path(
        "rounds-data"
    ),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Serve the HTTP API on the loopback address; its description is at /docs.

    Example: `rounds serve --port 8000`
    """
    # Only this command pays for the web server: the others start half a second earlier.
    import uvicorn  # noqa: PLC0415

    from api.app import create_app  # noqa: PLC0415
    from api.server import open_service  # noqa: PLC0415
    from api.settings import Settings  # noqa: PLC0415

    data.mkdir(parents=True, exist_ok=True)
    with open_service(Settings(f"sqlite:///{data / 'rounds.sqlite'}", data / "cache")) as service:
        uvicorn.run(create_app(service), host="127.0.0.1", port=port, access_log=False)
