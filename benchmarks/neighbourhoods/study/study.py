"""What a study asks: where, what is varied, and how much work goes into every answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import product
from pathlib import Path

from benchmarks.neighbourhoods.place import Place
from scheduler.domain.carer import Mode
from scheduler.solver.stopping import MaxIterations, MaxSeconds, StoppingCriterion


@dataclass(frozen=True)
class Setting:
    """What a team is generated and planned with, beside its place and its seed.

    Attributes:
        profile: name or path; empty for the profile of the place.
        mode: of every carer; None for the modes of the profile.
        carers, clients: how many; None for what the profile makes of it.
        area: of the part of the place that is served, as a multiple of the place's box.
        window: width of every window, as a multiple of what was generated.
        continuity: points of a continuity step; None for what the team agreed.
        agreement: name of one of the study's agreements; empty for none.
    """

    profile: str = ""
    mode: Mode | None = None
    carers: int | None = None
    clients: int | None = None
    area: float = 1.0
    window: float = 1.0
    continuity: int | None = None
    agreement: str = ""

    def at_size(self, carers: int) -> "Setting":
        """A team of another size: its clients and the area it serves grow with it.

        Raises:
            ValueError: when this setting does not say how many carers and clients there are.
        """
        if not self.carers or not self.clients:
            raise ValueError("a team of another size needs carers and clients to compare with")
        share = carers / self.carers
        clients = max(1, round(self.clients * share))
        return replace(self, carers=carers, clients=clients, area=self.area * share)

    def with_value(self, axis: str, value: object) -> "Setting":
        """The setting with another value on an axis of `AXES`."""
        if axis == "team_size":
            if not isinstance(value, int):
                raise TypeError(f"a team has no {value!r} carers")
            return self.at_size(value)
        return replace(self, **{axis: value})  # type: ignore[arg-type]  # read from a checked file

    def differences(self, other: "Setting") -> tuple[str, ...]:
        """Names of the attributes in which two settings differ."""
        return tuple(
            each.name
            for each in fields(Setting)
            if getattr(self, each.name) != getattr(other, each.name)
        )


AXES = ("team_size", *(each.name for each in fields(Setting)))
"""What can be varied."""


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
        kind: `urban`, `rural`, or empty where nothing is to be compared.
        profile: of the teams there; empty for that of its degree of urbanisation.
    """

    place: Place
    kind: str = ""
    profile: str = ""


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
        folder: paths of networks and profiles are relative to it.
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
