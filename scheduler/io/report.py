"""What the writers of plan files are given: a plan with everything known about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType

from scheduler.continuity import Continuity
from scheduler.domain.carer import Mode
from scheduler.domain.horizon import visits_in
from scheduler.domain.location import Location
from scheduler.domain.shift import Shift, ShiftKey
from scheduler.domain.team import Team
from scheduler.domain.visit import Visit, VisitAgreement, VisitKey
from scheduler.errors import FaultError
from scheduler.plan import Leg, Plan, Round, Stop, StopKind
from scheduler.score import Score

PathKey = tuple[Mode, Location, Location]


class RoadClass(StrEnum):
    """How boldly a road is drawn behind the rounds."""

    MAIN = "main"
    MINOR = "minor"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class Road:
    """A piece of road for the background of the map."""

    road_class: RoadClass
    line: tuple[Location, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a plan came about. Holds no clock time: same seed and iterations, same files.

    Attributes:
        seed, iterations: of the search; None for a plan that no search made.
        stopped: why the search ended, in the words of the solver, or what came about instead.
        lower_bound: no plan of this problem has a lower score; None when unknown.
        estimated: modes whose travel is a great-circle estimate and not read off roads.
    """

    rounds_version: str
    seed: int | None
    iterations: int | None
    stopped: str
    lower_bound: int | None = None
    estimated: frozenset[Mode] = frozenset()


@dataclass(frozen=True, slots=True)
class DrawnLeg:
    """A leg on the map: where it runs, and to which stop of the round (0 is the start).

    `estimated` says that the line is straight because the mode has no roads.
    """

    sequence: int
    leg: Leg
    line: tuple[Location, ...]
    estimated: bool


@dataclass(frozen=True)
class PlanReport:
    """A plan with its score, its continuity and what is needed to draw it.

    Attributes:
        continuity_before: continuity at the end of the history, without the plan.
        continuity_after: the same once the plan has been carried out.
        new_faces: visit and place where a carer meets a client for the first time.
        paths: the way of a leg by mode, origin and destination, both ends included. Every leg of
            the plan between two different locations has one, unless its mode is estimated.
        roads: what is drawn behind the rounds; may be empty.
        roads_credit: whom the licence of the roads asks to name.
    """

    team: Team
    plan: Plan
    score: Score
    continuity_before: Continuity
    continuity_after: Continuity
    new_faces: frozenset[tuple[VisitKey, int]]
    provenance: Provenance
    paths: Mapping[PathKey, tuple[Location, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    roads: tuple[Road, ...] = ()
    roads_credit: str = ""

    @cached_property
    def visits(self) -> Mapping[VisitKey, Visit]:
        """The dated visits of the horizon."""
        return {visit.key: visit for visit in visits_in(self.team, self.plan.horizon)}

    @cached_property
    def agreements(self) -> Mapping[str, VisitAgreement]:
        """What was agreed, by visit id."""
        return {agreement.visit_id: agreement for agreement in self.team.visits}

    @cached_property
    def shifts(self) -> Mapping[ShiftKey, Shift]:
        """The team's shifts by key."""
        return {shift.key: shift for shift in self.team.shifts}

    def client_id(self, stop: Stop) -> str:
        """Who is visited at a stop; empty when it is not a visit."""
        return "" if stop.visit is None else self.agreements[stop.visit.visit_id].client_id

    def is_new_face(self, stop: Stop) -> bool:
        """Whether the carer meets the client for the first time at this stop."""
        return stop.visit is not None and (stop.visit, stop.place) in self.new_faces

    def companions(self, each: Round, stop: Stop) -> tuple[str, ...]:
        """Ids of the other carers at a joint visit, by place; empty for every other stop."""
        filled = () if stop.visit is None else self._carers.get(stop.visit, ())
        return tuple(carer for _, carer in filled if carer != each.shift.carer_id)

    def local_date(self, each: Round) -> date:
        """The date on which a round starts, in the team's zone."""
        return each.shift.start.astimezone(self.team.timezone).date()

    def locations(self, each: Round) -> tuple[Location, ...]:
        """Where every stop of a round is; a break is where `scheduler.plan.Stop` says."""
        fixed = [self._fixed_location(each, stop) for stop in each.stops]
        found: list[Location] = []
        for position, (stop, location) in enumerate(zip(each.stops, fixed, strict=True)):
            stays = stop.leg is None or (stop.leg.seconds == 0 and stop.leg.metres == 0)
            if location is not None:
                found.append(location)
            elif stays:
                found.append(found[-1])
            else:
                found.append(next(ahead for ahead in fixed[position:] if ahead is not None))
        return tuple(found)

    def drawn_legs(self, each: Round) -> Iterator[DrawnLeg]:
        """The legs of a round that lead from one location to another, in order.

        Raises:
            FaultError: a leg has no path although its mode is read off roads.
        """
        locations = self.locations(each)
        ends = zip(each.stops[1:], pairwise(locations), strict=True)
        for sequence, (stop, (origin, destination)) in enumerate(ends, start=1):
            if stop.leg is None or origin == destination:
                continue
            line = self.paths.get((stop.leg.mode, origin, destination))
            straight = line is None
            if straight and stop.leg.mode not in self.provenance.estimated:
                raise FaultError(
                    "path-missing",
                    f"Leg {sequence} of the round of {each.shift.carer_id} that starts at "
                    f"{each.shift.start.isoformat()} has no path by {stop.leg.mode}.",
                )
            way = line or (origin, destination)
            yield DrawnLeg(sequence, stop.leg, way, estimated=straight)

    @cached_property
    def _carers(self) -> Mapping[VisitKey, tuple[tuple[int, str], ...]]:
        carers: dict[VisitKey, tuple[tuple[int, str], ...]] = {}
        for key, each, stop in self.plan.filled_places():
            place = (stop.place, each.shift.carer_id)
            carers[key] = tuple(sorted((*carers.get(key, ()), place)))
        return carers

    def _fixed_location(self, each: Round, stop: Stop) -> Location | None:
        shift = self.shifts[each.shift]
        match stop.kind:
            case StopKind.VISIT:
                return self.team.client_by_id[self.client_id(stop)].location
            case StopKind.START:
                return self.team.endpoint(shift.carer_id, shift.start_place)
            case StopKind.END:
                return self.team.endpoint(shift.carer_id, shift.end_place)
            case StopKind.APPOINTMENT:
                held_at = next(a.held_at for a in shift.appointments if a.start == stop.start)
                return self.team.endpoint(shift.carer_id, held_at)
            case StopKind.BREAK:
                return None
