"""A worker as a process of its own."""

import os
import signal
import threading
from multiprocessing.connection import Connection
from types import FrameType
from typing import TYPE_CHECKING

from api.jobs.post import Post
from api.jobs.priority import Desk, process_gives_way
from api.jobs.stopping import Stopping
from api.settings import Settings

if TYPE_CHECKING:
    from api.jobs.worker import Worker
    from api.storage.database import Database

ABANDONED_SECONDS = 2.0
"""How long a worker has to hand its job back once its server is gone."""


def run_child(settings: Settings, post: Post, server: Connection) -> None:
    """Do jobs until the server says to stop, or is gone.

    Args:
        server: sends the seconds that are left, once; closed when the server has ended.
    """
    stopping, ready = Stopping(), threading.Event()

    def leave(seconds: float) -> None:
        stopping.ask(seconds)
        if not ready.is_set():
            os._exit(0)  # nothing was taken up yet

    def terminated(number: int, frame: FrameType | None) -> None:
        del number, frame
        leave(ABANDONED_SECONDS)

    def listen() -> None:
        try:
            seconds = server.recv()
        except (EOFError, OSError):
            seconds = ABANDONED_SECONDS
        leave(seconds)

    # an interrupt of the terminal reaches all processes, and it is the server that decides
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, terminated)
    threading.Thread(target=listen, name="server", daemon=True).start()
    process_gives_way()
    # the solver takes a second to import: meanwhile the server is already listened to
    worker, database = Desk().wait_for(lambda: _made_ready(settings, post, stopping))
    ready.set()
    worker.work()
    database.close()
    os._exit(0)  # giving back what the solver holds would take seconds


def _made_ready(settings: Settings, post: Post, stopping: Stopping) -> tuple["Worker", "Database"]:
    from api.jobs.kinds import KINDS  # noqa: PLC0415
    from api.jobs.task import Workplace  # noqa: PLC0415
    from api.jobs.warm import warm_up  # noqa: PLC0415
    from api.jobs.worker import worker_of  # noqa: PLC0415
    from api.operations.log import configure_log  # noqa: PLC0415
    from api.storage.database import Database  # noqa: PLC0415

    configure_log()
    database = Database(settings.database_url)
    warm_up()
    place = Workplace.of(settings, database)
    return worker_of(place, KINDS, post, stopping, lambda: os._exit(1)), database
