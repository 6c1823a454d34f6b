"""What carers and clients were told, and the moment at which somebody wants to change it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from scheduler.begun import begun_stops
from scheduler.comparison import JudgedPlan
from scheduler.domain.change import VisitPlace
from scheduler.domain.horizon import shifts_in, visits_in
from scheduler.domain.location import Location
from scheduler.domain.shift import Shift, ShiftKey
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.domain.visit import Visit, VisitKey
from scheduler.plan import Plan, Round, Stop, StopKind
from scheduler.planning.judging import judged_plan
from scheduler.solver.build import build_problem
from scheduler.solver.holding import freeze
from scheduler.solver.problem import Problem


@dataclass(frozen=True)
class Published:
    """A plan that was published, looked at by the clock. Keep it for several changes.

    Attributes:
        team: as it was when the plan was published, with all changes up to then.
        now: what has begun by then does not change any more.
        agreed: places whose carers agreed to have them: no search gives them to others.
    """

    team: Team
    travel: Travel
    plan: Plan
    now: datetime
    agreed: frozenset[VisitPlace] = frozenset()

    @cached_property
    def judged(self) -> JudgedPlan:
        """The plan with what checker and scorer say of it."""
        return judged_plan(self.team, self.travel, self.plan)

    @cached_property
    def problem(self) -> Problem:
        """The day with what has begun held: what every change begins with that alters no team."""
        return self.problem_for(self.team)

    def problem_for(self, team: Team, running: VisitKey | None = None) -> Problem:
        """The same for the team after a change, and for a visit that is known to be going on."""
        whole = build_problem(team, self.plan.horizon, self.travel, self.plan)
        return freeze(whole, self.plan, self.now, running)

    @cached_property
    def visits(self) -> dict[VisitKey, Visit]:
        """The visits of the horizon."""
        return {visit.key: visit for visit in visits_in(self.team, self.plan.horizon)}

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        """The shifts of the horizon."""
        return shifts_in(self.team, self.plan.horizon)

    @cached_property
    def stops(self) -> dict[tuple[VisitKey, int], tuple[Round, Stop]]:
        """Where each place of a visit stands in the plan."""
        return {
            (visit, stop.place): (each, stop) for visit, each, stop in self.plan.filled_places()
        }

    @cached_property
    def rounds(self) -> dict[ShiftKey, Round]:
        """The rounds by shift."""
        return {each.shift: each for each in self.plan.rounds}

    def begun(self, each: Round) -> tuple[Stop, ...]:
        """The stops of a round that have begun."""
        return begun_stops(each, self.now)

    def has_begun(self, visit: VisitKey) -> bool:
        """Whether somebody is at the visit, on the way to it, or was there."""
        return any(
            stop.visit == visit
            for (key, _), (each, _) in self.stops.items()
            if key == visit
            for stop in self.begun(each)
        )

    def location_of(self, stop: Stop, shift: Shift) -> Location:
        """Where a carer is at the end of a stop that is a visit, an appointment, or the start."""
        if stop.kind is StopKind.VISIT and stop.visit is not None:
            client_id = self.visits[stop.visit].client_id
            return self.team.client_by_id[client_id].location
        if stop.kind is StopKind.APPOINTMENT:
            held = next(each for each in shift.appointments if each.start == stop.start)
            return self.team.endpoint(shift.carer_id, held.held_at)
        return self.team.endpoint(shift.carer_id, shift.start_place)
