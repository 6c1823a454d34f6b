"""With what priority a worker searches and writes."""

import os
import threading

import pytest
from api_jobs import WordRequest, add_word, words
from sqlalchemy import event

from api.jobs.post import Post
from api.jobs.priority import BY_THREAD, NICENESS, Desk
from api.jobs.states import Lane
from api.jobs.stopping import Stopping
from api.jobs.task import JobWork, Task, Workplace
from api.jobs.worker import worker_of
from api.service import Service
from api.storage.jobs import job_of, renew
from api.storage.subjects import job_subject


def niceness() -> int:
    """Of the thread that asks."""
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(not BY_THREAD, reason="Niceness is that of the process here.")
def test_a_search_gives_way_and_its_writes_do_not(service: Service) -> None:
    """A write that has the database to itself is not kept from the cores: everybody would wait."""
    met: dict[str, int] = {}

    def search(task: Task[WordRequest]) -> None:
        def write(work: JobWork) -> None:
            met["write"] = niceness()
            work.note(job_subject(task.job_id))

        chain = threading.Thread(target=lambda: met.update(chain=niceness()))
        chain.start()
        chain.join()
        met["search"] = niceness()
        task.write(write)

    add_word(service)
    place = Workplace.of(service.settings, service.database)
    post = Post.on(Lane.SHORT)
    assert worker_of(place, words(search), post, Stopping(), lambda: None).work_once()
    ours = niceness()
    assert met == {"search": ours + NICENESS, "chain": ours + NICENESS, "write": ours}


def test_what_a_write_raises_reaches_the_search() -> None:
    """And what the search raises reaches whoever waits for it."""
    desk, seen = Desk(), []

    def write() -> None:
        raise KeyError("written")

    def search() -> None:
        try:
            desk.write(write)
        except KeyError as error:
            seen.append(error.args)
        raise ValueError("searched")

    with pytest.raises(ValueError, match="searched"):
        desk.wait_for(search)
    assert seen == [("written",)]


def test_telling_and_renewing_are_one_statement_each(service: Service) -> None:
    """Threads that search have no chance to hold a write up in its midst."""
    said: list[str] = []

    def search(task: Task[WordRequest]) -> None:
        event.listen(service.database.engine, "before_cursor_execute", note)
        task.tell({"seconds": 1}, '{"x": 1}')
        with service.database.write_once() as session:
            renew(session, task.lease, 60)
        event.remove(service.database.engine, "before_cursor_execute", note)

    def note(*told: object) -> None:
        if threading.current_thread().name != "heartbeat":
            said.append(str(told[2]).split()[0])

    job_id = add_word(service)
    place = Workplace.of(service.settings, service.database)
    post = Post.on(Lane.SHORT)
    assert worker_of(place, words(search), post, Stopping(), lambda: None).work_once()
    assert said == ["UPDATE", "UPDATE"]
    with service.database.read() as session:
        assert job_of(session, "t1", job_id).best == '{"x": 1}'
