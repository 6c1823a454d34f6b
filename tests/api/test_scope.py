"""Rows of a team are asked for in one way only, and by whom of all teams is a list."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

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
BY_KEY = {"IdempotencyRow", "AuditHeadRow", "AuditRow"}
"""Tables that belong to no team, and whose rows may be got by their key."""
FOR_ALL_TEAMS = {
    "api.care.retention": "it goes through the teams, each in a transaction of its own",
    "api.operations.figures": "it counts jobs, and no figure tells the team",
    "api.storage.jobs": "workers do the jobs of every team",
    "api.storage.teams": "somebody who belongs to several teams is told which there are",
    "api.storage.feeds": "the secret of a feed tells the team, as a token tells a caller",
}
"""Modules that work for all teams, and why."""
BELOW_THE_SCOPE = {
    SCOPE: "it is the scope",
    "api.storage.database": "it begins transactions, and names no table",
    "api.storage.migrations": "they make the tables",
}
RAW_TEXT = {
    "api.care.erasure": "VACUUM and a checkpoint wipe what was freed in the file, of no table",
    "api.operations.backup": "PRAGMAs of a copy that stands alone, of no table",
}
"""Modules that give a database text to run, which names no table, and why."""


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
    elif is_of_text(call):
        yield f"{func.attr} of text"
    elif func.attr in {"get", "get_one", "merge"} and is_session:
        table = ast.unparse(first) if first else ""
        if table not in BY_KEY:
            yield f"{func.attr} of {table}"


def is_of_text(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether something gives a database text to run."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in RUNS
        and bool(node.args)
        and isinstance(node.args[0], ast.Constant | ast.JoinedStr)
    )


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
    tree = ast.parse(path.read_text("utf-8"))
    if dotted(path) not in RAW_TEXT:
        assert list(ways_around(tree)) == []
        return
    assert set(ways_around(tree)) == {"execute of text"}
    texts = [node.args[0] for node in ast.walk(tree) if is_of_text(node)]
    assert all(ast.literal_eval(each).startswith(("VACUUM", "PRAGMA ")) for each in texts)


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_who_works_for_all_teams_is_known(path: Path) -> None:
    """A module that reaches rows of all teams stands in the list, with the reason."""
    found = list(for_all_teams(ast.parse(path.read_text("utf-8"))))
    assert not found or dotted(path) in FOR_ALL_TEAMS


def test_the_lists_name_modules_that_are_there() -> None:
    """Whoever goes away is taken off them."""
    known = {dotted(path) for path in modules()}
    assert {*FOR_ALL_TEAMS, *BELOW_THE_SCOPE, *RAW_TEXT} <= known
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
