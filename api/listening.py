"""How the server listens: nowhere beyond this machine where others could read along."""

import math
import ssl
from typing import Any

from api.access.addresses import is_loopback
from api.limits.heads import BoundedHttp
from api.settings import Listening, Settings
from scheduler.errors import RoundsError

WHOEVER_REACHES_THE_SOCKET = "*"


def refuse_unprotected(listening: Listening) -> None:
    """Refuse to listen where neither the machine, nor TLS, nor a proxy protects what is sent.

    Raises:
        RoundsError: `listening-unprotected`, `tls-incomplete`.
    """
    if listening.tls_cert or listening.tls_key:
        _refuse_incomplete(listening)
    elif not (listening.socket or listening.behind_proxy or is_loopback(listening.host)):
        raise RoundsError("listening-unprotected", f"{listening.host} is not the loopback address.")


def server_options(settings: Settings) -> dict[str, Any]:
    """What uvicorn is told.

    It writes no line for a request: the address of a feed holds its secret. What a proxy says of
    its callers is believed only where one was named, and only of its own address.
    """
    listening = settings.listening
    proxies = WHOEVER_REACHES_THE_SOCKET if listening.socket else list(listening.proxies)
    return {
        "host": listening.host,
        "port": listening.port,
        "uds": str(listening.socket) if listening.socket else None,
        "ssl_certfile": listening.tls_cert,
        "ssl_keyfile": listening.tls_key,
        "proxy_headers": listening.behind_proxy,
        "forwarded_allow_ips": proxies if listening.behind_proxy else [],
        "http": BoundedHttp,
        "ws": "none",
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": math.ceil(settings.stop_seconds),
    }


def _refuse_incomplete(listening: Listening) -> None:
    if listening.tls_cert is None or listening.tls_key is None:
        raise RoundsError("tls-incomplete", "Only one of certificate and key is named.")
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(listening.tls_cert, listening.tls_key)
    except (OSError, ssl.SSLError) as error:
        message = f"They cannot be used: {type(error).__name__}."
        raise RoundsError("tls-incomplete", message) from error
