"""Lines of reads are kept together, and before the answer."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from audit_lines import line
from sqlalchemy import text
from sqlalchemy.orm import Session

from api.care.chains import verify
from api.care.trail import Trail
from api.service import Service
from api.storage.database import Database
from scheduler.errors import RoundsError


class HeldUp(Database):
    """A database whose writes wait until they may go on; counts them."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.may_write = threading.Event()
        self.asked = threading.Event()
        self.transactions = 0

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction, when it may."""
        self.asked.set()
        self.may_write.wait()
        self.transactions += 1
        with super().write() as session:
            yield session


@pytest.fixture
def held_up(service: Service) -> Iterator[HeldUp]:
    """The database of the service, on which writes wait."""
    database = HeldUp(service.settings.database_url)
    yield database
    database.close()


def waiting(trail: Trail, number: int) -> None:
    """Wait until so many reads wait for their lines."""
    while len(trail._waiting) < number:
        threading.Event().wait(0.001)


def test_many_readers_share_a_transaction(held_up: HeldUp) -> None:
    """Thirty come while the first is being written: all of them are in the second."""
    with Trail(held_up) as trail, ThreadPoolExecutor(40) as readers:
        first = readers.submit(trail.record, [line(0)])
        held_up.asked.wait()
        others = [readers.submit(trail.record, [line(n), line(n)]) for n in range(1, 31)]
        waiting(trail, 30)
        assert not any(each.done() for each in (first, *others))
        held_up.may_write.set()
        for each in (first, *others):
            each.result()
    assert held_up.transactions == 2
    with held_up.read() as session:
        report = verify(session, "t1")
    assert (report.lines, report.broken) == (61, None)


def test_who_looks_for_the_same_has_it_looked_up_once(held_up: HeldUp) -> None:
    """Those who wait together share a look, and each has a line of their own."""
    looked: list[int] = []

    def look(_: Session) -> int:
        looked.append(1)
        return len(looked)

    with Trail(held_up) as trail:
        first = trail.look(look, lambda _: [line(0)])
        held_up.asked.wait()
        others = [trail.look(look, lambda found, n=n: [line(n + found)]) for n in range(1, 11)]
        held_up.may_write.set()
        assert (first.result(), {each.result() for each in others}) == (1, {2})
    with held_up.read() as session:
        assert verify(session, "t1").lines == 11


def test_a_look_that_fails_concerns_nobody_else(held_up: HeldUp) -> None:
    """Whoever finds nothing is told, and has no line; the others are kept."""

    def nothing_there(_: Session) -> None:
        raise RoundsError("not-there", "There is none.")

    def broken(_: Session) -> None:
        raise LookupError

    with Trail(held_up) as trail:
        first = trail.look(lambda _: 1, lambda _: [line(0)])
        held_up.asked.wait()
        failing = [trail.look(each, lambda _: [line(9)]) for each in (nothing_there, broken)]
        last = trail.look(lambda _: 3, lambda _: [line(1)])
        held_up.may_write.set()
        assert (first.result(), last.result()) == (1, 3)
        assert [type(each.exception()) for each in failing] == [RoundsError, LookupError]
    with held_up.read() as session:
        assert verify(session, "t1").lines == 2


def test_who_leaves_before_the_look_has_not_looked(held_up: HeldUp) -> None:
    """A caller who hangs up while others are served has no line."""
    with Trail(held_up) as trail:
        first = trail.look(lambda _: 1, lambda _: [line(0)])
        held_up.asked.wait()
        left = trail.look(lambda _: 2, lambda _: [line(1)])
        assert left.cancel()
        stays = trail.look(lambda _: 3, lambda _: [line(2)])
        held_up.may_write.set()
        assert (first.result(), stays.result()) == (1, 3)
    with held_up.read() as session:
        assert verify(session, "t1").lines == 2


def test_readers_of_one_turn_of_a_loop_share_a_transaction(held_up: HeldUp) -> None:
    """Not even the first of them has one of its own, however quick the trail is."""

    async def ask() -> list[int]:
        asked = [trail.looked(lambda _, n=n: n, lambda n: [line(n)]) for n in range(30)]
        return await asyncio.gather(*asked)

    held_up.may_write.set()
    with Trail(held_up) as trail:
        assert asyncio.run(ask()) == list(range(30))
    assert held_up.transactions == 1
    with held_up.read() as session:
        assert verify(session, "t1").lines == 30


def test_a_loop_is_told_what_its_reads_raise(held_up: HeldUp) -> None:
    """Its own errors by each reader; that too many wait, or that the service stops."""

    def broken(_: Session) -> int:
        raise LookupError

    async def ask(*looks: Callable[[Session], int]) -> list[object]:
        asked = [trail.looked(look, lambda n: [line(n)]) for look in looks]
        return await asyncio.gather(*asked, return_exceptions=True)

    held_up.may_write.set()
    with Trail(held_up, most_waiting=2) as trail:
        found, failed, refused = asyncio.run(ask(lambda _: 1, broken, lambda _: 3))
    (stopping,) = asyncio.run(ask(lambda _: 4))
    assert (found, type(failed)) == (1, LookupError)
    codes = [each.code for each in (refused, stopping) if isinstance(each, RoundsError)]
    assert codes == ["storage-unavailable", "service-stopping"]


def test_a_reader_who_hangs_up_in_a_loop_has_not_looked(held_up: HeldUp) -> None:
    """Whoever is cancelled, or waits too long, before their turn has no line."""

    async def ask() -> list[object]:
        first = asyncio.ensure_future(trail.looked(lambda _: 1, lambda n: [line(n)]))
        await asyncio.to_thread(held_up.asked.wait)
        gone = asyncio.ensure_future(trail.looked(lambda _: 2, lambda n: [line(n)]))
        while not trail._waiting:
            await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        held_up.may_write.set()
        return await asyncio.gather(first, gone, return_exceptions=True)

    with Trail(held_up) as trail:
        found, gone = asyncio.run(ask())
    assert (found, type(gone)) == (1, asyncio.CancelledError)
    with held_up.read() as session:
        assert verify(session, "t1").lines == 1


def test_a_loop_does_not_wait_for_ever(held_up: HeldUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 where the trail is not kept in time."""
    monkeypatch.setattr("api.care.trail.PATIENCE_SECONDS", 0.01)
    with Trail(held_up) as trail:
        with pytest.raises(RoundsError, match="not kept in time"):
            asyncio.run(trail.looked(lambda _: 1, lambda n: [line(n)]))
        held_up.may_write.set()


