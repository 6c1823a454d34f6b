"""Composing a plan out of rounds that were met in search: branch and cut decides.

One round for every shift at most, every visit covered or paid for, and what ties rounds to each
other: equal starts of joint visits, gaps of dependencies, rest, worst lateness, fair load, spread
of waiting, change. `rounds` gathers the rounds, `model` states all rules over them, `program` is
what HiGHS solves, whole or relaxed, and `compose` chooses the promising rounds by reduced costs.
"""

from scheduler.solver.compose.compose import Composition, compose

__all__ = ["Composition", "compose"]
