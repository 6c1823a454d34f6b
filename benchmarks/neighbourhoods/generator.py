"""A believable team for a neighbourhood, drawn from a profile; nobody in it is real.

Every subject (a client's needs, where that client lives, a carer's contract, ...) has draws of its
own: the first forty clients of a seed are the same ones whether forty or fifty are asked for, and a
figure that is changed changes only what it is about.
"""

import csv
import dataclasses
import io
import json
import re
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

import shapely

from benchmarks.neighbourhoods.clients import Household, give_calls, give_carers
from benchmarks.neighbourhoods.cover import Cover, add_besides, cover
from benchmarks.neighbourhoods.demand import Work, leg_minutes, week_of
from benchmarks.neighbourhoods.dice import Dice
from benchmarks.neighbourhoods.duty import TRAINING, Week, roster, trained
from benchmarks.neighbourhoods.dwelling import Dwelling, metres
from benchmarks.neighbourhoods.names import FIRST_NAMES, LAST_NAMES
from benchmarks.neighbourhoods.needs import early_or_late, packages
from benchmarks.neighbourhoods.neighbourhood import Neighbourhood
from benchmarks.neighbourhoods.past import history_rows
from benchmarks.neighbourhoods.profile import Profile
from benchmarks.neighbourhoods.roster import (
    DAYS,
    MONDAY,
    Post,
    Row,
    carer_rows,
    circle_weights,
    shift_rows,
)
from scheduler.domain.carer import Mode
from scheduler.domain.team import Team
from scheduler.errors import RoundsError
from scheduler.io.team.reading import read_team

FIRST_DATE: Final = MONDAY
"""The Monday from which a generated team has a week of shifts."""

CLIENTS_PER_CARER: Final = 30
"""More than any carer could have: where looking for the most clients of a team begins."""


def generate(
    neighbourhood: Neighbourhood,
    profile: Profile,
    seed: int,
    *,
    carers: int | None = None,
    clients: int | None = None,
    mode: Mode | None = None,
) -> Team:
    """Draw a team with a week of shifts from `FIRST_DATE` on, its visits, and its history.

    Args:
        carers: how many; by default as many as the clients need, and no more than the profile
            allows a team.
        clients: how many; by default as many as the carers can serve, where those are given, and
            otherwise as many as the profile says, or fewer where even the largest team could not
            serve them.
        mode: how all carers travel; by default as the profile says.

    Returns:
        A team valid as any team folder; its network is the neighbourhood's source. The same for
        the same arguments, on every machine.

    Raises:
        RoundsError: `team-size` when carers or clients are not above 0.
    """
    for name, count in (("carers", carers), ("clients", clients)):
        if count is not None and count < 1:
            raise RoundsError("team-size", f"A team of {count} {name}.")
    draw = Draw(neighbourhood, profile, seed, mode)
    client_count, carer_count = draw.size(carers, clients)
    return draw.team(client_count, carer_count)