def test_more_than_may_wait_are_refused(held_up: HeldUp) -> None:
    """What waits is bounded: the next is told to come again, and the others are kept."""
    with Trail(held_up, most_waiting=2) as trail, ThreadPoolExecutor(4) as readers:
        kept = [readers.submit(trail.record, [line(0)])]
        held_up.asked.wait()
        kept += [readers.submit(trail.record, [line(n)]) for n in (1, 2)]
        waiting(trail, 2)
        with pytest.raises(RoundsError) as caught:
            trail.record([line(3)])
        held_up.may_write.set()
        for each in kept:
            each.result()
    assert caught.value.code == "storage-unavailable"


def test_a_database_that_fails_fails_the_reads(service: Service) -> None:
    """Nobody is answered whose line was not kept; when it is well again the next one is."""
    with service.database.write() as session:
        session.execute(text("ALTER TABLE audit RENAME TO audit_away"))
    with pytest.raises(RoundsError) as caught:
        service.trail.record([line(1)])
    assert caught.value.code == "storage-unavailable"
    looked = service.trail.look(lambda _: 1, lambda _: [line(1)])
    assert isinstance(looked.exception(), RoundsError)
    with service.database.write() as session:
        session.execute(text("ALTER TABLE audit_away RENAME TO audit"))
    service.trail.record([line(1)])
    with service.database.read() as session:
        assert verify(session, "t1").lines == 1


def test_stopping_keeps_what_waits_and_leaves_no_thread(held_up: HeldUp) -> None:
    """Whoever came before the end is kept; whoever comes after it is refused."""
    held_up.may_write.set()
    with Trail(held_up) as trail:
        trail.record([line(1)])
    with pytest.raises(RoundsError) as caught:
        trail.record([line(2)])
    assert caught.value.code == "service-stopping"
    assert not trail._writer.is_alive()


def test_a_chain_is_begun_once_though_two_begin_it(service: Service) -> None:
    """Ten threads write the first lines of a chain at a time: one head, ten lines."""
    with ThreadPoolExecutor(10) as readers:
        list(readers.map(lambda n: service.trail.record([line(n)]), range(10)))
    with service.database.read() as session:
        assert verify(session, "t1").lines == 10
