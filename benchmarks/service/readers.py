"""Many readers, each on a connection of its own, in a process that does little else.

`python -m benchmarks.service.readers PORT TOKEN SECONDS REST PATH...` reads for some seconds; each
reader has one of the paths, and rests for REST seconds after an answer. Whatever the readers cost
is taken from the service that shares the cores with them: they read every byte, and look at nothing
but status and length. Prints what they measured as JSON.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import cast

import uvloop

READERS = 50
HEAD_END = b"\r\n\r\n"


@dataclass
class Asking:
    """How all readers ask, and what they measured.

    Attributes:
        rest: seconds between an answer and the next question.
        took: seconds from a question to the last byte of its answer.
    """

    rest: float
    end: float
    took: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    body_bytes: int = 0


class Reader(asyncio.Protocol):
    """One reader: asks, reads the answer to its last byte, rests, asks again."""

    def __init__(self, asking: Asking, request: bytes, gone: asyncio.Future[None]) -> None:
        self._asking, self._request, self._gone = asking, request, gone
        self._transport: asyncio.Transport
        self._head = b""
        self._left = 0
        self._begun = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self._transport = cast("asyncio.Transport", transport)

    def ask(self) -> None:
        """Ask, or leave when it is time."""
        self._begun = time.perf_counter()
        if self._begun >= self._asking.end:
            self._transport.close()
        else:
            self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Read on."""
        if self._left:
            self._left -= len(data)
        else:
            self._head += data
            at = self._head.find(HEAD_END)
            if at < 0:
                return
            length = _length(self._head[:at])
            self._asking.statuses[int(self._head[9:12])] += 1
            self._asking.body_bytes += length
            self._left = length - (len(self._head) - at - len(HEAD_END))
            self._head = b""
        if not self._left:
            self._answered()

    def _answered(self) -> None:
        self._asking.took.append(time.perf_counter() - self._begun)
        if self._asking.rest:
            asyncio.get_running_loop().call_later(self._asking.rest, self.ask)
        else:
            self.ask()

    def connection_lost(self, exc: Exception | None) -> None:
        """It ended: as it should, or an answer is missing."""
        if time.perf_counter() < self._asking.end:
            self._gone.set_exception(exc or ConnectionResetError("Closed by the service."))
        else:
            self._gone.set_result(None)


def _length(head: bytes) -> int:
    """Bytes of a body, as its head says."""
    _, _, told = head.lower().partition(b"\r\ncontent-length:")
    return int(told.partition(b"\r\n")[0])


async def read_all(port: int, asking: Asking, requests: Sequence[bytes]) -> None:
    """All readers, who begin one after the other within a rest."""
    loop = asyncio.get_running_loop()
    gone: list[asyncio.Future[None]] = []
    for number in range(READERS):
        gone.append(loop.create_future())
        made = partial(Reader, asking, requests[number % len(requests)], gone[-1])
        _, reader = await loop.create_connection(made, "127.0.0.1", port)
        loop.call_later(asking.rest * number / READERS, reader.ask)
    await asyncio.gather(*gone)


def main() -> None:
    """Read; tell."""
    port, token, seconds, rest, *paths = sys.argv[1:]
    requests = [
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        for path in paths
    ]
    begin = time.perf_counter()
    asking = Asking(float(rest), begin + float(seconds))
    uvloop.run(read_all(int(port), asking, requests))
    told = {
        "took": sorted(asking.took),
        "statuses": asking.statuses,
        "body_bytes": asking.body_bytes,
        "seconds": time.perf_counter() - begin,
        "processor_seconds": time.process_time(),
    }
    # a pipe may take only part of so long a text, and an unbuffered print would leave out the rest
    with open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False) as out:
        json.dump(told, out)


if __name__ == "__main__":
    main()
