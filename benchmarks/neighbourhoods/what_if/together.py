"""The figures of teams that are neighbours, as if they were one."""

from collections.abc import Sequence
from dataclasses import fields

from benchmarks.neighbourhoods.study.measures import Measures

BY_PLACES = ("primary_share", "familiar_share", "start_minutes_off", "punctual_share")
BY_CLIENTS = ("carers_14_days", "carers_28_days", "upc", "coc")
LARGEST = ("worst_late_minutes",)
RATIOS = {
    "road_share": ("road_minutes", ("client_minutes", "road_minutes")),
    "client_share": ("client_minutes", ("paid_minutes",)),
    "road_minutes_per_visit": ("road_minutes", ("places_filled",)),
    "km_per_visit": ("km", ("places_filled",)),
    "visits_per_shift": ("places_filled", ("rounds",)),
    "left_out_share": ("left_out", ("visits",)),
}
LEFT_OUT = ("left_out_must", "left_out_should", "left_out_may")


def together(parts: Sequence[Measures]) -> Measures:
    """Sums, means and ratios over teams.

    Means over visits and over clients count every visit and every client alike; the gap is that of
    all points together, where it is known of every team.
    """
    if len(parts) == 1:
        return parts[0]
    sums = {
        each.name: sum(getattr(part, each.name) for part in parts)
        for each in fields(Measures)
        if each.name not in {*BY_PLACES, *BY_CLIENTS, *LARGEST, *RATIOS, "bound", "gap"}
    }
    sums["left_out"] = sum(sums[name] for name in LEFT_OUT)
    ratios = {
        name: _ratio(sums[above], sum(sums[each] for each in below))
        for name, (above, below) in RATIOS.items()
    }
    del sums["left_out"]
    means = {name: _mean(parts, name, "places_filled") for name in BY_PLACES}
    means |= {name: _mean(parts, name, "clients") for name in BY_CLIENTS}
    largest = {name: max(getattr(part, name) for part in parts) for name in LARGEST}
    bounds = [part.bound for part in parts]
    bound = None if None in bounds else sum(each or 0 for each in bounds)
    gap = _mean(parts, "gap", "points") if all(each.gap is not None for each in parts) else None
    return Measures(**sums, **ratios, **means, **largest, bound=bound, gap=gap)


def _ratio(above: float, below: float) -> float | None:
    return above / below if below else None


def _mean(parts: Sequence[Measures], name: str, weight: str) -> float | None:
    known = [
        (getattr(part, name), getattr(part, weight))
        for part in parts
        if getattr(part, name) is not None
    ]
    weights = sum(each for _, each in known)
    return sum(value * each for value, each in known) / weights if weights else None
