"""The rounds of a plan in the making, as arrays.

Below the rows of the shifts there are spare ones, in which rounds are tried out.
"""

from typing import NamedTuple

import numpy as np

from scheduler.solver.params import Settings
from scheduler.solver.search.dice import Dice, dice
from scheduler.solver.search.tables import NEVER, NOBODY, Flags, Ints, Tables
from scheduler.solver.timing import Chain, chain_of_size

COST, LOAD, BUSY, WAITING, EARLIER, LATER, LATENESS, DEPARTURE, END = range(9)
FIGURES = 9
"""Columns of `State.figures`, of rounds that begin as late as costs nothing. COST: points of the
rules that a round decides alone. EARLIER, LATER: seconds by which it may leave earlier or end
later, and so wait longer, at no cost."""

GAPS = 12
"""Gaps that are kept for every place of a visit."""

OPTIONS = 3
"""Ways to fill all places of a tied visit that are worked out exactly."""

UNUSABLE = -1
"""Length of a round that cannot be, not even empty, beside the carer's other rounds."""


class State(NamedTuple):
    """Rounds by row: nodes in order, when they can be done, and what they cost.

    Attributes:
        ready: `[row, breaks taken, position]` earliest moment to leave; position 0 is the start of
            the round.
        latest: `[row, breaks taken, position]` latest arrival; the last position is the end.
        soonest, at_last: the same at best, whatever the breaks taken.
        starts: `[row, position]` best start of every node.
        frozen: start by tied visit that is in the plan, NEVER otherwise.
        shift_of: by task, NOBODY when it is not in the plan.
    """

    nodes: Ints
    length: Ints
    ready: Ints
    latest: Ints
    soonest: Ints
    at_last: Ints
    starts: Ints
    figures: Ints
    frozen: Ints
    shift_of: Ints
    absent: Flags


class Workshop(NamedTuple):
    """Working space that nothing is remembered in.

    Attributes:
        kind, number, lead, duration, late: of every link of the chain, see `links.py`.
        taken, split: breaks taken at every position of a row, and how many of them before leaving.
        ready: by position of that row, the earliest moment ready to leave. ease: see `breaks.py`.
        opens, closes: the allowed starts that `gaps.py` looks at.
        choices: `[place of a visit and rank, column]` the best gaps, see `gaps.py`.
        ranked: by place of a visit, how many of them there are.
        options: `[rank, ...]` the best ways to fill all places of a tied visit.
        order, keys: absent visits, and what they are sorted by.
        leaving: visits to be removed. touched: shifts changed since the last comparison.
        order_of_shifts: shifts in a random order.
        busy: seconds by carer.
        tally: points of the rounds, and of the untied visits that were tried in vain.
        stubborn: by visit, how often in this cycle others could have made room for it.
        dice: state of the random numbers.
        settings: the parameters of the search.
    """

    chain: Chain
    kind: Ints
    number: Ints
    lead: Ints
    duration: Ints
    late: Flags
    taken: Ints
    split: Ints
    ready: Ints
    ease: Ints
    opens: Ints
    closes: Ints
    choices: Ints
    ranked: Ints
    options: Ints
    order: Ints
    keys: Ints
    leaving: Flags
    touched: Flags
    order_of_shifts: Ints
    busy: Ints
    tally: Ints
    stubborn: Ints
    dice: Dice
    settings: Settings


def workshop(tables: Tables, state: State, seed: int, settings: Settings) -> Workshop:
    """Working space for states of these tables."""
    size = state.nodes.shape[1] + state.ready.shape[1] + 2
    visits, places = len(tables.after), most_places(tables)
    windows = int(_widest(tables.window_from)) + 1
    return Workshop(
        chain=chain_of_size(size),
        kind=np.zeros(size, np.int64),
        number=np.zeros(size, np.int64),
        lead=np.zeros(size, np.int64),
        duration=np.zeros(size, np.int64),
        late=np.zeros(size, np.bool_),
        taken=np.zeros(size, np.int64),
        split=np.zeros(size, np.int64),
        ready=np.zeros(size, np.int64),
        ease=np.zeros(size, np.int64),
        opens=np.zeros(windows, np.int64),
        closes=np.zeros(windows, np.int64),
        choices=np.zeros((places * GAPS, 5), np.int64),
        ranked=np.zeros(places, np.int64),
        options=np.zeros((OPTIONS + 1, 2 + 2 * places), np.int64),
        order=np.zeros(visits, np.int64),
        keys=np.zeros((visits, 3), np.int64),
        leaving=np.zeros(visits, np.bool_),
        touched=np.zeros(len(tables.start), np.bool_),
        order_of_shifts=np.zeros(len(tables.start), np.int64),
        busy=np.zeros(len(tables.shift_seconds), np.int64),
        tally=np.zeros(1, np.int64),
        stubborn=np.zeros(visits, np.int64),
        dice=dice(seed),
        settings=settings,
    )


def empty_state(tables: Tables) -> State:
    """No round at all: every visit absent, every shift still to be opened."""
    shifts, visits = len(tables.start), len(tables.after)
    rows = shifts + spare_rows(tables)
    longest = tables.tasks + int(_widest(tables.appointment_from)) + 2
    breaks = int(_widest(tables.break_from)) + 1
    return State(
        nodes=np.zeros((rows, longest), np.int64),
        length=np.full(rows, UNUSABLE, np.int64),
        ready=np.full((rows, breaks, longest), NEVER, np.int64),
        latest=np.full((rows, breaks, longest), -NEVER, np.int64),
        soonest=np.full((rows, longest), NEVER, np.int64),
        at_last=np.full((rows, longest), -NEVER, np.int64),
        starts=np.zeros((rows, longest), np.int64),
        figures=np.zeros((rows, FIGURES), np.int64),
        frozen=np.full(visits, NEVER, np.int64),
        shift_of=np.full(tables.tasks, NOBODY, np.int64),
        absent=np.ones(visits, np.bool_),
    )


def most_places(tables: Tables) -> int:
    """Places of the widest joint visit."""
    return int(max(1, _widest(tables.first_task)))


def spare_rows(tables: Tables) -> int:
    """Two rounds for each place: the best trial so far and the next one."""
    return 2 * most_places(tables)


def _widest(begins: Ints) -> int:
    return int(np.diff(begins).max(initial=0))
