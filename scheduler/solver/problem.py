"""The problem as the solver sees it: indices and whole seconds from one origin.

Everything here is immutable and validates itself when made. A swap is a new problem with other
pins (`replace`), never a patched one.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from scheduler.domain.carer import Mode
from scheduler.domain.horizon import Horizon
from scheduler.domain.shift import ShiftKey
from scheduler.domain.visit import Priority, VisitKey
from scheduler.errors import FaultError
from scheduler.rules import RuleId

Span = tuple[int, int]
"""Start and end in seconds from the origin, both included."""


@dataclass(frozen=True, slots=True)
class Task:
    """A place of a visit, to be filled by one shift.

    Attributes:
        visit: index of the visit.
        place: counted from 1.
        shifts: indices of the shifts that may fill it: qualified, not refused, not against a pin.
        barred: for each carer (by index) who may never fill it, the rule and what is in the way.
    """

    visit: int
    place: int
    shifts: frozenset[int]
    barred: Mapping[int, tuple[RuleId, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProblemVisit:
    """A dated visit.

    Attributes:
        client: index of the client.
        location: index of the location.
        windows: allowed starts of service, in order, not overlapping; a pinned start is a window
            of one second. Empty when no start is possible.
        wished: wished start, or None.
        tasks: indices of its places, in order.
        after: index of the visit it depends on, None without.
        max_gap: None for no maximum.
        published: place and carer index of each assignment, and the start, in the published plan;
            None when there is no published plan that knows this visit. An empty tuple with start
            None: it was published as unassigned.
        asked: somebody asked for this visit to change, so that it is not counted as moved.
        held: it may not be left out.
    """

    key: VisitKey
    client: int
    location: int
    windows: tuple[Span, ...]
    service: int
    wished: int | None
    priority: Priority
    load: int
    tasks: tuple[int, ...]
    after: int | None = None
    min_gap: int = 0
    max_gap: int | None = None
    published: tuple[frozenset[tuple[int, int]], int | None] | None = None
    asked: bool = False
    held: bool = False

    def may_start(self, second: int) -> bool:
        """Whether its windows allow this start."""
        return any(opens <= second <= closes for opens, closes in self.windows)

    def moved(self, filled: frozenset[tuple[int, int]]) -> bool:
        """Whether it gets other carers than it was published with, without being asked to.

        Args:
            filled: place and carer index of each assignment; none where it is left out.
        """
        if self.asked or self.published is None or not self.published[0]:
            return False
        return bool(filled) and filled != self.published[0]


@dataclass(frozen=True, slots=True)
class ProblemBreak:
    """A break of `seconds` whose start lies in `window`."""

    seconds: int
    window: Span


@dataclass(frozen=True, slots=True)
class ProblemAppointment:
    """Fixed time at a location inside a shift.

    Attributes:
        marker: no appointment of the team but where the carer stands at that moment: what comes
            later sets out from there. It takes no time, and no plan shows it.
    """

    start: int
    end: int
    location: int
    marker: bool = False


@dataclass(frozen=True, slots=True)
class ProblemShift:
    """A shift to plan on.

    Attributes:
        carer: index of the carer.
        mode: index of the travel mode.
        start: earliest departure.
        end: end of the shift; what a round lasts beyond it is overtime.
        latest_end: end of the shift plus the overtime allowed.
        day: ordinal of the local date on which the shift starts.
        load_cap: None for no cap.
    """

    key: ShiftKey
    carer: int
    mode: int
    start: int
    end: int
    latest_end: int
    day: int
    start_location: int
    end_location: int
    breaks: tuple[ProblemBreak, ...] = ()
    appointments: tuple[ProblemAppointment, ...] = ()
    load_cap: int | None = None


@dataclass(frozen=True)
class Problem:
    """What is asked for.

    Attributes:
        origin: the instant that second 0 stands for.
        carer_ids, client_ids: ids by index.
        modes: travel modes by index.
        seconds, metres: shape (modes, locations, locations), int32, `[mode, from, to]`.
        meeting_steps: shape (clients, carers): continuity steps of a first meeting in a round.
        visit_steps: shape (clients, carers): continuity steps of every visit.
        shift_seconds: work-shift seconds of each carer in the horizon, 0 when off.
        weights: points per unit of every soft rule.
        wished_tolerance, change_tolerance, rest: seconds.
        most_moved: how many visits may get other carers than they were published with; None for
            any number.
    """

    team_id: str
    horizon: Horizon
    origin: datetime
    carer_ids: tuple[str, ...]
    client_ids: tuple[str, ...]
    modes: tuple[Mode, ...]
    seconds: npt.NDArray[np.int32]
    metres: npt.NDArray[np.int32]
    visits: tuple[ProblemVisit, ...]
    tasks: tuple[Task, ...]
    shifts: tuple[ProblemShift, ...]
    meeting_steps: npt.NDArray[np.int32]
    visit_steps: npt.NDArray[np.int32]
    shift_seconds: tuple[int, ...]
    weights: Mapping[RuleId, int]
    wished_tolerance: int
    change_tolerance: int
    rest: int
    most_moved: int | None = None

    def __post_init__(self) -> None:
        wrong = list(self._faults())
        if wrong:
            raise FaultError("problem-invalid", "; ".join(wrong) + ".")

    def replace(self, **changes: Any) -> Self:  # noqa: ANN401 - any field of this class
        """A new problem with some fields changed, validated like any other."""
        return dataclasses.replace(self, **changes)

    @cached_property
    def dependants(self) -> tuple[tuple[int, ...], ...]:
        """For every visit, the visits that depend on it."""
        found: list[list[int]] = [[] for _ in self.visits]
        for index, visit in enumerate(self.visits):
            if visit.after is not None:
                found[visit.after].append(index)
        return tuple(tuple(each) for each in found)

    @cached_property
    def tied(self) -> tuple[bool, ...]:
        """For every visit, whether its start binds other rounds: joint visits and dependencies."""
        return tuple(
            len(visit.tasks) > 1 or visit.after is not None or bool(dependants)
            for visit, dependants in zip(self.visits, self.dependants, strict=True)
        )

    def _faults(self) -> Iterator[str]:
        locations = self.seconds.shape[-1]
        shape = (len(self.modes), locations, locations)
        for name, matrix in (("seconds", self.seconds), ("metres", self.metres)):
            if matrix.shape != shape or matrix.dtype != np.int32:
                yield f"{name} is {matrix.dtype} {matrix.shape} and not int32 {shape}"
            elif matrix.size and matrix.min() < 0:
                yield f"{name} has negative entries"
            elif np.diagonal(matrix, axis1=-2, axis2=-1).any():
                yield f"{name} is not 0 from a location to itself"
        for name, steps in (("meeting", self.meeting_steps), ("visit", self.visit_steps)):
            if steps.shape != (len(self.client_ids), len(self.carer_ids)):
                yield f"{name}_steps has shape {steps.shape}"
        if len(self.shift_seconds) != len(self.carer_ids):
            yield f"shift_seconds has {len(self.shift_seconds)} entries"
        for index, visit in enumerate(self.visits):
            yield from self._visit_faults(index, visit, locations)
        for shift in self.shifts:
            yield from self._shift_faults(shift, locations)

    def _visit_faults(self, index: int, visit: ProblemVisit, locations: int) -> Iterator[str]:
        name = f"visit {visit.key}"
        if not 0 <= visit.location < locations or not 0 <= visit.client < len(self.client_ids):
            yield f"{name} has location {visit.location}, client {visit.client}"
        bounds = [bound for window in visit.windows for bound in window]
        if bounds != sorted(bounds):
            yield f"{name} has windows {visit.windows}, not in order"
        places = [(self.tasks[task].visit, self.tasks[task].place) for task in visit.tasks]
        if not places or places != [(index, place + 1) for place in range(len(places))]:
            yield f"{name} has places {places}"
        if visit.after is not None and not 0 <= visit.after < len(self.visits):
            yield f"{name} depends on visit {visit.after}"
        if visit.service < 0 or visit.load < 0:
            yield f"{name} has service {visit.service}, load {visit.load}"

    def _shift_faults(self, shift: ProblemShift, locations: int) -> Iterator[str]:
        name = f"shift of {shift.key.carer_id} at {shift.key.start.isoformat()}"
        if not shift.start < shift.end <= shift.latest_end:
            yield f"{name} has times {shift.start}, {shift.end}, {shift.latest_end}"
        if not 0 <= shift.carer < len(self.carer_ids) or not 0 <= shift.mode < len(self.modes):
            yield f"{name} has carer {shift.carer}, mode {shift.mode}"
        places = {shift.start_location, shift.end_location}
        places |= {appointment.location for appointment in shift.appointments}
        if not places <= set(range(locations)):
            yield f"{name} has locations {sorted(places)}"
