"""Whether the chains of the audit trail are whole, and where they may be cut.

A chain by itself shows every change that does not recompute all lines behind it and the head.
Against somebody who does that, only a head that was noted elsewhere helps: docs/care-data.md.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from api.care.audit import FIRST_HASH, AuditLine, line_hash
from api.storage.database import Database
from api.storage.scope import rows_of_service
from api.storage.tables import AuditHeadRow, AuditRow
from scheduler.errors import RoundsError

CUT = "cut_audit"
"""What an audit line says that tells how far the lines before it were removed."""
_AT_A_TIME = 1000


class Fault(StrEnum):
    """What is wrong with a line."""

    CHANGED = "changed"
    MISSING = "missing"
    NOT_IN_PLACE = "not in place"
    BEHIND_HEAD = "behind the head"
    WITHOUT_HEAD = "without a head"


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a chain shows.

    Attributes:
        chain: id of a team, or empty for the service's own.
        first, lines: number of the first line kept, and how many are right from there.
        number, head: the newest of them, and its hash: note them elsewhere.
        broken: number of the first line that is wrong; None where none is.
    """

    chain: str
    first: int
    lines: int
    number: int
    head: str
    broken: int | None = None
    fault: Fault | None = None


def cut_subject(number: int, hash_of_it: str) -> str:
    """What the line says that removes all lines up to this one."""
    return f"audit/{number}/{hash_of_it}"


def chains(session: Session) -> list[str]:
    """All chains, also those whose head or lines somebody removed."""
    heads = rows_of_service(AuditHeadRow).with_only_columns(AuditHeadRow.chain)
    lines = rows_of_service(AuditRow).with_only_columns(AuditRow.chain).distinct()
    return sorted({*session.scalars(heads), *session.scalars(lines)})


def verify(session: Session, chain: str) -> ChainReport:
    """Walk a chain from its first line to its head; the first line that is wrong is named."""
    head = session.get(AuditHeadRow, chain)
    asked = rows_of_service(AuditRow).where(AuditRow.chain == chain).order_by(AuditRow.number)
    walk = _Walk(chain)
    for row in session.scalars(asked).yield_per(_AT_A_TIME):
        if not walk.lines:
            walk.begin(row.number, _hash_before(session, chain, row.number))
        fault = walk.step(row)
        if fault is not None:
            return walk.report(walk.number + 1, fault)
    if head is None:
        return walk.report(walk.number or 1, Fault.WITHOUT_HEAD)
    if head.number > walk.number:
        return walk.report(walk.number + 1, Fault.MISSING)
    if head.number < walk.number:
        return walk.report(head.number + 1, Fault.BEHIND_HEAD)
    if head.line_hash != walk.latest:
        return walk.report(walk.number, Fault.CHANGED)
    return walk.report()


@dataclass
class _Walk:
    """How far a chain has been walked.

    Attributes:
        number, latest: of the last line that was right, and its hash.
    """

    chain: str
    first: int = 1
    number: int = 0
    latest: str = FIRST_HASH
    lines: int = 0

    def begin(self, first: int, before: str | None) -> None:
        """Begin at the first line kept, where the hash of the one before it is known."""
        if before is not None:
            self.first, self.number, self.latest = first, first - 1, before

    def step(self, row: AuditRow) -> Fault | None:
        """Go on to the next line; what is wrong with it."""
        if row.number != self.number + 1:
            return Fault.MISSING if row.number > self.number else Fault.NOT_IN_PLACE
        if row.line_hash != line_hash(self.latest, row.number, AuditLine.of(row)):
            return Fault.CHANGED
        self.number, self.latest = row.number, row.line_hash
        self.lines += 1
        return None

    def report(self, broken: int | None = None, fault: Fault | None = None) -> ChainReport:
        """What the chain shows so far."""
        return ChainReport(
            self.chain, self.first, self.lines, self.number, self.latest, broken, fault
        )


@contextmanager
def one_state(database: Database) -> Iterator[Session]:
    """A transaction in which lines and heads are those of one moment, while others write."""
    with database.read() as session:
        if not database.is_sqlite:  # SQLite shows one moment in any case
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def verify_all(database: Database, tell: Callable[[ChainReport], None]) -> None:
    """Walk every chain.

    Args:
        tell: is shown each.

    Raises:
        RoundsError: `audit-broken`.
    """
    broken = []
    with one_state(database) as session:
        for chain in chains(session):
            shown = verify(session, chain)
            tell(shown)
            if shown.broken is not None:
                broken.append(f"chain {chain or 'of the service'} at line {shown.broken}")
    if broken:
        raise RoundsError("audit-broken", f"The audit trail is broken: {'; '.join(broken)}.")


def _hash_before(session: Session, chain: str, first: int) -> str | None:
    """Hash of the line before the first that is kept, as the line that cut the chain tells."""
    if first == 1:
        return FIRST_HASH
    asked = (
        rows_of_service(AuditRow)
        .where(AuditRow.chain == chain, AuditRow.action == CUT)
        .order_by(AuditRow.number.desc())
        .limit(1)
    )
    cut = session.scalars(asked).one_or_none()
    told = [] if cut is None else cut.subject.split("/")
    if len(told) == 3 and told[1] == str(first - 1):
        return str(told[2])
    return None
