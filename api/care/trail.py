"""Lines of reads: kept before the answer goes out."""

from collections.abc import Sequence

from api.care.audit import AuditLine, append
from api.storage.database import Database


class Trail:
    """Takes the lines of reads, which have no transaction of their own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, lines: Sequence[AuditLine]) -> None:
        """Keep lines; returns once they are.

        Raises:
            RoundsError: `storage-unavailable`.
        """
        if lines:
            with self._database.write() as session:
                append(session, lines)
