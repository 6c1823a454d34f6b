"""From ways to a network.

Ways are cut at barriers, only what is connected both ways is kept, and pieces of road are joined
where there is nothing to choose.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from scheduler.domain.carer import Mode
from scheduler.errors import RoundsError
from scheduler.geo.earth import Bounds, Floats, great_circle_metres
from scheduler.geo.network import Flags, Ints, RoadNetwork
from scheduler.geo.ways import Ways

_KPH = 1 / 3.6


@dataclass(frozen=True)
class _Segments:
    """Straight lines between neighbouring points of ways.

    `u` and `v` are nodes, `forward` and `backward` seconds from u to v and back, infinite where
    that is not allowed.
    """

    u: Ints
    v: Ints
    metres: Floats
    forward: Floats
    backward: Floats
    kind: npt.NDArray[np.int8]
    name: Ints

    def take(self, chosen: Flags | Ints) -> "_Segments":
        return _Segments(**{f.name: getattr(self, f.name)[chosen] for f in fields(self)})


def network_of(
    ways: Ways, mode: Mode, bounds: Bounds | None = None, *, contract: bool = True
) -> RoadNetwork:
    """The strongly connected network of all ways, or of those within `bounds`.

    Without `contract` every point of a way stays a node, which is what it is measured against.

    Raises:
        RoundsError: `no-roads` when there is not one road to travel on.
    """
    segments, lat, lon, names = _segments(ways, bounds)
    if not len(segments.u):
        raise RoundsError("no-roads", f"There is no road for mode {mode.value}.")
    used = np.unique(np.concatenate([segments.u, segments.v]))
    kept = _largest_component(segments, len(lat))
    segments = segments.take(kept[segments.u] & kept[segments.v])
    if not len(segments.u):
        raise RoundsError("no-roads", f"No road for mode {mode.value} leads there and back.")
    return _contracted(
        segments,
        lat,
        lon,
        names=names,
        mode=mode,
        kept_share=float(kept[used].mean()),
        contract=contract,
    )


def _segments(
    ways: Ways, bounds: Bounds | None
) -> tuple[_Segments, Floats, Floats, tuple[str, ...]]:
    lengths = np.array([len(way.refs) for way in ways.ways], dtype=np.int64)
    refs = np.array([ref for way in ways.ways for ref in way.refs], dtype=np.int64)
    lats = np.array([lat for way in ways.ways for lat in way.lats], dtype=np.float64)
    lons = np.array([lon for way in ways.ways for lon in way.lons], dtype=np.float64)
    of_way = np.repeat(np.arange(len(lengths)), lengths)
    begin = np.flatnonzero(of_way[1:] == of_way[:-1])
    begin = begin[refs[begin] != refs[begin + 1]]
    if bounds is not None:
        inside = bounds.covers(lats, lons)
        begin = begin[inside[begin] | inside[begin + 1]]
    way = of_way[begin]
    metres = great_circle_metres(lats[begin], lons[begin], lats[begin + 1], lons[begin + 1])
    forward, backward = _paces(ways, way, metres)
    waits = np.array([ways.waiting_seconds.get(ref, 0.0) for ref in refs.tolist()])
    u, v, lat, lon = _nodes(refs, begin, lats, lons, ways.blocked)
    names = tuple(sorted({way.name for way in ways.ways} | {""}))
    index = {name: position for position, name in enumerate(names)}
    segments = _Segments(
        u=u,
        v=v,
        metres=metres,
        forward=metres * forward + waits[begin + 1],
        backward=metres * backward + waits[begin],
        kind=np.array([w.passage.kind for w in ways.ways], dtype=np.int8)[way],
        name=np.array([index[w.name] for w in ways.ways], dtype=np.int64)[way],
    )
    return segments, lat, lon, names


def _paces(ways: Ways, way: Ints, metres: Floats) -> tuple[Floats, Floats]:
    """Seconds per metre of every segment, forward and backward."""
    passages = [w.passage for w in ways.ways]
    total = np.bincount(way, weights=metres, minlength=len(passages))
    fixed = np.array([p.seconds or 0 for p in passages], dtype=np.float64)
    by_duration = fixed / np.maximum(total, 1.0)
    paces = []
    for speeds in ([p.forward_kph for p in passages], [p.backward_kph for p in passages]):
        kph = np.array(speeds, dtype=np.float64)
        allowed = kph > 0
        by_speed = 1 / (np.where(allowed, kph, 1.0) * _KPH)
        pace = np.where(fixed > 0, by_duration, by_speed)
        paces.append(np.where(allowed, pace, np.inf)[way])
    return paces[0], paces[1]


def _nodes(
    refs: Ints, begin: Ints, lats: Floats, lons: Floats, blocked: set[int]
) -> tuple[Ints, Ints, Floats, Floats]:
    """Nodes of both ends of every segment, and the coordinates of the nodes.

    A blocked point becomes a dead end of its own for every segment that touches it.
    """
    known, first, node = np.unique(refs, return_index=True, return_inverse=True)
    u, v = node[begin].astype(np.int64), node[begin + 1].astype(np.int64)
    lat, lon = lats[first], lons[first]
    closed = np.isin(known, np.array(sorted(blocked), dtype=np.int64))
    for ends in (u, v):
        cut = np.flatnonzero(closed[ends] if len(ends) else ends)
        copies = ends[cut]
        ends[cut] = len(lat) + np.arange(len(cut))
        lat, lon = np.append(lat, lat[copies]), np.append(lon, lon[copies])
        closed = np.append(closed, np.zeros(len(cut), dtype=np.bool_))
    return u, v, lat, lon


def _largest_component(segments: _Segments, nodes: int) -> Flags:
    there, back = np.isfinite(segments.forward), np.isfinite(segments.backward)
    tail = np.concatenate([segments.u[there], segments.v[back]])
    head = np.concatenate([segments.v[there], segments.u[back]])
    graph = csr_array((np.ones(len(tail)), (tail, head)), shape=(nodes, nodes))
    _, label = connected_components(graph, directed=True, connection="strong")
    kept: Flags = label == np.bincount(label).argmax()
    return kept


def _contracted(
    segments: _Segments,
    lat: Floats,
    lon: Floats,
    *,
    names: tuple[str, ...],
    mode: Mode,
    kept_share: float,
    contract: bool,
) -> RoadNetwork:
    chains = (
        list(_chains(segments, len(lat))) if contract else [[s] for s in range(len(segments.u))]
    )
    lengths = np.array([len(chain) for chain in chains], dtype=np.int64)
    signed = np.array([step for chain in chains for step in chain], dtype=np.int64)
    along, part = signed >= 0, segments.take(np.where(signed >= 0, signed, ~signed))
    first = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    last = first + lengths - 1
    begin, finish = np.where(along, part.u, part.v), np.where(along, part.v, part.u)
    there = np.where(along, part.forward, part.backward)
    back = np.where(along, part.backward, part.forward)
    forward, backward = np.isfinite(there[first]), np.isfinite(back[first])
    nodes, ends = np.unique(np.concatenate([begin[first], finish[last]]), return_inverse=True)
    start, end = np.split(ends.astype(np.int64), 2)
    # Each stretch has one point more than segments: its beginning.
    first_point = np.concatenate([[0], np.cumsum(lengths + 1)])
    positions = np.insert(finish, first, begin[first])
    return RoadNetwork(
        mode=mode,
        node_lat=lat[nodes],
        node_lon=lon[nodes],
        start=start,
        end=end,
        forward=forward,
        backward=backward,
        kind=part.kind[first],
        name=part.name[first],
        first_point=first_point,
        point_lat=lat[positions],
        point_lon=lon[positions],
        point_metres=_running(part.metres, first, lengths),
        point_forward=_running(np.where(np.isfinite(there), there, 0.0), first, lengths),
        point_backward=_running(np.where(np.isfinite(back), back, 0.0), first, lengths),
        names=names,
        kept_share=kept_share,
    )


def _running(values: Floats, first: Ints, lengths: Ints) -> Floats:
    """Running sums within each chain, from 0 at its first point."""
    sums = np.insert(np.cumsum(values), 0, 0.0)
    base = np.repeat(sums[first], lengths + 1)
    chain = np.repeat(np.arange(len(lengths)), lengths + 1)
    running: Floats = sums[np.arange(len(base)) - chain] - base
    return running


def _chains(segments: _Segments, nodes: int) -> Iterator[list[int]]:
    """Segments in order from node to node; one used against its direction is written as ~index."""
    incident, first, inner = _incidence(segments, nodes)
    u, v = segments.u.tolist(), segments.v.tolist()
    seen = bytearray(len(u))
    anchors = [node for node in range(nodes) if not inner[node] and first[node] < first[node + 1]]
    # A ring without any junction has no anchor: its lowest node becomes one.
    rings = [node for node in range(nodes) if inner[node]]
    for anchor in anchors + rings:
        for position in range(first[anchor], first[anchor + 1]):
            segment = incident[position]
            if seen[segment]:
                continue
            chain, node = [], anchor
            while True:
                seen[segment] = 1
                ahead = u[segment] == node
                chain.append(segment if ahead else ~segment)
                node = v[segment] if ahead else u[segment]
                if not inner[node] or node == anchor:
                    break
                here = first[node]
                segment = incident[here] if incident[here] != segment else incident[here + 1]
            yield chain


def _incidence(segments: _Segments, nodes: int) -> tuple[list[int], list[int], list[bool]]:
    """Segments by node (as in a sparse matrix), and which nodes may be joined away."""
    count = len(segments.u)
    ends = np.concatenate([segments.u, segments.v])
    order = np.argsort(ends, kind="stable")
    incident = order % count
    degree = np.bincount(ends, minlength=nodes)
    first = np.concatenate([[0], np.cumsum(degree)])
    there, back = np.isfinite(segments.forward), np.isfinite(segments.backward)
    leaves = np.concatenate([there, back])[order]
    arrives = np.concatenate([back, there])[order]
    inner = degree == 2
    one = first[:-1][inner]
    two = one + 1
    a, b = incident[one], incident[two]
    inner[inner] = (
        (a != b)
        & (arrives[one] == leaves[two])
        & (leaves[one] == arrives[two])
        & (segments.kind[a] == segments.kind[b])
        & (segments.name[a] == segments.name[b])
    )
    return incident.tolist(), first.tolist(), inner.tolist()
