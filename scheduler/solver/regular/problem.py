"""What is asked for, as arrays of whole numbers."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduler.errors import FaultError

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NEVER = 1 << 40
"""Later than any moment, and more than any sum of travel times."""

NOBODY = -1

PAUSE = -2
"""Stands in a round where its break is taken: on the way from the task before to the one behind."""


def no_breaks(shifts: int) -> Ints:
    """The breaks of shifts without any."""
    return np.zeros((shifts, 3), np.int64)


@dataclass(frozen=True)
class RegularProblem:
    """Tasks to be filled by shifts; every number is whole, times in one unit of the caller's.

    A task is given by at most one shift, starts in one of its windows, and may start late: after
    `due` every unit costs `late_weight`, and the largest lateness of all costs `worst_weight` per
    unit. Beginning before `early` costs `late_weight` per unit too. Two tasks can be partners: both
    are in the plan or none, by different carers where they are to be `apart`, and
    `start[partner] >= start[task] + lag[task]` holds for either. Equal starts are lags of 0 both
    ways; a gap between 10 and 30 is a lag of 10 one way and of -30 the other; partners whose
    starts do not depend on each other have lags of -NEVER.

    A shift in use can have one break. It begins within its window, where the carer is before a leg
    or where the leg leads to.

    Attributes:
        location, service, load: by task.
        window_from, opens, closes: the windows of task t are those from `window_from[t]` to
            `window_from[t + 1]` - 1, in order; closes of NEVER leave a task open.
        due: by task, NEVER where lateness costs nothing.
        partner: by task, NOBODY without.
        lag: by task.
        client: by task; counted from 0.
        unassigned: by task, points when it is left out; of partners, the share of each.
        allowed: `[task, shift]`.
        start, end: by shift, earliest departure and latest return.
        first_location, last_location, mode, carer: by shift.
        load_cap: by shift, NEVER for no cap.
        breaks: `[shift, (length, opens, closes)]`, the break of a shift in use and the window in
            which it begins; a length of 0 for none.
        travel: `[mode, from, to]`, time of each leg.
        travel_weight: points per unit of travel.
        visiting: `[client, carer]` points of each visit.
        meeting: `[client, carer]` points once per round in which the carer visits the client.
        moving: `[task, shift]` points of a task in that shift; None where it costs nothing.
        late_weight, worst_weight: points per unit.
        early: by task, -NEVER where beginning early costs nothing; None where it never does.
        apart: by task, whether its partner has to be with another carer; None where all have to.
        fair_weight: points per thousandth by which the largest share of a carer exceeds the
            smallest: of `duty`, how much is travel and `work`.
        duty: by carer, 0 for one whose share does not count. work: by task.
        spread_weight: points per unit by which the longest waiting of a round exceeds the shortest.
            A round begins as late as nothing gets later by than it is or may be for nothing.

    Raises:
        FaultError: `problem-invalid` when arrays do not fit each other.
    """

    location: Ints
    service: Ints
    load: Ints
    window_from: Ints
    opens: Ints
    closes: Ints
    due: Ints
    partner: Ints
    lag: Ints
    client: Ints
    unassigned: Ints
    allowed: Flags
    start: Ints
    end: Ints
    first_location: Ints
    last_location: Ints
    mode: Ints
    carer: Ints
    load_cap: Ints
    breaks: Ints
    travel: Ints
    travel_weight: int
    visiting: Ints
    meeting: Ints
    late_weight: int = 0
    worst_weight: int = 0
    early: Ints | None = None
    apart: Flags | None = None
    fair_weight: int = 0
    duty: Ints | None = None
    work: Ints | None = None
    spread_weight: int = 0
    moving: Ints | None = None

    def __post_init__(self) -> None:
        tasks, shifts = self.tasks, self.shifts
        wrong = [
            f"{name} has shape {getattr(self, name).shape} and not {shape}"
            for name, shape in (
                *((name, (tasks,)) for name in _BY_TASK),
                *((name, (shifts,)) for name in _BY_SHIFT),
                ("window_from", (tasks + 1,)),
                ("closes", self.opens.shape),
                ("breaks", (shifts, 3)),
                ("allowed", (tasks, shifts)),
                ("meeting", self.visiting.shape),
                ("early", (tasks,)),
                ("apart", (tasks,)),
                ("duty", (self.visiting.shape[1],)),
                ("work", (tasks,)),
                ("moving", (tasks, shifts)),
            )
            if getattr(self, name) is not None and getattr(self, name).shape != shape
        ]
        if not wrong:
            for task, other in enumerate(self.partner):
                if other != NOBODY and (other == task or self.partner[other] != task):
                    wrong.append(f"task {task} has partner {other}")
        if wrong:
            raise FaultError("problem-invalid", "; ".join(wrong) + ".")

    @property
    def tasks(self) -> int:
        """How many tasks there are."""
        return len(self.location)

    @property
    def shifts(self) -> int:
        """How many shifts there are."""
        return len(self.start)


_BY_TASK = ("service", "load", "due", "partner", "lag", "client", "unassigned")
_BY_SHIFT = ("end", "first_location", "last_location", "mode", "carer", "load_cap")
