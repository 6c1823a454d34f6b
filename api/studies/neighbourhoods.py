"""Studies of neighbourhoods: made-up teams on the roads that a team stored."""

from dataclasses import replace
from pathlib import Path

from api.jobs.task import Task
from api.studies.asked import GivenPlace, NeighbourhoodsAsked
from api.studies.course import plan_missing
from api.studies.judging import place_given
from api.studies.made import Made
from api.studies.study_request import StudyJob
from benchmarks.neighbourhoods.report.page import drawn_report
from benchmarks.neighbourhoods.study.cell import cells
from benchmarks.neighbourhoods.study.judgement import study_of
from benchmarks.neighbourhoods.study.planner import plan_cell
from benchmarks.neighbourhoods.study.row import read_row
from benchmarks.neighbourhoods.study.study import StudyPlace
from benchmarks.neighbourhoods.study.table import csv_text


def neighbourhoods(task: Task[StudyJob], asked: NeighbourhoodsAsked, folder: Path) -> Made:
    """Plan what is missing of a study, and draw its report.

    Raises:
        RoundsError: `network-not-stored`, `study-cell-broke`.
    """
    study = study_of(asked, [_place(task, each) for each in asked.places], folder)
    wanted = cells(study)
    count = plan_missing(task, wanted, plan_cell, folder)
    rows = [read_row(folder, cell.key) for cell in wanted]
    drawn = drawn_report(study, rows, task.settings.cache, with_plans=False)
    return Made(count, drawn, csv_text([row.figures() for row in rows]))


def _place(task: Task[StudyJob], given: GivenPlace) -> StudyPlace:
    """A place whose network is the file of the one that the team stored."""
    file = task.roads.file(task.team_id, given.network)
    place = replace(place_given(given), network=file.name)
    return StudyPlace(place, file.parent, given.kind or "", given.profile)
