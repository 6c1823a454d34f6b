"""The audit trail: lines that are only ever added, each with the hash of the one before."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from api.storage.scope import insert_of_service, rows_of_service
from api.storage.tables import AuditHeadRow, AuditRow

FIRST_HASH = "0" * 64
"""What stands for the hash of the line before the first."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Who did what, to what, when and why. Ids only.

    Attributes:
        chain: id of the team, or empty for the service's own.
        subject: what it was done to: `team/3`, `plan/ab12/version/2`, `client/k07`.
    """

    chain: str
    at: datetime
    who: str
    roles: str
    action: str
    subject: str
    why: str
    request_id: str

    @classmethod
    def of(cls, row: AuditRow) -> "AuditLine":
        """The line that a row keeps."""
        return cls(
            chain=row.chain,
            at=row.at,
            who=row.who,
            roles=row.roles,
            action=row.action,
            subject=row.subject,
            why=row.why,
            request_id=row.request_id,
        )


def _columns(line: AuditLine) -> dict[str, object]:
    """By name; dataclasses.asdict copies every value, which takes longer than to hash the line."""
    return {name: getattr(line, name) for name in AuditLine.__slots__}


def line_hash(before: str, number: int, line: AuditLine) -> str:
    """SHA-256 over a line and the hash of the one before it, hexadecimal."""
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    told = [before, number, line.chain, at, line.who, line.roles, line.action]
    told += [line.subject, line.why, line.request_id]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def append(session: Session, lines: Iterable[AuditLine]) -> None:
    """Add lines to their chains, in the transaction of what they tell of."""
    by_chain: dict[str, list[AuditLine]] = {}
    for line in lines:
        by_chain.setdefault(line.chain, []).append(line)
    for chain in sorted(by_chain):  # in one order, so that no two transactions wait for each other
        _append_to(session, chain, by_chain[chain])


def locked_head(session: Session, chain: str) -> AuditHeadRow:
    """The head of a chain, which nobody else moves before the transaction ends."""
    asked = rows_of_service(AuditHeadRow).where(AuditHeadRow.chain == chain).with_for_update()
    head: AuditHeadRow | None = session.scalars(asked).one_or_none()
    if head is None:
        # two may begin a chain at a time: the second finds the head of the first
        _begin(session, chain)
        head = session.scalars(asked).one()
    return head


def _begin(session: Session, chain: str) -> None:
    first = {"chain": chain, "number": 0, "line_hash": FIRST_HASH}
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sqlite.insert(AuditHeadRow).values(first).on_conflict_do_nothing())
    else:
        session.execute(postgresql.insert(AuditHeadRow).values(first).on_conflict_do_nothing())


def _append_to(session: Session, chain: str, lines: list[AuditLine]) -> None:
    head = locked_head(session, chain)
    number, latest = head.number, head.line_hash
    rows = []
    for line in lines:
        number += 1
        latest = line_hash(latest, number, line)
        rows.append({**_columns(line), "number": number, "line_hash": latest})
    session.execute(insert_of_service(AuditRow), rows)
    head.number, head.line_hash = number, latest
    session.flush()
