"""Rounds joined from a label from the start of the shift and one from its end.

Labelling from both ends: Righini and Salani (2006, Discrete Optimization 3:255-273). A label from
the end lives on the mirrored graph, where time runs backwards: its `start` is the end of service
with the sign turned.
"""

from typing import NamedTuple

import numpy as np

from scheduler.solver.bound.labels import Chains, Graph, dues, falling, on_the_way
from scheduler.solver.bound.records import CUT_WORDS, NEVER, WORDS, Integers, Record, Records
from scheduler.solver.compiled import compiled, compiled_to_make

NEXT, DONE, LEAST, BELOW = range(4)
"""Places of a cursor: the node to look at, work done, the least points seen, and those below
which every pair of nodes is of interest."""


class Side(NamedTuple):
    """The labels that one end has kept.

    Attributes:
        first: by node, where its labels begin in `order`; one entry more tells where they end.
        order: numbers of labels, cheapest first at every node.
        points, starts: of the labels in this order, side by side since most are only passed by.
    """

    graph: Graph
    labels: Records
    first: Integers
    order: Integers
    points: Integers
    starts: Integers


class Joins(NamedTuple):
    """The cheapest round over every pair of nodes that follow each other.

    Attributes:
        points: scaled, `NEVER` where nothing of interest is found.
        one, other: the labels from the start and from the end, -1 for none.
        cursor: see `NEXT`.
    """

    points: Integers
    one: Integers
    other: Integers
    cursor: Integers


@compiled_to_make
def ranked(labels: Records, chains: Chains) -> tuple[Integers, Integers, Integers, Integers]:
    """The labels of every node, cheapest first, as a `Side` holds them."""
    at_node = chains.at_node.reshape(chains.at_node.shape[0], -1)
    count = 0
    for node in range(at_node.shape[0]):
        for chain in range(at_node.shape[1]):
            each = at_node[node, chain]
            while each >= 0:
                count += 1
                each = labels[each].next_at_node
    first = np.zeros(at_node.shape[0] + 1, np.int64)
    order = np.empty(count, np.int64)
    points = np.empty(count, np.int64)
    count = 0
    for node in range(at_node.shape[0]):
        for chain in range(at_node.shape[1]):
            each = at_node[node, chain]
            while each >= 0:
                order[count] = each
                points[count] = labels[each].points
                count += 1
                each = labels[each].next_at_node
        begin = first[node]
        ranks = np.argsort(points[begin:count])
        order[begin:count] = order[begin:count][ranks]
        first[node + 1] = count
    starts = np.empty(count, np.int64)
    for place in range(count):
        points[place] = labels[order[place]].points
        starts[place] = labels[order[place]].start
    return first, order, points, starts


@compiled
def _fit(terms: Record, one: Record, other: Record) -> bool:
    """Whether nothing but time and points may stand against a join."""
    if one.load + other.load > terms.load_cap or one.breaks + other.breaks > terms.breaks:
        return False
    if one.appointments + other.appointments != terms.appointments:
        return False
    both = np.uint64(0)
    for word in range(WORDS):
        both |= one.memory[word] & other.memory[word]
    return not both


@compiled
def joined(graph: Graph, end: Side, one: Record, other: Record, limit: int) -> int:
    """Scaled points of the round of two labels, `NEVER` where they do not fit.

    Args:
        end: the side of `other`.
        limit: points that are not below it need not be exact.
    """
    terms, back, node = graph.terms, end.graph.terms, end.graph.nodes[other.node]
    leg = graph.leg[one.node, other.node]
    points = one.points + other.points + terms.travel * leg
    points -= dues(terms.meeting, one.met & other.met)
    if points >= limit or not _fit(terms, one, other):
        return NEVER
    for word in range(CUT_WORDS):
        points += dues(terms.cut[word], one.parity[word] & other.parity[word])
    service = graph.nodes[one.node].service
    shift, floor, last = on_the_way(terms, service, leg, one.breaks, terms.breaks - other.breaks)
    latest = -other.start - node.service
    last = min(last, latest - shift)
    if one.start > last or floor > latest:
        return NEVER
    if not one.turned and not other.turned:
        return int(points)
    best = NEVER
    # Convex with corners only at the turns and where a break ends at its earliest.
    for choice in range(one.turned + other.turned + 2):
        if choice < one.turned:
            start = one.turns[choice]
        elif choice < one.turned + other.turned:
            start = -other.turns[choice - one.turned] - node.service - shift
        elif choice == one.turned + other.turned:
            start = one.start
        else:
            start = floor - shift
        start = min(max(start, one.start), last)
        then = max(start + shift, floor)
        here = falling(terms, one, start) + falling(back, other, -then - node.service)
        best = min(best, here)
    return int(points + best)


@compiled
def join(start: Side, end: Side, joins: Joins, budget: int) -> bool:
    """Join labels over the arcs from some more nodes; whether there are nodes left."""
    graph, cursor = start.graph, joins.cursor
    terms, count = graph.terms, graph.nodes.size - 1
    until = cursor[DONE] + budget
    while cursor[NEXT] < count and cursor[DONE] < until:
        here = cursor[NEXT]
        cursor[NEXT] += 1
        for rank in range(start.first[here], start.first[here + 1]):
            one = start.labels[start.order[rank]]
            spare = dues(terms.meeting, one.met)
            for position in range(graph.nodes[here].degree):
                there = graph.successors[here, position]
                leg = graph.leg[here, there]
                so_far = one.points + terms.travel * leg - spare
                latest = -(one.start + graph.nodes[here].service + leg)
                latest -= graph.nodes[there].service
                best = joins.points[here, there]
                for place in range(end.first[there], end.first[there + 1]):
                    cursor[DONE] += 1
                    limit = min(best, max(cursor[LEAST], cursor[BELOW]))
                    if so_far + end.points[place] >= limit:
                        break
                    if end.starts[place] > latest:
                        continue
                    other = end.labels[end.order[place]]
                    points = joined(graph, end, one, other, limit)
                    if points < limit:
                        best = points
                        joins.points[here, there] = points
                        joins.one[here, there] = start.order[rank]
                        joins.other[here, there] = end.order[place]
                        cursor[LEAST] = min(points, cursor[LEAST])
    return bool(cursor[NEXT] < count)
