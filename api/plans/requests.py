"""The jobs that plans ask for: what each kind is given. The server queues these."""

from typing import ClassVar

from api.jobs.asking import JobRequest
from api.jobs.states import Lane
from api.plans.asked import (
    AbsenceAsked,
    AnswerAsked,
    ChangeAsked,
    ComparisonAsked,
    ExplanationAsked,
    FitAsked,
    OfferAsked,
    PreviewAsked,
    UndoAsked,
)
from scheduler.domain.offer import OfferEventKind
from scheduler.io.plan_document import PlanDocument


class ShortRequest(JobRequest):
    """Something that somebody waits for."""

    lane: ClassVar[Lane] = Lane.SHORT


class PreviewRequest(ShortRequest):
    """A change, before anything moves."""

    kind: ClassVar[str] = "preview"
    plan_id: str
    asked: PreviewAsked


class ChangeRequest(ShortRequest):
    """A change that becomes a version; `seen` is the version that it was decided on."""

    kind: ClassVar[str] = "change"
    plan_id: str
    seen: int
    asked: ChangeAsked


class AbsenceRequest(ShortRequest):
    """A day without a carer; it becomes a version where `seen` names one, else it is looked at."""

    kind: ClassVar[str] = "absence"
    plan_id: str
    seen: int | None
    asked: AbsenceAsked


class UndoRequest(ShortRequest):
    """An earlier version that is brought back in place of the one that was seen."""

    kind: ClassVar[str] = "undo"
    plan_id: str
    seen: int
    asked: UndoAsked


class OfferRequest(ShortRequest):
    """A change that is offered; on the newest version where none was seen."""

    kind: ClassVar[str] = "offer"
    plan_id: str
    seen: int | None
    asked: OfferAsked


class AnswerRequest(ShortRequest):
    """An offer that is accepted, refused or withdrawn."""

    kind: ClassVar[str] = "answer"
    plan_id: str
    offer: int
    answer: OfferEventKind
    asked: AnswerAsked


class FitRequest(ShortRequest):
    """Where something would go in a plan."""

    kind: ClassVar[str] = "fit"
    plan_id: str
    asked: FitAsked


class ExplanationRequest(ShortRequest):
    """Why a visit stands where it does."""

    kind: ClassVar[str] = "explanation"
    plan_id: str
    asked: ExplanationAsked


class ComparisonRequest(ShortRequest):
    """Two plans beside each other."""

    kind: ClassVar[str] = "comparison"
    asked: ComparisonAsked


class BringRequest(ShortRequest):
    """A plan that somebody brings as another draft."""

    kind: ClassVar[str] = "bring"
    plan_id: str
    document: PlanDocument
