"""Compilation of the labelling, in a form that the checker of types can follow."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Machine code from the first call on, kept on disk; it runs without the interpreter's lock."""
    made: Callable[P, R] = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return made


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Part of whichever compiled function calls it: a call would count references to arrays."""
    made: Callable[P, R] = numba.njit(cache=True, nogil=True, error_model="numpy", inline="always")(
        function
    )
    return made
