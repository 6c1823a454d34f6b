"""Imports go down the layers of docs/architecture.md only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LAYERS: tuple[tuple[str, ...], ...] = (
    ("scheduler.units", "scheduler.cores", "scheduler.codes", "scheduler.errors"),
    ("scheduler.domain", "scheduler.plan", "scheduler.begun"),
    ("scheduler.rules", "scheduler.continuity"),
    ("scheduler.checker", "scheduler.score", "scheduler.comparison"),
    ("scheduler.io",),
    ("scheduler.geo", "scheduler.solver"),
    ("scheduler.planning",),
    ("scheduler.batch",),
    ("scheduler.cli", "api"),
)

STRANGERS = {("scheduler.geo", "scheduler.solver"), ("scheduler.solver", "scheduler.geo")}

PART_OF = {part: rank for rank, layer in enumerate(LAYERS) for part in layer}


def modules() -> list[Path]:
    """Every module of the two packages."""
    return sorted(path for top in ("scheduler", "api") for path in (ROOT / top).rglob("*.py"))


def part(module: str) -> str | None:
    """The part of the layers that a dotted name belongs to."""
    return next((each for each in PART_OF if module == each or module.startswith(each + ".")), None)


def dotted(path: Path) -> str:
    """The dotted name of a module."""
    names = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


def imported(path: Path) -> Iterator[str]:
    """Everything a module imports from the two packages, wherever the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def strays(module: str, names: Iterator[str]) -> list[str]:
    """Imports that a module of this name may not make."""
    own = part(module)
    if own is None:
        return []
    others = {name: part(name) for name in names}
    return [
        name
        for name, other in others.items()
        if other is not None and (PART_OF[other] > PART_OF[own] or (own, other) in STRANGERS)
    ]


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_imports_go_down_the_layers(path: Path) -> None:
    """No module imports a layer below its own in the list, and geo and solver stay strangers."""
    assert strays(dotted(path), imported(path)) == []


def test_every_module_has_a_layer() -> None:
    """A new part of the packages is placed in the list before it can be used."""
    homeless = [dotted(path) for path in modules() if part(dotted(path)) is None]
    assert set(homeless) <= {"scheduler"}


def test_an_import_against_the_layers_is_noticed() -> None:
    """The test itself can fail: upwards, and between geo and solver."""
    assert strays("scheduler.checker.road", iter(["scheduler.solver.problem"]))
    assert strays("scheduler.geo.travel", iter(["scheduler.solver.problem"]))
    assert not strays("scheduler.planning.rounds", iter(["scheduler.solver.problem"]))
