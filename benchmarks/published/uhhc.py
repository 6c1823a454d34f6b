"""Unified home healthcare (Ceschia and others, 2026, doi 10.1111/itor.70140), in its JSON form.

Stated is what a search over earliest starts can hold: travel, lateness per unit and at the worst
or not at all, no work after the end of a shift. What costs waiting, idle time, lunch breaks,
wishes or optional patients is refused by its name.

Independent services of a patient are given by different carers, too. The form does not say it, but
every solution published for an instance where one carer could give both keeps it.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from benchmarks.published.care import CareInstance, Carer, Service, Span, Tie, Weights
from benchmarks.published.files import malformed
from benchmarks.published.forms import (
    Amount,
    KnownService,
    Matrix,
    NeededService,
    distance_faults,
    duration_of,
    matrix_faults,
    need_faults,
    read_form,
    refuse,
    repeated,
    tie_of,
)
from scheduler.errors import Finding, RoundsError

HARD = "HARD"
Weight = Annotated[Decimal, Field(ge=0, le=1_000_000)] | Literal["HARD"]
STATED = {"travel_time", "total_tardiness", "highest_tardiness", "total_extra_time"}


class _Metadata(BaseModel):
    time_window_met: Literal["at_service_start", "at_service_end"]
    cost_components: dict[str, Weight | None]


class _Point(BaseModel):
    id: str
    distance_matrix_index: Annotated[int, Field(ge=0)]


class _Shift(BaseModel):
    start: Amount
    end: Amount


class _Caregiver(BaseModel):
    id: str
    abilities: list[str]
    departing_point: str
    arrival_point: str
    working_shift: _Shift


class _Distance(BaseModel):
    min: Amount
    max: Amount


class _Synchronization(BaseModel):
    type: Literal["simultaneous", "sequential", "independent"]
    distance: _Distance | None = None

    @property
    def gap(self) -> tuple[Decimal, Decimal] | None:
        """The least and the most gap."""
        return None if self.distance is None else (self.distance.min, self.distance.max)


class _Patient(BaseModel):
    id: str
    required_services: list[NeededService]
    distance_matrix_index: Annotated[int, Field(ge=0)]
    time_windows: list[_Shift] = Field(min_length=1)
    synchronization: _Synchronization | None = None
    incompatible_caregivers: list[str] | None = None
    preferred_caregivers: list[str] | None = None
    optional: bool | None = None


class _Form(BaseModel):
    metadata: _Metadata
    distances: Matrix
    terminal_points: list[_Point] = Field(min_length=1)
    caregivers: list[_Caregiver] = Field(min_length=1)
    patients: list[_Patient] = Field(min_length=1)
    services: list[KnownService]


def read(path: Path) -> CareInstance:
    """An instance.

    Raises:
        InputError: with everything that is not in this form.
        RoundsError: `instance-not-stated` when its objective counts what the search cannot.
    """
    form = read_form(path, _Form)
    refuse(_faults(path, form))
    _refuse_not_stated(path, form)
    services: list[Service] = []
    ties: list[Tie] = []
    for patient in form.patients:
        services += _services(form, patient)
        if patient.synchronization is not None:
            tied = patient.synchronization
            ties.append(tie_of(tied.type, tied.gap, len(services) - 1))
    weights = form.metadata.cost_components
    return CareInstance(
        patients=len(form.patients),
        services=tuple(services),
        ties=tuple(ties),
        carers=_carers(form),
        travel=form.distances,
        weights=Weights(
            _number(weights.get("travel_time")),
            _number(weights.get("total_tardiness")),
            _number(weights.get("highest_tardiness")),
        ),
        divisor=1,
    )


def _number(weight: Weight | None) -> Decimal:
    return weight if isinstance(weight, Decimal) else Decimal(0)


def _carers(form: _Form) -> tuple[Carer, ...]:
    rows = {point.id: point.distance_matrix_index for point in form.terminal_points}
    return tuple(
        Carer(
            id=each.id,
            start=each.working_shift.start,
            end=each.working_shift.end,
            first_location=rows[each.departing_point],
            last_location=rows[each.arrival_point],
        )
        for each in form.caregivers
    )


def _services(form: _Form, patient: _Patient) -> list[Service]:
    found = []
    for needed, able in zip(patient.required_services, _able(form, patient), strict=True):
        duration = duration_of(needed, form.services)
        spans = _spans(form, patient, duration)
        late = None if _no_lateness(form) else spans[-1][1]
        found.append(
            Service(
                patient=patient.id,
                name=needed.service,
                duration=duration,
                location=patient.distance_matrix_index,
                windows=spans if late is None else ((spans[0][0], None),),
                due=late,
                able=able,
            )
        )
    return found


def _spans(form: _Form, patient: _Patient, duration: Decimal) -> tuple[Span, ...]:
    """Starts that are in time."""
    at_end = form.metadata.time_window_met == "at_service_end"
    spans = [
        (window.start, window.end - (duration if at_end else 0)) for window in patient.time_windows
    ]
    return tuple((opens, closes) for opens, closes in sorted(spans) if opens <= closes)


def _no_lateness(form: _Form) -> bool:
    weights = form.metadata.cost_components
    return HARD in {weights.get("total_tardiness"), weights.get("highest_tardiness")}


def _able(form: _Form, patient: _Patient) -> Sequence[frozenset[int]]:
    never = patient.incompatible_caregivers or ()
    return [
        frozenset(
            index
            for index, each in enumerate(form.caregivers)
            if needed.service in each.abilities and each.id not in never
        )
        for needed in patient.required_services
    ]


def _refuse_not_stated(path: Path, form: _Form) -> None:
    """Name what cannot be said in a problem whose cost never falls by starting later."""
    weights = {name: each for name, each in form.metadata.cost_components.items() if each}
    reasons = sorted(weights.keys() - STATED)
    if weights.get("total_extra_time") != HARD:
        reasons.append("total_extra_time that is not HARD")
    if weights.get("travel_time") == HARD:
        reasons.append("travel_time that is HARD")
    if not _no_lateness(form) and any(len(each.time_windows) > 1 for each in form.patients):
        reasons.append("lateness with several windows")
    if any(each.preferred_caregivers for each in form.patients):
        reasons.append("preferred caregivers")
    if any(each.optional for each in form.patients):
        reasons.append("optional patients")
    if reasons:
        raise RoundsError(
            "instance-not-stated", f"{path.name} asks for {', '.join(dict.fromkeys(reasons))}."
        )


def _faults(path: Path, form: _Form) -> Iterator[Finding]:
    yield from repeated(path, "patients", (each.id for each in form.patients))
    yield from repeated(path, "caregivers", (each.id for each in form.caregivers))
    points = {point.id for point in form.terminal_points}
    for carer in form.caregivers:
        for point in sorted({carer.departing_point, carer.arrival_point} - points):
            yield malformed(path, carer.id, point, "There is no such terminal point.")
        if carer.working_shift.start > carer.working_shift.end:
            yield malformed(path, carer.id, carer.working_shift, "The shift ends first.")
    rows = [each.distance_matrix_index for each in form.terminal_points]
    rows += [each.distance_matrix_index for each in form.patients]
    yield from matrix_faults(path, form.distances, max(rows) + 1)
    for patient in form.patients:
        yield from _patient_faults(path, form, patient)


def _patient_faults(path: Path, form: _Form, patient: _Patient) -> Iterator[Finding]:
    tied = patient.synchronization
    yield from need_faults(
        path,
        patient.id,
        needed=patient.required_services,
        known=form.services,
        able=_able(form, patient),
        tied=None if tied is None else tied.type,
    )
    if tied is not None and tied.type == "sequential":
        yield from distance_faults(path, patient.id, tied.gap)
    bounds = [
        bound
        for window in sorted(patient.time_windows, key=lambda each: each.start)
        for bound in (window.start, window.end)
    ]
    if bounds != sorted(bounds):
        yield malformed(path, patient.id, bounds, "Windows overlap, or one closes before it opens.")
    known = {each.id for each in form.services}
    for each in patient.required_services:
        if each.service in known and not _spans(form, patient, duration_of(each, form.services)):
            yield malformed(path, patient.id, bounds, "No window is as long as the service.")
