"""The two neighbourhoods: where they lie, who works there, and what care they give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import care
from dwellings import Area

from benchmarks.neighbourhoods.calls import Call, Package
from benchmarks.neighbourhoods.dwelling import Point
from benchmarks.neighbourhoods.roster import Post

NURSE = frozenset({"injection", "medication", "wound", "catheter"})
NURSE_IV = NURSE | {"iv"}
ASSISTANT = frozenset({"medication"})
ASSISTANT_PLUS = ASSISTANT | {"injection"}


@dataclass(frozen=True)
class Neighbourhood:
    """What a team is generated from.

    Attributes:
        extract: the roads, path relative to this folder.
        settlements: places to name in addresses that the extract has no node for.
        areas: where clients live, and carers within `homes` of them.
        farms: where scattered clients live, how far from any settlement, and how many.
        packages: how many clients have which calls.
        extras: calls that so many of the clients have besides.
    """

    team_id: str
    name: str
    timezone: str
    extract: str
    settlements: Mapping[str, Point]
    areas: tuple[Area, ...]
    farms: tuple[Area, float, int] | None
    homes: Area
    first_names: Sequence[str]
    last_names: Sequence[str]
    posts: tuple[Post, ...]
    packages: tuple[tuple[int, Package], ...]
    extras: tuple[tuple[int, Call], ...]
    refusals: int
    wishes: int

    @property
    def folder(self) -> str:
        """The extract's folder, which holds the team folder too."""
        return self.extract.split("/")[0]


_SWEDISH_FIRST = (
    "Agneta Alva Anders Arvid Astrid Birgitta Bo Carin Ebba Einar Elin Erik Eva Folke Gunnar "
    "Gunvor Hanna Ingrid Ivar Johan Karin Kerstin Lars Lena Maja Margareta Nils Olof Petra Rolf "
    "Rut Sigrid Siv Sten Sven Tage Tora Ulla Viveka Åke"
)
_SWEDISH_LAST = (
    "Almgren Björkqvist Dalman Ekbom Fagerlund Grankvist Hedlund Isberg Källström Lindvall "
    "Mossberg Norrby Ottergren Palmkvist Rosenlund Sandgren Tallberg Uddström Vikander Ängström "
    "Öhrnell"
)
_ALPINE_FIRST = (
    "Adelheid Agnes Alois Anton Beatrix Benno Brigitta Christa Cornelia Doris Egon Elmar Erna "
    "Ferdinand Franziska Gebhard Georg Hedwig Herta Irma Josef Kathrin Klara Leonhard Luzia "
    "Magdalena Manfred Marlies Norbert Oswald Paula Peter Regina Rita Rosa Theres Ursula Xaver"
)
_ALPINE_LAST = (
    "Alpiger Bergmann Brunnhart Dorfner Eggler Feldmann Gassner Haldner Im-Feld Kirchthaler "
    "Lochbühler Mühlegger Obergass Riethofer Rütner Sägesser Tobler Wegacker Weinberger "
    "Wiesengrund"
)

