"""The constants that the engine is tuned by, in one place."""

import dataclasses
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from scheduler.errors import RoundsError


class Settings(NamedTuple):
    """What of the parameters compiled code reads; meanings as in `SearchParams`."""

    string_length: int
    removed_on_average: int
    single_removals: float
    around_absent: float
    ejections: float
    blink: float
    by_priority: float
    tied_first: float
    exactly_judged: int
    pool_margin: float


class Limits(NamedTuple):
    """The values that a parameter may have."""

    least: float
    most: float


def _limited(default: float, least: float, most: float) -> Any:  # noqa: ANN401 - a dataclass field
    return field(default=default, metadata={"limits": Limits(least, most)})


@dataclass(frozen=True, slots=True)
class SearchParams:
    """Every constant of the engine that changes how well it searches, but not what is right.

    Attributes:
        string_length: most neighbours in a round that are removed together.
        removed_on_average: visits that an iteration removes, on average.
        single_removals: share of iterations that remove visits one by one, not in strings.
        around_absent: how often room is made around a visit that is left out, while there is one.
        ejections: how often, while there is a visit left out, others make room for it that are
            worth no more.
        blink: chance to overlook a gap (Christiaens and Vanden Berghe 2020, section 5.3).
        by_priority: how often visits come back by priority first.
        tied_first: how often joint and dependent visits come back before others.
        exactly_judged: gaps of a visit, best by guess, whose cost is worked out exactly.
        pool_margin: rounds of plans that cost so much more than the best, as a share, are kept.
        chains: annealed side by side, as many at a time as there are workers. The plan depends on
            the chains and not on the workers; where only seconds end a solve, no worker is idle.
        elites: plans kept to breed from.
        scout_share: part of the search in which plans to begin from are looked for on the regular
            problem that is most like the one at hand; 0 for none.
        slice_iterations: of every chain between two questions to the stopping criterion.
        first_share, child_share: length of a cycle that begins afresh, or at a child, as a share
            of all iterations that are foreseen.
        shortest_cycle: iterations of the shortest cycle.
        longest_first, longest_child: iterations for each task of the longest cycle that begins
            afresh, or at a child; 0 for no limit.
        first_hot, first_cold: temperatures at the ends of a cycle that begins afresh, as the points
            of so many near legs.
        child_hot, child_cold: the same of a cycle that begins at a child.
        pool_rounds: rounds that every chain keeps.
        compose_every: iterations of all chains, at least, between two compositions.
        compose_rounds: rounds of the pool, cheapest by reduced cost, that plans are composed from.
        compose_effort: limit of composing, in thousands of nodes of its search tree; 0 for none.
        retime_effort, exact_effort: limits of CP-SAT's two tasks in its own units, about a second
            each; 0 leaves a task out.
        exact_tasks: problems with no more tasks than this are given to the model of all rules.
        exact_after: iterations after which that is done, if nothing has stopped the search before.
        finish_share, finish_seconds: part of the time that is kept for composing and timing, and
            the most of it.
    """

    string_length: int = _limited(6, 1, 100)
    removed_on_average: int = _limited(8, 1, 200)
    single_removals: float = _limited(0.3, 0, 1)
    around_absent: float = _limited(0.5, 0, 1)
    ejections: float = _limited(0.1, 0, 1)
    blink: float = _limited(0.01, 0, 0.9)
    by_priority: float = _limited(0.9, 0, 1)
    tied_first: float = _limited(0.5, 0, 1)
    exactly_judged: int = _limited(2, 1, 4)
    pool_margin: float = _limited(0.02, 0, 1)
    chains: int = _limited(1, 1, 64)
    elites: int = _limited(2, 1, 64)
    scout_share: float = _limited(0.85, 0, 0.9)
    slice_iterations: int = _limited(100, 1, 100_000)
    first_share: float = _limited(0.9, 0.001, 1)
    child_share: float = _limited(0.125, 0.001, 1)
    shortest_cycle: int = _limited(200, 1, 1_000_000)
    longest_first: int = _limited(0, 0, 1_000_000)
    longest_child: int = _limited(0, 0, 1_000_000)
    first_hot: float = _limited(1.0, 0.001, 1000)
    first_cold: float = _limited(0.2, 0.0001, 1000)
    child_hot: float = _limited(1.0, 0.001, 1000)
    child_cold: float = _limited(0.1, 0.0001, 1000)
    pool_rounds: int = _limited(4000, 16, 100_000)
    compose_every: int = _limited(12_000, 1, 1_000_000_000)
    compose_rounds: int = _limited(1200, 0, 100_000)
    compose_effort: float = _limited(1.0, 0, 10_000)
    retime_effort: float = _limited(1.0, 0, 10_000)
    exact_effort: float = _limited(5.0, 0, 10_000)
    exact_tasks: int = _limited(12, 0, 1000)
    exact_after: int = _limited(2000, 0, 1_000_000_000)
    finish_share: float = _limited(0.15, 0, 0.9)
    finish_seconds: float = _limited(1.5, 0, 3600)

    def __post_init__(self) -> None:
        wrong = list(_out_of_limits(self))
        if wrong:
            raise RoundsError("parameter-invalid", " ".join(wrong))

    @property
    def settings(self) -> Settings:
        """What compiled code reads."""
        return Settings(
            *(kind(getattr(self, name)) for name, kind in Settings.__annotations__.items())
        )


