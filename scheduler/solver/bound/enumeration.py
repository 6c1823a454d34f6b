"""All rounds of a shift that a plan cheaper than a known one can hold.

Baldacci, Christofides and Mingozzi (2008, Mathematical Programming 115:351-385): a round whose
points less dual prices exceed the gap is in no better plan. A label is pruned where no label from
the end of the shift completes it within the gap, and kept only while it is the best of its node for
its set of visits.

Here a label remembers all its visits, and a cut counts with full memory: no less than with limited
memory, and no more than every whole plan allows.
"""

from typing import Final, NamedTuple

import numpy as np

from scheduler.solver.bound.joins import Side, joined
from scheduler.solver.bound.labels import (
    BUCKET,
    BUCKET_SECONDS,
    FULL,
    MADE,
    WORK,
    Chains,
    Graph,
    can_follow,
    covers,
    dues,
    make,
    points_to_end,
)
from scheduler.solver.bound.records import WORDS, Integers, Record, Records
from scheduler.solver.compiled import compiled

SETS: Final = 1 << 20
"""Places of the table that finds the labels with the same visits."""


class Listing(NamedTuple):
    """What is looked for, and what is found.

    Attributes:
        chains: of labels, as in labelling.
        sets: where the labels of a set of visits begin, -1 for nowhere.
        ended: scaled points less duals of every label that is a round of interest, else `NEVER`.
        below: scaled points less duals of the rounds of interest are below this.
    """

    chains: Chains
    sets: Integers
    ended: Integers
    below: int


@compiled
def _place(label: Record) -> int:
    """Where the labels with these visits, node and stage are found."""
    key = np.uint64(label.node * 64 + label.breaks * 8 + label.appointments)
    for word in range(WORDS):
        key = (key ^ label.memory[word]) * np.uint64(0x9E3779B97F4A7C15)
        key ^= key >> np.uint64(29)
    return int(key & np.uint64(SETS - 1))


@compiled
def _same(one: Record, other: Record) -> bool:
    if one.node != other.node or one.breaks != other.breaks:
        return False
    if one.appointments != other.appointments:
        return False
    differing = np.uint64(0)
    for word in range(WORDS):
        differing |= one.memory[word] ^ other.memory[word]
    return not differing


@compiled
def _keep(terms: Record, labels: Records, chains: Chains, sets: Integers, number: int) -> bool:
    """Put a new label among those of its set, unless one of them is as good."""
    new, cursor, place = labels[number], chains.cursor, _place(labels[number])
    before, each = -1, sets[place]
    while each >= 0:
        cursor[WORK] += 1
        label = labels[each]
        after = label.next_at_node
        if _same(label, new):
            if covers(terms, label, new):
                return False
            if covers(terms, new, label):
                label.alive = 0
                if before < 0:
                    sets[place] = after
                else:
                    labels[before].next_at_node = after
                each = after
                continue
        before, each = each, after
    new.alive = 1
    new.next_at_node = sets[place]
    sets[place] = number
    bucket = (new.start - terms.start) // BUCKET_SECONDS
    new.next_in_bucket = chains.in_bucket[bucket]
    chains.in_bucket[bucket] = number
    return True


@compiled
def _completed(graph: Graph, end: Side, one: Record, number: int, listing: Listing) -> bool:
    """Whether a label from the end, at this node, makes a round of interest."""
    terms, cursor, below = graph.terms, listing.chains.cursor, listing.below
    spare = below - one.points - terms.travel * graph.leg[one.node, number]
    spare += dues(terms.meeting, one.met)
    latest = -(one.start + graph.nodes[one.node].service + graph.leg[one.node, number])
    latest -= graph.nodes[number].service
    for place in range(end.first[number], end.first[number + 1]):
        cursor[WORK] += 1
        if end.points[place] >= spare:
            return False
        if end.starts[place] > latest:
            continue
        other = end.labels[end.order[place]]
        if joined(graph, end, one, other, below) < below:
            return True
    return False


@compiled
def _extend(graph: Graph, labels: Records, end: Side, listing: Listing, here: int) -> None:
    """The label with one more node, wherever that can become a round of interest."""
    terms, label, chains = graph.terms, labels[here], listing.chains
    service, cursor = graph.nodes[label.node].service, chains.cursor
    for position in range(graph.nodes[label.node].degree):
        number = graph.successors[label.node, position]
        soonest = label.start + service + graph.leg[label.node, number]
        cursor[WORK] += 1
        if not can_follow(terms, label, graph.nodes[number], soonest):
            continue
        if not _completed(graph, end, label, number, listing):
            continue
        for then in range(label.breaks, terms.breaks + 1):
            made = cursor[MADE]
            if made == labels.size:
                cursor[FULL] = 1
                return
            labels[made].parent = here
            if make(graph, label, labels[made], number, then) and _keep(
                terms, labels, chains, listing.sets, made
            ):
                cursor[MADE] = made + 1


@compiled
def enumerate_rounds(
    graph: Graph, labels: Records, end: Side, listing: Listing, budget: int
) -> bool:
    """Extend labels until about `budget` of work is done; whether there are labels left."""
    terms, nodes, chains = graph.terms, graph.nodes, listing.chains
    in_bucket, cursor = chains.in_bucket, chains.cursor
    until = cursor[WORK] + budget
    while cursor[BUCKET] < in_bucket.size and not cursor[FULL]:
        here = in_bucket[cursor[BUCKET]]
        if here < 0:
            cursor[BUCKET] += 1
            continue
        if cursor[WORK] >= until:
            return True
        label = labels[here]
        in_bucket[cursor[BUCKET]] = label.next_in_bucket
        if not label.alive:
            continue
        if here > 0 and label.appointments == terms.appointments:
            home = graph.leg[label.node, nodes.size - 1]
            points = points_to_end(terms, label, nodes[label.node].service, home)
            if points < listing.below:
                listing.ended[here] = points
        _extend(graph, labels, end, listing, here)
    return False
