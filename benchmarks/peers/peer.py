"""What every peer offers, and where to find it."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata

from benchmarks.team_days.features import Feature
from benchmarks.team_days.statement import Orders, Starts
from scheduler.solver.problem import Problem

Answer = tuple[Orders, Starts]


@dataclass(frozen=True)
class Peer:
    """A solver to compare with.

    Attributes:
        name: as in `--peers`.
        package: whose version is told.
        states: what it can state exactly; everything else is approximated.
        seeded: whether another seed gives another plan; others run once.
        solve: problem, seconds and seed to orders and, where it has them, starts.
        lacks: why it cannot run here, empty when it can.
    """

    name: str
    package: str
    states: frozenset[Feature]
    seeded: bool
    solve: Callable[[Problem, float, int], Answer]
    lacks: Callable[[], str] = lambda: ""

    @property
    def version(self) -> str:
        """Of its package."""
        return metadata.version(self.package)


MODULES = {
    "pyvrp": "benchmarks.peers.pyvrp_peer",
    "vroom": "benchmarks.peers.vroom_peer",
    "ortools": "benchmarks.peers.ortools_peer",
    "timefold": "benchmarks.peers.timefold_peer",
}
"""Where each peer is; importing a module needs its package."""


def load(name: str) -> Peer:
    """The peer of a name.

    Raises:
        ImportError: when its package is not installed.
    """
    peer: Peer = importlib.import_module(MODULES[name]).PEER
    return peer


def missing(name: str) -> str:
    """Why a peer cannot run on this machine, empty when it can."""
    try:
        return load(name).lacks()
    except ImportError as error:
        return f"not installed ({error.name or error}): pip install -e '.[peers]'"