def read_params(path: Path) -> SearchParams:
    """Parameters from a TOML file; those it does not name have their defaults.

    Raises:
        RoundsError: `parameters-unreadable` when the file cannot be read or is no TOML,
            `parameter-invalid` for every unknown name and bad value in it, all at once.
    """
    try:
        text = path.read_text(encoding="utf-8")
        given = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RoundsError("parameters-unreadable", f"{path}: {error}.") from error
    wrong = list(_unfit(given))
    if wrong:
        raise RoundsError("parameter-invalid", " ".join(wrong))
    kinds = _kinds()
    return SearchParams(**{name: kinds[name](value) for name, value in given.items()})


def _kinds() -> dict[str, type]:
    fields = dataclasses.fields(SearchParams)
    return {each.name: int if each.type is int else float for each in fields}


def _limits() -> dict[str, Limits]:
    return {each.name: each.metadata["limits"] for each in dataclasses.fields(SearchParams)}


def _unfit(given: Mapping[str, Any]) -> Iterator[str]:
    kinds, limits = _kinds(), _limits()
    for name, value in given.items():
        if name not in kinds:
            yield f"{name} is no parameter."
        elif type(value) not in {int, kinds[name]}:
            noun = "a whole number" if kinds[name] is int else "a number"
            yield f"{name} is {value!r} and not {noun}."
        elif not limits[name].least <= value <= limits[name].most:
            yield _beyond(name, value, limits[name])


def _out_of_limits(params: SearchParams) -> Iterator[str]:
    for name, limits in _limits().items():
        value = getattr(params, name)
        if not limits.least <= value <= limits.most:
            yield _beyond(name, value, limits)


def _beyond(name: str, value: float, limits: Limits) -> str:
    return f"{name} is {value} and not from {limits.least:g} to {limits.most:g}."


DEFAULTS = SearchParams()
"""Set by trials; the tuning run that docs/search.md tells of found none that are surely better."""

REGULAR = SearchParams(
    string_length=10,
    removed_on_average=10,
    single_removals=0.2,
    elites=5,
    first_share=0.03,
    child_share=0.01,
    shortest_cycle=1000,
    longest_first=250,
    longest_child=80,
    first_hot=4.0,
    child_hot=2.0,
    slice_iterations=500,
)
"""The same for regular problems: many more iterations a second make many more generations."""

SCOUTS = replace(
    REGULAR,
    string_length=6,
    removed_on_average=8,
    elites=2,
    first_share=0.45,
    child_share=0.125,
    longest_first=0,
    longest_child=0,
)
"""The same for scouts, who have few iterations: few generations, each of which has time."""

FIRST_LOOK = replace(SCOUTS, elites=8, first_share=0.2)
"""The same for scouts who are sent out again: what several shorter cycles meet is composed."""

SECOND_LOOK = replace(SCOUTS, elites=8, child_share=0.25, child_hot=1.0)
"""The same for scouts who begin at what was composed."""

SERVING = replace(
    SCOUTS,
    elites=1,
    first_share=0.25,
    child_share=0.125,
    first_hot=8.0,
    first_cold=4.0,
    child_hot=8.0,
    child_cold=4.0,
)
"""The same where nothing counts but who is served: travel is no end in itself, so it stays warm."""
