"""Composing a plan out of rounds that were met in search: CP-SAT decides.

One round for every shift at most, every visit covered or paid for, and what ties rounds to each
other: equal starts of joint visits, gaps of dependencies, rest, worst lateness, fair load, spread
of waiting, change. `rounds` gathers the rounds, `relaxation` chooses the promising ones, `model`
states all rules over them.
"""

from scheduler.solver.compose.compose import Composition, compose

__all__ = ["Composition", "compose"]
