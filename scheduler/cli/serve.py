"""`rounds serve`: the HTTP service."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.options import with_options
from scheduler.cli.service.options import ServiceOptions, service_of, settings_of


@with_options
def serve_command(
    options: ServiceOptions,
    *,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Its port.", show_default="8000")
    ] = None,
    socket: Annotated[
        Path | None, typer.Option(help="UNIX socket to listen on instead.", show_default=False)
    ] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(help="Certificate with its chain, PEM.", show_default=False)
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(help="Key of the certificate, PEM.", show_default=False)
    ] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="A proxy with TLS stands before the service.")
    ] = False,
    proxy: Annotated[
        list[str] | None,
        typer.Option(help="Address of that proxy; once or more.", show_default="this machine"),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes for searches.", show_default="one per core")
    ] = None,
) -> None:
    """Serve the HTTP API, on this machine only where nothing else is said.

    Its description is at /docs. The first start makes a token and prints it, once.

    Example: `rounds serve --port 8000`
    """
    from api import running  # noqa: PLC0415 - see the package
    from api.access.keeping import first_token  # noqa: PLC0415 - see the package
    from api.listening import refuse_unprotected, server_options  # noqa: PLC0415 - see the package
    from api.operations.log import configure_log  # noqa: PLC0415 - see the package

    listening = {
        "host": host,
        "port": port,
        "socket": socket,
        "tls_cert": tls_cert,
        "tls_key": tls_key,
        "behind_proxy": behind_proxy or None,
        "proxies": tuple(proxy) if proxy else None,
    }
    settings = settings_of(options, {"workers": workers, "listening": listening})
    refuse_unprotected(settings.listening)
    with service_of(settings) as service:
        secret = first_token(service.database)
        if secret is not None:
            sys.stdout.write(f"First token of this service, shown once: {secret}\n")
            sys.stdout.flush()
        configure_log()
        running.run(service, **server_options(settings))
