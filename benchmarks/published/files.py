"""Folders of instances as they were published, plain or compressed."""

import gzip
import hashlib
import zlib
from collections import Counter
from pathlib import Path

from scheduler.errors import Finding, RoundsError

PACKED = ".gz"
RESULTS = "results.csv"


def read_text(path: Path) -> str:
    """What a file says, unpacked where its name ends in .gz.

    Raises:
        OSError: when it cannot be read.
        ValueError: when it is no text.
    """
    held = path.read_bytes()
    if path.suffix != PACKED:
        return held.decode("utf-8")
    try:
        return gzip.decompress(held).decode("utf-8")
    except (EOFError, zlib.error) as error:
        raise ValueError(str(error)) from error


def name_of(path: Path, suffixes: tuple[str, ...], *, dotted: bool) -> str:
    """The name of an instance: that of its file without what says how it is kept.

    Args:
        dotted: whether dots are part of names; else what follows the first one only describes.
    """
    name = path.name.removesuffix(PACKED)
    name = next((name.removesuffix(each) for each in suffixes if name.endswith(each)), "")
    return name if dotted else name.split(".")[0]


def instance_files(folder: Path, suffixes: tuple[str, ...], *, dotted: bool) -> dict[str, Path]:
    """The files of a folder and of those right below it that are kept as instances are, by name.

    Names that stand in several folders get that of their folder before them.

    Raises:
        RoundsError: `instances-missing`.
    """
    found = [path for form in ("*", "*/*") for path in sorted(folder.glob(form)) if path.is_file()]
    names = {path: name_of(path, suffixes, dotted=dotted) for path in found}
    names = {path: name for path, name in names.items() if name}
    if not names:
        raise RoundsError(
            "instances-missing", f"{folder} holds no file that ends in {', '.join(suffixes)}."
        )
    counts = Counter(names.values())
    return {
        name if counts[name] == 1 else f"{path.parent.name}-{name}": path
        for path, name in names.items()
    }


def fingerprint(path: Path) -> str:
    """A sum over what a file says: values of different ones do not compare."""
    return hashlib.sha256(read_text(path).encode()).hexdigest()[:16]


def malformed(path: Path, column: str, value: object, message: str) -> Finding:
    """That a file is not in the form of its set."""
    shown = str(value)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return Finding(path.name, 0, column, "instance-malformed", shown, message)
