"""Steps from one shape of the tables to the next, taken by Alembic when a service starts.

A new step, after a change of `api.storage.tables`:
`python -m api.storage.migrations "Tell jobs by colour"`. Read what it wrote before it is committed.
"""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from api.storage.tables import Row

LOCK = 0x526F756E6473
"""Of PostgreSQL's advisory locks: two services that start at a time take the steps one by one."""


def config(connection: Connection | None = None) -> Config:
    """What Alembic is told."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def migrate(connection: Connection) -> None:
    """Take every step that the database has not seen, in the transaction of the connection."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
    command.upgrade(config(connection), "head")


def newest_step() -> str:
    """The step that brings the tables to what this version of Rounds expects."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    if head is None:
        raise LookupError("There are no migrations.")
    return head


def known_steps() -> frozenset[str]:
    """All steps that this version of Rounds knows: from any of them it can go on."""
    scripts = ScriptDirectory.from_config(config())
    return frozenset(each.revision for each in scripts.walk_revisions())


def step_of(connection: Connection) -> str | None:
    """The last step that a database has seen."""
    return MigrationContext.configure(connection).get_current_revision()


def differences(connection: Connection) -> list[object]:
    """How the tables of a database differ from those of `api.storage.tables`."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Row.metadata))
