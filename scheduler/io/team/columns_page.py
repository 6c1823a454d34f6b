"""docs/team-folder.md, its tables of columns written anew from `scheduler.io.team.columns`.

`python -m scheduler.io.team.columns_page docs/team-folder.md` mends the page.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from scheduler.io.team.columns import SETTINGS, TABLES, TableSpec

TEAM_FILES = (SETTINGS, *TABLES.values())


def with_columns(page: str, specs: Sequence[TableSpec] = TEAM_FILES) -> str:
    """The page, with the table of columns as it is now after each `<!-- columns: visits -->`."""
    for spec in specs:
        mark = f"<!-- columns: {spec.key} -->\n"
        head, _, tail = page.partition(mark)
        rest = tail.lstrip("\n").split("\n")
        while rest and rest[0].startswith("|"):
            rest.pop(0)
        page = f"{head}{mark}\n{_markdown(spec)}" + "\n".join(rest)
    return page


def _markdown(spec: TableSpec) -> str:
    lines = [
        "| column | what | blank means | example | meaning |",
        "| --- | --- | --- | --- | --- |",
    ]
    for column in spec.columns:
        texts = (column.kind, column.default, f"`{column.example}`", column.meaning)
        cells = " | ".join(text.replace("|", "\\|") for text in texts)
        lines.append(f"| `{column.name}` | {cells} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(with_columns(path.read_text(encoding="utf-8")), encoding="utf-8")
