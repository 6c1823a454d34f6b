"""What happened in the weeks before: rows of history.csv."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr

from benchmarks.neighbourhoods.clients import Household
from benchmarks.neighbourhoods.dice import Dice
from benchmarks.neighbourhoods.roster import MONDAY, Post, Row

DAYS_BACK = 42
# The last carer of a circle came in the first two of the six weeks only: known, but long ago.
RECENT_DAYS = 28
# The primary carer comes to half of the visits; the circle shares the rest, whoever is better
# known coming more often.
PRIMARY_SHARE = 0.5


def history_rows(dice: Dice, households: Sequence[Household], posts: Sequence[Post]) -> list[Row]:
    """One row per visit and carer of the six weeks before the demo date, by date and client."""
    rows: list[Row] = []
    for number in range(DAYS_BACK, 0, -1):
        day = MONDAY - timedelta(days=number)
        for household in households:
            for call in household.calls:
                if takes_place(call, day):
                    rows += [
                        {
                            "date": day.isoformat(),
                            "client_id": household.client_id,
                            "carer_id": carer_id,
                        }
                        for carer_id in _carers(dice, household, call, posts, number)
                    ]
    return rows


def takes_place(call: Row, day: date) -> bool:
    """Whether an agreement falls on a date."""
    if call["date"]:
        return call["date"] == day.isoformat()
    began = date.fromisoformat(call["first_date"])
    if day < began:
        return False
    rule = rrulestr(call["recurrence"], dtstart=datetime.combine(began, time()))
    moment = datetime.combine(day, time())
    return bool(rule.between(moment, moment, inc=True))


def _carers(
    dice: Dice, household: Household, call: Row, posts: Sequence[Post], days_ago: int
) -> Iterator[str]:
    """Who came: a different carer for every place, able to do what it asks."""
    skills = {post.carer_id: post.skills for post in posts}
    places = call["qualifications"].split("|")
    places += [""] * (int(call["carers_needed"]) - len(places))
    came: list[str] = []
    for place in places:
        needed = set(filter(None, place.split(";")))
        shares = _shares(household, days_ago)
        able = {c: w for c, w in shares.items() if needed <= skills[c] and c not in came}
        came.append(dice.weighted(able or _anybody(posts, needed, came)))
    yield from came


def _shares(household: Household, days_ago: int) -> dict[str, float]:
    """How often each carer of a client comes."""
    circle = household.circle[:-1] if days_ago <= RECENT_DAYS else household.circle
    ranks = [1 / rank for rank in range(2, 2 + len(circle))]
    shares = {household.primary_carer: PRIMARY_SHARE}
    for carer, rank in zip(circle, ranks, strict=True):
        shares[carer] = (1 - PRIMARY_SHARE) * rank / sum(ranks)
    return shares


def _anybody(posts: Sequence[Post], needed: set[str], came: Sequence[str]) -> Mapping[str, float]:
    """Carers outside the circle who can do it: for therapy, and where the circle cannot."""
    return {
        post.carer_id: float(post.minutes_per_week)
        for post in posts
        if needed <= post.skills and post.carer_id not in came
    }
