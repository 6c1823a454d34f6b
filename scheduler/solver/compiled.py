"""Compilation of the inner loops, with types that the checker of types can read.

Machine code is kept in the user's cache folder (or in `NUMBA_CACHE_DIR`), in a folder of its own
for every state of the solver's sources: numba looks at the file of a function only and would go on
using code whose callees in other files have changed.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

import numba
import platformdirs
from numba.core import event

P = ParamSpec("P")
R = TypeVar("R")


def _sources() -> str:
    """What all modules of the solver contain, as a short name."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


if "NUMBA_CACHE_DIR" not in os.environ:
    numba.config.CACHE_DIR = str(platformdirs.user_cache_path("rounds") / "compiled" / _sources())


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile to machine code at the first call, keep the result on disk, and free the GIL.

    Nobody counts who shares an array, so the function must not make any (see `compiled_to_make`).
    A division by zero is not looked for: whoever divides makes sure.
    """
    made: Callable[P, R] = numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)(
        function
    )
    return made


def compiled_to_make(function: Callable[P, R]) -> Callable[P, R]:
    """The same for functions that make arrays."""
    made: Callable[P, R] = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return made


def is_ready(function: Callable[..., object]) -> bool:
    """Whether a compiled function has been called in this process, or read from disk."""
    return bool(getattr(function, "signatures", ()))


@contextmanager
def compilation_told(tell: Callable[[], None]) -> Iterator[None]:
    """Call `tell` once if anything has to be compiled inside: on a new machine, or a new version.

    What was kept on disk is only read and not told of.
    """
    with event.install_listener("numba:compile", _Once(tell)):
        yield


class _Once(event.Listener):  # type: ignore[misc]  # numba is not typed
    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell
        self._told = False

    def on_start(self, _: object) -> None:
        if not self._told:
            self._told = True
            self._tell()

    def on_end(self, _: object) -> None:
        """Nothing to say."""
