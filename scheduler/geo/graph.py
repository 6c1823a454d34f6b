"""Ways out of a graph of osmnx: a GraphML file, or a place name asked of OpenStreetMap online."""

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias
from xml.etree.ElementTree import ParseError

import networkx as nx
import osmnx as ox
import requests
from osmnx import _errors as osmnx_errors

from scheduler.domain.carer import Mode
from scheduler.errors import RoundsError
from scheduler.geo.speeds import CAR_LIMIT_KPH, ROADS_TO_WALK
from scheduler.geo.tag_rules import (
    NODE_KEYS,
    WAY_KEYS,
    Passage,
    is_blocked,
    passage,
    waiting_seconds,
)
from scheduler.geo.ways import Way, Ways

_FILTERS: Final[Mapping[Mode, list[str]]] = {
    mode: [f'["highway"~"^({"|".join(sorted(roads))})$"]', '["route"="ferry"]']
    for mode, roads in {
        Mode.WALK: ROADS_TO_WALK | {"trunk", "trunk_link"},
        Mode.BIKE: ROADS_TO_WALK | {"trunk", "trunk_link"},
        Mode.EBIKE: ROADS_TO_WALK | {"trunk", "trunk_link"},
        Mode.CAR: frozenset(CAR_LIMIT_KPH),
    }.items()
}
"""What is asked of Overpass: a superset of what the tag rules then admit."""

# Where osmnx joins ways into one edge these differ and matter most; of the others the first counts.
_VARIED: Final = ("highway", "maxspeed")
_DIRECTIONS: Final = ("oneway", "oneway:bicycle", "oneway:foot", "junction")

_Graph: TypeAlias = "nx.MultiDiGraph[int]"
_Edge: TypeAlias = tuple[int, int, dict[str, Any]]


def read_graph(source: Path, mode: Mode) -> Ways:
    """Ways of a GraphML file saved by osmnx, simplified or not.

    The directions of its edges are kept, so they are those of the network type it was made for;
    access and speed follow the tags it carries.

    Raises:
        RoundsError: `graph-unreadable` when it is not a graph of osmnx.
    """
    try:
        graph = ox.load_graphml(source)
        return _directed_ways(graph, mode)
    except (ParseError, nx.NetworkXError, KeyError, ValueError, TypeError, OSError) as fault:
        raise RoundsError(
            "graph-unreadable",
            f"{source.name} cannot be read as a graph saved by osmnx ({type(fault).__name__}).",
        ) from fault


def fetch_ways(place: str, mode: Mode) -> Ways:
    """Ways of a place, asked of OpenStreetMap through osmnx; needs the internet.

    Raises:
        RoundsError: `place-not-found` or `place-offline`.
    """
    try:
        with _raw_tags():
            graph = ox.graph_from_place(
                place,
                simplify=False,
                retain_all=True,
                truncate_by_edge=True,
                custom_filter=_FILTERS[mode],
            )
    except (osmnx_errors.InsufficientResponseError, TypeError) as fault:
        raise RoundsError(
            "place-not-found", f"OpenStreetMap has no area with roads named {place!r}."
        ) from fault
    except (requests.RequestException, osmnx_errors.ResponseStatusCodeError) as fault:
        raise RoundsError(
            "place-offline",
            f"OpenStreetMap could not be asked for {place!r} ({type(fault).__name__}).",
        ) from fault
    return _raw_ways(graph, mode)


