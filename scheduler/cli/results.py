"""Results on stdout: tables for people, JSON for programs."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel
from rich.console import Console, RenderableType
from rich.text import Text

from scheduler.cli.comparison_tables import comparison_view
from scheduler.cli.tables import plan_view
from scheduler.io.comparison_document import ComparisonDocument
from scheduler.io.comparison_json import comparison_text
from scheduler.io.plan_document import PlanDocument
from scheduler.io.plan_json import plan_text

PLAIN_WIDTH = 140
"""Columns where stdout is no terminal."""


def print_document(document: PlanDocument, *, as_json: bool) -> None:
    """A plan."""
    _print(lambda: plan_text(document), lambda: plan_view(document), as_json=as_json)


def print_comparison(document: ComparisonDocument, *, as_json: bool) -> None:
    """Two plans beside each other."""
    _print(lambda: comparison_text(document), lambda: comparison_view(document), as_json=as_json)


def print_view(
    document: Mapping[str, object], view: Callable[[], RenderableType], *, as_json: bool
) -> None:
    """Any result: a view for people, the same as JSON for programs."""
    _print(lambda: _json(document), view, as_json=as_json)


def print_model(document: BaseModel, view: Callable[[], RenderableType], *, as_json: bool) -> None:
    """Any result whose document has a published shape."""
    print_view(document.model_dump(mode="json"), view, as_json=as_json)


def print_result(text: str, document: Mapping[str, object], *, as_json: bool) -> None:
    """A short result: lines for people, the same as a document for programs."""
    sys.stdout.write(_json(document) if as_json else text + "\n")


def print_files(files: Iterable[Path], *, quiet: bool) -> None:
    """Where the files of a plan went, on stderr."""
    console = Console(stderr=True, quiet=quiet)
    for path in files:
        console.print(Text(f"wrote {path}", style="dim"), soft_wrap=True)


def _print(text: Callable[[], str], view: Callable[[], RenderableType], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(text())
        return
    console = Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH)
    console.print(view())


def _json(document: Mapping[str, object]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
