"""The team of a cell: generated at its place, then agreed with as the cell says."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from benchmarks.neighbourhoods.generator import generate
from benchmarks.neighbourhoods.neighbourhood import Neighbourhood, read_neighbourhood
from benchmarks.neighbourhoods.place import Place
from benchmarks.neighbourhoods.profile import Profile, Value, load_profile
from benchmarks.neighbourhoods.study.cell import Cell
from benchmarks.neighbourhoods.study.study import Agreement
from scheduler.domain.agreements import Agreements
from scheduler.domain.carer import Mode
from scheduler.domain.team import Team
from scheduler.domain.visit import ClockWindow, VisitAgreement
from scheduler.rules import RuleId
from scheduler.units import SECONDS_PER_HOUR, minutes

NEIGHBOURHOODS_AT_HAND = TEAMS_AT_HAND = 4
"""A cell is followed by others of its place; more would only fill the memory."""

NARROWEST_SECONDS = minutes(10)
LAST_SECOND = 48 * SECONDS_PER_HOUR - 1


@dataclass(frozen=True)
class Generated:
    """The team of a cell and where it comes from."""

    team: Team
    neighbourhood: Neighbourhood
    profile: Profile


def generated(cell: Cell, cache: Path | None = None) -> Generated:
    """The team of a cell, the same on every run.

    Args:
        cache: folder of the cache of networks; the user's own by default.
    """
    setting = cell.setting
    drawn = _Drawn(
        place=cell.place.place,
        folder=cell.place.folder,
        cache=cache,
        profile=cell.profile,
        figures=setting.figures,
        seed=cell.seed,
        carers=setting.carers,
        clients=setting.clients,
    )
    made = _generated(drawn)
    team = made.team
    if setting.mode is not None:
        # not the generator's task: it would draw another team, with room for other legs
        team = travelling(team, setting.mode)
    if cell.agreement is not None:
        team = replace(team, agreements=agreed(team.agreements, cell.agreement))
    if setting.continuity is not None:
        team = replace(team, agreements=with_continuity(team.agreements, setting.continuity))
    if setting.window != 1:
        team = replace(team, visits=tuple(_with_windows(team.visits, setting.window)))
    return replace(made, team=team)


@dataclass(frozen=True)
class _Drawn:
    """What decides how a team is drawn; cells that differ otherwise have the same team."""

    place: Place
    folder: Path
    cache: Path | None
    profile: str
    figures: tuple[tuple[str, Value], ...]
    seed: int
    carers: int | None
    clients: int | None


@lru_cache(maxsize=TEAMS_AT_HAND)
def _generated(drawn: _Drawn) -> Generated:
    here = _neighbourhood(drawn.place, drawn.folder, drawn.cache)
    profile = load_profile(drawn.profile or f"urbanisation-{here.urbanisation}")
    for name, value in drawn.figures:
        profile = profile.with_(name, value)
    team = generate(here, profile, drawn.seed, carers=drawn.carers, clients=drawn.clients)
    return Generated(team, here, profile)


def travelling(team: Team, mode: Mode) -> Team:
    """The team with all carers by one means of transport."""
    return replace(team, carers=tuple(replace(each, mode=mode) for each in team.carers))


def agreed(agreements: Agreements, agreement: Agreement) -> Agreements:
    """A team's agreements with what a study says in their place."""
    changed = replace(
        agreements, weights=MappingProxyType({**agreements.weights, **agreement.weights})
    )
    if agreement.wished_tolerance_minutes is not None:
        tolerance = minutes(agreement.wished_tolerance_minutes)
        changed = replace(changed, wished_tolerance_seconds=tolerance)
    if agreement.overtime_limit_minutes is not None:
        limit = minutes(agreement.overtime_limit_minutes)
        changed = replace(changed, overtime_limit_seconds=limit)
    return changed


def with_continuity(agreements: Agreements, points: int) -> Agreements:
    """Agreements with so many points for a continuity step."""
    weights = {**agreements.weights, RuleId.CONTINUITY.value: points}
    return replace(agreements, weights=MappingProxyType(weights))


def windows_times(
    windows: Iterable[ClockWindow], factor: float, wished: int | None
) -> tuple[ClockWindow, ...]:
    """Windows so many times as wide, never narrower than ten minutes by this.

    A window grows and shrinks about the wished start, where it holds that, and about its middle
    otherwise, in the same proportion on both sides: so a wished start stays possible. Windows that
    come to overlap are one.
    """
    grown = sorted(_grown(window, factor, wished) for window in windows)
    joined: list[tuple[int, int]] = []
    for opens, closes in grown:
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
        else:
            joined.append((opens, closes))
    return tuple(ClockWindow(opens, closes) for opens, closes in joined)


def _grown(window: ClockWindow, factor: float, wished: int | None) -> tuple[int, int]:
    width = window.closes - window.opens
    if width * factor < NARROWEST_SECONDS:
        factor = min(1.0, NARROWEST_SECONDS / width) if width else 1.0
    about = (window.opens + window.closes) / 2
    if wished is not None and window.opens <= wished <= window.closes:
        about = wished
    opens = about - factor * (about - window.opens)
    closes = about + factor * (window.closes - about)
    return max(0, _whole(opens)), min(LAST_SECOND, _whole(closes))


def _whole(seconds: float) -> int:
    """To whole minutes, as a team writes windows."""
    return minutes(round(seconds / minutes(1)))


def _with_windows(visits: Iterable[VisitAgreement], factor: float) -> Iterable[VisitAgreement]:
    return (
        replace(visit, windows=windows_times(visit.windows, factor, visit.wished_start))
        for visit in visits
    )


@lru_cache(maxsize=NEIGHBOURHOODS_AT_HAND)
def _neighbourhood(place: Place, folder: Path, cache: Path | None) -> Neighbourhood:
    return read_neighbourhood(place, folder, cache)
