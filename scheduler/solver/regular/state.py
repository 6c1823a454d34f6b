"""The rounds of a plan in the making, as linked lists."""

from typing import NamedTuple

import numpy as np

from scheduler.solver.regular.problem import NOBODY, Flags, Ints
from scheduler.solver.regular.tables import Tables
from scheduler.solver.search.dice import Dice, dice

TRAVEL, CONTINUITY, LATE, WORST, ABSENT, PRESENT = range(6)
"""Places of `State.totals`: time of travel, points of continuity, sum of lateness and of what tasks
begin early, maximum of lateness, points of the tasks left out, tasks in `State.order`."""

CHOICES = 8
"""How many of the gaps that look best to each of two partners are judged together: of 500,000 pairs
one in 2,000 would have gone into a worse looking one."""

FEW_CHOICES = 3
"""How many of those that look best to a task alone are judged exactly, where a guess is not exact:
of 700,000 tasks one in 14,000 would have gone into a worse looking one."""


class State(NamedTuple):
    """Rounds and their earliest starts.

    Attributes:
        following, previous: by node.
        leg: by node, travel to the following one; 0 in an unused shift.
        shift: by node, NOBODY for a task that is left out.
        pause: by node, whether the break of its shift is taken on the way to the following one.
        opening: by node, before which the task does not begin: its ideal start, or as much earlier
            as what stands behind it needs.
        start: by node, the earliest.
        latest: by node, the last start after which the rest can still be done.
        slack: by node, the last start that makes nothing later than it is anyway.
        calm: by node, the last start that leaves the largest lateness as it is.
        size, load: by shift, tasks and load.
        busy: by shift, travel and service of its round. working: by carer, travel and work.
        met: `[client, shift]` visits.
        order: the tasks of the plan, nearly by start, where there are ties.
        totals: see TRAVEL and so on.
    """

    following: Ints
    previous: Ints
    leg: Ints
    shift: Ints
    pause: Flags
    opening: Ints
    start: Ints
    latest: Ints
    slack: Ints
    calm: Ints
    size: Ints
    load: Ints
    busy: Ints
    working: Ints
    met: Ints
    order: Ints
    totals: Ints


class Workshop(NamedTuple):
    """Working space that nothing is remembered in.

    Attributes:
        counts: `counts[0]` is how many tasks stand in `waiting`.
        done: stamps of nodes; `stamp[0]` is the last one.
        queue: nodes whose starts have changed.
        logged, before: nodes whose starts were raised, and what they were.
        waiting, keys: absent tasks, and what they are sorted by.
        row: tasks of one round.
        touched: shifts that have changed. concerned: those whose times that changes.
        stubborn: by task, once more than how often room was looked for it by taking others out.
        seen: by shift, stamp of the last scan that met an unused twin.
        gap, first, guess, bound, least, at, until, quiet: `[task or partner, rank]`, see `gaps.py`.
        eases: `[kind, position in a round]`, see `pauses.py`.
    """

    counts: Ints
    done: Ints
    stamp: Ints
    queue: Ints
    logged: Ints
    before: Ints
    waiting: Ints
    keys: Ints
    row: Ints
    touched: Flags
    concerned: Flags
    stubborn: Ints
    seen: Ints
    gap: Ints
    first: Flags
    guess: Ints
    bound: Ints
    least: Ints
    at: Ints
    until: Ints
    quiet: Ints
    eases: Ints
    dice: Dice


def empty_state(tables: Tables) -> State:
    """Every task absent, every shift unused."""
    tasks, shifts = tables.tasks, tables.shifts
    starts = np.arange(tasks, tasks + shifts)
    ends = starts + shifts
    following, previous = np.full((2, tasks + 2 * shifts), NOBODY, np.int64)
    following[starts], previous[ends] = ends, starts
    clients = int(tables.client.max(initial=-1)) + 1
    return State(
        following=following,
        previous=previous,
        leg=np.zeros(tasks + 2 * shifts, np.int64),
        shift=np.concatenate([np.full(tasks, NOBODY), np.tile(np.arange(shifts), 2)]),
        pause=np.zeros(tasks + 2 * shifts, np.bool_),
        opening=tables.ideal.copy(),
        start=tables.opens.copy(),
        latest=tables.closes.copy(),
        slack=tables.closes.copy(),
        calm=tables.closes.copy(),
        size=np.zeros(shifts, np.int64),
        load=np.zeros(shifts, np.int64),
        busy=np.zeros(shifts, np.int64),
        working=np.zeros(len(tables.duty), np.int64),
        met=np.zeros((clients, shifts), np.int64),
        order=np.zeros(tasks, np.int64),
        totals=np.array([0, 0, 0, 0, tables.unassigned.sum(), 0], np.int64),
    )


def workshop(tables: Tables, seed: int) -> Workshop:
    """Working space for states of these tables."""
    nodes = tables.tasks + 2 * tables.shifts
    room = 8 * nodes + 64

    def numbers(*shape: int) -> Ints:
        return np.zeros(shape, np.int64)

    return Workshop(
        counts=numbers(1),
        done=numbers(nodes),
        stamp=numbers(1),
        queue=numbers(room),
        logged=numbers(room),
        before=numbers(room),
        waiting=numbers(tables.tasks),
        keys=numbers(tables.tasks),
        row=numbers(tables.tasks + 1),
        touched=np.zeros(tables.shifts, np.bool_),
        concerned=np.zeros(tables.shifts, np.bool_),
        stubborn=np.ones(tables.tasks, np.int64),
        seen=numbers(tables.shifts),
        gap=numbers(2, CHOICES),
        first=np.zeros((2, CHOICES), np.bool_),
        guess=numbers(2, CHOICES),
        bound=numbers(2, CHOICES),
        least=numbers(2, CHOICES),
        at=numbers(2, CHOICES),
        until=numbers(2, CHOICES),
        quiet=numbers(2, CHOICES),
        eases=numbers(2, tables.tasks + 1),
        dice=dice(seed),
    )
