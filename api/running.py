"""A service at work: it answers, its workers work, and at the end they finish or hand back."""

import gc
import sys
from socket import socket
from types import FrameType
from typing import Any

import uvicorn

from api.app import create_app
from api.jobs.supervisor import Supervisor
from api.operations.log import logger
from api.service import Service

SWITCH_SECONDS = 0.0005
"""How long a thread may have the interpreter while others want it: the audit trail, for which every
reader waits, wants it several times in each of its transactions."""


def run(service: Service, **options: Any) -> None:  # noqa: ANN401 - they are uvicorn's
    """Answer until a signal says to stop; then end within `stop_seconds` and a little more.

    Args:
        options: of uvicorn, such as where to listen.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    app = create_app(service, Supervisor(service))
    config = uvicorn.Config(app, log_config=None, **options)
    _Server(config, service).run()


class _Server(uvicorn.Server):
    """Tells the service that it stops before it waits for the calls that are under way."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Begin to listen, and tell of it."""
        await super().startup(sockets)
        if self.started:
            # what is there by now stays: looking through it for garbage was a fifth of every read
            gc.collect()
            gc.freeze()
            logger().info("listening")

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop: streams end, nothing more is taken on, workers let go."""
        self._service.stopping.set()
        super().handle_exit(sig, frame)
