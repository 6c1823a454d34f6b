"""Labelling: partial rounds of one shift, extended in order of time and kept while not dominated.

Method: ng-routes of Baldacci, Mingozzi and Roberti (2011, Operations Research 59:1269-1283,
section 5.1), limited-memory subset-row cuts of Pecin, Pessoa, Poggi and Uchoa (2017, Mathematical
Programming Computation 9:61-100, section 3). The points for wished starts are a convex function of
the start at the last node, so a label carries that function and the timing is exact: it is kept
as its least value and the instants at which it stops falling by one more weight (`turns`).

All points are whole numbers, scaled as the dual prices are: no rounding takes place here.
"""

from typing import Final, NamedTuple

import numpy as np

from scheduler.solver.bound.records import (
    CUT_WORDS,
    NEVER,
    TURNS,
    WORDS,
    Integers,
    Record,
    Records,
)
from scheduler.solver.compiled import compiled

BUCKET_SECONDS: Final = 120
SPAN_SECONDS: Final = 600
"""Labels of a node are kept by spans of their start, so that most spans need no look."""
MADE, WORK, BUCKET, FULL = range(4)
"""Places of a cursor: labels made, work done, the bucket to look at, whether there is no room."""
SEQUENCE: Final = np.uint64(0x03F79D71B4CB0A89)
"""A sequence of de Bruijn: the six bits at every place of it are different."""
PLACES: Final = np.zeros(64, dtype=np.int64)
PLACES[[(int(SEQUENCE) << place & (1 << 64) - 1) >> 58 for place in range(64)]] = range(64)


class Graph(NamedTuple):
    """What may follow what in a shift.

    Attributes:
        terms: one record of `TERMS`.
        nodes: records of `NODE`; the last one is the start of the shift.
        leg: seconds `[from, to]`; the last row is the start of the shift, the last column its end.
        successors: nodes that can follow a node, as many as its degree.
    """

    terms: Record
    nodes: Records
    leg: Integers
    successors: Integers


class Chains(NamedTuple):
    """Where the labels of a node or of a span of time begin, -1 for nowhere, and the cursor.

    Attributes:
        at_node: by node, by how far breaks and appointments have come, and by span of the start.
        low, high: of the same labels, points that none is below and none is above.
        in_bucket: labels yet to be extended, by their start.
        cursor: see `MADE`.
    """

    at_node: Integers
    low: Integers
    high: Integers
    in_bucket: Integers
    cursor: Integers


@compiled
def begin(graph: Graph, labels: Records, chains: Chains) -> None:
    """Only the label of the carer about to leave."""
    chains.at_node[:] = -1
    chains.low[:] = NEVER
    chains.high[:] = -NEVER
    chains.in_bucket[:] = -1
    chains.cursor[:] = 0
    nodes = graph.nodes
    for number in range(nodes.size):
        nodes[number].best = NEVER
        nodes[number].best_label = -1
    first = labels[0]
    first.start = graph.terms.start
    first.points = 0
    first.load = 0
    first.turned = 0
    first.node = nodes.size - 1
    first.parent = -1
    first.breaks = 0
    first.appointments = 0
    first.met = 0
    for word in range(CUT_WORDS):
        first.parity[word] = 0
    for word in range(WORDS):
        first.memory[word] = 0
    first.alive = 1
    first.next_in_bucket = -1
    chains.in_bucket[0] = 0
    chains.cursor[MADE] = 1


@compiled
def on_the_way(terms: Record, service: int, leg: int, done: int, then: int) -> tuple[int, int, int]:
    """The leg with breaks `done` to `then` on it: arrival is `start + shift`, or `floor` if later.

    A break begins anywhere between the end of the service and the arrival, which is at least what
    taking it before leaving or on arrival allows. The third figure is the last start behind.
    """
    shift, floor, limit = service + leg, -NEVER, NEVER
    behind, behind_floor = service, -NEVER
    for number in range(done, then):
        seconds = terms.pauses[number, 0]
        opens, closes = terms.pauses[number, 1], terms.pauses[number, 2]
        if behind_floor > closes:
            return shift, floor, -NEVER
        limit = min(limit, closes - behind)
        behind += seconds
        behind_floor = max(behind_floor, opens) + seconds
        shift += seconds
        floor = max(floor, opens) + seconds
    return shift, floor, limit


@compiled
def falling(terms: Record, label: Record, start: int) -> int:
    """Scaled points above the least ones when the last node starts then."""
    points = 0
    for turn in range(label.turned):
        points += max(0, label.turns[turn] - start)
    return int(terms.wished * points)


@compiled
def points_to_end(terms: Record, label: Record, service: int, leg: int) -> int:
    """Scaled points of the label's round when it goes to the end of the shift now."""
    shift, floor, limit = on_the_way(terms, service, leg, label.breaks, terms.breaks)
    limit = min(limit, terms.latest_end - shift)
    if floor > terms.latest_end or label.start > limit:
        return NEVER
    best = NEVER
    # Convex with corners only at the turns and where overtime begins.
    for choice in range(label.turned + 2):
        start = label.start
        if choice < label.turned:
            start = label.turns[choice]
        elif choice == label.turned:
            start = terms.end - shift
        start = min(max(start, label.start), limit)
        over = max(0, max(start + shift, floor) - terms.end)
        best = min(best, terms.overtime * over + falling(terms, label, start))
    return int(label.points + best + terms.travel * leg)


