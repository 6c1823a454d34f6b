"""How fast roads are read, loaded and turned into a matrix, beside plain networkx.

Run `python -m benchmarks.roads`. Everything is measured in the same run on the same machine, best
of `--repeats`; what to compare between machines and versions are the ratios.
"""

import argparse
import hashlib
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import networkx as nx
import numpy as np

from scheduler.domain.carer import Mode
from scheduler.domain.location import Location
from scheduler.geo.contraction import network_of
from scheduler.geo.extract import read_extract
from scheduler.geo.joining import JoinedNetwork
from scheduler.geo.network import RoadNetwork, sums
from scheduler.geo.network_file import load_network, save_network

DATA = Path(__file__).resolve().parents[1] / "data"
EXTRACT = DATA / "gothenburg" / "gothenburg.osm.pbf"
LIBRARIES = ("numpy", "scipy", "networkx", "osmium", "shapely")


@dataclass(frozen=True)
class Timing:
    """Best seconds of Rounds and of plain networkx for the same job."""

    job: str
    rounds_seconds: float
    networkx_seconds: float | None = None

    @property
    def line(self) -> str:
        """One row of the table."""
        if self.networkx_seconds is None:
            return f"{self.job:<44}{self.rounds_seconds:>10.3f}"
        ratio = self.networkx_seconds / self.rounds_seconds
        return (
            f"{self.job:<44}{self.rounds_seconds:>10.3f}{self.networkx_seconds:>12.3f}"
            f"{ratio:>9.1f}x"
        )


def measured(job: Callable[[], object], repeats: int) -> float:
    """Best wall clock seconds of some runs."""
    best = float("inf")
    for _ in range(repeats):
        begin = time.perf_counter()
        job()
        best = min(best, time.perf_counter() - begin)
    return best


def sample(network: RoadNetwork, count: int, seed: int) -> list[Location]:
    """Places within some 30 m of roads all over the network."""
    rng = random.Random(seed)  # noqa: S311 (places to measure, nothing secret)
    points = rng.sample(range(len(network.point_lat)), count)
    return sorted(
        Location(
            float(network.point_lat[point]) + rng.uniform(-2e-4, 2e-4),
            float(network.point_lon[point]) + rng.uniform(-2e-4, 2e-4),
        )
        for point in points
    )


def cached_load(extract: Path, built: Path, mode: Mode) -> RoadNetwork:
    """What a command does on a warm cache: hash the extract, load the built network."""
    with extract.open("rb") as file:
        hashlib.file_digest(file, "sha256")
    return load_network(built, mode)


def plain_graph(joined: JoinedNetwork) -> "nx.DiGraph[int]":
    """The same graph, places included, as networkx holds it."""
    seconds, _ = sums(joined.edges.weight)
    edges = (joined.edges.tail.tolist(), joined.edges.head.tolist(), seconds.tolist())
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_weighted_edges_from(zip(*edges, strict=True), weight="seconds")
    return graph


def plain_matrix(graph: "nx.DiGraph[int]", joined: JoinedNetwork) -> np.ndarray:
    """Seconds between the places by one networkx search per place."""
    rows = []
    for origin in joined.vertex.tolist():
        lengths = nx.single_source_dijkstra_path_length(graph, origin, weight="seconds")
        rows.append([lengths[target] for target in joined.vertex.tolist()])
    return np.array(rows)


def most_apart(joined: JoinedNetwork, plain: np.ndarray) -> float:
    """Largest difference between our seconds and those of networkx, the walk to the doors off."""
    ours, _ = joined.matrices()
    doors = joined.snaps.door_metres * 3.6 / 5
    walk = doors[:, None] + doors
    np.fill_diagonal(walk, 0.0)
    return float(np.abs(ours - walk - plain).max())


def run(extract: Path, mode: Mode, places: int, repeats: int, seed: int, *, contract: bool) -> int:
    """Measure and print; 1 when the results disagree."""
    build = measured(
        lambda: network_of(read_extract(extract, mode), mode, contract=contract), repeats
    )
    network = network_of(read_extract(extract, mode), mode, contract=contract)
    locations = sample(network, places, seed)
    joined = JoinedNetwork.of(network, locations)
    graph = plain_graph(joined)
    with tempfile.TemporaryDirectory() as folder:
        built, graphml = Path(folder) / "town.rounds", Path(folder) / "town.graphml"
        save_network(network, built)
        nx.write_graphml(graph, graphml)
        load = measured(lambda: cached_load(extract, built, mode), repeats)
        plain_load = measured(lambda: nx.read_graphml(graphml), repeats)
    matrix = measured(lambda: JoinedNetwork.of(network, locations).matrices(), repeats)
    results: list[np.ndarray] = []
    plain = measured(lambda: results.append(plain_matrix(graph, joined)), 1)
    difference = most_apart(joined, results[0])
    print(f"machine   {platform.machine()}, {os.cpu_count()} cores, {platform.system()}")
    print(f"versions  Python {platform.python_version()}, ", end="")
    print(", ".join(f"{name} {version(name)}" for name in LIBRARIES))
    print(f"network   {extract.name}, {network.report.text}")
    print(
        f"          contracted: {contract}, {len(network.edges.tail)} directed edges, seed {seed}"
    )
    print(f"\n{'seconds, best of ' + str(repeats):<44}{'Rounds':>10}{'networkx':>12}{'ratio':>10}")
    for timing in (
        Timing("network from the extract", build),
        Timing("cached network, extract hashed / GraphML", load, plain_load),
        Timing(f"{places} x {places} seconds and metres / seconds", matrix, plain),
    ):
        print(timing.line)
    print(f"\nlargest difference of any pair: {difference:.3f} s")
    return int(difference > 1.0)


def main() -> int:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.roads", description=__doc__)
    parser.add_argument("--extract", type=Path, default=EXTRACT)
    parser.add_argument("--mode", type=Mode, choices=list(Mode), default=Mode.CAR)
    parser.add_argument("--places", type=int, default=120)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--contracted",
        action="store_true",
        help="measure the network as it is used; without it every point of a road stays a node, "
        "which makes 18,918 nodes of the default extract and mode",
    )
    chosen = parser.parse_args()
    return run(
        chosen.extract,
        chosen.mode,
        chosen.places,
        chosen.repeats,
        chosen.seed,
        contract=chosen.contracted,
    )


if __name__ == "__main__":
    sys.exit(main())
