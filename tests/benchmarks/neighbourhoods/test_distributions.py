"""Generated teams match what their profile declares, by statistical tests with fixed seeds.

Every test compares one large team with the figures of its profile. With right code, a draw as odd
as `ODD` asks for is met once in ten thousand seeds; the seed is fixed, so a test either holds on
every run or finds something wrong.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from generated_teams import (
    MANY_CARERS,
    MANY_CLIENTS,
    agreements_by_client,
    many,
    profile,
    usual_team,
    visits_of_many,
)
from scipy import stats

from benchmarks.neighbourhoods.needs import expected, package, packages
from benchmarks.neighbourhoods.profile import READY, load_profile
from scheduler.domain.visit import Recurrence, VisitAgreement

ODD = 1e-4


def assert_drawn(found: Mapping[Any, int], weights: Mapping[Any, float]) -> None:
    """Counts are those of draws in proportion to the weights (chi-squared, Pearson 1900)."""
    total, drawn = sum(weights.values()), sum(found.values())
    assert set(found) <= set(weights)
    counts = [found.get(each, 0) for each in weights]
    shares = [drawn * weight / total for weight in weights.values()]
    assert min(shares) >= 5, "too few draws for this test"
    assert stats.chisquare(counts, shares).pvalue > ODD


def assert_share(found: int, drawn: int, share: float) -> None:
    """So many of those drawn are what that share of them are (binomial test)."""
    assert stats.binomtest(found, drawn, share).pvalue > ODD


def agreed(name: str) -> list[VisitAgreement]:
    """Agreements whose visit id ends so, in the largest team."""
    return [each for each in many().visits if each.visit_id.endswith(f"-{name}")]


def clock(hours: float) -> int:
    """Seconds of the day."""
    return round(hours * 3600)


def package_names() -> Counter[str]:
    """How many clients have which package: by the visits, and by what these ask for."""
    marks = {
        name: tuple(
            (call.name, call.qualifications, call.minutes, call.after) for call in package(p, name)
        )
        for p in [profile()]
        for name in packages(p)
    }
    found: Counter[str] = Counter()
    for agreements in agreements_by_client(many()).values():
        fitting = [name for name, calls in marks.items() if _is_package(agreements, calls)]
        assert len(fitting) == 1, agreements
        found[fitting[0]] += 1
    return found


def _is_package(agreements: list[VisitAgreement], calls: tuple[Any, ...]) -> bool:
    if [each.visit_id.split("-")[1] for each in agreements] != [name for name, _, _, _ in calls]:
        return False
    return all(
        "|".join(";".join(sorted(place)) for place in each.places) in {asks, asks.rstrip("|")}
        and low <= each.service_seconds // 60 <= high
        and bool(after) == (each.dependency is not None)
        for each, (_, asks, (low, high), after) in zip(agreements, calls, strict=True)
    )


def test_clients_have_packages_by_their_weights() -> None:
    """All fifteen of them."""
    assert_drawn(package_names(), packages(profile()))


@pytest.mark.parametrize(
    ("name", "call"),
    [("shower", "shower"), ("stockings1", "stockings_on"), ("wound", "wound")],
)
def test_visits_take_any_of_their_minutes(name: str, call: str) -> None:
    """Every step of five minutes is as likely."""
    low, high = (round(each) for each in profile().numbers(f"calls.{call}.minutes"))
    steps = dict.fromkeys(range(low, high + 1, 5), 1.0)
    assert_drawn(Counter(each.service_seconds // 60 for each in agreed(name)), steps)


def test_windows_are_as_wide_as_declared_and_lie_in_the_span() -> None:
    """Two hours for stockings, any quarter of an hour in the evening."""
    first, last = profile().numbers("calls.stockings_off.span_hours")
    windows = [window for each in agreed("stockings2") for window in each.windows]
    assert {window.closes - window.opens for window in windows} == {clock(2)}
    steps = dict.fromkeys(range(clock(first), clock(last - 2) + 1, 900), 1.0)
    assert_drawn(Counter(window.opens for window in windows), steps)


def test_the_peak_of_the_morning_is_as_high_as_declared() -> None:
    """Six in ten of the windows that may lie all over the morning open before half past eight."""
    until = clock(profile().number("morning.peak_until_hours"))
    opens = [window.opens for each in agreed("stockings1") for window in each.windows]
    early = sum(each < until for each in opens)
    assert_share(early, len(opens), profile().number("morning.peak_share"))


def test_calls_fall_on_the_days_declared() -> None:
    """Daily, or on working days where family is near."""
    rules = profile().fact("days.home.rules")
    weights = dict(zip(rules, profile().numbers("days.home.weights"), strict=True))
    dates = [each.dates for each in agreed("stockings1")]
    found = Counter(each.rule for each in dates if isinstance(each, Recurrence))
    assert_drawn(found, weights)


def test_starts_are_wished_as_often_as_declared() -> None:
    """Half of those with stockings name a time, within their window."""
    agreements = agreed("stockings1")
    wished = [each for each in agreements if each.wished_start is not None]
    assert_share(len(wished), len(agreements), profile().number("calls.stockings_on.wished_share"))
    for each in wished:
        assert each.wished_start is not None
        assert each.windows[0].opens <= each.wished_start <= each.windows[0].closes


def test_visits_a_week_and_hours_of_care_come_to_what_is_expected() -> None:
    """Per client, within four standard errors of what the profile's figures come to."""
    want, week = expected(profile()), visits_of_many()
    visits: Counter[str] = Counter(each.client_id for each in week)
    seconds: Counter[str] = Counter()
    for each in week:
        seconds[each.client_id] += each.service_seconds * len(each.places)
    clients = [client.client_id for client in many().clients]
    assert_mean([visits[each] for each in clients], want.visits_per_client)
    assert_mean([seconds[each] / 3600 for each in clients], want.hours_per_client)


