"""What a benchmark was measured in, in words: machine, versions, date and commit."""

import datetime
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib import metadata

from benchmarks.processes import ROOT

LIBRARIES = ("numpy", "numba", "ortools")


def circumstances(layout: str, settings: str, peers: Mapping[str, str]) -> dict[str, str]:
    """Machine, versions, settings, date.

    Args:
        layout: how the runs share the machine.
        peers: versions of the solvers compared with.
    """
    versions = {**peers, **{name: metadata.version(name) for name in LIBRARIES if _installed(name)}}
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, {layout}",
        "versions": f"Python {platform.python_version()}, rounds {metadata.version('rounds')}, "
        + ", ".join(f"{name} {version}" for name, version in versions.items()),
        "settings": settings,
        "date": f"{today()}, commit {commit()}",
    }


def shown(found: Mapping[str, str]) -> str:
    """The circumstances line by line."""
    return "\n".join(f"{key:<10}{value}" for key, value in found.items())


def today() -> str:
    """The date in UTC."""
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def commit() -> str:
    """The commit of the checkout, with a plus when it was changed since."""
    git = shutil.which("git")
    if git is None:
        return "unknown"
    told = subprocess.run(  # noqa: S603 - git itself
        [git, "describe", "--always", "--dirty=+", "--exclude=*"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip() or "unknown"


def say(text: str) -> None:
    """To stderr, where progress goes."""
    print(text, file=sys.stderr, flush=True)


def _installed(package: str) -> bool:
    try:
        metadata.version(package)
    except metadata.PackageNotFoundError:
        return False
    return True
