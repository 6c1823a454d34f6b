"""Rows of a team are asked for in one way only, and by whom of all teams is a list."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

API = Path(__file__).parents[2] / "api"
SCOPE = "api.storage.scope"
STATEMENTS = {
    *("select", "update", "delete", "insert", "text", "table", "union", "literal_column"),
    *("exists", "TextClause"),
}
"""Names of SQLAlchemy that make a statement."""
AROUND = {"query", "exec_driver_sql", "bulk_insert_mappings", "bulk_update_mappings"}
"""Methods that reach rows without a statement of the scope."""
RUNS = {"execute", "scalars", "scalar", "stream", "stream_scalars"}
"""Methods that run a statement, which the scope has to have made."""
BY_KEY = {"IdempotencyRow"}
"""Tables that belong to no team, and whose rows may be got by their key."""
FOR_ALL_TEAMS = {
    "api.storage.jobs": "workers do the jobs of every team",
    "api.storage.feeds": "the secret of a feed tells the team, as a token tells a caller",
}
"""Modules that work for all teams, and why."""
BELOW_THE_SCOPE = {
    SCOPE: "it is the scope",
    "api.storage.database": "it begins transactions, and names no table",
    "api.storage.migrations": "they make the tables",
}


def modules() -> list[Path]:
    """Every module of the service."""
    return sorted(API.rglob("*.py"))


def dotted(path: Path) -> str:
    """The dotted name of a module."""
    names = path.relative_to(API.parent).with_suffix("").parts
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


def is_below(module: str) -> bool:
    """Whether a module is one that may."""
    return any(module == each or module.startswith(f"{each}.") for each in BELOW_THE_SCOPE)


def ways_around(tree: ast.AST) -> Iterator[str]:
    """What a module does to reach rows past the scope."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            yield from (each.name for each in node.names if each.name in STATEMENTS)
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name.startswith("sqlalchemy"))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield from _calls_around(node, node.func)


def _calls_around(call: ast.Call, func: ast.Attribute) -> Iterator[str]:
    owner = func.value
    is_session = "session" in (
        owner.attr if isinstance(owner, ast.Attribute) else ast.unparse(owner)
    )
    first = call.args[0] if call.args else None
    if func.attr in AROUND:
        yield func.attr
    elif func.attr in RUNS and isinstance(first, ast.Constant | ast.JoinedStr):
        yield f"{func.attr} of text"
    elif func.attr in {"get", "get_one", "merge"} and is_session:
        table = ast.unparse(first) if first else ""
        if table not in BY_KEY:
            yield f"{func.attr} of {table}"


def for_all_teams(tree: ast.AST) -> Iterator[str]:
    """What a module imports to reach rows of all teams; whole modules count too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for each in node.names:
                if each.name.endswith("_of_all_teams") or f"{node.module}.{each.name}" == SCOPE:
                    yield each.name
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name == SCOPE)


@pytest.mark.parametrize(
    "path", [path for path in modules() if not is_below(dotted(path))], ids=dotted
)
def test_rows_are_asked_for_through_the_scope(path: Path) -> None:
    """No other module makes a statement of its own."""
    assert list(ways_around(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_who_works_for_all_teams_is_known(path: Path) -> None:
    """A module that reaches rows of all teams stands in the list, with the reason."""
    found = list(for_all_teams(ast.parse(path.read_text("utf-8"))))
    assert not found or dotted(path) in FOR_ALL_TEAMS


def test_the_lists_name_modules_that_are_there() -> None:
    """Whoever goes away is taken off them."""
    known = {dotted(path) for path in modules()}
    assert {*FOR_ALL_TEAMS, *BELOW_THE_SCOPE} <= known
    for module in FOR_ALL_TEAMS:
        path = API.parent.joinpath(*module.split("."))
        source = path.with_suffix(".py") if not path.is_dir() else path / "__init__.py"
        assert list(for_all_teams(ast.parse(source.read_text("utf-8")))), module


@pytest.mark.parametrize(
    "line",
    [
        "from sqlalchemy import select",
        "from sqlalchemy.sql import text",
        "import sqlalchemy",
        "import sqlalchemy.orm as o",
        "session.get(TeamRow, 't1')",
        "work.session.get(PlanRow, plan_id)",
        "work.session.query(PlanRow)",
        "session.execute('SELECT 1')",
        "session.scalars('SELECT 1')",
        "session.execute(f'SELECT {x}')",
        "connection.exec_driver_sql('SELECT 1')",
    ],
)
def test_a_way_around_is_noticed(line: str) -> None:
    """The test itself can fail."""
    assert list(ways_around(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "from api.storage.scope import rows_of_all_teams",
        "from api.storage import scope",
        "import api.storage.scope",
    ],
)
def test_reaching_all_teams_is_noticed(line: str) -> None:
    """However it is imported."""
    assert list(for_all_teams(ast.parse(line)))