@compiled
def _forgives(one: Record, other: Record) -> bool:
    """Whether `one` remembers nothing that `other` does not."""
    more = np.uint64(0)
    for word in range(WORDS):
        more |= one.memory[word] & ~other.memory[word]
    return not more


@compiled
def _number(bit: np.uint64) -> int:
    """Which bit of a word this is (Leiserson, Prokop and Randall 1998)."""
    return int(PLACES[(bit * SEQUENCE) >> np.uint64(58)])


@compiled
def dues(points: Integers, bits: np.uint64) -> int:
    """Sum over the bits set."""
    total = 0
    while bits:
        rest = bits & (bits - np.uint64(1))
        total += points[_number(bits ^ rest)]
        bits = rest
    return total


@compiled
def _without_past(bits: np.uint64, latest: Integers, word: int, now: int) -> np.uint64:
    """The bits of a word whose latest second has not passed."""
    left = bits
    while left:
        rest = left & (left - np.uint64(1))
        bit = left ^ rest
        if latest[64 * word + _number(bit)] < now:
            bits ^= bit
        left = rest
    return bits


@compiled
def covers(terms: Record, one: Record, other: Record) -> bool:
    """Whether whatever completes `other` completes `one` for no more points."""
    if one.start > other.start or one.points > other.points or one.load > other.load:
        return False
    if terms.relaxed or not _forgives(one, other):
        return bool(terms.relaxed)
    room = other.points - one.points
    room -= dues(terms.meeting, other.met & ~one.met)
    for word in range(CUT_WORDS):
        room -= dues(terms.cut[word], one.parity[word] & ~other.parity[word])
    if room < 0 or one.turned == 0:
        return bool(room >= 0)
    # Between its turns the other one is straight and this one convex: its turns are enough.
    if falling(terms, one, other.start) > room + falling(terms, other, other.start):
        return False
    for turn in range(other.turned):
        start = other.turns[turn]
        if falling(terms, one, start) > room + falling(terms, other, start):
            return False
    return True


@compiled
def _wait_until(new: Record, at: int) -> None:
    """One more turn; where there is no room the least of them is dropped: less points, so valid."""
    if new.turned < TURNS:
        new.turns[new.turned] = at
        new.turned += 1
        return
    least = 0
    for turn in range(1, TURNS):
        if new.turns[turn] < new.turns[least]:
            least = turn
    new.turns[least] = max(at, new.turns[least])


@compiled
def _not_later(terms: Record, new: Record, late: int) -> None:
    """Every second after `late` costs: the last turn, or the start itself, gives way."""
    last = -1
    for turn in range(new.turned):
        if last < 0 or new.turns[turn] > new.turns[last]:
            last = turn
    at = new.start if last < 0 else new.turns[last]
    if at <= late:
        return
    new.points += terms.wished * (at - late)
    if last < 0:
        return
    if late > new.start:
        new.turns[last] = late
    else:
        new.turned -= 1
        new.turns[last] = new.turns[new.turned]


@compiled
def _settle(
    terms: Record, node: Record, parent: Record, new: Record, way: tuple[int, int, int]
) -> bool:
    """Starts of the new label and their points; False when there is no start in time."""
    shift, floor, limit = way
    start = max(parent.start + shift, floor, node.opens)
    closes = node.closes
    if parent.start > limit or start > closes:
        return False
    new.start = start
    new.points = parent.points
    new.turned = 0
    for turn in range(parent.turned):
        # What cannot be waited for any more is paid.
        at = parent.turns[turn]
        reached = min(min(at, limit) + shift, closes)
        if at + shift > reached:
            within = min(at, limit)
            new.points += terms.wished * (at - within + max(0, within + shift - closes))
        if reached > start:
            new.turns[new.turned] = reached
            new.turned += 1
    early = min(node.early, closes)
    if node.early > closes:
        new.points += terms.wished * (node.early - closes)
    if early > start:
        _wait_until(new, early)
    if node.late < NEVER:
        _not_later(terms, new, node.late)
    return True


@compiled
def _remember(terms: Record, node: Record, parent: Record, new: Record) -> None:
    """Memory, clients and cuts of the new label, and the points of its last node."""
    one = np.uint64(1)
    leaving = new.start + node.service
    for word in range(WORDS):
        held = parent.memory[word] & node.memory[word]
        if not terms.whole:
            held = _without_past(held, terms.ends, word, leaving)
        if node.member >= 0 and node.member >> 6 == word:
            held |= one << np.uint64(node.member & 63)
        new.memory[word] = held
    met = parent.met
    if node.client >= 0 and not (met >> np.uint64(node.client)) & one:
        new.points += terms.meeting[node.client]
        met |= one << np.uint64(node.client)
    new.met = met if terms.whole else _without_past(met, terms.meets_until, 0, leaving)
    for word in range(CUT_WORDS):
        parity = parent.parity[word] & node.cut_memory[word]
        new.points += dues(terms.cut[word], parity & node.in_cut[word])
        new.parity[word] = parity ^ node.in_cut[word]


