"""Clients with their agreements and their carers: rows of clients.csv and visits.csv."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.neighbourhoods.calls import Call, Days, Package, agreement
from benchmarks.neighbourhoods.dice import Dice
from benchmarks.neighbourhoods.dwelling import Dwelling
from benchmarks.neighbourhoods.roster import Post, Row, circle_weights


@dataclass
class Household:
    """A client while the files are being made.

    Attributes:
        circle: carers who came along besides the primary carer, best known first.
        calls: the client's agreements, as rows of visits.csv.
    """

    client_id: str
    name: str
    dwelling: Dwelling
    package: Package
    primary_carer: str = ""
    circle: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    calls: list[Row] = field(default_factory=list)

    @property
    def row(self) -> Row:
        """The row of clients.csv."""
        return {
            "client_id": self.client_id,
            "name": self.name,
            "lat": f"{self.dwelling.lat:.6f}",
            "lon": f"{self.dwelling.lon:.6f}",
            "address": self.dwelling.address,
            "primary_carer": self.primary_carer,
            "refuses": ";".join(self.refuses),
            "wishes": ";".join(self.wishes),
        }


def add_extras(
    dice: Dice, packages: Sequence[Package], extras: Sequence[tuple[int, Call]]
) -> list[Package]:
    """The packages in another order, each extra call added to so many that have several calls."""
    mixed = dice.shuffled(packages)
    for count, call in extras:
        several = [number for number, package in enumerate(mixed) if len(package) > 1]
        for number in dice.shuffled(several)[:count]:
            mixed[number] = (*mixed[number], call)
    return mixed


def give_calls(dice: Dice, household: Household) -> None:
    """Draw the client's agreements; calls of one kind of days fall on the same days."""
    rules: dict[Days, str] = {}
    for call in household.package:
        if call.days not in rules:
            rules[call.days] = dice.weighted(dict(call.days))
        row = agreement(dice, household.client_id, call, rules[call.days])
        household.calls.append(row)


def give_carers(
    dice: Dice, household: Household, posts: Sequence[Post], others_known: tuple[int, int] = (4, 6)
) -> None:
    """Draw a primary carer who can do every single-handed call, and so many others."""
    weights = circle_weights(posts)
    skills = {post.carer_id: post.skills for post in posts}
    needed = frozenset(
        call.qualifications
        for call in household.package
        if call.carers == 1 and call.kind != "joint"
    ) - {"", "physiotherapist", "occupational_therapist"}
    able = {carer: weight for carer, weight in weights.items() if needed <= skills[carer]}
    household.primary_carer = dice.weighted(able or weights)
    others = {carer: w for carer, w in weights.items() if carer != household.primary_carer}
    circle: list[str] = []
    for number in range(min(dice.step(*others_known), len(others) - 1)):
        # The first two can stand in for the primary carer whatever the call.
        stand_ins = {carer: w for carer, w in others.items() if carer in able}
        circle.append(dice.weighted(stand_ins if number < 2 and stand_ins else others))
        del others[circle[-1]]
    household.circle = tuple(circle)


def give_refusals(
    dice: Dice, households: Sequence[Household], posts: Sequence[Post], count: int
) -> None:
    """Let so many clients refuse a carer who is a stranger to them."""
    for household in dice.shuffled(households)[:count]:
        known = {household.primary_carer, *household.circle}
        strangers = [carer for carer in circle_weights(posts) if carer not in known]
        household.refuses = (dice.pick(strangers),)


def give_wishes(dice: Dice, households: Sequence[Household], count: int) -> None:
    """Let so many clients ask for one or two of the carers they know besides the primary one."""
    for household in dice.shuffled(households)[:count]:
        household.wishes = tuple(sorted(household.circle[: dice.step(1, 2)]))
