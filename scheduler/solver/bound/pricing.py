"""Pricing: the cheapest rounds of a shift at given dual prices, exactly."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from scheduler.solver.bound.cuts import Cut
from scheduler.solver.bound.enumeration import SETS, Listing, enumerate_rounds
from scheduler.solver.bound.graphs import SCALE, ShiftGraph
from scheduler.solver.bound.joins import DONE, LEAST, Joins, Side, join, ranked
from scheduler.solver.bound.labels import (
    BUCKET_SECONDS,
    FULL,
    MADE,
    SPAN_SECONDS,
    WORK,
    Chains,
    Graph,
    advance,
    begin,
)
from scheduler.solver.bound.records import BITS, LABEL, NEVER, Integers, Records, Words

SLICE = 500_000
"""Comparisons of labels between two questions whether to stop: some hundredths of a second."""
BALANCE = 1.3
"""Where one end made so many times the labels of the other, the middle moves to its favour."""
STEPS = 40
"""The middle moves by a step of so many in a shift."""


class Stopped(Exception):  # noqa: N818 - not an error: the one who asked for it catches it
    """The labelling was told to stop; what it had found is incomplete."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Column:
    """A round of the relaxed problem.

    Attributes:
        tasks: in order; one may come back.
        points: what the round costs by itself.
        before: for every appointment of the shift in turn, how many tasks come before it.
        busy: seconds of travel and service.
    """

    shift: int
    tasks: tuple[int, ...]
    points: int
    before: tuple[int, ...] = field(default=(), compare=False)
    busy: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Duals:
    """Dual prices, scaled and whole, at least 0 but for `busy`.

    Attributes:
        task: what covering a task is worth.
        cut: what a cut takes for every unit of its left side.
        left_out: what leaving a visit out is worth where some have to be.
        busy: of every carer, what a second of travel or service costs for the sake of fair load,
            less than 0 where little is done; empty where fair load costs nothing.
    """

    task: Integers
    cut: Integers
    left_out: int = 0
    busy: tuple[int, ...] = ()

    def busy_price(self, shift: ShiftGraph) -> int:
        """What a second of travel or service of a shift costs."""
        return self.busy[shift.carer] if self.busy else 0


@dataclass(frozen=True)
class Priced:
    """What a run found.

    Attributes:
        least: scaled points less duals of the cheapest round; `NEVER` when there is no round.
        complete: whether `least` is proven.
        columns: the cheapest round for each last node, cheapest first.
    """

    least: int
    complete: bool
    columns: tuple[Column, ...]


