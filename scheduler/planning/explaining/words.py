"""What stands in the way of a visit, in words with its values."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property

from scheduler.domain.shift import Shift
from scheduler.planning.explaining.scene import Scene
from scheduler.solver.obstacles import Obstacle
from scheduler.units import SECONDS_PER_MINUTE


class Words:
    """Words for the obstacles of one visit."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._visit = scene.visit

    def clock(self, instant: datetime) -> str:
        """A time as the team's clocks show it."""
        return instant.astimezone(self._scene.team.timezone).strftime("%H:%M")

    @cached_property
    def of_team(self) -> dict[Obstacle, str]:
        """Whoever it stands in the way of."""
        return {
            Obstacle.QUALIFICATION: "the qualifications that it asks for",
            Obstacle.REFUSAL: f"whom {self._visit.client_id} refuses",
            Obstacle.PINNED_CARER: self._pinned_carer(),
            Obstacle.PINNED_START: self._pinned_start(),
            Obstacle.NO_SHIFT: "who works then",
            Obstacle.WINDOW: self._windows(),
            Obstacle.SHIFT_START: "when the shifts start",
            Obstacle.SHIFT_END: "when the shifts end",
            Obstacle.DEPENDENCY: self._dependency(),
            Obstacle.LOAD_CAP: "the load caps of the shifts",
            Obstacle.REST: "the rest between a carer's rounds",
            Obstacle.APPOINTMENT: "the appointments",
            Obstacle.BREAK: "the breaks",
            Obstacle.TOGETHER: f"its {len(self._visit.places)} carers start it together",
            Obstacle.OTHER_VISITS: "the other visits of the rounds, in whatever order",
        }

    def of_carer(self, carer_id: str) -> dict[Obstacle, str]:
        """What of it stands in the way of one carer."""
        team, shifts = self._scene.team, self._shifts(carer_id)
        limit = timedelta(seconds=team.agreements.overtime_limit_seconds)
        caps = (str(each.load_cap) for each in shifts)
        meetings = (self._span(m.start, m.end) for each in shifts for m in each.appointments)
        pauses = (
            f"{pause.seconds // SECONDS_PER_MINUTE} minutes within "
            f"{self._span(pause.earliest, pause.latest)}"
            for each in shifts
            for pause in each.breaks
        )
        standing = self._scene.standing
        count = sum(len(standing.tasks(each)) for each in self._scene.shifts_of(carer_id))
        return self.of_team | {
            Obstacle.QUALIFICATION: f"{carer_id} lacks {', '.join(self._lacking(carer_id))}",
            Obstacle.REFUSAL: f"{self._visit.client_id} refuses {carer_id}",
            Obstacle.NO_SHIFT: f"{carer_id} has no shift then",
            Obstacle.SHIFT_START: f"the shift starts at {self._clocks(s.start for s in shifts)}",
            Obstacle.SHIFT_END: f"the round ends by {self._clocks(s.end + limit for s in shifts)}",
            Obstacle.LOAD_CAP: f"its {self._visit.load} load points in a round of at most "
            + ", ".join(caps),
            Obstacle.APPOINTMENT: f"the appointment {', '.join(meetings)}",
            Obstacle.BREAK: f"the break of {', '.join(pauses)}",
            Obstacle.OTHER_VISITS: f"the other visits of the round ({count}), in whatever order",
        }

    def _lacking(self, carer_id: str) -> list[str]:
        carer = self._scene.team.carer_by_id[carer_id]
        asked = sorted({each for place in self._visit.places for each in place})
        return [each for each in asked if not carer.can_do(frozenset({each}))]

    def _shifts(self, carer_id: str) -> list[Shift]:
        problem = self._scene.problem
        keys = {problem.shifts[number].key for number in self._scene.shifts_of(carer_id)}
        return [each for each in self._scene.team.shifts if each.key in keys]

    def _clocks(self, instants: Iterable[datetime]) -> str:
        return ", ".join(self.clock(each) for each in instants)

    def _span(self, start: datetime, end: datetime) -> str:
        return f"{self.clock(start)} to {self.clock(end)}"

    def _windows(self) -> str:
        spans = (f"{self.clock(w.opens)} and {self.clock(w.closes)}" for w in self._visit.windows)
        return f"it starts between {' or '.join(spans)}"

    def _pinned_carer(self) -> str:
        carers = sorted({pin.carer_id for pin in self._scene.pins if pin.carer_id is not None})
        return f"it is pinned to {', '.join(carers)}"

    def _pinned_start(self) -> str:
        starts = (pin.start for pin in self._scene.pins if pin.start is not None)
        return f"its start is pinned at {self._clocks(starts)}"

    def _dependency(self) -> str:
        visit = self._visit
        if visit.after is None:
            return "the visits that depend on it"
        least, most = visit.min_gap_seconds, visit.max_gap_seconds
        to = "" if most is None else f" and at most {most // SECONDS_PER_MINUTE}"
        stops = self._scene.published.stops.items()
        made = next((stop for (key, _), (_, stop) in stops if key == visit.after), None)
        when = "left unassigned" if made is None else f"at {self.clock(made.start)}"
        gap = f"at least {least // SECONDS_PER_MINUTE}{to} minutes"
        return f"it starts {gap} after {visit.after.visit_id} ({when})"
