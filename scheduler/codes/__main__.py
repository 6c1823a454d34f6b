"""Prints docs/errors.md."""

import sys

from scheduler.codes import markdown

sys.stdout.write(markdown())
