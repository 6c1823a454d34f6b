"""What a command of `rounds` ends with, run as a user types it (fixture `run` of conftest.py)."""

from collections.abc import Callable
from typing import NamedTuple


class Outcome(NamedTuple):
    """Exit code, stdout and stderr."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]
