"""The benchmark of the roads runs, and its two ways agree."""

import subprocess
import sys

from streets import ROOT


def test_the_benchmark_of_the_roads_agrees_with_networkx() -> None:
    """A small run ends well, which it does only when no pair differs by a second."""
    command = [sys.executable, "-m", "benchmarks.roads", "--places", "8", "--repeats", "1"]
    extract = ROOT / "data" / "liechtenstein" / "liechtenstein.osm.pbf"
    options = ["--extract", str(extract), "--contracted"]
    done = subprocess.run(
        [*command, *options], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "largest difference" in done.stdout
