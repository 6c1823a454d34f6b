"""Whether this service has what studies are drawn with: the benchmarks of a checkout, and plots."""

import sys
from importlib.util import find_spec
from pathlib import Path

import api
from scheduler.errors import RoundsError

ROOT = Path(api.__file__).resolve().parents[1]
ENGINE = Path("benchmarks", "neighbourhoods", "study")
LIBRARIES = ("matplotlib", "pyarrow")


def require_installed() -> None:
    """Let the benchmarks be imported, which are no part of the installed package.

    Raises:
        RoundsError: `studies-not-installed`.
    """
    if not (ROOT / ENGINE).is_dir():
        raise RoundsError(
            "studies-not-installed", "The benchmarks do not stand beside the service."
        )
    absent = [each for each in LIBRARIES if find_spec(each) is None]
    if absent:
        raise RoundsError("studies-not-installed", f"Not installed: {', '.join(absent)}.")
    if str(ROOT) not in sys.path:
        sys.path.append(str(ROOT))
