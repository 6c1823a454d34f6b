"""A real service in a process of its own, that can be killed and started again."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NamedTuple

START_SECONDS = 120
TOKEN = re.compile(rb"rounds_[A-Za-z0-9_-]{30,}")


class Answer(NamedTuple):
    """What the service answered."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def document(self) -> Any:  # noqa: ANN401 - JSON
        """The body as JSON."""
        return json.loads(self.text)


class NotReachedError(Exception):
    """The service did not answer: nobody knows whether it did what was asked."""


class RunningService:
    """A service on the loopback address.

    Args:
        folder: for its database and caches; what is there is gone on with.
        arguments: more of `rounds serve`.
    """

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self._arguments = arguments
        self.port = _free_port()
        self.token = ""
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-c", "from scheduler.cli import main; main()", "serve"]
        command += ["--data", str(self.folder), "--port", str(self.port), *self._arguments]
        with (
            (self.folder / "said.txt").open("ab") as said,
            (self.folder / "log.txt").open("ab") as logged,
        ):
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                command, stdout=said, stderr=logged, start_new_session=True
            )
        end = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > end:
                self.kill()
                log = (self.folder / "log.txt").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"The service did not start: {log[-2000:]}")
            time.sleep(0.1)
        if not self.token:
            found = TOKEN.search((self.folder / "said.txt").read_bytes())
            if found is None:
                raise RuntimeError("The service printed no token at its first start.")
            self.token = found[0].decode()

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        seconds: float = 60,
    ) -> Answer:
        """Ask it something, as whoever the headers name or with the token of the first start.

        Raises:
            NotReachedError: it is not there, or ended before it answered.
        """
        sent = dict(headers or {})
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        given: bytes | None = None
        if isinstance(body, bytes):
            given = body
            sent.setdefault("Content-Type", "application/octet-stream")
        elif body is not None:
            given = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request(method, path, given, sent)
            got = connection.getresponse()
            names = {name.lower(): value for name, value in got.getheaders()}
            return Answer(got.status, names, got.read().decode())
        except (OSError, HTTPException) as error:
            raise NotReachedError(f"{method} {path}: {type(error).__name__}.") from error
        finally:
            connection.close()

    def workers(self) -> list[int]:
        """Process ids of the children that it searches with."""
        if self._process is None:
            return []
        return [pid for pid in _children(self._process.pid) if b"spawn_main" in _command_line(pid)]

    def processor_seconds(self) -> float:
        """What the server itself has had of the cores since it was started."""
        if self._process is None:
            return 0.0
        told = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def kill_worker(self, pid: int) -> None:
        """End a child by SIGKILL."""
        _kill(pid)

    def kill(self) -> None:
        """End the server alone by SIGKILL; its children have to notice by themselves."""
        if self._process is not None:
            _kill(self._process.pid)
            self._process.wait()

    def stop(self) -> float:
        """SIGTERM; how many seconds it took to end."""
        if self._process is None:
            return 0.0
        begin = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)
        return time.monotonic() - begin

    def _is_ready(self) -> bool:
        try:
            return self.ask("GET", "/ready", seconds=5).status == 200
        except NotReachedError:
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    if not tasks.exists():
        return []
    found: list[int] = []
    for task in tasks.iterdir():
        try:
            found += map(int, (task / "children").read_text().split())
        except OSError:  # the thread has ended meanwhile
            continue
    return sorted(set(found))


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
