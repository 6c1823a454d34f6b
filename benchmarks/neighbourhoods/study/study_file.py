"""A study as a TOML file, judged as a whole before anything of it is run."""

import datetime
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from benchmarks.neighbourhoods.place import Place, read_place
from benchmarks.neighbourhoods.profile import READY, load_profile
from benchmarks.neighbourhoods.study.study import (
    FIGURE,
    Agreement,
    Effort,
    Question,
    Setting,
    Study,
    StudyPlace,
)
from scheduler.domain.carer import Mode
from scheduler.errors import Finding, InputError, RoundsError
from scheduler.geo.source import looks_like_file
from scheduler.rules import SOFT_RULES

MOST_CARERS, MOST_CLIENTS, MOST_SEEDS = 60, 600, 10_000
MOST_POINTS = 10**9
CODE_OF = {"missing": "study-key-missing", "extra_forbidden": "study-key-unknown"}
LONGEST_VALUE = 60


def _rule(name: str) -> str:
    if name not in {rule.rule_id.value for rule in SOFT_RULES}:
        raise ValueError(f"{name!r} is not a soft rule")
    return name


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Name = Annotated[str, Field(min_length=1, max_length=80)]
Carers = Annotated[int, Field(ge=1, le=MOST_CARERS)]
Clients = Annotated[int, Field(ge=1, le=MOST_CLIENTS)]
Share = Annotated[float, Field(ge=0.05, le=20)]
Points = Annotated[int, Field(ge=0, le=MOST_POINTS)]
Number = float | tuple[float, ...]
Travels = Literal["own", "walk", "bike", "ebike", "car"]
Listed = Field(min_length=1)


class _Place(_Part):
    place: Name
    name: Name | None = None
    kind: Literal["urban", "rural"] | None = None
    profile: str = ""
    optional: bool = False


class _Reference(_Part):
    profile: str = ""
    mode: Travels = "own"
    carers: Carers | None = None
    clients: Clients | None = None
    window: Share = 1.0
    continuity: Points | None = None
    agreement: str = ""
    figures: dict[str, Number] = Field(default_factory=dict)


class _Question(_Part):
    profile: Annotated[list[str], Listed] | None = None
    mode: Annotated[list[Travels], Listed] | None = None
    team_size: Annotated[list[Carers], Listed] | None = None
    carers: Annotated[list[Carers], Listed] | None = None
    clients: Annotated[list[Clients], Listed] | None = None
    window: Annotated[list[Share], Listed] | None = None
    continuity: Annotated[list[Points], Listed] | None = None
    agreement: Annotated[list[str], Listed] | None = None
    figures: dict[str, Annotated[list[Number], Listed]] = Field(default_factory=dict)

    @property
    def axes(self) -> dict[str, list[Any]]:
        """What is varied, by the name of its axis."""
        axes = self.model_dump(exclude_none=True, exclude={"figures"})
        return axes | {f"{FIGURE}{name}": values for name, values in self.figures.items()}


class _Agreement(_Part):
    name: Name
    weights: dict[Annotated[str, AfterValidator(_rule)], Points] = Field(default_factory=dict)
    wished_tolerance_minutes: Annotated[int, Field(ge=0, le=240)] | None = None
    overtime_limit_minutes: Annotated[int, Field(ge=0, le=240)] | None = None


class _Study(_Part):
    name: Name
    about: str = ""
    dates: Annotated[list[datetime.date], Listed]
    seeds: Annotated[int, Field(ge=1, le=MOST_SEEDS)] | Annotated[list[int], Listed]
    iterations: Annotated[int, Field(ge=0)] | None = None
    seconds: Annotated[float, Field(ge=0)] | None = None
    bound: Annotated[int, Field(ge=0)] = 0
    places: Annotated[list[_Place], Listed]
    reference: _Reference = _Reference()
    questions: list[_Question] = []
    agreements: list[_Agreement] = []


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
        asked = _Study.model_validate(document)
    except ValidationError as error:
        raise InputError([_finding(path.name, each) for each in error.errors()]) from error
    judge = _Judge(path, asked)
    wrong = list(judge.findings())
    if wrong:
        raise InputError(wrong)
    return _study(path, asked, judge.places)


def _finding(file: str, error: Any) -> Finding:  # noqa: ANN401 - a dictionary of pydantic's
    where = ".".join(str(each) for each in error["loc"])
    code = CODE_OF.get(error["type"], "study-value-invalid")
    value = "" if error["type"] == "missing" else repr(error["input"])[:LONGEST_VALUE]
    return Finding(file, 0, where, code, value, f"{error['msg'].removeprefix('Value error, ')}.")