class Draw:
    """The draws of one seed."""

    def __init__(
        self, neighbourhood: Neighbourhood, profile: Profile, seed: int, mode: Mode | None
    ) -> None:
        self._here = neighbourhood
        self._profile = profile
        self._seed = f"{neighbourhood.place.name}/{seed}"
        self._name = f"{neighbourhood.place.name} {profile.name} {seed}"
        self._modes = _modes(profile, mode)
        self._needs: list[Household] = []
        self._works: list[list[Work]] = []
        self._covers: dict[int, Cover] = {}

    def size(self, carers: int | None, clients: int | None) -> tuple[int, int]:
        """How many clients and carers the team has."""
        most = round(self._profile.number("team.most_carers"))
        if clients is not None:
            return clients, carers or self._fewest_carers(clients, most)
        if carers is not None:
            return self._most_clients(carers, carers * CLIENTS_PER_CARER), carers
        usual = round(self._profile.number("team.clients"))
        fitting = usual if self._fits(usual, most) else self._most_clients(most, usual)
        return fitting, self._fewest_carers(fitting, most)

    def team(self, client_count: int, carer_count: int) -> Team:
        """The team of so many."""
        households = self._households(client_count)
        posts = self._posts(client_count, carer_count)
        self._settle(households, posts)
        centre = self._centre
        rows = {
            "carers.csv": self._carer_rows(posts),
            "shifts.csv": shift_rows(posts),
            "clients.csv": [household.row for household in households],
            "visits.csv": [call for household in households for call in household.calls],
            "history.csv": self._history(households, posts),
        }
        return dataclasses.replace(
            _read(self._settings(centre), rows), network=str(self._here.source)
        )

    @cached_property
    def _centre(self) -> Dwelling:
        """The middle of the team's area: any dwelling, so that most teams are where most live."""
        return Dice(self._seed, "centre").pick(self._here.dwellings)

    def _catchment(self, clients: int) -> list[Dwelling]:
        """The dwellings among which so many clients live, the nearest to the centre first."""
        inhabitants = 1000 * clients / self._profile.number("clients.per_1000_inhabitants")
        addresses = inhabitants / self._profile.number("clients.inhabitants_per_address")
        lived_in = len(self._here.dwellings) / self._here.addresses
        return self._here.nearest(self._centre, max(1, round(addresses * lived_in)))

    def _needed(self, count: int) -> list[Household]:
        """The first clients with their agreements, before they have a place to live."""
        for number in range(len(self._needs) + 1, count + 1):
            client_id = f"k{number:02d}"
            dice = Dice(self._seed, f"needs of {client_id}")
            name = dice.weighted(packages(self._profile))
            calls = tuple(
                early_or_late(self._profile, dice, each)
                for each in self._profile.fact(f"packages.{name}.calls")
            )
            household = Household(client_id, "", Dwelling(0.0, 0.0, ""), calls)
            give_calls(dice, household)
            self._needs.append(household)
            self._works.append(week_of(household.calls))
        return self._needs[:count]

    def _households(self, count: int) -> list[Household]:
        """The first clients, at home in the catchment of as many."""
        catchment = self._catchment(count)
        return [
            dataclasses.replace(
                household,
                name=self._person(household.client_id),
                dwelling=Dice(self._seed, f"home of {household.client_id}").pick(catchment),
            )
            for household in self._needed(count)
        ]

    def _person(self, person_id: str) -> str:
        """A made-up name; two persons may share one, as they do in life."""
        dice = Dice(self._seed, f"name of {person_id}")
        return f"{dice.pick(FIRST_NAMES)} {dice.pick(LAST_NAMES)}"

    def _cover(self, clients: int) -> Cover:
        """The shifts that so many clients need."""
        if clients not in self._covers:
            self._covers[clients] = cover(*self._demand(clients))
        return self._covers[clients]

    def _demand(self, clients: int) -> tuple[list[Work], float, float]:
        """The week's visits of so many clients, minutes of a leg, and how full shifts may be."""
        self._needed(clients)
        works = [work for each in self._works[:clients] for work in each]
        area = shapely.convex_hull(
            shapely.MultiPoint([dwelling.point for dwelling in self._catchment(clients)])
        )
        corners = list(shapely.get_coordinates(area).tolist())
        leg = leg_minutes(
            _km2(corners),
            len(works) // DAYS,
            self._modes,
            self._profile.number("roster.leg_factor"),
        )
        return works, leg, self._profile.number("roster.fill_share")

    def _week(self, number: int) -> Week:
        """A carer's week before it is filled: contract times the share that is rostered."""
        share = self._profile.number("carers.rostered_share")
        return Week(f"c{number:02d}", round(self._contract(number) * share))

    def _contract(self, number: int) -> int:
        """Minutes a week of a carer's contract: a class by its weight, anything in it."""
        dice = Dice(self._seed, f"contract of c{number:02d}")
        bounds = self._profile.numbers("carers.contract_bounds")
        weights = self._profile.numbers("carers.contract_weights")
        chosen = dice.weighted(dict(enumerate(weights)))
        size = dice.between(bounds[chosen], bounds[chosen + 1])
        return round(60 * self._profile.number("carers.fulltime_hours") * size)

    def _fits(self, clients: int, carers: int) -> bool:
        """Whether so many carers can work all shifts that so many clients need."""
        shifts = self._cover(clients)
        weeks = [self._week(number) for number in range(1, carers + 1)]
        if shifts.minutes > sum(week.minutes for week in weeks):
            return False
        return roster(weeks, shifts.needed) == 0

    def _fewest_carers(self, clients: int, most: int) -> int:
        return next((count for count in range(1, most) if self._fits(clients, count)), most)

    def _most_clients(self, carers: int, most: int) -> int:
        """By halving: what so many carers can do grows and shrinks with the clients."""
        low, high = 1, most
        while low < high:
            middle = (low + high + 1) // 2
            if self._fits(middle, carers):
                low = middle
            else:
                high = middle - 1
        return low

    def _posts(self, clients: int, carers: int) -> tuple[Post, ...]:
        """The carers with weeks that use up their hours, able to make every visit."""
        works, leg, fill = self._demand(clients)
        shifts = self._cover(clients)
        weeks = [self._week(number) for number in range(1, carers + 1)]
        roster(weeks, shifts.needed)
        left = sum(max(week.left, 0) for week in weeks)
        add_besides(shifts, works, leg, fill, left)
        roster(weeks, shifts.besides)
        return trained([self._post(week) for week in weeks], works, leg, fill)

    def _post(self, week: Week) -> Post:
        number = int(week.carer_id.removeprefix("c"))
        dice = Dice(self._seed, f"training of {week.carer_id}")
        nurse, more = dice.between(0, 1), dice.between(0, 1)
        discipline = "nurse" if nurse < self._profile.number("carers.nurse_share") else "assistant"
        extra, share = ("iv", "infusion") if discipline == "nurse" else ("injection", "injection")
        able = TRAINING[discipline]
        if more < self._profile.number(f"carers.{share}_share"):
            able |= {extra}
        travel = Dice(self._seed, f"travel of {week.carer_id}")
        at_base = travel.chance(self._profile.number("carers.base_share"))
        return Post(
            carer_id=week.carer_id,
            discipline=discipline,
            qualifications=able,
            mode=travel.weighted(self._modes).value,
            week=" ".join(week.letters),
            starts_at="base" if at_base else "home",
            contract_minutes=self._contract(number),
        )

    def _settle(self, households: Sequence[Household], posts: Sequence[Post]) -> None:
        """Give every client carers, and some of them wishes and refusals."""
        least, most = (round(count) for count in self._profile.numbers("clients.circle"))
        for household in households:
            give_carers(
                Dice(self._seed, f"carers of {household.client_id}"),
                household,
                posts,
                (least, most),
            )
            dice = Dice(self._seed, f"wishes of {household.client_id}")
            wishes, refuses = dice.between(0, 1), dice.between(0, 1)
            known = {household.primary_carer, *household.circle}
            strangers = [carer for carer in circle_weights(posts) if carer not in known]
            if wishes < self._profile.number("clients.wish_share"):
                household.wishes = tuple(sorted(household.circle[: dice.step(1, 2)]))
            if refuses < self._profile.number("clients.refusal_share") and strangers:
                household.refuses = (dice.pick(strangers),)

    def _carer_rows(self, posts: Sequence[Post]) -> list[Row]:
        reach = self._profile.number("carers.home_metres")
        near = [
            dwelling
            for dwelling in self._here.dwellings
            if metres(self._centre.point, dwelling.point) <= reach
        ]
        homes = [Dice(self._seed, f"home of {post.carer_id}").pick(near) for post in posts]
        names = [self._person(post.carer_id) for post in posts]
        return carer_rows(posts, names, homes)

    def _history(self, households: Sequence[Household], posts: Sequence[Post]) -> list[Row]:
        return history_rows(
            Dice(self._seed, "past"),
            households,
            posts,
            7 * round(self._profile.number("clients.history_weeks")),
            self._profile.number("clients.primary_visit_share"),
        )

    def _settings(self, centre: Dwelling) -> str:
        return (
            f"id = {json.dumps(_identifier(self._name))}\n"
            f"name = {json.dumps(self._here.place.name)}\n"
            f"timezone = {json.dumps(self._here.place.timezone)}\n"
            f"[base]\nlat = {centre.lat:.6f}\nlon = {centre.lon:.6f}\n"
        )


