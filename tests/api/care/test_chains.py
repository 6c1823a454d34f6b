"""The audit trail shows whatever is done to its lines behind its back."""

import pytest
from audit_lines import line
from sqlalchemy import text

from api.care.audit import append
from api.care.chains import ChainReport, Fault, verify, verify_all
from api.service import Service
from scheduler.errors import RoundsError


@pytest.fixture
def kept(service: Service) -> Service:
    """A service with nine lines of team t1 and two of another."""
    with service.database.write() as session:
        append(session, [line(number) for number in range(1, 10)])
        append(session, [line(number, "t2") for number in (1, 2)])
    return service


def seen(service: Service, chain: str = "t1") -> ChainReport:
    """What the chain shows."""
    with service.database.read() as session:
        return verify(session, chain)


def done(service: Service, *statements: str) -> None:
    """What somebody does who can write to the database."""
    with service.database.write() as session:
        for statement in statements:
            session.execute(text(statement))


def test_a_chain_that_nobody_touched_is_whole(kept: Service) -> None:
    """Nine lines, the newest number and its hash, and nothing broken."""
    report = seen(kept)
    assert (report.first, report.lines, report.number, report.broken) == (1, 9, 9, None)
    assert report.head != seen(kept, "t2").head


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "'2026-11-23 09:00:00.000000'"),
        ("who", "'token:x'"),
        ("roles", "''"),
        ("action", "'read_plan'"),
        ("subject", "'client/k1'"),
        ("why", "'research'"),
        ("request_id", "'x'"),
        ("line_hash", "'00'"),
    ],
)
def test_a_changed_field_is_found(kept: Service, column: str, value: str) -> None:
    """Whichever field it is, the line that holds it is named."""
    done(kept, f"UPDATE audit SET {column} = {value} WHERE chain = 't1' AND number = 5")  # noqa: S608 - our own words
    report = seen(kept)
    assert (report.broken, report.fault) == (5, Fault.CHANGED)


@pytest.mark.parametrize("number", [1, 5, 9])
def test_a_removed_line_is_found(kept: Service, number: int) -> None:
    """At the beginning, in the middle, and at the end: the head tells that one."""
    done(kept, f"DELETE FROM audit WHERE chain = 't1' AND number = {number}")  # noqa: S608 - our own words
    report = seen(kept)
    assert (report.broken, report.fault) == (number, Fault.MISSING)


def test_a_removed_end_is_found_when_the_head_is_moved_too(kept: Service) -> None:
    """Whoever moves the number of the head must know its hash as well."""
    done(
        kept,
        "DELETE FROM audit WHERE chain = 't1' AND number = 9",
        "UPDATE audit_heads SET number = 8 WHERE chain = 't1'",
    )
    assert (seen(kept).broken, seen(kept).fault) == (8, Fault.CHANGED)


def test_a_renumbered_chain_is_found(kept: Service) -> None:
    """A line is removed and those behind it close up: the first that moved is named."""
    done(
        kept,
        "DELETE FROM audit WHERE chain = 't1' AND number = 5",
        *(
            f"UPDATE audit SET number = {n - 1} WHERE chain = 't1' AND number = {n}"  # noqa: S608 - our own words
            for n in range(6, 10)
        ),
        "UPDATE audit_heads SET number = 8 WHERE chain = 't1'",
    )
    assert (seen(kept).broken, seen(kept).fault) == (5, Fault.CHANGED)


def test_reordered_lines_are_found(kept: Service) -> None:
    """Two lines change places."""
    done(
        kept,
        "UPDATE audit SET number = 100 WHERE chain = 't1' AND number = 3",
        "UPDATE audit SET number = 3 WHERE chain = 't1' AND number = 6",
        "UPDATE audit SET number = 6 WHERE chain = 't1' AND number = 100",
    )
    assert (seen(kept).broken, seen(kept).fault) == (3, Fault.CHANGED)


@pytest.mark.parametrize(("number", "fault"), [(0, Fault.NOT_IN_PLACE), (10, Fault.CHANGED)])
def test_an_inserted_line_is_found(kept: Service, number: int, fault: Fault) -> None:
    """Before the first, or behind the last."""
    done(
        kept,
        "INSERT INTO audit SELECT chain, "  # noqa: S608 - our own words
        f"{number}, at, who, roles, action, subject, why, request_id, line_hash "
        "FROM audit WHERE chain = 't1' AND number = 9",
    )
    assert seen(kept).broken == (1 if number == 0 else 10)
    assert seen(kept).fault is fault


def test_a_line_behind_the_head_is_found(kept: Service) -> None:
    """The head is set back to a line that is not the last."""
    done(
        kept,
        "UPDATE audit_heads SET number = 8, line_hash = "
        "(SELECT line_hash FROM audit WHERE chain = 't1' AND number = 8) WHERE chain = 't1'",
    )
    assert (seen(kept).broken, seen(kept).fault) == (9, Fault.BEHIND_HEAD)


def test_a_line_moved_to_another_chain_is_found(kept: Service) -> None:
    """A chain that had two lines and is given a third of another team."""
    done(
        kept,
        "UPDATE audit SET chain = 't2', number = 3 WHERE chain = 't1' AND number = 9",
        "UPDATE audit_heads SET number = 3, line_hash = "
        "(SELECT line_hash FROM audit WHERE chain = 't2' AND number = 3) WHERE chain = 't2'",
    )
    assert (seen(kept, "t2").broken, seen(kept, "t2").fault) == (3, Fault.CHANGED)
    assert seen(kept).broken == 9


def test_all_chains_are_walked_and_the_broken_ones_named(kept: Service) -> None:
    """Every chain is told of, also one whose head is gone; the error names where they break."""
    done(kept, "DELETE FROM audit_heads WHERE chain = 't2'")
    told: list[ChainReport] = []
    with pytest.raises(RoundsError, match="chain t2 at line 2") as caught:
        verify_all(kept.database, told.append)
    assert caught.value.code == "audit-broken"
    assert [each.chain for each in told if each.chain] == ["t1", "t2"]
