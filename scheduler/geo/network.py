"""The road network of one mode, as immutable arrays.

A stretch is a piece of road between two nodes without a choice on the way; it keeps the shape of
the road as points. It may be used forward (from its first to its last point), backward, or both.
"""

import hashlib
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from scheduler.domain.carer import Mode
from scheduler.geo.earth import Bounds, Floats, great_circle_metres
from scheduler.geo.tag_rules import RoadKind

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

WIDEST_METRES: Final = 500_000
"""Across a network; paths on it stay far below what a `weights` sum can hold."""

_DECIMETRES: Final = 2.0**24
"""Room for the decimetres of a path (1,677 km) under its milliseconds (149 hours): 53 bits."""


def weights(seconds: Floats, metres: Floats) -> Floats:
    """Seconds and metres in one whole number each, exact under addition in float64.

    Milliseconds count first, decimetres second: the lightest path is the fastest one, of equally
    fast ones the shortest, and its weight tells both sums. Nothing weighs zero, since a sparse
    matrix loses such edges.
    """
    packed: Floats = np.rint(seconds * 1000) * _DECIMETRES + np.rint(metres * 10)
    return np.maximum(packed, 1.0)


def weight_beyond(seconds: float) -> float:
    """A weight that no path of at most so many seconds has."""
    return (seconds + 1) * 1000 * _DECIMETRES


def sums(weight: Floats) -> tuple[Floats, Floats]:
    """Seconds and metres of a path of this weight; infinite where there is none."""
    milliseconds = np.floor(weight / _DECIMETRES)
    with np.errstate(invalid="ignore"):
        decimetres = weight - milliseconds * _DECIMETRES
    return milliseconds / 1000, np.where(np.isfinite(weight), decimetres / 10, np.inf)


@dataclass(frozen=True, slots=True)
class NetworkReport:
    """What a network holds.

    Attributes:
        nodes: nodes after contraction: junctions, dead ends and changes of the road.
        stretches: pieces of road between them.
        points: points of all shapes.
        metres: length of all stretches, each counted once whatever its directions.
        kept_share: share of the source's nodes (before contraction) in the largest strongly
            connected component, which is all that the network keeps.
    """

    mode: Mode
    nodes: int
    stretches: int
    points: int
    metres: int
    kept_share: float

    @property
    def text(self) -> str:
        """One line for people."""
        return (
            f"{self.mode.value}: {self.nodes} nodes, {self.stretches} stretches, "
            f"{self.metres / 1000:.1f} km of road; {self.kept_share:.1%} of the nodes are "
            "connected both ways and were kept"
        )


@dataclass(frozen=True)
class Edges:
    """Directed edges, sorted by tail and then head, at most one per pair: the fastest.

    Attributes:
        weight: seconds and metres, see `weights`.
        stretch: the stretch an edge runs along.
        begin: where on the stretch it begins, in metres from the first point.
        finish: where it ends; less than `begin` when it runs backward.
    """

    tail: Ints
    head: Ints
    weight: Floats
    stretch: Ints
    begin: Floats
    finish: Floats

    @classmethod
    def of(cls, edges: "list[Edges]") -> "Edges":
        """All edges together, the fastest of every pair of nodes; loops are left out."""
        columns = {
            f.name: np.concatenate([getattr(part, f.name) for part in edges]) for f in fields(cls)
        }
        order = np.lexsort(
            (columns["stretch"], columns["weight"], columns["head"], columns["tail"])
        )
        tail, head = columns["tail"][order], columns["head"][order]
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
        kept = order[first & (tail != head)]
        return cls(**{name: column[kept] for name, column in columns.items()})


@dataclass(frozen=True)
class RoadNetwork:
    """The roads a mode may use, strongly connected.

    Arrays over stretches: `start` and `end` (nodes), `forward` and `backward` (may it be used so),
    `kind` (`RoadKind`), `name` (position in `names`; the first is empty), `first_point` (one
    longer: the points of stretch s are `first_point[s]` to `first_point[s + 1]`, both ends
    included). Arrays over points: `point_lat`, `point_lon`, `point_metres` (from the start of the
    stretch), `point_forward` (seconds from the start when used forward) and `point_backward` (how
    many seconds of a backward trip lie between this point and the start).

    Attributes:
        fingerprint: hash of all of the above and the mode.
        kept_share: see `NetworkReport`.
    """

    mode: Mode
    node_lat: Floats
    node_lon: Floats
    start: Ints
    end: Ints
    forward: Flags
    backward: Flags
    kind: npt.NDArray[np.int8]
    name: Ints
    first_point: Ints
    point_lat: Floats
    point_lon: Floats
    point_metres: Floats
    point_forward: Floats
    point_backward: Floats
    names: tuple[str, ...]
    kept_share: float

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    @cached_property
    def fingerprint(self) -> str:
        """Hash of everything that routes depend on."""
        digest = hashlib.sha256(self.mode.value.encode())
        digest.update("\0".join(self.names).encode())
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                digest.update(np.ascontiguousarray(value).tobytes())
        return digest.hexdigest()

    @property
    def report(self) -> NetworkReport:
        """What the network holds."""
        return NetworkReport(
            mode=self.mode,
            nodes=len(self.node_lat),
            stretches=len(self.start),
            points=len(self.point_lat),
            metres=round(float(self.point_metres[self.first_point[1:] - 1].sum())),
            kept_share=self.kept_share,
        )

    @property
    def bounds(self) -> Bounds:
        """The box around all roads."""
        return Bounds(
            float(self.point_lat.min()),
            float(self.point_lon.min()),
            float(self.point_lat.max()),
            float(self.point_lon.max()),
        )

    @property
    def width_metres(self) -> float:
        """From the south-western to the north-eastern corner of its box."""
        box = np.array(self.bounds)
        return float(great_circle_metres(box[:1], box[1:2], box[2:3], box[3:])[0])

    @cached_property
    def edges(self) -> Edges:
        """The directed edges between the nodes."""
        return Edges.of([self._edges(forward=True), self._edges(forward=False)])

    @cached_property
    def inhabited(self) -> Ints:
        """Stretches that a door may lie on: no motorways, no ferries."""
        aloof = np.isin(self.kind, (RoadKind.MOTORWAY, RoadKind.FERRY))
        return np.flatnonzero(~aloof)

    def _edges(self, *, forward: bool) -> Edges:
        used = np.flatnonzero(self.forward if forward else self.backward)
        last = self.first_point[used + 1] - 1
        metres, zero = self.point_metres[last], np.zeros(len(used))
        seconds = (self.point_forward if forward else self.point_backward)[last]
        start, end = self.start[used], self.end[used]
        if forward:
            return Edges(start, end, weights(seconds, metres), used, zero, metres)
        return Edges(end, start, weights(seconds, metres), used, metres, zero)
