"""Ways out of an extract of OpenStreetMap: .osm.pbf, .osm, .osm.gz, .osm.bz2."""

import os
from pathlib import Path
from typing import Final

import osmium
from osmium.filter import KeyFilter
from osmium.osm import Node
from osmium.osm import Way as OsmWay

from scheduler.domain.carer import Mode
from scheduler.errors import RoundsError
from scheduler.geo.tag_rules import (
    NODE_KEYS,
    WAY_KEYS,
    Passage,
    is_blocked,
    passage,
    waiting_seconds,
)
from scheduler.geo.ways import Way, Ways

EXTRACT_SUFFIXES: Final = (".osm.pbf", ".osm", ".osm.gz", ".osm.bz2", ".pbf")


def read_extract(source: Path, mode: Mode) -> Ways:
    """All ways of the extract that `mode` may use. Pieces whose points were clipped off are left.

    Raises:
        RoundsError: `extract-unreadable` when the file is none, is broken or holds no ways.
    """
    found = Ways()
    seen = 0
    try:
        entities = osmium.osm.NODE | osmium.osm.WAY
        reader = osmium.FileProcessor(os.fspath(source), entities).with_locations()
        for item in reader.with_filter(KeyFilter("highway", "route", "barrier")):
            if isinstance(item, Node):
                _add_node(found, item, mode)
            elif isinstance(item, OsmWay) and ("highway" in item.tags or "route" in item.tags):
                seen += 1
                _add_way(found, item, mode)
    except (RuntimeError, OSError) as fault:
        raise RoundsError(
            "extract-unreadable", f"{source.name} cannot be read as an extract: {fault}."
        ) from fault
    if not seen:
        raise RoundsError("extract-unreadable", f"{source.name} holds no roads at all.")
    return found


def _add_node(found: Ways, node: Node, mode: Mode) -> None:
    tags = {key: node.tags[key] for key in NODE_KEYS if key in node.tags}
    if is_blocked(tags, mode):
        found.blocked.add(node.id)
    if wait := waiting_seconds(tags, mode):
        found.waiting_seconds[node.id] = wait


def _add_way(found: Ways, way: OsmWay, mode: Mode) -> None:
    tags = {key: value for key, value in way.tags if key in _WAY_KEYS}
    how = passage(tags, mode)
    if how is None:
        return
    name = tags.get("name", "")
    piece: list[tuple[int, float, float]] = []
    for node in way.nodes:
        if node.location.valid():
            piece.append((node.ref, node.lat, node.lon))
            continue
        _add_piece(found, piece, how, name)
        piece = []
    _add_piece(found, piece, how, name)


def _add_piece(found: Ways, piece: list[tuple[int, float, float]], how: Passage, name: str) -> None:
    if len(piece) > 1:
        refs, lats, lons = zip(*piece, strict=True)
        found.ways.append(Way(refs, lats, lons, how, name))


_WAY_KEYS = frozenset(WAY_KEYS)
