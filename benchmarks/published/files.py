"""Folders of instances as they were published, plain or compressed."""

import gzip
import hashlib
import zlib
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


def name_of(path: Path, suffixes: tuple[str, ...]) -> str:
    """The name of an instance: that of its file without what says how it is kept.

    Dots inside a name stay, since published names have them.
    """
    name = path.name.removesuffix(PACKED)
    return next((name.removesuffix(each) for each in suffixes if name.endswith(each)), "")


def instance_files(folder: Path, suffixes: tuple[str, ...]) -> dict[str, Path]:
    """The files of a folder and of those right below it that are kept as instances are, by name.

    Names that stand in several folders get that of their folder before them.

    Raises:
        RoundsError: `instances-missing`.
    """
    paths = sorted(
        path for form in ("*", "*/*") for path in folder.glob(form) if name_of(path, suffixes)
    )
    paths = [path for path in paths if path.is_file()]
    if not paths:
        raise RoundsError(
            "instances-missing", f"{folder} holds no file that ends in {', '.join(suffixes)}."
        )
    names = [name_of(path, suffixes) for path in paths]
    return {
        name if names.count(name) == 1 else f"{path.parent.name}-{name}": path
        for name, path in zip(names, paths, strict=True)
    }


def fingerprint(path: Path) -> str:
    """A sum over what a file says: values of different ones do not compare."""
    return hashlib.sha256(read_text(path).encode()).hexdigest()[:16]


def malformed(path: Path, column: str, value: object, message: str) -> Finding:
    """That a file is not in the form of its set."""
    shown = str(value)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return Finding(path.name, 0, column, "instance-malformed", shown, message)
