"""All rounds of a shift that a plan cheaper than a known one can hold.

Baldacci, Christofides and Mingozzi (2008, Mathematical Programming 115:351-385): a round whose
points less dual prices exceed the gap is in no better plan. A label is pruned where no label from
the end of the shift completes it within the gap, and kept only while it is the best of its node for
its set of visits.

Here a label remembers all its visits, and a cut counts with full memory: no less than with limited
memory, and no more than every whole plan allows.
"""

from typing import Final

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
    make,
    points_to_end,
)
from scheduler.solver.bound.records import WORDS, Integers, Record, Records
from scheduler.solver.compiled import compiled

SETS: Final = 1 << 20
"""Places of the table that finds the labels with the same visits."""


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
    for word in range(WORDS):
        if one.memory[word] != other.memory[word]:
            return False
    return True


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
def _completed(
    graph: Graph, end: Side, one: Record, number: int, below: int, cursor: Integers
) -> bool:
    """Whether a label from the end, at this node, makes a round of fewer points than the limit."""
    leg = graph.leg[one.node, number]
    back, node = end.graph.terms, end.graph.nodes[number]
    spare = below - one.points - graph.terms.travel * leg
    for client in range(graph.terms.meeting.size):
        if (one.met >> np.uint64(client)) & np.uint64(1):
            spare += graph.terms.meeting[client]
    for place in range(end.first[number], end.first[number + 1]):
        other = end.labels[end.order[place]]
        cursor[WORK] += 1
        if other.points >= spare:
            return False
        if joined(graph, back, one, other, node, leg, below) < below:
            return True
    return False


@compiled
def enumerate_rounds(
    graph: Graph,
    labels: Records,
    chains: Chains,
    sets: Integers,
    end: Side,
    ended: Integers,
    below: int,
    budget: int,
) -> bool:
    """Extend labels until about `budget` of work is done; whether there are labels left.

    Args:
        sets: -1 at the beginning.
        ended: filled with the scaled points less duals of every label that is a round of interest.
        below: scaled points less duals of the rounds of interest.
    """
    terms, nodes, in_bucket, cursor = graph.terms, graph.nodes, chains.in_bucket, chains.cursor
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
        service = nodes[label.node].service
        if here > 0 and label.appointments == terms.appointments:
            home = graph.leg[label.node, nodes.size - 1]
            points = points_to_end(terms, label, service, home)
            if points < below:
                ended[here] = points
        for position in range(nodes[label.node].degree):
            number = graph.successors[label.node, position]
            node, leg = nodes[number], graph.leg[label.node, number]
            cursor[WORK] += 1
            if not can_follow(terms, label, node, label.start + service + leg):
                continue
            if not _completed(graph, end, label, number, below, cursor):
                continue
            for then in range(label.breaks, terms.breaks + 1):
                if cursor[MADE] == labels.size:
                    cursor[FULL] = 1
                    return False
                if make(graph, labels, here, number, then, cursor[MADE]) and _keep(
                    terms, labels, chains, sets, cursor[MADE]
                ):
                    cursor[MADE] += 1
    return False
