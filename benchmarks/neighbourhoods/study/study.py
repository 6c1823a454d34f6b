"""What a study asks: where, what is varied, and how much work goes into every answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path

from benchmarks.neighbourhoods.place import Place
from benchmarks.neighbourhoods.profile import Value
from scheduler.domain.carer import Mode
from scheduler.io.study_document import FIGURE
from scheduler.solver.stopping import MaxIterations, MaxSeconds, StoppingCriterion


@dataclass(frozen=True)
class Setting:
    """What a team is generated and planned with, beside its place and its seed.

    Attributes:
        profile: name or path; empty for the profile of the place.
        mode: of every carer; None for the modes of the profile.
        carers, clients: how many; None for as many as suit each other, see `generate`.
        window: width of every window, as a multiple of what was generated.
        continuity: points of a continuity step; None for what the team agreed.
        agreement: name of one of the study's agreements; empty for none.
        figures: of the profile, by dotted name, in place of its own.
    """

    profile: str = ""
    mode: Mode | None = None
    carers: int | None = None
    clients: int | None = None
    window: float = 1.0
    continuity: int | None = None
    agreement: str = ""
    figures: tuple[tuple[str, Value], ...] = ()

    def at_size(self, carers: int) -> "Setting":
        """A team of another size: where the clients are numbered, they grow with it."""
        if not self.carers or not self.clients:
            return replace(self, carers=carers)
        return replace(
            self, carers=carers, clients=max(1, round(self.clients * carers / self.carers))
        )

    def with_value(self, axis: str, value: object) -> "Setting":
        """The setting with another value: of an attribute, the team size, or a figure."""
        if axis == "team_size":
            if not isinstance(value, int):
                raise TypeError(f"a team has no {value!r} carers")
            return self.at_size(value)
        if axis.startswith(FIGURE):
            figures = dict(self.figures) | {axis.removeprefix(FIGURE): value}
            return replace(self, figures=tuple(sorted(figures.items())))  # type: ignore[arg-type]  # as below
        return replace(self, **{axis: value})  # type: ignore[arg-type]  # read from a checked file


@dataclass(frozen=True)
class Question:
    """Values of one axis or more, each with each; everything else is as in the reference."""

    axes: tuple[tuple[str, tuple[object, ...]], ...]

    @property
    def axis(self) -> str:
        """The axis that is drawn from left to right: the one with most values."""
        return max(self.axes, key=lambda each: len(each[1]))[0]

    def points(self, reference: Setting) -> Iterator[tuple[Mapping[str, object], Setting]]:
        """Every combination of values with the setting that it makes."""
        names = [name for name, _ in self.axes]
        for values in product(*(values for _, values in self.axes)):
            setting = reference
            for name, value in zip(names, values, strict=True):
                setting = setting.with_value(name, value)
            yield dict(zip(names, values, strict=True)), setting


@dataclass(frozen=True)
class Agreement:
    """What a team agreed that others did not.

    Attributes:
        weights: points per unit of soft rules, by rule id.
        wished_tolerance_minutes, overtime_limit_minutes: None leaves them as they are.
    """

    name: str
    weights: Mapping[str, int]
    wished_tolerance_minutes: int | None = None
    overtime_limit_minutes: int | None = None


@dataclass(frozen=True)
class StudyPlace:
    """A place of a study.

    Attributes:
        folder: what the path of its network is relative to.
        kind: `urban`, `rural`, or empty where nothing is to be compared.
        profile: of the teams there; empty for that of its degree of urbanisation.
    """

    place: Place
    folder: Path
    kind: str = ""
    profile: str = ""

    @property
    def source(self) -> Path | str:
        """The network: a file, or the name of a place to be fetched."""
        path = self.folder / self.place.network
        return path if path.is_file() else self.place.network


@dataclass(frozen=True)
class Effort:
    """How long every cell is worked on.

    Attributes:
        iterations: of the search; the same plan on every run.
        seconds: of the search, where no iterations are given.
        bound: millions of comparisons of labels for the proof of the gap; 0 for no proof.
    """

    iterations: int | None = None
    seconds: float | None = None
    bound: int = 0

    @property
    def search(self) -> StoppingCriterion:
        """When the search of a cell ends; its clock has not begun."""
        if self.iterations is not None:
            return MaxIterations(self.iterations)
        return MaxSeconds(self.seconds or 0.0)

    @property
    def proof(self) -> StoppingCriterion | None:
        """When the proof of a cell ends."""
        return MaxIterations(self.bound) if self.bound else None


@dataclass(frozen=True)
class Study:
    """A study as it was asked for.

    Attributes:
        folder: paths of places and profiles are relative to it.
        reference: what every question starts from.
        dates: every team is planned on each of them.
        skipped: why places that were named are left out.
    """

    name: str
    about: str
    folder: Path
    places: tuple[StudyPlace, ...]
    reference: Setting
    questions: tuple[Question, ...]
    agreements: Mapping[str, Agreement]
    dates: tuple[date, ...]
    seeds: tuple[int, ...]
    effort: Effort
    skipped: tuple[str, ...] = ()

    def settings(self) -> tuple[Setting, ...]:
        """Every setting once, the reference first."""
        asked = (setting for each in self.questions for _, setting in each.points(self.reference))
        return tuple(dict.fromkeys([self.reference, *asked]))
