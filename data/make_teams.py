"""Make the two demo teams of this folder.

    python data/make_teams.py [--out FOLDER]

Every person, address and agreement is drawn by a seeded generator; nobody is real. The streets
are: they come from the extracts. The same files come out on every run.
"""

import argparse
import csv
import io
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
# What all generated teams have in common stands in the benchmarks, which are not installed.
sys.path.insert(0, str(HERE.parent))

from dwellings import Streets  # noqa: E402
from neighbourhoods import NEIGHBOURHOODS, Neighbourhood  # noqa: E402

from benchmarks.neighbourhoods.clients import (  # noqa: E402
    Household,
    add_extras,
    give_calls,
    give_carers,
    give_refusals,
    give_wishes,
)
from benchmarks.neighbourhoods.dice import Dice  # noqa: E402
from benchmarks.neighbourhoods.dwelling import Dwelling, Point  # noqa: E402
from benchmarks.neighbourhoods.past import history_rows  # noqa: E402
from benchmarks.neighbourhoods.roster import (  # noqa: E402
    Row,
    carer_rows,
    invented_names,
    shift_rows,
)

SEED = "2026"

TEAM_TOML = """\
# A made-up team: see the README of the folder data. Nobody in it is a real person.
id = "{team_id}"
name = "{name}"
timezone = "{timezone}"
network = "../{network}"

[base]
lat = {lat:.6f}
lon = {lon:.6f}
"""


def team_files(neighbourhood: Neighbourhood) -> dict[str, str]:
    """The files of a team folder by name."""
    here, seed = neighbourhood, f"{SEED}/{neighbourhood.team_id}"
    streets = _streets(here.extract, tuple(here.settlements.items()))
    (base,) = streets.dwellings(Dice(seed, "base"), here.areas[:1], 1)
    homes = streets.dwellings(Dice(seed, "homes"), [here.homes], len(here.posts))
    packages = [package for count, package in here.packages for _ in range(count)]
    packages = add_extras(Dice(seed, "packages"), packages, here.extras)
    names = invented_names(
        Dice(seed, "names"), here.first_names, here.last_names, len(packages) + len(here.posts)
    )
    carers, persons = names[: len(here.posts)], names[len(here.posts) :]
    households = [
        Household(f"k{number:02d}", person, dwelling, package)
        for number, (person, dwelling, package) in enumerate(
            zip(persons, _dwellings(here, seed, streets, len(packages)), packages, strict=True), 1
        )
    ]
    _settle(here, seed, households)
    return {
        "team.toml": TEAM_TOML.format(
            team_id=here.team_id,
            name=here.name,
            timezone=here.timezone,
            network=Path(here.extract).name,
            lat=base.lat,
            lon=base.lon,
        ),
        "carers.csv": _table(carer_rows(here.posts, carers, homes)),
        "shifts.csv": _table(shift_rows(here.posts)),
        "clients.csv": _table([household.row for household in households]),
        "visits.csv": _table([call for household in households for call in household.calls]),
        "history.csv": _table(history_rows(Dice(seed, "past"), households, here.posts)),
    }


def main() -> None:
    """Write both team folders."""
    parser = argparse.ArgumentParser(description="Make the two demo teams.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    out: Path = parser.parse_args().out
    made = {here.folder: team_files(here) for here in NEIGHBOURHOODS}
    for name, files in made.items():
        folder = out / name / "team"
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            beside = folder / f"new-{file}"
            beside.write_text(text, encoding="utf-8", newline="\n")
            beside.replace(folder / file)
        print(folder)


@cache
def _streets(extract: str, settlements: tuple[tuple[str, Point], ...]) -> Streets:
    """The streets of an extract; kept, because many teams may be drawn on the same ones."""
    return Streets(HERE / extract, dict(settlements))


def _dwellings(here: Neighbourhood, seed: str, streets: Streets, count: int) -> list[Dwelling]:
    """Where the clients live, in the order in which they are numbered."""
    farms: list[Dwelling] = []
    if here.farms is not None:
        farms = streets.farms(Dice(seed, "farms"), *here.farms)
    houses = streets.dwellings(Dice(seed, "houses"), here.areas, count - len(farms))
    return Dice(seed, "moving in").shuffled([*houses, *farms])


def _settle(here: Neighbourhood, seed: str, households: Sequence[Household]) -> None:
    """Give every client agreements and carers, and some of them refusals and wishes."""
    calls, carers = Dice(seed, "calls"), Dice(seed, "carers")
    for household in households:
        give_calls(calls, household)
        give_carers(carers, household, here.posts)
    give_refusals(Dice(seed, "refusals"), households, here.posts, here.refusals)
    give_wishes(Dice(seed, "wishes"), households, here.wishes)


def _table(rows: Sequence[Row]) -> str:
    """A CSV file whose columns are those of the first row; missing cells are blank."""
    text = io.StringIO()
    columns: Mapping[str, str] = rows[0]
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


if __name__ == "__main__":
    main()
