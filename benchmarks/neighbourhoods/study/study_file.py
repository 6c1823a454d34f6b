"""A study as a TOML file, judged as a whole before anything of it is run."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ValidationError

from benchmarks.neighbourhoods.place import Place, read_place
from benchmarks.neighbourhoods.study.judgement import Judge, study_of
from benchmarks.neighbourhoods.study.study import Study, StudyPlace
from scheduler.errors import Finding, InputError, RoundsError
from scheduler.geo.source import looks_like_file
from scheduler.io.study_document import Listed, Name, Part, StudyDocument, form_finding


class _Place(Part):
    place: Name
    name: Name | None = None
    kind: Literal["urban", "rural"] | None = None
    profile: str = ""
    optional: bool = False


class _StudyFile(StudyDocument):
    places: Annotated[list[_Place], Listed]


def read_study(path: Path) -> Study:
    """Read and judge a study.

    Raises:
        InputError: everything that is wrong with it.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        finding = Finding(path.name, 0, "", "study-unreadable", "", f"{error}.")
        raise InputError([finding]) from error
    try:
        asked = _StudyFile.model_validate(document)
    except ValidationError as error:
        raise InputError(
            [form_finding(path.name, dict(each)) for each in error.errors()]
        ) from error
    profiles = [each.profile for each in asked.places]
    judge = Judge(path.name, asked, profiles, path.parent)
    places = _Places(path, asked.places, judge)
    wrong = [*places.findings(), *judge.findings()]
    if wrong:
        raise InputError(wrong)
    return study_of(asked, tuple(places.there()), path.parent, tuple(places.skipped()))


class _Places:
    """The places of a study, read from their files."""

    def __init__(self, path: Path, asked: Sequence[_Place], judge: Judge) -> None:
        self._path, self._asked, self._judge = path, asked, judge
        self._places: list[Place] = []

    def findings(self) -> Iterator[Finding]:
        """What is wrong with them; asked for once, before all else."""
        for number, each in enumerate(self._asked):
            try:
                place = read_place(self._path.parent / each.place)
            except InputError as error:
                yield from error.findings
            except RoundsError as error:
                where = f"places.{number}.place"
                yield self._judge.wrong(where, each.place, error.message, error.code)
            else:
                self._places.append(replace(place, name=each.name or place.name))
        if len(self._places) == len(self._asked):
            yield from self._judge.twice("places", [each.name for each in self._places])
            yield from self._networks()

    def there(self) -> Iterator[StudyPlace]:
        """Those whose network is there."""
        for asked, place in zip(self._asked, self._places, strict=True):
            if not self._absent(asked, place):
                yield StudyPlace(place, self._folder(asked), asked.kind or "", asked.profile)

    def skipped(self) -> Iterator[str]:
        """Why the others are left out."""
        for asked, place in zip(self._asked, self._places, strict=True):
            if self._absent(asked, place):
                yield (
                    f"{place.name} is left out: there is no file {place.network} "
                    f"beside {asked.place}"
                )

    def _networks(self) -> Iterator[Finding]:
        wrong, code = self._judge.wrong, "study-network-missing"
        absent = [self._absent(*each) for each in zip(self._asked, self._places, strict=True)]
        for number, (asked, place) in enumerate(zip(self._asked, self._places, strict=True)):
            if absent[number] and not asked.optional:
                message = f"{asked.place} names the network {place.network}, which is not there."
                yield wrong(f"places.{number}.place", asked.place, message, code)
        if all(absent):
            yield wrong("places", "", "Of the places named, no network is there.", code)

    def _folder(self, asked: _Place) -> Path:
        return (self._path.parent / asked.place).parent

    def _absent(self, asked: _Place, place: Place) -> bool:
        there = (self._folder(asked) / place.network).is_file()
        return looks_like_file(place.network) and not there
