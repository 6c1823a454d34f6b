"""Exit codes of every command."""

from enum import IntEnum


class Exit(IntEnum):
    """What a command ends with."""

    DONE = 0
    FAULT = 1
    BAD_INPUT = 2
    UNASSIGNED = 3