@compiled
def _is_covered(terms: Record, labels: Records, chains: Chains, number: int, stage: int) -> bool:
    """Whether a label of its node dominates a new one, which it can by starting no later."""
    new, cursor = labels[number], chains.cursor
    heads, low = chains.at_node[new.node, stage], chains.low[new.node, stage]
    for span in range((new.start - terms.start) // SPAN_SECONDS + 1):
        if low[span] > new.points:
            continue
        each = heads[span]
        while each >= 0:
            cursor[WORK] += 1
            if covers(terms, labels[each], new):
                return True
            each = labels[each].next_at_node
    return False


@compiled
def _drop_covered(terms: Record, labels: Records, chains: Chains, number: int, stage: int) -> None:
    """Take out the labels that a new one dominates: they start no earlier."""
    new, cursor = labels[number], chains.cursor
    heads, high = chains.at_node[new.node, stage], chains.high[new.node, stage]
    for span in range((new.start - terms.start) // SPAN_SECONDS, heads.size):
        if high[span] < new.points:
            continue
        before, each = -1, heads[span]
        while each >= 0:
            cursor[WORK] += 1
            label = labels[each]
            if covers(terms, new, label):
                label.alive = 0
                if before < 0:
                    heads[span] = label.next_at_node
                else:
                    labels[before].next_at_node = label.next_at_node
            else:
                before = each
            each = label.next_at_node


@compiled
def _keep(terms: Record, labels: Records, chains: Chains, number: int) -> bool:
    """Put a new label among those of its node, unless one of them dominates it."""
    new = labels[number]
    stage = new.breaks * (terms.appointments + 1) + new.appointments
    if _is_covered(terms, labels, chains, number, stage):
        return False
    _drop_covered(terms, labels, chains, number, stage)
    span = (new.start - terms.start) // SPAN_SECONDS
    new.alive = 1
    new.next_at_node = chains.at_node[new.node, stage, span]
    chains.at_node[new.node, stage, span] = number
    chains.low[new.node, stage, span] = min(new.points, chains.low[new.node, stage, span])
    chains.high[new.node, stage, span] = max(new.points, chains.high[new.node, stage, span])
    bucket = (new.start - terms.start) // BUCKET_SECONDS
    new.next_in_bucket = chains.in_bucket[bucket]
    chains.in_bucket[bucket] = number
    return True


@compiled
def can_follow(terms: Record, label: Record, node: Record, soonest: int) -> bool:
    """Whether a node may come next, the breaks left aside."""
    if soonest > node.closes or label.load + node.load > terms.load_cap:
        return False
    if node.appointment >= 0:
        return bool(node.appointment == label.appointments)
    if node.member < 0:
        return True
    word = label.memory[node.member >> 6]
    return not (word >> np.uint64(node.member & 63)) & np.uint64(1)


@compiled
def make(graph: Graph, label: Record, new: Record, number: int, then: int) -> bool:
    """Fill in a new label: one more node, with breaks up to `then` taken on the way."""
    terms, node = graph.terms, graph.nodes[number]
    service, leg = graph.nodes[label.node].service, graph.leg[label.node, number]
    way = on_the_way(terms, service, leg, label.breaks, then)
    if not _settle(terms, node, label, new, way) or new.start > node.until:
        return False
    if then < terms.breaks and new.start + node.service > terms.pauses[then, 2]:
        return False
    new.points += node.points + terms.travel * leg
    new.node = number
    new.load = label.load + node.load
    new.breaks = then
    new.appointments = label.appointments + (1 if node.appointment >= 0 else 0)
    _remember(terms, node, label, new)
    return True


@compiled
def _extend(graph: Graph, labels: Records, chains: Chains, here: int, number: int) -> None:
    """The label with one more node, once for every number of breaks taken on the way."""
    terms, label, node = graph.terms, labels[here], graph.nodes[number]
    service, leg = graph.nodes[label.node].service, graph.leg[label.node, number]
    cursor = chains.cursor
    cursor[WORK] += 1
    if not can_follow(terms, label, node, label.start + service + leg):
        return
    for then in range(label.breaks, terms.breaks + 1):
        made = cursor[MADE]
        if made == labels.size:
            cursor[FULL] = 1
            return
        labels[made].parent = here
        if make(graph, label, labels[made], number, then) and _keep(terms, labels, chains, made):
            cursor[MADE] = made + 1


@compiled
def advance(graph: Graph, labels: Records, chains: Chains, budget: int) -> bool:
    """Extend labels until about `budget` of work is done; whether there are labels left.

    Work is counted in comparisons and extensions of labels.
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
        node = nodes[label.node]
        if here > 0 and label.appointments == terms.appointments:
            home = graph.leg[label.node, nodes.size - 1]
            points = points_to_end(terms, label, node.service, home)
            if points < node.best:
                node.best = points
                node.best_label = here
        for position in range(node.degree):
            _extend(graph, labels, chains, here, graph.successors[label.node, position])
    return False
