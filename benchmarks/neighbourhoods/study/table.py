"""Results as tables for other programs: CSV and Parquet."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.documents import write_whole
from benchmarks.neighbourhoods.study.row import Row
from scheduler.errors import RoundsError

RESULTS_CSV, RESULTS_PARQUET = "results.csv", "results.parquet"


def write_results(out: Path, rows: Sequence[Row]) -> tuple[Path, ...]:
    """Write all rows of a study, as CSV and as Parquet.

    Raises:
        RoundsError: `study-library-missing` where nothing is installed that writes Parquet.
    """
    table = [row.figures() for row in rows]
    write_whole(out / RESULTS_CSV, csv_text(table))
    _write_parquet(out / RESULTS_PARQUET, table)
    return (out / RESULTS_CSV, out / RESULTS_PARQUET)


def csv_text(table: Sequence[Mapping[str, Any]]) -> str:
    """A table whose columns are those of the first row; what is not known is blank."""
    text = io.StringIO()
    if table:
        writer = csv.DictWriter(text, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
    return text.getvalue()


def require_libraries() -> None:
    """Refuse to begin what could not be written in the end.

    Raises:
        RoundsError: `study-library-missing`.
    """
    try:
        import matplotlib  # noqa: F401, PLC0415 - an extra that only studies need
        import pyarrow  # noqa: F401, PLC0415 - as above
    except ImportError as error:
        raise RoundsError("study-library-missing", f"{error.name} is not installed.") from error


def _write_parquet(path: Path, table: Sequence[Mapping[str, Any]]) -> None:
    require_libraries()
    import pyarrow as pa  # noqa: PLC0415 - as above
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    beside = path.with_name(f"new-{path.name}")
    pq.write_table(pa.Table.from_pylist([dict(row) for row in table]), beside)
    beside.replace(path)
