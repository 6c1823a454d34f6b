"""Write a new step from what changed in `api.storage.tables`."""

import sys

from alembic import command
from sqlalchemy import create_engine

from api.storage.migrations import config, migrate

if __name__ == "__main__":
    with create_engine("sqlite://").begin() as connection:
        migrate(connection)
        command.revision(config(connection), message=" ".join(sys.argv[1:]), autogenerate=True)