GOTHENBURG = Neighbourhood(
    team_id="gothenburg",
    name="Linné",
    timezone="Europe/Stockholm",
    extract="gothenburg/gothenburg.osm.pbf",
    settlements={},
    areas=(Area(57.6945, 11.9535, 1150),),
    farms=None,
    homes=Area(57.6930, 11.9570, 1600),
    first_names=tuple(_SWEDISH_FIRST.split()),
    last_names=tuple(_SWEDISH_LAST.split()),
    posts=(
        Post("c01", "nurse", NURSE_IV, "bike", "E E E M - - E"),
        Post("c02", "nurse", NURSE_IV, "bike", "E M S - E E -"),
        Post("c03", "nurse", NURSE, "bike", "L L - L LO - -"),
        Post("c04", "nurse", NURSE_IV, "bike", "E M - E E - E"),
        Post("c05", "assistant", ASSISTANT_PLUS, "bike", "E E M E - E -"),
        Post("c06", "assistant", ASSISTANT, "ebike", "E - E M M S -", "base"),
        Post("c07", "assistant", ASSISTANT, "bike", "M M M M M - S", load_cap="16"),
        Post("c08", "assistant", ASSISTANT_PLUS, "bike", "S - L - N L L"),
        Post("c09", "assistant", ASSISTANT, "bike", "L L - L N L -"),
        Post("c10", "nurse", NURSE_IV, "bike", "N N N N N - N"),
        Post("c11", "physiotherapist", frozenset(), "bike", "T - T - T - -", "base"),
        Post("c12", "occupational_therapist", frozenset(), "ebike", "U - - U - - -", "base"),
    ),
    packages=(
        (9, (care.WASH, care.BED)),
        (5, (care.WASH, care.LUNCH, care.BED)),
        (5, (care.INSULIN_MORNING, care.INSULIN_EVENING)),
        (1, (care.INSULIN_MORNING, care.INSULIN_NOON)),
        (7, (care.STOCKINGS_ON, care.STOCKINGS_OFF)),
        (5, (care.PILLS_MORNING, care.PILLS_EVENING)),
        (5, (care.WOUND,)),
        (5, (care.SHOWER,)),
        (2, (care.COMFORT_MORNING, care.COMFORT_AFTERNOON, care.COMFORT_NIGHT)),
        (2, (care.INFUSION, care.DRESSING)),
        (1, (care.DOPAMINE_1, care.DOPAMINE_2, care.DOPAMINE_3)),
        (3, (care.CATHETER,)),
        (2, (care.HOIST_MORNING, care.HOIST_NIGHT)),
        (1, (care.WASH, care.HOIST_LESSON)),
        (1, (care.INTAKE,)),
    ),
    extras=((3, care.EXERCISE), (2, care.HOME_AIDS), (3, care.COFFEE)),
    refusals=4,
    wishes=8,
)

LIECHTENSTEIN = Neighbourhood(
    team_id="liechtenstein",
    name="Unterland",
    timezone="Europe/Vaduz",
    extract="liechtenstein/liechtenstein.osm.pbf",
    settlements={"Mauren": (47.2195, 9.5430)},
    areas=(
        Area(47.2108, 9.5205, 900, weight=4),
        Area(47.2195, 9.5430, 700, weight=3),
        Area(47.2398, 9.5263, 900, weight=3),
        Area(47.1974, 9.5431, 700, weight=2),
    ),
    farms=(Area(47.2180, 9.5350, 4500), 1000, 6),
    homes=Area(47.2180, 9.5350, 3500),
    first_names=tuple(_ALPINE_FIRST.split()),
    last_names=tuple(_ALPINE_LAST.split()),
    posts=(
        Post("c01", "nurse", NURSE_IV, "car", "E M E E M - S"),
        Post("c02", "nurse", NURSE_IV, "car", "E S - M E E M"),
        Post("c03", "nurse", NURSE, "car", "L L N L LO - -"),
        Post("c04", "nurse", NURSE_IV, "car", "S - E S - M E"),
        Post("c05", "assistant", ASSISTANT_PLUS, "car", "E E M - E S -", load_cap="24"),
        Post("c06", "assistant", ASSISTANT_PLUS, "car", "S N L - S N N", "base"),
        Post("c07", "physiotherapist", frozenset(), "car", "T - T - T - -", "base"),
        Post("c08", "occupational_therapist", frozenset(), "car", "U - - U - - -", "base"),
    ),
    packages=(
        (4, (care.WASH, care.BED)),
        (3, (care.WASH, care.LUNCH, care.BED)),
        (3, (care.INSULIN_MORNING, care.INSULIN_EVENING)),
        (1, (care.INSULIN_MORNING, care.INSULIN_NOON)),
        (4, (care.STOCKINGS_ON, care.STOCKINGS_OFF)),
        (3, (care.PILLS_MORNING, care.PILLS_EVENING)),
        (4, (care.WOUND,)),
        (3, (care.SHOWER,)),
        (1, (care.COMFORT_MORNING, care.COMFORT_AFTERNOON, care.COMFORT_NIGHT)),
        (2, (care.INFUSION, care.DRESSING)),
        (1, (care.DOPAMINE_1, care.DOPAMINE_2, care.DOPAMINE_3)),
        (2, (care.CATHETER,)),
        (2, (care.HOIST_MORNING, care.HOIST_NIGHT)),
        (1, (care.WASH, care.HOIST_LESSON)),
        (1, (care.INTAKE,)),
    ),
    extras=((2, care.EXERCISE), (2, care.HOME_AIDS), (2, care.COFFEE)),
    refusals=3,
    wishes=5,
)

NEIGHBOURHOODS = (GOTHENBURG, LIECHTENSTEIN)
