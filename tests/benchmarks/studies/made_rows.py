"""Rows of a study that nobody planned: figures that a test can reckon with."""

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path

import judged

from benchmarks.neighbourhoods.place import Place
from benchmarks.neighbourhoods.study.measures import Measures, measured
from benchmarks.neighbourhoods.study.row import Row
from benchmarks.neighbourhoods.study.study import (
    Effort,
    Question,
    Setting,
    Study,
    StudyPlace,
)
from scheduler.planning.judging import report_of

DATA = Path(__file__).parents[3] / "data"
MORNING = measured(report_of(judged.team(), judged.travel(), judged.plan()))
REFERENCE = Setting(carers=12, continuity=1500)
SEEDS = 4
VADUZ = ((47.21, 9.52), (47.22, 9.53), (47.215, 9.51), (47.212, 9.525))

Figures = Callable[[str, Setting, int], dict[str, object]]


def made_study(*questions: Question, seeds: int = SEEDS) -> Study:
    """Two places on the roads of Liechtenstein."""
    network = "liechtenstein/liechtenstein.osm.pbf"
    return Study(
        name="Made up",
        about="Nothing of this was planned.",
        folder=DATA / "studies",
        places=(
            StudyPlace(Place("Town", network, None, "Europe/Vaduz"), DATA, "urban"),
            StudyPlace(Place("Land", network, None, "Europe/Vaduz"), DATA, "rural"),
        ),
        reference=REFERENCE,
        questions=questions,
        agreements={},
        dates=(date(2026, 11, 23),),
        seeds=tuple(range(seeds)),
        effort=Effort(100),
    )


def made_rows(study: Study, figures: Figures) -> list[Row]:
    """The rows of a study, in the order of its cells.

    Args:
        figures: what differs from the morning of tests/judged.py at a place, setting and seed.
    """
    return [
        _row(place.place.name, place.kind, setting, seed, figures)
        for seed in study.seeds
        for place in study.places
        for setting in study.settings()
    ]


def _row(place: str, kind: str, setting: Setting, seed: int, figures: Figures) -> Row:
    measures: Measures = dataclasses.replace(MORNING, **figures(place, setting, seed))
    shown = dataclasses.asdict(setting) | {"mode": setting.mode and setting.mode.value}
    return Row(
        key=f"{place}-{seed}-{abs(hash(setting)) % 10**6}",
        place=place,
        kind=kind,
        setting=shown,
        profile="urbanisation-5",
        seed=seed,
        date="2026-11-23",
        measures=measures,
        addresses_per_km2=500.0,
        surrounding_density=800.0,
        km2=12.5,
        served_km2=3.0,
        urbanisation=4,
        evidence="streets",
        dots=VADUZ,
        rounds_version="0",
        code="none",
        iterations=100,
        took_seconds=1.0,
    )