class Pricer:
    """Prices the rounds of shifts, one at a time, with two stores of labels for all of them.

    Attributes:
        work: comparisons and extensions of labels so far.
    """

    def __init__(self, most_labels: int, middle: dict[int, int] | None = None) -> None:
        """Room for so many labels.

        Args:
            middle: of every shift, where its labels met last; pricers side by side share it.
        """
        self.work = 0
        self.labels = np.zeros(most_labels, dtype=LABEL)
        self.back_labels = np.zeros(most_labels, dtype=LABEL)
        self._middle = {} if middle is None else middle

    def price(
        self,
        shift: ShiftGraph,
        memory: Words,
        duals: Duals,
        cuts: Sequence[Cut],
        *,
        relaxed: bool,
        below: int,
        most: int,
        on_slice: Callable[[], None],
    ) -> Priced:
        """The cheapest rounds of a shift.

        Args:
            memory: per node, the visit bits remembered when it is left.
            relaxed: find columns fast; `least` is then not proven.
            below: only columns with fewer scaled points less duals.
            most: columns at most.
            on_slice: called now and then; may raise `Stopped`.
        """
        self.set_prices(shift, memory, duals, cuts)
        if relaxed or not shift.reversible:
            chains = self._label_all(shift, on_slice, relaxed=relaxed)
            complete = not chains.cursor[FULL] and not relaxed
            least, paths = int(shift.graph.nodes["best"].min()), self._ended(shift, below, most)
        else:
            least, complete, paths = self._from_both_ends(shift, below, most, on_slice)
        columns = (_column(shift, duals, cuts, reduced, path) for reduced, path in paths)
        return Priced(least, complete, tuple(columns))

    def set_prices(
        self, shift: ShiftGraph, memory: Words, duals: Duals, cuts: Sequence[Cut]
    ) -> None:
        """Write the prices into the graph of the shift, both ways."""
        _price_nodes(shift, memory, duals, cuts)
        nodes, back = shift.graph.nodes, shift.back.nodes
        for name in ("points", "memory", "in_cut", "cut_memory"):
            back[name] = nodes[name]
        for graph in (shift.graph, shift.back):
            graph.terms["travel"] = shift.travel + duals.busy_price(shift)
            graph.terms["cut"].flat[: len(duals.cut)] = duals.cut
            graph.terms["relaxed"] = graph.terms["whole"] = 0

    def label(
        self, graph: Graph, labels: Records, chains: Chains, on_slice: Callable[[], None]
    ) -> bool:
        """Make all labels of a graph; whether there was room."""
        begin(graph, labels, chains)
        before, going = self.work, True
        while going:
            going = advance(graph, labels, chains, SLICE)
            self.work = before + int(chains.cursor[WORK])
            on_slice()
        return not chains.cursor[FULL]

    def join(self, start: Side, end: Side, joins: Joins, on_slice: Callable[[], None]) -> None:
        """Join all labels of both ends."""
        before, going = self.work, True
        while going:
            going = join(start, end, joins, SLICE)
            self.work = before + int(joins.cursor[DONE])
            on_slice()

    def enumerated(
        self,
        shift: ShiftGraph,
        memory: Words,
        duals: Duals,
        cuts: Sequence[Cut],
        *,
        below: int,
        most: int,
        on_slice: Callable[[], None],
    ) -> list[Column] | None:
        """All rounds of a shift with fewer scaled points less duals.

        Of rounds of the same visits only the cheapest need be among them. None where there are
        more than `most` or where labels have no room.
        """
        self.set_prices(shift, memory, duals, cuts)
        shift.back.nodes["until"] = shift.graph.nodes["until"] = NEVER
        back_chains, chains = chains_of(shift, shift.back), chains_of(shift, shift.graph)
        if not self.label(shift.back, self.back_labels, back_chains, on_slice):
            return None
        end = Side(shift.back, self.back_labels, *ranked(self.back_labels, back_chains))
        graph = shift.graph
        graph.terms["whole"] = 1
        graph.nodes["memory"] = graph.nodes["cut_memory"] = ~np.uint64(0)
        sets = np.full(SETS, -1, dtype=np.int64)
        ended = np.full(len(self.labels), NEVER, dtype=np.int64)
        listing = Listing(chains, sets, ended, below)
        begin(graph, self.labels, chains)
        before, going = self.work, True
        while going:
            going = enumerate_rounds(graph, self.labels, end, listing, SLICE)
            self.work = before + int(chains.cursor[WORK])
            on_slice()
        found = np.flatnonzero(ended < NEVER)
        if chains.cursor[FULL] or len(found) > most:
            return None
        everything = frozenset(shift.task.tolist())
        whole = [Cut(cut.tasks, everything) for cut in cuts]
        return [
            _column(shift, duals, whole, int(ended[label]), path_of(self.labels, int(label))[::-1])
            for label in found
        ]

    def _label_all(
        self, shift: ShiftGraph, on_slice: Callable[[], None], *, relaxed: bool
    ) -> Chains:
        shift.graph.terms["relaxed"] = relaxed
        shift.graph.nodes["until"] = NEVER
        chains = chains_of(shift, shift.graph)
        self.label(shift.graph, self.labels, chains, on_slice)
        return chains

    def _from_both_ends(
        self, shift: ShiftGraph, below: int, most: int, on_slice: Callable[[], None]
    ) -> tuple[int, bool, list[tuple[int, list[int]]]]:
        """Every round has a last node that starts by the middle: labels meet behind it."""
        terms = shift.graph.terms
        begins, ends = int(terms["start"]), int(terms["latest_end"])
        middle = self._middle.setdefault(shift.shift, (begins + ends) // 2)
        shift.graph.nodes["until"] = middle
        shift.back.nodes["until"] = -middle - 1 - shift.back.nodes["service"]
        chains, back_chains = chains_of(shift, shift.graph), chains_of(shift, shift.back)
        complete = self.label(shift.graph, self.labels, chains, on_slice)
        complete &= self.label(shift.back, self.back_labels, back_chains, on_slice)
        made, made_back = int(chains.cursor[MADE]), int(back_chains.cursor[MADE])
        if max(made, made_back) > BALANCE * min(made, made_back):
            step = (ends - begins) // STEPS
            self._middle[shift.shift] += step if made < made_back else -step
        ended = min(int(graph.nodes["best"].min()) for graph in (shift.graph, shift.back))
        joins = joins_of(shift, min(ended, NEVER if shift.must else 0), below)
        start = Side(shift.graph, self.labels, *ranked(self.labels, chains))
        end = Side(shift.back, self.back_labels, *ranked(self.back_labels, back_chains))
        self.join(start, end, joins, on_slice)
        paths = self._ended(shift, below, most) + self._ended_at_start(shift, below, most)
        paths += self._joined(joins, below, most)
        return int(joins.cursor[LEAST]), complete, sorted(paths)[:most]

    def _ended(self, shift: ShiftGraph, below: int, most: int) -> list[tuple[int, list[int]]]:
        return [
            (reduced, path_of(self.labels, label)[::-1])
            for reduced, label in _cheapest(shift.graph, below, most)
        ]

    def _ended_at_start(
        self, shift: ShiftGraph, below: int, most: int
    ) -> list[tuple[int, list[int]]]:
        return [
            (reduced, path_of(self.back_labels, label))
            for reduced, label in _cheapest(shift.back, below, most)
        ]

    def _joined(self, joins: Joins, below: int, most: int) -> list[tuple[int, list[int]]]:
        cheapest = np.argsort(joins.points, axis=None, kind="stable")[:most]
        paths = []
        for position in cheapest:
            reduced = int(joins.points.flat[position])
            if reduced >= min(below, NEVER):
                break
            one = path_of(self.labels, int(joins.one.flat[position]))
            other = path_of(self.back_labels, int(joins.other.flat[position]))
            paths.append((reduced, one[::-1] + other))
        return paths


def chains_of(shift: ShiftGraph, graph: Graph) -> Chains:
    """Room for the chains of labels of a shift."""
    seconds = int(graph.terms["latest_end"] - graph.terms["start"])
    buckets = seconds // BUCKET_SECONDS + 2
    shape = (len(graph.nodes), shift.stages, seconds // SPAN_SECONDS + 2)
    return Chains(
        at_node=np.full(shape, -1, dtype=np.int64),
        low=np.full(shape, NEVER, dtype=np.int64),
        high=np.full(shape, -NEVER, dtype=np.int64),
        in_bucket=np.zeros(buckets, dtype=np.int64),
        cursor=np.zeros(4, dtype=np.int64),
    )


def joins_of(shift: ShiftGraph, least: int, below: int) -> Joins:
    """Room for the joins of a shift."""
    count = len(shift.graph.nodes)
    none = np.full((count, count), -1, dtype=np.int64)
    cursor = np.array([0, 0, least, below], dtype=np.int64)
    return Joins(np.full((count, count), NEVER, dtype=np.int64), none, none.copy(), cursor)


def path_of(labels: Records, label: int) -> list[int]:
    """The nodes of a label, its own first."""
    path = []
    while label > 0:
        path.append(int(labels[label]["node"]))
        label = int(labels[label]["parent"])
    return path


def _cheapest(graph: Graph, below: int, most: int) -> Iterator[tuple[int, int]]:
    """The cheapest round for each last node: points less duals and its label."""
    for node in np.argsort(graph.nodes["best"], kind="stable")[:most]:
        reduced = int(graph.nodes["best"][node])
        if reduced >= min(below, NEVER):
            return
        yield reduced, int(graph.nodes["best_label"][node])


def _column(
    shift: ShiftGraph, duals: Duals, cuts: Sequence[Cut], reduced: int, path: Sequence[int]
) -> Column:
    """The round along these nodes at what it costs without prices."""
    tasks = tuple(int(shift.task[node]) for node in path if shift.task[node] >= 0)
    ways = [len(shift.task), *path, len(shift.task)]
    busy = sum(int(shift.graph.leg[way]) for way in pairwise(ways))
    busy += sum(int(shift.graph.nodes[node]["service"]) for node in path if shift.task[node] >= 0)
    points = reduced + int(duals.task[list(tasks)].sum()) - busy * duals.busy_price(shift)
    points -= sum(int(price) * cut.hits(tasks) for price, cut in zip(duals.cut, cuts, strict=True))
    kept = [place for place, node in enumerate(path) if shift.task[node] < 0]
    before = tuple(place - number for number, place in enumerate(kept))
    return Column(shift.shift, tasks, points // SCALE, before, busy)


def _price_nodes(shift: ShiftGraph, memory: Words, duals: Duals, cuts: Sequence[Cut]) -> None:
    task, nodes = shift.task, shift.graph.nodes[:-1]
    worth = duals.task[task] - nodes["service"] * duals.busy_price(shift)
    nodes["points"] = shift.steps - np.where(task >= 0, worth, 0)
    nodes["memory"][:, : memory.shape[1]] = memory
    nodes["in_cut"] = nodes["cut_memory"] = 0
    for number, cut in enumerate(cuts):
        word, bit = number // BITS, np.uint64(1 << number % BITS)
        nodes["in_cut"][np.isin(task, sorted(cut.tasks)), word] |= bit
        nodes["cut_memory"][np.isin(task, sorted(cut.memory)) | (task < 0), word] |= bit
