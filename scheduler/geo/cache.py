"""Results kept on disk, found again by the content they were made from."""

import hashlib
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import platformdirs

from scheduler.domain.carer import Mode
from scheduler.errors import RoundsError
from scheduler.geo.earth import Floats
from scheduler.geo.joining import JoinedNetwork
from scheduler.geo.network import RoadNetwork
from scheduler.geo.network_file import (
    NETWORK_FORMAT,
    NETWORK_SUFFIX,
    load_network,
    read_arrays,
    save_network,
    write_arrays,
)
from scheduler.geo.tag_rules import TAG_RULES_VERSION

CACHE_VARIABLE: Final = "ROUNDS_CACHE"
_MATRIX_FORMAT: Final = 2

_log = logging.getLogger(__name__)


def cache_folder(folder: Path | None = None) -> Path:
    """The folder given, or that of the environment (`ROUNDS_CACHE`), or the user's own."""
    if folder is not None:
        return folder
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else platformdirs.user_cache_path("rounds")


def content_key(*parts: object) -> str:
    """Hash of the parts; bytes by their content, anything else by its text."""
    digest = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else str(part).encode()
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def cached_network(
    source: object, mode: Mode, build: Callable[[], RoadNetwork], folder: Path | None
) -> RoadNetwork:
    """The network of a source (its bytes or its name), built at most once per tag rules."""
    key = content_key("network", NETWORK_FORMAT, TAG_RULES_VERSION, mode.value, source)
    path = cache_folder(folder) / "networks" / f"{key}{NETWORK_SUFFIX}"
    if path.exists():
        try:
            return load_network(path, mode)
        except RoundsError as fault:
            _log.warning("built anew: cached %s", fault.message)
    network = build()
    _keep(path, lambda: save_network(network, path))
    return network


def cached_matrices(joined: JoinedNetwork, folder: Path | None) -> tuple[Floats, Floats]:
    """`joined.matrices()`, kept by network and places."""
    places = np.array([(place.lat, place.lon) for place in joined.locations])
    key = content_key(
        "matrix", _MATRIX_FORMAT, TAG_RULES_VERSION, joined.network.fingerprint, places.tobytes()
    )
    path = cache_folder(folder) / "matrices" / f"{key}.npz"
    if path.exists():
        try:
            header, arrays = read_arrays(path)
            if header["key"] == key:
                return arrays["seconds"], arrays["metres"]
        except (OSError, ValueError, KeyError) as fault:
            _log.warning("computed anew: cached matrix %s is unreadable (%s)", path.name, fault)
    seconds, metres = joined.matrices()
    _keep(path, lambda: write_arrays(path, {"key": key}, {"seconds": seconds, "metres": metres}))
    return seconds, metres


def _keep(path: Path, write: Callable[[], None]) -> None:
    """Write to the cache; a cache that cannot be written costs time next time, nothing else."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write()
    except OSError as fault:
        _log.warning("not kept in the cache: %s (%s)", path.name, fault.strerror)
