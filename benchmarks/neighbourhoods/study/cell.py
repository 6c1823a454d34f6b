"""Cells of a study: one team on one date, planned once; a key tells it from all others."""

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from benchmarks.neighbourhoods.study.judgement import profile_source
from benchmarks.neighbourhoods.study.study import Agreement, Effort, Setting, Study, StudyPlace
from benchmarks.processes import ROOT

KEY_LENGTH = 16

DECIDE_NOTHING = (
    "scheduler/cli",
    "scheduler/io/page",
    "benchmarks/neighbourhoods/report",
    "benchmarks/neighbourhoods/what_if",
)
"""Parts of the tree that show results and change none."""


@dataclass(frozen=True)
class Cell:
    """One team on one date.

    Attributes:
        key: a hash of everything that decides the result, the code included.
        profile: as `load_profile` takes it; empty for the degree of urbanisation of the place.
        agreement: what the team agreed that others did not, if anything.
    """

    key: str
    place: StudyPlace
    setting: Setting
    profile: str
    agreement: Agreement | None
    seed: int
    date: date
    effort: Effort

    @property
    def text(self) -> str:
        """For people."""
        return f"{self.place.place.name}, seed {self.seed}, {self.date}"


def cells(study: Study) -> tuple[Cell, ...]:
    """The cells of a study: seed by seed, so that an early look sees a bit of everything.

    Within a seed those of a place stand together, because its dwellings and roads are then at hand.
    """
    return tuple(
        _cell(study, place, setting, seed, day)
        for seed in study.seeds
        for place in study.places
        for setting in study.settings()
        for day in study.dates
    )


def _cell(study: Study, place: StudyPlace, setting: Setting, seed: int, day: date) -> Cell:
    profile = setting.profile or place.profile
    cell = Cell(
        key="",
        place=place,
        setting=setting,
        profile=profile_source(profile, study.folder),
        agreement=study.agreements[setting.agreement] if setting.agreement else None,
        seed=seed,
        date=day,
        effort=study.effort,
    )
    return dataclasses.replace(cell, key=_key(cell))


def _key(cell: Cell) -> str:
    """Names decide nothing: neither that of an agreement, nor where files are."""
    agreement = dataclasses.asdict(cell.agreement) if cell.agreement else {}
    setting = dataclasses.asdict(cell.setting)
    decides = {
        "code": code_digest(),
        "network": _content(Path(cell.place.source)),
        "place": dataclasses.asdict(cell.place.place) | {"network": ""},
        "profile": _content(Path(cell.profile)) if cell.profile.endswith(".toml") else cell.profile,
        "setting": setting | {"profile": "", "agreement": ""},
        "agreement": agreement | {"name": ""},
        "seed": cell.seed,
        "date": cell.date,
        "effort": dataclasses.asdict(cell.effort),
    }
    text = json.dumps(decides, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_LENGTH]


@cache
def _content(path: Path) -> str:
    """What a file holds, as a hash; the name itself where it is a place to be fetched."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else path.name


@cache
def code_digest() -> str:
    """A hash of the code and the ready profiles that decide results, line by line."""
    digest = hashlib.sha256()
    for path in sorted(_deciding(ROOT)):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:KEY_LENGTH]


def _deciding(root: Path) -> Iterator[Path]:
    for top in ("scheduler", "benchmarks/neighbourhoods"):
        for path in (root / top).rglob("*"):
            name = path.relative_to(root).as_posix()
            if path.suffix in {".py", ".toml"} and not name.startswith(DECIDE_NOTHING):
                yield path
