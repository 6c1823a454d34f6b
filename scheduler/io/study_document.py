"""A study as a document: what is varied and how much work goes into it. docs/neighbourhoods.md.

A file on the command line and a request to the service differ in how they name places only. The
form is judged here, and what no single value shows in `benchmarks.neighbourhoods.study`.
"""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from scheduler.errors import Finding
from scheduler.rules import SOFT_RULES

MOST_CARERS, MOST_CLIENTS, MOST_SEEDS = 60, 600, 10_000
MOST_POINTS = 10**9
MOST_LETTERS = 5_000
FIGURE = "figures."
"""What the name of an axis begins with that is a figure of the profile."""

LONGEST_VALUE = 60
_CODE_OF = {"missing": "study-key-missing", "extra_forbidden": "study-key-unknown"}


def _rule(name: str) -> str:
    if name not in {rule.rule_id.value for rule in SOFT_RULES}:
        raise ValueError(f"{name!r} is not a soft rule")
    return name


def _listed_numbers(value: object) -> object:
    """TOML has arrays and no tuples."""
    return tuple(value) if isinstance(value, list) else value


class Part(BaseModel):
    """What every part of the document is: values of another type are not taken for it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""On one line: it stands in pages, plots and tables."""


Carers = Annotated[int, Field(ge=1, le=MOST_CARERS)]
Clients = Annotated[int, Field(ge=1, le=MOST_CLIENTS)]
Share = Annotated[float, Field(ge=0.05, le=20)]
Points = Annotated[int, Field(ge=0, le=MOST_POINTS)]
Number = float | Annotated[tuple[float, ...], BeforeValidator(_listed_numbers)]
Travels = Literal["own", "walk", "bike", "ebike", "car"]
Listed = Field(min_length=1)


class StudyReference(Part):
    """What every question starts from; what is not said is as the generator has it."""

    profile: str = ""
    mode: Travels = "own"
    carers: Carers | None = None
    clients: Clients | None = None
    window: Share = 1.0
    continuity: Points | None = None
    agreement: str = ""
    figures: dict[str, Number] = Field(default_factory=dict)


class StudyQuestion(Part):
    """Values of one axis or more, each with each."""

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


class StudyAgreement(Part):
    """What a team agreed that others did not; points by soft rule."""

    name: Name
    weights: dict[Annotated[str, AfterValidator(_rule)], Points] = Field(default_factory=dict)
    wished_tolerance_minutes: Annotated[int, Field(ge=0, le=240)] | None = None
    overtime_limit_minutes: Annotated[int, Field(ge=0, le=240)] | None = None


class StudyDocument(Part):
    """Everything of a study but its places.

    `seeds` counts teams at each place, or lists their seeds. Either `iterations` or `seconds` of
    the search are given, and `bound` in millions of comparisons of the proof.
    """

    name: Name
    about: Annotated[str, Field(max_length=MOST_LETTERS)] = ""
    dates: Annotated[list[datetime.date], Listed]
    seeds: Annotated[int, Field(ge=1, le=MOST_SEEDS)] | Annotated[list[int], Listed]
    iterations: Annotated[int, Field(ge=0)] | None = None
    seconds: Annotated[float, Field(ge=0)] | None = None
    bound: Annotated[int, Field(ge=0)] = 0
    reference: StudyReference = StudyReference()
    questions: list[StudyQuestion] = []
    agreements: list[StudyAgreement] = []


def form_finding(file: str, error: Mapping[str, Any], *, shown: bool = True) -> Finding:
    """What pydantic found.

    Args:
        file: what the document is called.
        error: one of `ValidationError.errors()`.
        shown: whether the value is repeated; what a service refuses may be anybody's.
    """
    where = ".".join(str(each) for each in error["loc"])
    code = _CODE_OF.get(error["type"], "study-value-invalid")
    value = "" if error["type"] == "missing" or not shown else repr(error["input"])[:LONGEST_VALUE]
    return Finding(file, 0, where, code, value, f"{error['msg'].removeprefix('Value error, ')}.")
