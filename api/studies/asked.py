"""What studies may be asked for: what neighbourhoods cost, and what would change for a team if."""

from datetime import date
from math import prod
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError

from scheduler.domain.carer import Mode
from scheduler.errors import Finding, InputError
from scheduler.io.study_document import (
    Listed,
    Name,
    Part,
    Share,
    StudyDocument,
    form_finding,
)

MOST_DENSE = 50_000
"""Addresses on a square kilometre: several times those of the densest square in the Netherlands."""

FIRST, BEYOND = date(2000, 1, 1), date(2200, 1, 1)
MOST_OF_A_KIND = 20
"""Carers, bases and so on that one what-if asks about."""

BORDERS = 4
"""That are tried where a team is split in two."""

USUAL_TEAMS = 8 + 2 * BORDERS
"""At most, today included, that are looked at where nothing in particular is asked."""

NEIGHBOURHOODS: dict[str, Any] = {
    "kind": "neighbourhoods",
    "name": "E-bikes in Linné",
    "dates": ["2026-11-23"],
    "seeds": 8,
    "iterations": 2000,
    "places": [
        {
            "name": "Linné",
            "network": "gothenburg.osm.pbf",
            "box": [11.93, 57.68, 11.99, 57.705],
            "timezone": "Europe/Stockholm",
            "addresses_per_km2": 4000,
            "kind": "urban",
        }
    ],
    "reference": {"carers": 12},
    "questions": [{"mode": ["own", "ebike"]}],
}
WHAT_IF: dict[str, Any] = {
    "kind": "what_if",
    "first_date": "2026-11-23",
    "days": 7,
    "carers_more": ["carer-4c6c57e83b2e0221"],
    "travel": ["ebike"],
    "windows": [2.0],
    "seeds": 2,
    "iterations": 2000,
}


class GivenPlace(Part):
    """A place: the roads of a neighbourhood, and which piece of them it is.

    `network` is the name of one that this team stored. `box` is west, south, east and north in
    degrees; without one it is all of the network. `profile` is one of `urbanisation-1` to
    `urbanisation-5`; without one it is that of the place.
    """

    name: Name
    network: Name
    timezone: Name
    box: tuple[float, float, float, float] | None = None
    addresses_per_km2: Annotated[float | None, Field(gt=0, le=MOST_DENSE)] = None
    kind: Literal["urban", "rural"] | None = None
    profile: str = ""


class NeighbourhoodsAsked(StudyDocument):
    """Made-up teams at several places: a study as docs/neighbourhoods.md has it, places inline."""

    model_config = ConfigDict(json_schema_extra={"examples": [NEIGHBOURHOODS]})
    kind: Literal["neighbourhoods"]
    places: Annotated[list[GivenPlace], Listed]

    @property
    def most_cells(self) -> int:
        """Plans, at most: settings that two questions have in common are planned once."""
        settings = 1 + sum(prod(map(len, each.axes.values())) for each in self.questions)
        return len(self.places) * self.count_of_seeds * len(self.dates) * settings

    @property
    def count_of_dates(self) -> int:
        """How many dates."""
        return len(self.dates)

    @property
    def count_of_seeds(self) -> int:
        """How many teams at each place."""
        return len(self.seeds) if isinstance(self.seeds, list) else self.seeds


class Base(Part):
    """Where a team could begin and end its rounds."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


def _once(values: tuple[object, ...]) -> tuple[object, ...]:
    """Each is a question with a name of its own."""
    if len({f"{each:g}" if isinstance(each, float) else each for each in values}) < len(values):
        raise ValueError("a value stands more than once")
    return values


V = TypeVar("V")
Some = Annotated[tuple[V, ...], Field(max_length=MOST_OF_A_KIND), AfterValidator(_once)]
Pseudonym = Annotated[str, Field(min_length=1, max_length=80)]


class WhatIfAsked(Part):
    """This team as it is and as it would be, on the same dates.

    Carers are named by the pseudonyms of the pseudonymised team. Without a question it asks what
    can be asked of any team. `seconds` of a search count where `iterations` are not given.
    `network` is the name of one that this team stored; without one it is that of the team's
    document.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [WHAT_IF]})
    kind: Literal["what_if"]
    first_date: Annotated[date, Field(ge=FIRST, lt=BEYOND)]
    days: Annotated[int, Field(ge=1, le=60)] = 7
    carers_more: Some[Pseudonym] = ()
    carers_less: Some[Pseudonym] = ()
    clients: Some[Annotated[int, Field(ge=1, le=100)]] = ()
    travel: Some[Mode] = ()
    bases: Some[Base] = ()
    windows: Some[Share] = ()
    split: bool = False
    seeds: Annotated[int, Field(ge=1)] = 2
    iterations: Annotated[int | None, Field(ge=0)] = None
    seconds: Annotated[float, Field(ge=0)] = 2.0
    bound: Annotated[int, Field(ge=0)] = 0
    revision: Annotated[int | None, Field(ge=1)] = None
    network: Name | None = None

    @property
    def name(self) -> str:
        """Heading of the report, without the team."""
        return "What if?"

    @property
    def most_cells(self) -> int:
        """Plans, at most: a border makes two teams, and dates without visits are passed over."""
        asked = (self.carers_more, self.carers_less, self.clients, self.travel)
        teams = sum(map(len, (*asked, self.bases, self.windows))) + 2 * BORDERS * self.split
        return self.days * self.seeds * (1 + teams if teams else USUAL_TEAMS)

    @property
    def count_of_dates(self) -> int:
        """How many dates."""
        return self.days

    @property
    def count_of_seeds(self) -> int:
        """How many searches of each date."""
        return self.seeds


StudyAsked = Annotated[NeighbourhoodsAsked | WhatIfAsked, Field(discriminator="kind")]
STUDY_ASKED: TypeAdapter[NeighbourhoodsAsked | WhatIfAsked] = TypeAdapter(StudyAsked)
DOCUMENT = "study"
"""What findings call the request."""


def read_asked(text: str) -> NeighbourhoodsAsked | WhatIfAsked:
    """The request that a JSON text is.

    Raises:
        InputError: everything that is wrong with its form.
    """
    try:
        return STUDY_ASKED.validate_json(text)
    except ValidationError as error:
        raise InputError([_finding(dict(each)) for each in error.errors()]) from error


def _finding(error: dict[str, Any]) -> Finding:
    """Where it stands begins with the kind, which nobody wrote there."""
    where = error["loc"][1:] or ("kind",)
    return form_finding(DOCUMENT, {**error, "loc": where}, shown=False)