def _modes(profile: Profile, mode: Mode | None) -> dict[Mode, float]:
    """How carers travel, with weights."""
    if mode is not None:
        return {mode: 1.0}
    return {each: profile.number(f"modes.{each.value}") for each in Mode}


def _km2(corners: Sequence[Sequence[float]]) -> float:
    """Area of a convex ring of points (lat, lon); none for fewer than three."""
    if len(corners) < 3:
        return 0.0
    origin = (corners[0][0], corners[0][1])
    flat = [
        (
            metres(origin, (lat, origin[1])) * (1 if lat >= origin[0] else -1),
            metres(origin, (origin[0], lon)) * (1 if lon >= origin[1] else -1),
        )
        for lat, lon in corners
    ]
    return float(shapely.Polygon(flat).area) / 1e6


def _identifier(name: str) -> str:
    """An id begins with a letter or a digit: 's-Hertogenbosch is a place too."""
    return re.sub(r"[^\w .+-]", "-", name).lstrip(" .+-")[:64]


def _read(settings: str, tables: dict[str, list[Row]]) -> Team:
    """The team that a folder of these files holds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "team.toml").write_text(settings, encoding="utf-8")
        for file, rows in tables.items():
            if rows:
                (folder / file).write_text(_table(rows), encoding="utf-8", newline="\n")
        return read_team(folder)


def _table(rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
