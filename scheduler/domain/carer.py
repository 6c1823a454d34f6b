"""The persons who visit."""

from dataclasses import dataclass
from enum import StrEnum

from scheduler.domain.location import Location


class Discipline(StrEnum):
    """What a carer was trained as."""

    NURSE = "nurse"
    ASSISTANT = "assistant"
    PHYSIOTHERAPIST = "physiotherapist"
    OCCUPATIONAL_THERAPIST = "occupational_therapist"


class Mode(StrEnum):
    """How a carer travels."""

    WALK = "walk"
    BIKE = "bike"
    EBIKE = "ebike"
    CAR = "car"


@dataclass(frozen=True, slots=True)
class Carer:
    """A person who visits.

    Attributes:
        qualifications: what the carer may do; a visit asks for some of them. The discipline counts
            as one: a visit may ask for `physiotherapist`.
        home: where the carer lives; None means that rounds start and end at the team's base.
        contract_seconds_per_week: working time agreed per week; None when unknown.
    """

    carer_id: str
    name: str
    discipline: Discipline
    qualifications: frozenset[str]
    mode: Mode
    home: Location | None
    contract_seconds_per_week: int | None = None

    def can_do(self, required: frozenset[str]) -> bool:
        """Whether the carer holds every qualification in `required`."""
        return required <= self.qualifications | {self.discipline.value}