@contextmanager
def _raw_tags() -> Iterator[None]:
    """Settings of osmnx under which edges keep the tags and the direction of their way."""
    wanted = {
        "all_oneway": True,
        "use_cache": False,
        "useful_tags_way": list(WAY_KEYS),
        "useful_tags_node": list(NODE_KEYS),
    }
    before = {name: getattr(ox.settings, name) for name in wanted}
    try:
        for name, value in wanted.items():
            setattr(ox.settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(ox.settings, name, value)


def _raw_ways(graph: _Graph, mode: Mode) -> Ways:
    found = _with_nodes(graph, mode)
    metres: dict[Any, float] = {}
    for _, _, data in graph.edges(data=True):
        metres[data["osmid"]] = metres.get(data["osmid"], 0.0) + data["length"]
    for u, v, data in graph.edges(data=True):
        tags = {key: str(data[key]) for key in WAY_KEYS if key in data}
        if (how := passage(tags, mode)) is None:
            continue
        # osmnx has turned such a way round already, its tag still speaks of the way as mapped.
        ends = (v, u) if tags.get("oneway") in {"-1", "reverse"} else (u, v)
        if how.seconds is not None:
            share = data["length"] / max(metres[data["osmid"]], 1.0)
            how = Passage(how.kind, how.forward_kph, how.backward_kph, how.seconds * share)
        lats, lons = zip(*(_position(graph, node) for node in ends), strict=True)
        found.ways.append(Way(ends, lats, lons, how, tags.get("name", "")))
    return found


def _directed_ways(graph: _Graph, mode: Mode) -> Ways:
    """Ways of a graph whose edges are directed; an edge and its opposite become one way."""
    found = _with_nodes(graph, mode)
    fresh = itertools.count(-1, -1)
    waiting: dict[tuple[Any, ...], list[_Edge]] = {}
    for edge in graph.edges(data=True):
        u, v, data = edge
        mark = (round(float(data["length"]), 1), *sorted(_listed(data.get("osmid", ""))))
        if opposite := waiting.get((v, u, *mark)):
            _add_edge(found, graph, edge=opposite.pop(), opposite=edge, mode=mode, fresh=fresh)
        else:
            waiting.setdefault((u, v, *mark), []).append(edge)
    for edges in waiting.values():
        for edge in edges:
            _add_edge(found, graph, edge=edge, opposite=None, mode=mode, fresh=fresh)
    return found


def _add_edge(
    found: Ways,
    graph: _Graph,
    *,
    edge: _Edge,
    opposite: _Edge | None,
    mode: Mode,
    fresh: "itertools.count[int]",
) -> None:
    u, v, data = edge
    there = _slowest(data, mode)
    back = _slowest(opposite[2], mode) if opposite else None
    how = there or back
    if how is None:
        return
    forward, backward = (part.forward_kph if part else 0.0 for part in (there, back))
    points = [_position(graph, u), *_shape(data), _position(graph, v)]
    lats, lons = zip(*points, strict=True)
    refs = [u, *itertools.islice(fresh, len(points) - 2), v]
    name = _listed(data.get("name", ""))[0]
    found.ways.append(Way(refs, lats, lons, Passage(how.kind, forward, backward), name))


def _slowest(data: Mapping[str, Any], mode: Mode) -> Passage | None:
    """How the mode uses an edge; where osmnx joined ways into one, the slowest of them counts."""
    plain = {key: _listed(data[key]) for key in WAY_KEYS if key in data and key not in _DIRECTIONS}
    varied = [plain.pop(key, [""]) for key in _VARIED]
    rest = {key: values[0] for key, values in plain.items()} | {"oneway": "no"}
    passages = []
    for values in itertools.product(*varied):
        tags = rest | {key: value for key, value in zip(_VARIED, values, strict=True) if value}
        passages.append(passage(tags, mode))
    usable = [one for one in passages if one is not None]
    return min(usable, key=lambda one: one.forward_kph, default=None)


def _listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _position(graph: _Graph, node: int) -> tuple[float, float]:
    data = graph.nodes[node]
    return float(data["y"]), float(data["x"])


def _shape(data: Mapping[str, Any]) -> list[tuple[float, float]]:
    """Points of an edge between its ends."""
    if "geometry" not in data:
        return []
    return [(lat, lon) for lon, lat in data["geometry"].coords[1:-1]]


def _with_nodes(graph: _Graph, mode: Mode) -> Ways:
    found = Ways()
    for node, data in graph.nodes(data=True):
        tags = {key: str(data[key]) for key in NODE_KEYS if key in data}
        if is_blocked(tags, mode):
            found.blocked.add(node)
        if wait := waiting_seconds(tags, mode):
            found.waiting_seconds[node] = wait
    return found