class _Judge:
    """Finds what no single value shows.

    Attributes:
        places: those asked for, once they were judged.
    """

    def __init__(self, path: Path, asked: _Study) -> None:
        self._path, self._asked = path, asked
        self.places: list[Place] = []

    def findings(self) -> Iterator[Finding]:
        asked = self._asked
        yield from self._places()
        yield from self._twice("agreements", [each.name for each in asked.agreements])
        yield from self._twice("dates", asked.dates)
        if isinstance(asked.seeds, list):
            yield from self._twice("seeds", asked.seeds)
        if (asked.iterations is None) == (asked.seconds is None):
            yield self._wrong("iterations", "", "Give either iterations or seconds.")
        yield from self._profiles()
        yield from self._questions()

    def _wrong(
        self, where: str, value: object, message: str, code: str = "study-value-invalid"
    ) -> Finding:
        return Finding(self._path.name, 0, where, code, str(value)[:LONGEST_VALUE], message)

    def _twice(self, where: str, values: Sequence[object]) -> Iterator[Finding]:
        for value, count in Counter(values).items():
            if count > 1:
                yield self._wrong(where, value, f"{value} stands {count} times.")

    def _places(self) -> Iterator[Finding]:
        for number, each in enumerate(self._asked.places):
            try:
                place = read_place(self._path.parent / each.place)
            except InputError as error:
                yield from error.findings
            except RoundsError as error:
                yield self._wrong(f"places.{number}.place", each.place, error.message, error.code)
            else:
                self.places.append(replace(place, name=each.name or place.name))
        if len(self.places) == len(self._asked.places):
            yield from self._twice("places", [each.name for each in self.places])
            yield from self._networks()

    def _networks(self) -> Iterator[Finding]:
        absent = [
            _absent(self._path, asked, place)
            for asked, place in zip(self._asked.places, self.places, strict=True)
        ]
        for number, (asked, place) in enumerate(zip(self._asked.places, self.places, strict=True)):
            if absent[number] and not asked.optional:
                message = f"{asked.place} names the network {place.network}, which is not there."
                where = f"places.{number}.place"
                yield self._wrong(where, asked.place, message, "study-network-missing")
        if all(absent):
            message = "Of the places named, no network is there."
            yield self._wrong("places", "", message, "study-network-missing")

    def _profiles(self) -> Iterator[Finding]:
        asked = self._asked
        named = [(f"places.{n}.profile", each.profile) for n, each in enumerate(asked.places)]
        named.append(("reference.profile", asked.reference.profile))
        for number, question in enumerate(asked.questions):
            named += [(f"questions.{number}.profile", each) for each in question.profile or ()]
        for where, name in named:
            if not name:
                continue
            try:
                load_profile(profile_source(name, self._path.parent))
            except InputError as error:
                yield from error.findings
            except RoundsError as error:
                yield self._wrong(where, name, error.message, "study-profile-unknown")
        yield from self._figures()

    def _figures(self) -> Iterator[Finding]:
        """Figures are those of the ready profiles; what they may be, a profile says."""
        asked, usual = self._asked, load_profile(READY[0])
        named = [("reference.figures", *item) for item in asked.reference.figures.items()]
        for number, question in enumerate(asked.questions):
            where = f"questions.{number}.figures"
            named += [
                (where, name, each) for name, all_ in question.figures.items() for each in all_
            ]
        for where, name, value in named:
            try:
                usual.with_(name, value)
            except InputError as error:
                for each in error.findings:
                    yield self._wrong(f"{where}.{name}", value, each.message)

    def _questions(self) -> Iterator[Finding]:
        asked, reference = self._asked, self._asked.reference
        known = {"", *(each.name for each in asked.agreements)}
        if reference.agreement not in known:
            yield self._unknown("reference.agreement", reference.agreement)
        for number, question in enumerate(asked.questions):
            where = f"questions.{number}"
            axes = question.axes
            if not axes:
                yield self._wrong(where, "", "The question varies nothing.")
            for axis, values in axes.items():
                yield from self._twice(f"{where}.{axis}", values)
            for name in question.agreement or ():
                if name not in known:
                    yield self._unknown(f"{where}.agreement", name)
            if question.team_size and reference.clients and not reference.carers:
                message = "To how many carers do the clients of the reference belong?"
                yield self._wrong("reference.clients", reference.clients, message)
            if question.team_size and {"carers", "clients"} & axes.keys():
                message = "A team size sets carers and clients itself."
                yield self._wrong(f"{where}.team_size", question.team_size, message)

    def _unknown(self, where: str, name: str) -> Finding:
        return self._wrong(where, name, f"No agreement is named {name!r}.")


def profile_source(name: str, folder: Path) -> str:
    """A profile as `load_profile` takes it: a ready one by its name, a file by its path.

    Args:
        folder: what paths are relative to.
    """
    return str(folder / name) if name.endswith(".toml") else name


def _absent(path: Path, asked: _Place, place: Place) -> bool:
    folder = (path.parent / asked.place).parent
    return looks_like_file(place.network) and not (folder / place.network).is_file()


def _study(path: Path, asked: _Study, places: Sequence[Place]) -> Study:
    named = list(zip(asked.places, places, strict=True))
    return Study(
        name=asked.name,
        about=asked.about.strip(),
        folder=path.parent,
        places=tuple(
            StudyPlace(place, (path.parent / each.place).parent, each.kind or "", each.profile)
            for each, place in named
            if not _absent(path, each, place)
        ),
        reference=_setting(asked.reference),
        questions=tuple(map(_question, asked.questions)),
        agreements={each.name: Agreement(**dict(each)) for each in asked.agreements},
        dates=tuple(asked.dates),
        seeds=tuple(asked.seeds if isinstance(asked.seeds, list) else range(asked.seeds)),
        effort=Effort(asked.iterations, asked.seconds, asked.bound),
        skipped=tuple(
            f"{place.name} is left out: there is no file {place.network} beside {each.place}"
            for each, place in named
            if _absent(path, each, place)
        ),
    )


def _mode(name: str) -> Mode | None:
    return None if name == "own" else Mode(name)


def _setting(asked: _Reference) -> Setting:
    figures = tuple(sorted(asked.figures.items()))
    return Setting(**{**dict(asked), "mode": _mode(asked.mode), "figures": figures})


def _question(asked: _Question) -> Question:
    axes = asked.axes
    if asked.mode is not None:
        axes["mode"] = [_mode(each) for each in asked.mode]
    return Question(tuple((axis, tuple(values)) for axis, values in axes.items()))
