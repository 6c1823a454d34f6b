"""Places joined to a network: stretches are split where a door meets the road.

Everything between the split points is then an ordinary shortest path problem, so that a place in
the middle of a long road is reached and left in every allowed direction at its own distance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from scheduler.domain.location import Location
from scheduler.errors import RoundsError
from scheduler.geo.earth import Floats
from scheduler.geo.network import (
    WIDEST_METRES,
    Edges,
    Ints,
    RoadNetwork,
    sums,
    weight_beyond,
    weights,
)
from scheduler.geo.snapping import Snaps, snap
from scheduler.geo.speeds import WALKING_KPH

Predecessors = npt.NDArray[np.int32]

_SOURCES_AT_ONCE: Final = 128
_DOOR_SECONDS_PER_METRE: Final = 3.6 / WALKING_KPH
_SAME_POINT_METRES: Final = 1e-3


@dataclass(frozen=True)
class JoinedNetwork:
    """A network and the places on it.

    Attributes:
        locations: distinct, in the order of the rows and columns.
        vertex: where each location enters the graph: a node of the network or a split point.
        edges: of the network and of the split stretches.
        vertices: nodes and split points together.
    """

    network: RoadNetwork
    locations: tuple[Location, ...]
    snaps: Snaps
    vertex: Ints
    edges: Edges
    vertices: int

    @classmethod
    def of(cls, network: RoadNetwork, locations: Sequence[Location]) -> "JoinedNetwork":
        """Join the locations to the network.

        Raises:
            RoundsError: `network-too-wide`.
        """
        if (width := network.width_metres) > WIDEST_METRES:
            raise RoundsError(
                "network-too-wide",
                f"The roads span {width / 1000:.0f} km; {WIDEST_METRES // 1000} km is the most.",
            )
        snaps = snap(network, locations)
        vertex, split, vertices = _split(network, snaps)
        edges = Edges.of([network.edges, split])
        return cls(network, tuple(locations), snaps, vertex, edges, vertices)

    @cached_property
    def _graph(self) -> "csr_array[np.float64, tuple[int, int]]":
        rows = np.searchsorted(self.edges.tail, np.arange(self.vertices + 1))
        columns = (self.edges.weight, self.edges.head.astype(np.int32), rows.astype(np.int32))
        return csr_array(columns, shape=(self.vertices, self.vertices))

    @cached_property
    def _edge_keys(self) -> Ints:
        keys: Ints = self.edges.tail * self.vertices + self.edges.head
        return keys

    def search(
        self, origin: int, longest_seconds: float = np.inf
    ) -> tuple[Floats, Floats, Predecessors]:
        """Seconds and metres from one door to all, and the predecessors of all vertices.

        What is further than `longest_seconds` is infinitely far.
        """
        weight, before = dijkstra(
            self._graph,
            indices=self.vertex[origin],
            return_predecessors=True,
            limit=weight_beyond(longest_seconds),
        )
        seconds, metres = self._door_to_door(weight[None, self.vertex], np.array([origin]))
        return seconds[0], metres[0], before

    def matrices(self) -> tuple[Floats, Floats]:
        """Seconds and metres from door to door, `[from, to]`; infinite where there is no way."""
        count = len(self.locations)
        seconds, metres = np.zeros((count, count)), np.zeros((count, count))
        for first in range(0, count, _SOURCES_AT_ONCE):
            rows = np.arange(first, min(first + _SOURCES_AT_ONCE, count))
            weight = dijkstra(self._graph, indices=self.vertex[rows])[:, self.vertex]
            seconds[rows], metres[rows] = self._door_to_door(weight, rows)
        return seconds, metres

    def _door_to_door(self, weight: Floats, rows: Ints) -> tuple[Floats, Floats]:
        """Add the walk at both ends; nothing on the diagonal."""
        seconds, metres = sums(weight)
        walked = self.snaps.door_metres[rows, None] + self.snaps.door_metres
        metres += walked
        seconds += walked * _DOOR_SECONDS_PER_METRE
        for part in (seconds, metres):
            part[np.arange(len(rows)), rows] = 0.0
        return seconds, metres

    def path(self, origin: int, target: int, before: Predecessors) -> tuple[Location, ...]:
        """The shape of the fastest path between two locations, doors included.

        Args:
            before: the row of predecessors that `search` gave for the origin.
        """
        vertices = [int(self.vertex[target])]
        while (previous := int(before[vertices[-1]])) >= 0:
            vertices.append(previous)
        vertices.reverse()
        edges = self._edge(np.array(vertices[:-1], dtype=np.int64), np.array(vertices[1:]))
        points = [self.locations[origin], self._road_point(origin)]
        for edge in edges.tolist():
            points += self._shape(edge)
        points += [self._road_point(target), self.locations[target]]
        shape = [point for point, after in pairwise(points) if point != after]
        return (*shape, points[-1])

    def _edge(self, tail: Ints, head: Ints) -> Ints:
        found: Ints = np.searchsorted(self._edge_keys, tail * self.vertices + head)
        return found

    def _road_point(self, place: int) -> Location:
        return Location(float(self.snaps.lat[place]), float(self.snaps.lon[place]))

    def _shape(self, edge: int) -> list[Location]:
        """Points of the road after the beginning of an edge, up to its end if that is a node."""
        network, stretch = self.network, self.edges.stretch[edge]
        points = np.arange(network.first_point[stretch], network.first_point[stretch + 1])
        position = network.point_metres[points]
        begin, finish = self.edges.begin[edge], self.edges.finish[edge]
        if begin <= finish:
            points = points[(position > begin) & (position <= finish)]
        else:
            points = points[(position < begin) & (position >= finish)][::-1]
        lats, lons = network.point_lat[points], network.point_lon[points]
        return [Location(*pair) for pair in zip(lats.tolist(), lons.tolist(), strict=True)]


def _split(network: RoadNetwork, snaps: Snaps) -> tuple[Ints, Edges, int]:
    """Vertex of every snap, edges along the split stretches, and the number of vertices."""
    length = network.point_metres[network.first_point[snaps.stretch + 1] - 1]
    at_start, at_end = snaps.position <= 0, snaps.position >= length
    vertex = np.where(at_start, network.start[snaps.stretch], network.end[snaps.stretch])
    inside = np.flatnonzero(~at_start & ~at_end)
    places = np.stack(
        [snaps.stretch[inside], np.rint(snaps.position[inside] / _SAME_POINT_METRES)], axis=-1
    )
    _, chosen, copy = np.unique(places, axis=0, return_index=True, return_inverse=True)
    nodes = len(network.node_lat)
    vertex[inside] = nodes + copy.reshape(-1)
    # Sorted by stretch and position; every stretch also has its two ends.
    split = inside[chosen]
    touched = np.unique(snaps.stretch[split])
    ends = network.first_point[touched + 1] - 1
    zero = np.zeros(len(touched))
    stretch = np.concatenate([touched, snaps.stretch[split], touched])
    position = np.concatenate([zero, snaps.position[split], network.point_metres[ends]])
    forward = np.concatenate([zero, snaps.forward[split], network.point_forward[ends]])
    backward = np.concatenate([zero, snaps.backward[split], network.point_backward[ends]])
    stop = np.concatenate(
        [network.start[touched], nodes + np.arange(len(split)), network.end[touched]]
    )
    order = np.lexsort((position, stretch))
    one, two = order[:-1], order[1:]
    same = stretch[one] == stretch[two]
    one, two = one[same], two[same]
    pieces = [
        _pieces(
            network.forward,
            tail=one,
            head=two,
            stretch=stretch,
            position=position,
            clock=forward,
            stop=stop,
        ),
        _pieces(
            network.backward,
            tail=two,
            head=one,
            stretch=stretch,
            position=position,
            clock=backward,
            stop=stop,
        ),
    ]
    return vertex, Edges.of(pieces), nodes + len(split)


def _pieces(
    allowed: npt.NDArray[np.bool_],
    *,
    tail: Ints,
    head: Ints,
    stretch: Ints,
    position: Floats,
    clock: Floats,
    stop: Ints,
) -> Edges:
    """Edges between neighbouring points of split stretches, in one direction."""
    used = allowed[stretch[tail]]
    tail, head = tail[used], head[used]
    return Edges(
        tail=stop[tail],
        head=stop[head],
        weight=weights(np.abs(clock[head] - clock[tail]), np.abs(position[head] - position[tail])),
        stretch=stretch[tail],
        begin=position[tail],
        finish=position[head],
    )
