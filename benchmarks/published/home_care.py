"""The sets of Mankowska, Meisel and Bierwirth (2014) and of Kummer (2021), in their JSON form.

Minimised is a third of travel, total lateness and worst lateness. A window's opening is hard, its
close is not; carers leave the only office at 0 and come back whenever they like.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from benchmarks.published.care import CareInstance, Carer, Service, Tie, Weights
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
from scheduler.errors import Finding

OFFICE = 0
TERMS = 3
"""The objective is the mean of three terms."""


class _Synchronization(BaseModel):
    type: Literal["simultaneous", "sequential"]
    distance: tuple[Amount, Amount] | None = None


class _Patient(BaseModel):
    id: str
    time_window: tuple[Amount, Amount]
    required_caregivers: list[NeededService]
    synchronization: _Synchronization | None = None


class _Caregiver(BaseModel):
    id: str
    abilities: list[str]


class _Form(BaseModel):
    patients: list[_Patient] = Field(min_length=1)
    services: list[KnownService]
    caregivers: list[_Caregiver] = Field(min_length=1)
    central_offices: list[object] = Field(min_length=1, max_length=1)
    distances: Matrix


def read(path: Path) -> CareInstance:
    """An instance.

    Raises:
        InputError: with everything that is not in this form.
    """
    form = read_form(path, _Form)
    refuse(_faults(path, form))
    carers = tuple(Carer(each.id, Decimal(0), None, OFFICE, OFFICE) for each in form.caregivers)
    services: list[Service] = []
    ties: list[Tie] = []
    for row, patient in enumerate(form.patients, 1):
        opens, closes = patient.time_window
        services += [
            Service(
                patient=patient.id,
                name=needed.service,
                duration=duration_of(needed, form.services),
                location=row,
                windows=((opens, None),),
                due=closes,
                able=able,
            )
            for needed, able in zip(patient.required_caregivers, _able(form, patient), strict=True)
        ]
        if patient.synchronization is not None:
            tied = patient.synchronization
            ties.append(tie_of(tied.type, tied.distance, len(services) - 1))
    return CareInstance(
        patients=len(form.patients),
        services=tuple(services),
        ties=tuple(ties),
        carers=carers,
        travel=form.distances,
        weights=Weights(Decimal(1), Decimal(1), Decimal(1)),
        divisor=TERMS,
    )


def _able(form: _Form, patient: _Patient) -> Sequence[frozenset[int]]:
    return [
        frozenset(
            index for index, each in enumerate(form.caregivers) if needed.service in each.abilities
        )
        for needed in patient.required_caregivers
    ]


def _faults(path: Path, form: _Form) -> Iterator[Finding]:
    yield from repeated(path, "patients", (each.id for each in form.patients))
    yield from repeated(path, "caregivers", (each.id for each in form.caregivers))
    yield from matrix_faults(path, form.distances, len(form.patients) + 1)
    for patient in form.patients:
        if patient.time_window[0] > patient.time_window[1]:
            yield malformed(path, patient.id, patient.time_window, "The window closes first.")
        tied = patient.synchronization
        yield from need_faults(
            path,
            patient.id,
            needed=patient.required_caregivers,
            known=form.services,
            able=_able(form, patient),
            tied=None if tied is None else tied.type,
        )
        if tied is not None and tied.type == "sequential":
            yield from distance_faults(path, patient.id, tied.distance)
