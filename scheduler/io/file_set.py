"""Files that belong together in one folder: all of them are written, or none."""

import shutil
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from scheduler.errors import RoundsError


def write_files(
    folder: Path,
    contents: Mapping[str, bytes],
    code: str,
    stale_in: Callable[[Path], Iterable[Path]] = lambda _: (),
) -> tuple[Path, ...]:
    """Write files by name into a folder, in place of those of the same names.

    Args:
        folder: made where it is missing.
        code: of the error that says that they could not be written.
        stale_in: finds the files of the folder that have no successor; those go.

    Returns:
        The files written, in order of name.

    Raises:
        RoundsError: a file cannot be written; the folder is as it was.
    """
    try:
        made = _make(folder)
        try:
            _refuse_protected(folder, contents)
            stale = [path for path in stale_in(folder) if path.name not in contents]
            with TemporaryDirectory(dir=folder, prefix=".rounds-") as workshop:
                _exchange(folder, Path(workshop), contents, stale)
        except BaseException:
            _unmake(made)
            raise
    except OSError as error:
        raise RoundsError(code, f"{folder}: {error}.") from error
    return tuple(folder / name for name in sorted(contents))


def _make(folder: Path) -> list[Path]:
    """Make the folder and those above it; returns what was made, outermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _unmake(made: list[Path]) -> None:
    with suppress(OSError):
        for folder in reversed(made):
            folder.rmdir()


def _refuse_protected(folder: Path, contents: Mapping[str, bytes]) -> None:
    """A file that somebody made read-only is meant to stay, even where the system would let us."""
    for name in contents:
        target = folder / name
        if target.is_dir() or (target.exists() and not target.stat().st_mode & stat.S_IWUSR):
            raise PermissionError(0, "is a folder or write-protected", name)


def _exchange(
    folder: Path, workshop: Path, contents: Mapping[str, bytes], stale: list[Path]
) -> None:
    """Write all new files aside, then move each into its place; on a failure move all back."""
    new, old = workshop / "new", workshop / "old"
    new.mkdir()
    old.mkdir()
    for name, content in contents.items():
        (new / name).write_bytes(content)
        if (folder / name).exists():
            shutil.copy2(folder / name, old / name)
    for path in stale:
        shutil.copy2(path, old / path.name)
    try:
        for name in contents:
            (new / name).replace(folder / name)
        for path in stale:
            path.unlink()
    except BaseException:
        _restore(folder, old, [*contents, *(path.name for path in stale)])
        raise


def _restore(folder: Path, old: Path, names: list[str]) -> None:
    for name in names:
        if (old / name).exists():
            (old / name).replace(folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
