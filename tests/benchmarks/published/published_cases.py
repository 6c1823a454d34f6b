"""What the tests of the published sets share: made-up instances, solutions, the real files."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "benchmarks" / "published" / "examples"
TOWN = EXAMPLES / "home_care" / "town.json"
VILLAGE = EXAMPLES / "uhhc" / "village.json"
TABLE = EXAMPLES / "solomon" / "R908.txt"
VRPLIB = EXAMPLES / "solomon" / "C908.vrptw"
SHARED = ROOT.parent / "shared" / "benchmarks"

needs_published = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the published instances are not beside this checkout"
)

Change = Callable[[dict[str, Any]], object]
"""Changes a document where it stands."""


def changed(path: Path, folder: Path, *changes: Change) -> Path:
    """A copy of a JSON file with some changes."""
    document = json.loads(path.read_text(encoding="utf-8"))
    for change in changes:
        change(document)
    copy = folder / path.name
    copy.write_text(json.dumps(document), encoding="utf-8")
    return copy


def three_calls(folder: Path) -> Path:
    """Home care by hand: three patients on a line at 10, 20 and 30 minutes from the office.

    p1 needs a from 0 to 15, p2 needs a and b together from 20 to 25, p3 needs b from 0 to 40 and
    after that a, 5 to 20 minutes later.
    """
    place = [0, 10, 20, 30]
    document = {
        "patients": [
            _patient("p1", (0, 15), [("a", 10)]),
            _patient("p2", (20, 25), [("a", 10), ("b", 20)], {"type": "simultaneous"}),
            _patient(
                *("p3", (0, 40), [("b", 10), ("a", 5)]),
                {"type": "sequential", "distance": [5, 20]},
            ),
        ],
        "services": [{"id": "a", "default_duration": 1}, {"id": "b", "default_duration": 1}],
        "caregivers": [{"id": "c1", "abilities": ["a"]}, {"id": "c2", "abilities": ["a", "b"]}],
        "central_offices": [{"id": "d"}],
        "distances": [[abs(x - y) for y in place] for x in place],
    }
    path = folder / "three.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def _patient(
    name: str,
    window: tuple[int, int],
    needed: list[tuple[str, int]],
    tied: dict[str, object] | None = None,
) -> dict[str, object]:
    services = [{"service": service, "duration": lasts} for service, lasts in needed]
    found = {"id": name, "time_window": list(window), "required_caregivers": services}
    return {**found, "synchronization": tied} if tied else found


THREE_SERVED: dict[str, list[tuple[str, str, float, float]]] = {
    "c1": [("p1", "a", 10, 20), ("p2", "a", 30, 40), ("p3", "a", 65, 70)],
    "c2": [("p2", "b", 30, 50), ("p3", "b", 60, 70)],
}
"""Patient, service, start and end: c1 waits at p2 for nobody, and at p3 for the gap of 5.

By hand: each travels 60, so D is 120; late are both services of p2 by 5, p3's by 20 and by 25, so
T is 55 and the largest is 25. A third of 200 is 66.667.
"""


def routes_file(folder: Path, routes: dict[str, list[tuple[str, str, float, float]]]) -> Path:
    """A solution file of home care."""
    document = {
        "routes": [
            {
                "caregiver_id": carer,
                "locations": [
                    {"patient": p, "service": s, "arrival_time": a, "departure_time": d}
                    for p, s, a, d in locations
                ],
            }
            for carer, locations in routes.items()
        ]
    }
    path = folder / "solution.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
