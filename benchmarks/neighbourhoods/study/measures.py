"""What a plan is measured by: the figures of a row of the results.

Durations are minutes, distances kilometres, shares from 0 to 1. docs/neighbourhoods.md says what
every figure means.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from scheduler.continuity import Acquaintance, Familiarity
from scheduler.domain.carer import Mode
from scheduler.domain.horizon import shifts_in
from scheduler.domain.visit import Priority
from scheduler.io.report import PlanReport
from scheduler.plan import StopKind
from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.units import SECONDS_PER_MINUTE, seconds_between

METRES_PER_KM = 1000


@dataclass(frozen=True)
class Measures:
    """The figures of one plan of one date.

    Attributes:
        carers, clients: of the team.
        on_duty, shifts: carers with a shift on the date, and their shifts.
        rounds: shifts that are used.
        visits: asked for; `visits_made` of them are in the plan, with `places_filled` by carers.
        client_minutes: with clients, a joint visit once for each of its carers.
        road_minutes: travelled; `waiting_minutes` before visits; `paid_minutes` of all shifts,
            less their breaks.
        road_share: of the minutes with clients and on the road.
        road_minutes_per_visit, km_per_visit: for each carer at a visit.
        client_share: minutes with clients per paid minute.
        visits_per_shift: carers at a visit for each shift that is used.
        car_km: of the kilometres, those by car.
        primary_share, familiar_share: visits by the primary carer, and by a carer whom the client
            met in four weeks or asked for, of all made; `new_faces` were never met.
        carers_14_days, carers_28_days, upc, coc: means over the clients, see docs/continuity.md.
        start_minutes_off: mean distance of starts from the wished starts.
        punctual_share: wished starts kept within the tolerance that was agreed.
        worst_late_minutes: the latest start after a wished one.
        left_out_must, left_out_should, left_out_may: visits; `left_out_share` of those asked for.
        overtime_minutes: past the ends of shifts.
        points, bound: of the score; no plan costs less than the bound, None where unknown.
        gap: share of the points, without those of visits left out, by which a better plan could
            differ at most; None where it is not proven that as many visits have to be left out.
    """

    carers: int
    clients: int
    on_duty: int
    shifts: int
    rounds: int
    visits: int
    visits_made: int
    places_filled: int
    client_minutes: float
    road_minutes: float
    waiting_minutes: float
    paid_minutes: float
    road_share: float | None
    client_share: float | None
    road_minutes_per_visit: float | None
    km: float
    km_per_visit: float | None
    car_km: float
    visits_per_shift: float | None
    primary_share: float | None
    familiar_share: float | None
    new_faces: int
    carers_14_days: float | None
    carers_28_days: float | None
    upc: float | None
    coc: float | None
    start_minutes_off: float | None
    punctual_share: float | None
    worst_late_minutes: float
    left_out_must: int
    left_out_should: int
    left_out_may: int
    left_out_share: float | None
    overtime_minutes: float
    points: int
    bound: int | None
    gap: float | None


def measured(report: PlanReport) -> Measures:
    """The figures of a plan."""
    plan, team = report.plan, report.team
    shifts = shifts_in(team, plan.horizon)
    stops = [stop for _, stop in plan.assignments()]
    made = len(stops)
    client = sum(seconds_between(stop.start, stop.end) for stop in stops)
    road = _road_seconds(report)
    paid = sum(each.seconds - sum(pause.seconds for pause in each.breaks) for each in shifts)
    km = _km(report)
    left = Counter({each.visit: each.priority for each in plan.unassigned}.values())
    visits = len(report.visits)
    whole_km = sum(km.values())
    return Measures(
        carers=len(team.carers),
        clients=len(team.clients),
        on_duty=len({each.carer_id for each in shifts}),
        shifts=len(shifts),
        rounds=len(plan.rounds),
        visits=visits,
        visits_made=visits - left.total(),
        places_filled=made,
        client_minutes=_minutes(client),
        road_minutes=_minutes(road),
        waiting_minutes=_minutes(_waiting_seconds(report)),
        paid_minutes=_minutes(paid),
        road_share=_share(road, client + road),
        client_share=_share(client, paid),
        road_minutes_per_visit=_share(_minutes(road), made),
        km=whole_km,
        km_per_visit=_share(whole_km, made),
        car_km=km[Mode.CAR],
        visits_per_shift=_share(made, len(plan.rounds)),
        **_continuity(report),
        **_punctuality(report),
        left_out_must=left[Priority.MUST],
        left_out_should=left[Priority.SHOULD],
        left_out_may=left[Priority.MAY],
        left_out_share=_share(left.total(), visits),
        overtime_minutes=_minutes(report.score.by_rule[RuleId.OVERTIME].quantity),
        points=report.score.total,
        bound=report.provenance.lower_bound,
        gap=_gap(report),
    )


def _minutes(seconds: float) -> float:
    return seconds / SECONDS_PER_MINUTE


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _road_seconds(report: PlanReport) -> int:
    return sum(stop.leg.seconds for each in report.plan.rounds for stop in each.stops if stop.leg)


def _waiting_seconds(report: PlanReport) -> int:
    return sum(
        stop.waiting_seconds
        for each in report.plan.rounds
        for stop in each.stops
        if stop.kind is not StopKind.START
    )


def _km(report: PlanReport) -> dict[Mode, float]:
    km = dict.fromkeys(Mode, 0.0)
    for each in report.plan.rounds:
        for stop in each.stops:
            if stop.leg is not None:
                km[stop.leg.mode] += stop.leg.metres / METRES_PER_KM
    return km


def _familiarities(report: PlanReport) -> Iterator[Familiarity]:
    known = Acquaintance(report.team, report.plan.horizon.first_date)
    for each, stop in report.plan.assignments():
        yield known.familiarity(report.client_id(stop), each.shift.carer_id)


def _continuity(report: PlanReport) -> dict[str, float | int | None]:
    met = Counter(_familiarities(report))
    familiar = met[Familiarity.PRIMARY] + met[Familiarity.KNOWN]
    after = report.continuity_after.team
    return {
        "primary_share": _share(met[Familiarity.PRIMARY], met.total()),
        "familiar_share": _share(familiar, met.total()),
        "new_faces": len(report.new_faces),
        "carers_14_days": _figure(after.carers_14_days),
        "carers_28_days": _figure(after.carers_28_days),
        "upc": _figure(after.upc),
        "coc": _figure(after.coc),
    }


def _figure(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _punctuality(report: PlanReport) -> dict[str, float | None]:
    """By the starts of visits, a joint one counted once."""
    starts = {key: stop.start for key, _, stop in report.plan.filled_places()}
    late = [
        seconds_between(visit.wished_start, starts[key])
        for key, visit in report.visits.items()
        if visit.wished_start is not None and key in starts
    ]
    tolerance = report.team.agreements.wished_tolerance_seconds
    return {
        "start_minutes_off": _share(_minutes(sum(map(abs, late))), len(late)),
        "punctual_share": _share(sum(abs(each) <= tolerance for each in late), len(late)),
        "worst_late_minutes": _minutes(max([0, *late])),
    }


def _gap(report: PlanReport) -> float | None:
    """A share of the points without those of visits left out, which would drown everything.

    None where no proof was asked for, or none that fewer visits cannot be left out.
    """
    bound, points = report.provenance.lower_bound, report.score.total
    if bound is None:
        return None
    lines = report.score.by_rule
    left_out = sum(lines[rule].cost for rule in UNASSIGNED_RULE.values())
    if points == left_out:
        return 0.0
    return (points - bound) / (points - left_out) if bound > left_out else None
