"""Rounds on the command line: parse, call planning, show.

Results go to stdout, progress and errors to stderr. Exit codes: 0 done, 2 bad input, 3 done but
visits are left unassigned, 1 a fault of ours.
"""

from scheduler.cli.main import main

__all__ = ["main"]
