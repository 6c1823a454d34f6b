"""What comes of a study, whichever kind it is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.neighbourhoods.report.page import Drawn


@dataclass(frozen=True)
class Made:
    """A study that was made.

    Attributes:
        clients: ids of the clients whose totals are in it.
    """

    cells: int
    drawn: Drawn
    results_csv: str
    clients: Collection[str] = ()

    @property
    def results(self) -> Mapping[str, Any]:
        """What the report says, as JSON can hold it."""
        tables = [
            {"name": each.name.removesuffix(".csv"), "rows": [dict(row) for row in each.rows]}
            for each in self.drawn.tables
        ]
        return {"sentences": list(self.drawn.sentences), "tables": tables}
