"""Built networks as files: numpy arrays in a zip, with a header. Nothing in them is executed."""

import json
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from scheduler.domain.carer import Mode
from scheduler.errors import RoundsError
from scheduler.geo.network import RoadNetwork
from scheduler.geo.tag_rules import TAG_RULES_VERSION

NETWORK_SUFFIX: Final = ".rounds"
NETWORK_FORMAT: Final = 1
"""Raised whenever the layout of the file changes."""

Arrays = Mapping[str, npt.NDArray[Any]]

_HEADER = "header"
# What numpy and zipfile raise on damaged files, apart from ValueError and OSError.
_BROKEN_ZIP: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    AttributeError,
    TypeError,
    RuntimeError,
)
_ARRAYS = tuple(
    field.name for field in fields(RoadNetwork) if field.name not in {"mode", "names", "kept_share"}
)


def save_network(network: RoadNetwork, path: Path) -> None:
    """Write a built network; an existing file is replaced at once or not at all."""
    header = {
        "format": NETWORK_FORMAT,
        "tag_rules": TAG_RULES_VERSION,
        "mode": network.mode.value,
        "names": list(network.names),
        "kept_share": network.kept_share,
        "fingerprint": network.fingerprint,
    }
    write_arrays(path, header, {name: getattr(network, name) for name in _ARRAYS})


def load_network(path: Path, mode: Mode | None = None) -> RoadNetwork:
    """Read a built network, of the given mode if one is given.

    Raises:
        RoundsError: `network-unreadable`, `network-outdated` or `network-wrong-mode`.
    """
    try:
        header, arrays = read_arrays(path)
        if header["format"] != NETWORK_FORMAT or header["tag_rules"] != TAG_RULES_VERSION:
            raise RoundsError(
                "network-outdated",
                f"{path.name} was built with format {header['format']} and tag rules "
                f"{header['tag_rules']}; this version reads format {NETWORK_FORMAT} and tag rules "
                f"{TAG_RULES_VERSION}.",
            )
        network = RoadNetwork(
            mode=Mode(header["mode"]),
            names=tuple(header["names"]),
            kept_share=float(header["kept_share"]),
            **{name: arrays[name] for name in _ARRAYS},
        )
        if network.fingerprint != header["fingerprint"]:
            raise ValueError("its content does not match its header")
    except (OSError, KeyError, TypeError, ValueError) as fault:
        raise RoundsError(
            "network-unreadable", f"{path.name} cannot be read as a built network: {fault}."
        ) from fault
    if mode is not None and network.mode is not mode:
        raise RoundsError(
            "network-wrong-mode",
            f"{path.name} was built for mode {network.mode.value}, not for {mode.value}.",
        )
    return network


def write_arrays(path: Path, header: Mapping[str, Any], arrays: Arrays) -> None:
    """Write arrays and a header beside `path` and move them there in one step."""
    text = np.frombuffer(json.dumps(header, sort_keys=True).encode(), dtype=np.uint8)
    handle, beside = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, allow_pickle=False, **{_HEADER: text}, **arrays)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def read_arrays(path: Path) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Header and arrays of a file of `write_arrays`.

    Raises:
        ValueError: when the file is broken (zip and numpy check every byte of it).
        OSError: when it cannot be opened.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        header = json.loads(arrays.pop(_HEADER).tobytes())
    except _BROKEN_ZIP as fault:
        raise ValueError(f"broken file ({type(fault).__name__})") from fault
    if not isinstance(header, dict):
        raise ValueError("broken header")
    return header, arrays
