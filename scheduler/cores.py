"""The cores of the machine."""

import os


def cores() -> int:
    """The cores that this process may use."""
    # not every system tells which of its cores a process may use
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1
