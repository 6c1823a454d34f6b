"""The files of a comparison in one folder: all of them are written, or none."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from scheduler.io.comparison_json import comparison_document, comparison_text
from scheduler.io.comparison_report import ComparisonReport
from scheduler.io.comparison_tables import comparison_csv
from scheduler.io.file_set import write_files
from scheduler.io.page.comparison_page import comparison_html

COMPARISON_JSON: Final = "comparison.json"
COMPARISON_CSV: Final = "comparison.csv"
COMPARISON_HTML: Final = "comparison.html"


def write_comparison(report: ComparisonReport, folder: Path) -> tuple[Path, ...]:
    """Write the files of a comparison, in place of those of an earlier one.

    Returns:
        The files written, in order of name.

    Raises:
        RoundsError: a file cannot be written; the folder is as it was.
    """
    return write_files(folder, comparison_files(report), "comparison-not-written")


def comparison_files(report: ComparisonReport) -> Mapping[str, bytes]:
    """The content of every file, by name. Equal reports give equal bytes."""
    document = comparison_document(report)
    texts = {
        COMPARISON_JSON: comparison_text(document),
        COMPARISON_CSV: comparison_csv(document),
        COMPARISON_HTML: comparison_html(report),
    }
    return {name: text.encode() for name, text in texts.items()}
