"""What clients need according to a profile: packages of calls, and what they come to."""

import dataclasses
from dataclasses import dataclass

from benchmarks.neighbourhoods.calls import Call, Days, Package
from benchmarks.neighbourhoods.dice import Dice
from benchmarks.neighbourhoods.profile import Profile

DAYS_PER_WEEK = 7
FROM_EVENING_MINUTES = 17 * 60
UNTIL_NOON_MINUTES = 12 * 60
FROM_NIGHT_MINUTES = 23 * 60


def packages(profile: Profile) -> dict[str, float]:
    """The packages that clients have, by name, with their weights."""
    weights = {
        name: profile.number(f"packages.{name}.weight") for name in profile.below("packages")
    }
    return {name: weight for name, weight in weights.items() if weight > 0}


def package(profile: Profile, name: str) -> Package:
    """The calls of a package, before any of them is drawn."""
    return tuple(call(profile, each) for each in profile.fact(f"packages.{name}.calls"))


def call(profile: Profile, name: str) -> Call:
    """A kind of call, with the profile's factors for windows and minutes in it."""
    here = f"calls.{name}"
    opens, closes = profile.numbers(f"{here}.span_hours")
    protected = f"{here}.protected_minutes"
    return Call(
        name=profile.fact(f"{here}.title", name),
        span=(_clock(opens), _clock(closes)),
        widths=_pair(profile, f"{here}.width_minutes", profile.number("windows.factor")),
        minutes=_pair(profile, f"{here}.minutes", profile.number("visits.factor")),
        omaha=profile.fact(f"{here}.omaha"),
        days=_days(profile, profile.fact(f"{here}.days")),
        qualifications=profile.fact(f"{here}.qualifications"),
        priority=profile.fact(f"{here}.priority", 1),
        load=profile.fact(f"{here}.load", 1),
        after=profile.fact(f"{here}.after"),
        gap=_gap(profile, f"{here}.gap_minutes"),
        carers=profile.fact(f"{here}.carers", 1),
        kind=profile.fact(f"{here}.kind", "care"),
        wished=profile.number(f"{here}.wished_share"),
        protected=int(profile.number(protected)) if protected in profile.figures else 0,
    )


def early_or_late(profile: Profile, dice: Dice, name: str) -> Call:
    """A kind of call for one client: one of the morning is drawn into the peak or after it."""
    drawn = call(profile, name)
    if not profile.fact(f"calls.{name}.peak", default=False):
        return drawn
    until = profile.number("morning.peak_until_hours")
    quarter = 0.25
    if dice.chance(profile.number("morning.peak_share")):
        return dataclasses.replace(drawn, opens=(drawn.span[0], _clock(until - quarter)))
    return dataclasses.replace(drawn, opens=(_clock(until), drawn.span[1]))


@dataclass(frozen=True)
class Expected:
    """What a profile comes to, worked out from its figures and not drawn.

    Attributes:
        visits_per_client: a week.
        hours_per_client: time at the client a week, every carer of a joint visit counted.
        visit_minutes: mean length of a visit.
        joint_share: of the visits, those of two carers; likewise the shares of visits whose span
            begins before noon, from 17:00 on, and from 23:00 on.
    """

    visits_per_client: float
    hours_per_client: float
    visit_minutes: float
    joint_share: float
    morning_share: float
    evening_share: float
    night_share: float


def expected(profile: Profile) -> Expected:
    """What the packages, days and minutes of a profile come to."""
    weights = packages(profile)
    total = sum(weights.values())
    visits = minutes = hours = joint = morning = evening = night = 0.0
    for name, weight in weights.items():
        for each in package(profile, name):
            count = weight / total * visits_per_week(each.days)
            length = _mean_step(each.minutes, 5)
            opens = _minutes(each.span[0])
            visits += count
            minutes += count * length
            hours += count * length * each.carers / 60
            joint += count * (each.carers > 1)
            morning += count * (opens < UNTIL_NOON_MINUTES)
            evening += count * (FROM_EVENING_MINUTES <= opens < FROM_NIGHT_MINUTES)
            night += count * (opens >= FROM_NIGHT_MINUTES)
    return Expected(
        visits_per_client=visits,
        hours_per_client=hours,
        visit_minutes=minutes / visits,
        joint_share=joint / visits,
        morning_share=morning / visits,
        evening_share=evening / visits,
        night_share=night / visits,
    )


def visits_per_week(days: Days) -> float:
    """On how many days of a week a call takes place, on average."""
    total = sum(weight for _, weight in days)
    return sum(weight / total * _count(rule) for rule, weight in days)


def _count(rule: str) -> int:
    if rule == "FREQ=DAILY":
        return DAYS_PER_WEEK
    return len(rule.split("BYDAY=")[1].split(",")) if rule else 1


def _days(profile: Profile, name: str) -> Days:
    rules = profile.fact(f"days.{name}.rules")
    return tuple(zip(rules, profile.numbers(f"days.{name}.weights"), strict=True))


def _pair(profile: Profile, name: str, factor: float) -> tuple[int, int]:
    low, high = profile.numbers(name)
    return round(low * factor), round(high * factor)


def _gap(profile: Profile, name: str) -> tuple[str, str]:
    if name not in profile.figures:
        return "", ""
    least, most = profile.numbers(name)
    return f"{least:g}", f"{most:g}" if most else ""


def _mean_step(pair: tuple[int, int], step: int) -> float:
    """The mean of `Dice.step(low, high, step)`."""
    low, high = pair
    return low + step * ((high - low) // step) / 2


def _clock(hours: float) -> str:
    minutes = round(hours * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)
