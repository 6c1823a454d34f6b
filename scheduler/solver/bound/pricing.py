"""Pricing: the cheapest rounds of a shift at given dual prices, exactly."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.solver.bound.cuts import Cut
from scheduler.solver.bound.graphs import SCALE, ShiftGraph
from scheduler.solver.bound.labels import BUCKET_SECONDS, FULL, WORK, Chains, advance, begin
from scheduler.solver.bound.records import LABEL, NEVER, Integers, Records, Words

SLICE = 500_000
"""Comparisons of labels between two questions whether to stop: some hundredths of a second."""


class Stopped(Exception):  # noqa: N818 - not an error: the one who asked for it catches it
    """The labelling was told to stop; what it had found is incomplete."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Column:
    """A round of the relaxed problem: tasks in order (one may come back), and its points."""

    shift: int
    tasks: tuple[int, ...]
    points: int


@dataclass(frozen=True)
class Duals:
    """Dual prices, scaled and whole, at least 0.

    Attributes:
        task: what covering a task is worth.
        cut: what a cut takes for every unit of its left side.
        left_out: what leaving a visit out is worth where some have to be.
    """

    task: Integers
    cut: Integers
    left_out: int = 0


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
    """Prices the rounds of all shifts, with one store of labels for all of them.

    Attributes:
        work: comparisons and extensions of labels so far.
    """

    def __init__(self, most_labels: int) -> None:
        self.work = 0
        self._labels = np.zeros(most_labels, dtype=LABEL)

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
        graph, labels = shift.graph, self._labels
        graph.terms["cut"][: len(duals.cut)] = duals.cut
        graph.terms["relaxed"] = relaxed
        _price_nodes(shift, memory, duals, cuts)
        chains = _chains(shift)
        begin(graph, labels, chains)
        before, going = self.work, True
        while going:
            going = advance(graph, labels, chains, SLICE)
            self.work = before + int(chains.cursor[WORK])
            on_slice()
        complete = not chains.cursor[FULL] and not relaxed
        found = _columns(shift, labels, duals, cuts, below=below, most=most)
        return Priced(int(graph.nodes["best"].min()), complete, tuple(found))


def _chains(shift: ShiftGraph) -> Chains:
    graph = shift.graph
    buckets = int(graph.terms["latest_end"] - graph.terms["start"]) // BUCKET_SECONDS + 2
    return Chains(
        at_node=np.zeros((len(graph.nodes), shift.stages), dtype=np.int64),
        in_bucket=np.zeros(buckets, dtype=np.int64),
        cursor=np.zeros(4, dtype=np.int64),
    )


def _price_nodes(shift: ShiftGraph, memory: Words, duals: Duals, cuts: Sequence[Cut]) -> None:
    task, nodes = shift.task, shift.graph.nodes[:-1]
    nodes["points"] = shift.steps - np.where(task >= 0, duals.task[task], 0)
    nodes["memory"][:, : memory.shape[1]] = memory
    nodes["in_cut"] = nodes["cut_memory"] = 0
    for number, cut in enumerate(cuts):
        bit = np.uint64(1 << number)
        nodes["in_cut"][np.isin(task, sorted(cut.tasks))] |= bit
        nodes["cut_memory"][np.isin(task, sorted(cut.memory)) | (task < 0)] |= bit


def _columns(
    shift: ShiftGraph,
    labels: Records,
    duals: Duals,
    cuts: Sequence[Cut],
    *,
    below: int,
    most: int,
) -> Iterator[Column]:
    for node in np.argsort(shift.graph.nodes["best"], kind="stable")[:most]:
        reduced = int(shift.graph.nodes["best"][node])
        if reduced >= min(below, NEVER):
            return
        path = []
        label = int(shift.graph.nodes["best_label"][node])
        while label > 0:
            path.append(int(shift.task[labels[label]["node"]]))
            label = int(labels[label]["parent"])
        with_appointments = path[::-1]
        tasks = tuple(task for task in with_appointments if task >= 0)
        points = reduced + int(duals.task[list(tasks)].sum())
        points -= sum(
            int(price) * cut.hits(tasks) for price, cut in zip(duals.cut, cuts, strict=True)
        )
        yield Column(shift.shift, tasks, points // SCALE)