def assert_mean(values: Iterable[float], mean: float) -> None:
    """The mean of independent values lies within four standard errors of the one expected."""
    described = stats.describe(list(values))
    error = math.sqrt(described.variance / described.nobs)
    assert abs(described.mean - mean) <= 4 * error


@pytest.mark.parametrize("of", ["joint", "evening"])
def test_shares_of_visits_are_as_expected(of: str) -> None:
    """Within four standard errors, clients being independent of each other."""
    want = getattr(expected(profile()), f"{of}_share")
    zone = many().timezone
    excess: dict[str, float] = {client.client_id: 0.0 for client in many().clients}
    for each in visits_of_many():
        hour = each.windows[0].opens.astimezone(zone).hour
        counted = len(each.places) > 1 if of == "joint" else 17 <= hour < 23
        excess[each.client_id] += counted - want
    assert_mean(excess.values(), 0.0)


def test_clients_wish_and_refuse_as_often_as_declared() -> None:
    """Somebody they know, and a stranger."""
    clients = many().clients
    wishing = sum(bool(client.wishes) for client in clients)
    refusing = sum(bool(client.refuses) for client in clients)
    assert_share(wishing, MANY_CLIENTS, profile().number("clients.wish_share"))
    assert_share(refusing, MANY_CLIENTS, profile().number("clients.refusal_share"))
    for client in clients:
        assert client.primary_carer not in client.refuses
        assert not client.refuses & client.wishes


def test_carers_travel_as_declared() -> None:
    """By bike, electric bike and car; nobody walks where the weight is none."""
    weights = {
        mode: profile().number(f"modes.{mode}")
        for mode in ("walk", "bike", "ebike", "car")
        if profile().number(f"modes.{mode}") > 0
    }
    assert_drawn(Counter(carer.mode.value for carer in many().carers), weights)


def test_contracts_are_as_large_as_declared() -> None:
    """In classes of the hours of a full week."""
    bounds, weights = (
        profile().numbers(f"carers.contract_{each}") for each in ("bounds", "weights")
    )
    full = profile().number("carers.fulltime_hours") * 3600
    found: Counter[int] = Counter()
    for carer in many().carers:
        assert carer.contract_seconds_per_week is not None
        share = carer.contract_seconds_per_week / full
        found[sum(share >= bound for bound in bounds[1:-1])] += 1
    assert_drawn(found, dict(enumerate(weights)))


def test_as_many_start_at_the_base_as_declared() -> None:
    """One carer in five."""
    from_base = sum(carer.home is None for carer in many().carers)
    assert_share(from_base, MANY_CARERS, profile().number("carers.base_share"))


def test_as_many_are_nurses_as_declared_or_as_visits_need() -> None:
    """Drawn by the share, and more only where nobody on duty could make a visit."""
    nurses = sum(carer.discipline.value == "nurse" for carer in many().carers)
    share = profile().number("carers.nurse_share")
    least = stats.binom.ppf(ODD, MANY_CARERS, share)
    most = stats.binom.ppf(1 - ODD, MANY_CARERS, share)
    assert least <= nurses <= most + 0.1 * MANY_CARERS


def test_primary_carers_make_the_share_of_visits_declared() -> None:
    """In the last four weeks of the history, of visits that the primary carer is able to make."""
    team = usual_team()
    primary = {client.client_id: client.primary_carer for client in team.clients}
    alone = {
        client_id
        for client_id, agreements in agreements_by_client(team).items()
        if all(len(each.places) == 1 for each in agreements)
    }
    past = [each for each in team.history if each.client_id in alone]
    theirs = sum(each.carer_id == primary[each.client_id] for each in past)
    share = profile().number("clients.primary_visit_share")
    assert abs(theirs / len(past) - share) < 0.06


@pytest.mark.parametrize("name", READY)
def test_every_ready_profile_can_be_expected(name: str) -> None:
    """Four visits in ten fall in the evening, one in twenty needs two carers, none is at night."""
    want = expected(load_profile(name))
    assert 0.3 <= want.evening_share <= 0.5
    assert 0.5 <= want.morning_share <= 0.6
    assert 0.02 <= want.joint_share <= 0.06
    assert want.night_share == 0
    assert 15 <= want.visit_minutes <= 25
