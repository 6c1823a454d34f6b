"""A change looked at before anything moves: is it possible, and what would each option move."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from scheduler.domain.change import Budget, Change, OptionKind, VisitPlace
from scheduler.domain.visit import VisitKey
from scheduler.plan import Unassigned
from scheduler.planning.changes.options import Limits, Option, Options
from scheduler.planning.changes.published import Published
from scheduler.planning.changes.request import Request, request


@dataclass(frozen=True)
class Search:
    """How to look for the plans that answer a change.

    Attributes:
        budget: how much may move where the team is planned again.
        workers: threads of every search.
    """

    budget: Budget = field(default_factory=Budget)
    limits: Limits = field(default_factory=Limits)
    seed: int = 0
    workers: int = 1


class Preview:
    """A change of a published plan, and the plans that answer it, each made when it is asked for.

    Args:
        kinds: which options to look at, in order.

    Raises:
        InputError: the change cannot be asked of this plan at this time.
    """

    def __init__(
        self,
        published: Published,
        change: Change,
        search: Search,
        kinds: Sequence[OptionKind] = tuple(OptionKind),
    ) -> None:
        self.published = published
        self.change = change
        self.search = search
        self.kinds = tuple(kinds)
        self.request: Request = request(published, change)
        self._options = Options(
            published,
            self.request,
            search.budget,
            limits=search.limits,
            seed=search.seed,
            workers=search.workers,
        )

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The options asked for, in order."""
        return tuple(self.option(kind) for kind in self.kinds)

    def option(self, kind: OptionKind) -> Option:
        """One option.

        Raises:
            RoundsError: what has begun of a round leaves no time for the rest of its shift.
        """
        match kind:
            case OptionKind.UNMOVED:
                return self._options.unmoved
            case OptionKind.ROUNDS:
                return self._options.rounds
            case OptionKind.TEAM:
                return self._options.team

    def obstacles(self, option: Option) -> tuple[Unassigned, ...]:
        """What is left out, with the reasons of those carers only who were asked for."""
        return tuple(
            replace(
                left,
                reasons=tuple(
                    reason for reason in left.reasons if self._is_asked(left, reason.carer_id)
                ),
            )
            for left in option.left_out
        )

    def _is_asked(self, left: Unassigned, carer_id: str) -> bool:
        carers = self.request.asked.get(VisitPlace(left.visit, left.place))
        return carers is None or carer_id in carers


def concerned_visits(published: Published, asked: Request) -> frozenset[VisitKey]:
    """The visits that a change is about: those it names, and those it takes from their carers."""
    team = asked.team
    shifts = {shift.key: shift for shift in team.shifts}
    named = {place.visit for place in asked.asked}
    for (visit, _), (each, stop) in published.stops.items():
        shift = shifts.get(each.shift)
        if shift is None or not shift.start <= stop.start <= shift.end:
            named.add(visit)
    before = {key: (seen.windows, seen.service_seconds) for key, seen in published.visits.items()}
    later = replace(published, team=team)
    after = {key: (seen.windows, seen.service_seconds) for key, seen in later.visits.items()}
    differing = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    pins_before, pins_after = set(published.team.pins), set(team.pins)
    pinned = {pin.visit for pin in pins_before ^ pins_after}
    return frozenset(named | differing | pinned)
