"""What happened in the weeks before: rows of history.csv."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from benchmarks.neighbourhoods.clients import Household
from benchmarks.neighbourhoods.dice import Dice
from benchmarks.neighbourhoods.roster import MONDAY, Post, Row
from scheduler.domain.horizon import occurrences
from scheduler.domain.visit import Recurrence

DAYS_BACK = 42
# The last carer of a circle came in the first two of the six weeks only: known, but long ago.
RECENT_DAYS = 28
# The primary carer comes to half of the visits; the circle shares the rest, whoever is better
# known coming more often.
PRIMARY_SHARE = 0.5


def history_rows(
    dice: Dice,
    households: Sequence[Household],
    posts: Sequence[Post],
    days_back: int = DAYS_BACK,
    primary_share: float = PRIMARY_SHARE,
) -> list[Row]:
    """One row per visit and carer of the weeks before the demo date, by date and client."""
    rows: list[Row] = []
    first, last = MONDAY - timedelta(days=days_back), MONDAY - timedelta(days=1)
    taking_place = {
        call["visit_id"]: frozenset(dates_of(call, first, last))
        for household in households
        for call in household.calls
    }
    for number in range(days_back, 0, -1):
        day = MONDAY - timedelta(days=number)
        for household in households:
            shares = _shares(household, primary_share, number)
            for call in household.calls:
                if day in taking_place[call["visit_id"]]:
                    rows += [
                        {
                            "date": day.isoformat(),
                            "client_id": household.client_id,
                            "carer_id": carer_id,
                        }
                        for carer_id in _carers(dice, shares, call, posts)
                    ]
    return rows


def dates_of(call: Row, first: date, last: date) -> Iterator[date]:
    """The dates of an agreement from `first` to `last`, both included."""
    dates: date | Recurrence
    if call["date"]:
        dates = date.fromisoformat(call["date"])
    else:
        dates = Recurrence(call["recurrence"], date.fromisoformat(call["first_date"]))
    return occurrences(dates, first, last)


def _carers(
    dice: Dice, shares: Mapping[str, float], call: Row, posts: Sequence[Post]
) -> Iterator[str]:
    """Who came: a different carer for every place, able to do what it asks, where there is one."""
    skills = {post.carer_id: post.skills for post in posts}
    places = call["qualifications"].split("|")
    places += [""] * (int(call["carers_needed"]) - len(places))
    came: list[str] = []
    for place in places:
        needed = set(filter(None, place.split(";")))
        able = {c: w for c, w in shares.items() if needed <= skills[c] and c not in came}
        known = able or _anybody(posts, needed, came)
        if known:
            came.append(dice.weighted(known))
    yield from came


def _shares(household: Household, primary_share: float, days_ago: int) -> dict[str, float]:
    """How often each carer of a client comes."""
    circle = household.circle[:-1] if days_ago <= RECENT_DAYS else household.circle
    ranks = [1 / rank for rank in range(2, 2 + len(circle))]
    shares = {household.primary_carer: primary_share}
    for carer, rank in zip(circle, ranks, strict=True):
        shares[carer] = (1 - primary_share) * rank / sum(ranks)
    return shares


def _anybody(posts: Sequence[Post], needed: set[str], came: Sequence[str]) -> Mapping[str, float]:
    """Carers outside the circle who can do it: for therapy, and where the circle cannot."""
    return {
        post.carer_id: float(post.minutes_per_week)
        for post in posts
        if needed <= post.skills and post.carer_id not in came
    }
