"""Where a network comes from: an extract, a graph, a built network or a place name."""

import hashlib
from pathlib import Path
from typing import Final

from scheduler.domain.carer import Mode
from scheduler.errors import RoundsError
from scheduler.geo.cache import cached_network, content_key
from scheduler.geo.contraction import network_of
from scheduler.geo.earth import Bounds
from scheduler.geo.extract import EXTRACT_SUFFIXES, read_extract
from scheduler.geo.network import RoadNetwork
from scheduler.geo.network_file import NETWORK_SUFFIX, load_network

GRAPH_SUFFIXES: Final = (".graphml",)
SOURCE_SUFFIXES: Final = (*EXTRACT_SUFFIXES, *GRAPH_SUFFIXES, NETWORK_SUFFIX)


def build_network(source: Path, mode: Mode, bounds: Bounds | None = None) -> RoadNetwork:
    """The network of an extract or a graph, read anew; the source is only read.

    Args:
        bounds: keep only roads with an end in this box.

    Raises:
        RoundsError: `network-not-found`, `source-unsupported`, `extract-unreadable`,
            `graph-unreadable` or `no-roads`.
    """
    _refuse_unless_file(source)
    if source.name.lower().endswith(EXTRACT_SUFFIXES):
        ways = read_extract(source, mode)
    elif source.name.lower().endswith(GRAPH_SUFFIXES):
        # osmnx takes longer to import than all the rest of a command: only those who need it wait
        from scheduler.geo.graph import read_graph  # noqa: PLC0415

        ways = read_graph(source, mode)
    else:
        raise _unsupported(source)
    return network_of(ways, mode, bounds)


def fetch_network(place: str, mode: Mode) -> RoadNetwork:
    """The network of a place, asked of OpenStreetMap online.

    Raises:
        RoundsError: `place-not-found`, `place-offline` or `no-roads`.
    """
    from scheduler.geo.graph import fetch_ways  # noqa: PLC0415 - as above

    return network_of(fetch_ways(place, mode), mode)


def open_network(
    source: Path | str, mode: Mode, cache: Path | None = None, bounds: Bounds | None = None
) -> RoadNetwork:
    """The network of whatever a team names: a file by its path, otherwise a place by its name.

    Networks are kept in the cache, files by their content and places by their name: a place is
    asked for once, until `fetch_network` or an emptied cache brings it up to date.

    Raises:
        RoundsError: as `build_network`, `fetch_network` and `load_network` do.
    """
    path = Path(source)
    if isinstance(source, str) and not path.exists() and not looks_like_file(source):
        if bounds is not None:
            raise ValueError("a place is fetched as a whole: bounds belong to files")
        return cached_network(source, mode, lambda: fetch_network(source, mode), cache)
    _refuse_unless_file(path)
    if path.name.lower().endswith(NETWORK_SUFFIX):
        return load_network(path, mode)
    if not path.name.lower().endswith(SOURCE_SUFFIXES):
        raise _unsupported(path)
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    key = content_key(content, bounds)
    return cached_network(key, mode, lambda: build_network(path, mode, bounds), cache)


def looks_like_file(source: str) -> bool:
    """Whether a source is meant as a path, there or not, and not as the name of a place."""
    return "/" in source or "\\" in source or source.lower().endswith(SOURCE_SUFFIXES)


def _refuse_unless_file(path: Path) -> None:
    if not path.is_file():
        raise RoundsError("network-not-found", f"There is no file {path}.")


def _unsupported(path: Path) -> RoundsError:
    return RoundsError(
        "source-unsupported",
        f"{path.name} is none of {', '.join(SOURCE_SUFFIXES)}.",
    )
