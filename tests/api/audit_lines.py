"""Audit lines for the tests of the service."""

from datetime import UTC, datetime, timedelta

from api.care.audit import AuditLine

START = datetime(2026, 11, 23, 7, tzinfo=UTC)


def line(number: int, chain: str = "t1", at: datetime | None = None) -> AuditLine:
    """A line unlike the others."""
    return AuditLine(
        chain=chain,
        at=at or START + timedelta(seconds=number),
        who=f"token:{number}",
        roles="member",
        action="read_team",
        subject=f"team/{number}",
        why="care",
        request_id=f"r{number}",
    )
