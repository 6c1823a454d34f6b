"""Whether the service can do its work: the database answers and has the tables, parts are alive."""

from collections.abc import Callable, Iterable

from api.service import Service
from api.storage.migrations import newest_step, step_of
from scheduler.errors import RoundsError


def is_ready(service: Service, parts: Iterable[Callable[[], bool]]) -> bool:
    """Whether the service can take requests on.

    Args:
        parts: tell whether other parts of the service are alive, such as its workers.
    """
    if not service.trail.is_writing or not all(is_alive() for is_alive in parts):
        return False
    try:
        with service.database.read() as session:
            step = step_of(session.connection())
    except RoundsError:
        return False
    return step == newest_step()
