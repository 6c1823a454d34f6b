"""`rounds bench neighbourhoods`: a study as a whole, from its file to its report."""

from collections.abc import Callable
from pathlib import Path

from benchmarks.neighbourhoods.report.page import drawn_report
from benchmarks.neighbourhoods.study.cell import cells
from benchmarks.neighbourhoods.study.planner import plan_cell
from benchmarks.neighbourhoods.study.row import read_row
from benchmarks.neighbourhoods.study.run import run_cells
from benchmarks.neighbourhoods.study.study_file import read_study
from benchmarks.neighbourhoods.study.table import require_libraries, write_results

Say = Callable[[str], object]


def run(path: Path, out: Path, at_once: int, show: Say, progress: Say) -> None:
    """Plan what is missing of a study, then write its results and its report.

    Args:
        show: told where everything is.
        progress: told what goes on.

    Raises:
        InputError: everything that is wrong with the study.
        RoundsError: `study-library-missing`, `study-row-unread`, `study-cell-broke`.
    """
    require_libraries()
    study = read_study(path)
    for each in study.skipped:
        progress(each)
    wanted = cells(study)
    run_cells(wanted, plan_cell, out, at_once, progress)
    rows = [read_row(out, cell.key) for cell in wanted]
    for table in write_results(out, rows):
        show(f"{table}")
    show(f"{drawn_report(study, rows).write(out)}")
