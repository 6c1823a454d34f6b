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
from scheduler.geo.earth import Floats
from scheduler.geo.network import Edges, Ints, RoadNetwork
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
        """Join the locations to the network."""
        snaps = snap(network, locations)
        vertex, split, vertices = _split(network, snaps)
        edges = Edges.of([network.edges, split])
        return cls(network, tuple(locations), snaps, vertex, edges, vertices)

    @property
    def door_seconds(self) -> Floats:
        """Walking from each door to the road."""
        return self.snaps.door_metres * _DOOR_SECONDS_PER_METRE

    @cached_property
    def _graph(self) -> "csr_array[np.float64, tuple[int, int]]":
        rows = np.searchsorted(self.edges.tail, np.arange(self.vertices + 1))
        columns = (self.edges.seconds, self.edges.head.astype(np.int32), rows.astype(np.int32))
        return csr_array(columns, shape=(self.vertices, self.vertices))

    @cached_property
    def _edge_keys(self) -> Ints:
        keys: Ints = self.edges.tail * self.vertices + self.edges.head
        return keys

    def search(self, origins: Ints) -> tuple[Floats, Predecessors]:
        """Seconds and predecessors from the vertices of the given locations to all vertices."""
        return dijkstra(self._graph, indices=self.vertex[origins], return_predecessors=True)

    def matrices(self) -> tuple[Floats, Floats]:
        """Seconds and metres from door to door, `[from, to]`; infinite where there is no way."""
        count = len(self.locations)
        seconds, metres = np.zeros((count, count)), np.zeros((count, count))
        for first in range(0, count, _SOURCES_AT_ONCE):
            rows = np.arange(first, min(first + _SOURCES_AT_ONCE, count))
            found, before = self.search(rows)
            seconds[rows] = found[:, self.vertex]
            metres[rows] = self._metres(before, np.isfinite(seconds[rows]))
        doors, walked = self.door_seconds, self.snaps.door_metres
        seconds += doors[:, None] + doors
        metres += walked[:, None] + walked
        np.fill_diagonal(seconds, 0.0)
        np.fill_diagonal(metres, 0.0)
        return seconds, metres

    def _metres(self, before: Predecessors, reached: npt.NDArray[np.bool_]) -> Floats:
        """Metres of the fastest paths, walked back from all targets at once."""
        metres = np.where(reached, 0.0, np.inf)
        row, column = np.nonzero(reached)
        here = self.vertex[column]
        while len(row):
            previous = before[row, here].astype(np.int64)
            on = previous >= 0
            row, column, here, previous = row[on], column[on], here[on], previous[on]
            metres[row, column] += self.edges.metres[self._edge(previous, here)]
            here = previous
        return metres

    def path(self, origin: int, target: int, before: Predecessors) -> tuple[float, list[Location]]:
        """Metres and shape of the fastest path between two locations, doors included.

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
        shape = [point for point, after in pairwise(points) if point != after] + points[-1:]
        # Summed as the matrix does it, from the target back, so that both round alike.
        by_road = sum(self.edges.metres[edges[::-1]].tolist())
        return by_road + float(self.snaps.door_metres[[origin, target]].sum()), shape

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
        seconds=np.abs(clock[head] - clock[tail]),
        metres=np.abs(position[head] - position[tail]),
        stretch=stretch[tail],
        begin=position[tail],
        finish=position[head],
    )
