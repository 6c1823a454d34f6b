"""Transactions on SQLite or PostgreSQL, alike for everybody above."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from api.storage.migrations import migrate
from scheduler.errors import RoundsError

BUSY_SECONDS = 10
"""How long a writer waits for another; writes take milliseconds."""

NO_BEGIN = ""


class Database:
    """The database of the service.

    Args:
        url: in SQLAlchemy's form, for SQLite or PostgreSQL.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url)
        self._writer = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        self._once = self.engine.execution_options(begin=NO_BEGIN)

    def prepare(self) -> None:
        """Make the tables, or bring them to the shape that this version of Rounds expects.

        Raises:
            RoundsError: the database cannot be reached or written.
        """
        with _translated(), self._writer.begin() as connection:
            migrate(connection)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that reads.

        Raises:
            RoundsError: `storage-unavailable`.
        """
        with _translated(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that is kept whole, or not at all.

        With SQLite it is the only writer from its beginning; with PostgreSQL it locks the rows
        that it asks for with `with_for_update`.

        Raises:
            RoundsError: `storage-unavailable`.
            IntegrityError: what is written is there already.
        """
        with (
            _translated(),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def write_once(self) -> Iterator[Session]:
        """The same for a single statement, which SQLite does and keeps in one go.

        Other threads of the process, busy as they may be, do not come between its beginning and
        its end, as they do between the statements of a transaction.

        Raises:
            RoundsError: `storage-unavailable`.
        """
        with (
            _translated(),
            Session(self._once, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, PoolTimeoutError) as error:
        # what the driver says may hold values: only its kind is told
        kind = type(getattr(error, "orig", None) or error).__name__
        raise RoundsError("storage-unavailable", f"The database answers {kind}.") from error


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url,
        pool_size=20,
        max_overflow=30,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own
        # transactions begin as SQLAlchemy says, and not when the driver finds it fit
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        begin = str(connection.get_execution_options().get("begin", "BEGIN"))
        if begin != NO_BEGIN:
            connection.exec_driver_sql(begin)

    return engine


def _postgresql(url: str) -> Engine:
    return create_engine(
        url,
        pool_size=10,
        max_overflow=20,
        pool_pre_ping=True,
        pool_timeout=BUSY_SECONDS,
        connect_args={"connect_timeout": BUSY_SECONDS},
    )
