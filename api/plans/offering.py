"""Kinds of jobs for consent: a change is offered, and answered."""

from typing import ClassVar

from api.jobs.asking import JobRequest
from api.jobs.task import Kind, Task
from api.plans.opening import OpenedPlan, limits_of, open_published, signature_of
from api.plans.requests import AnswerRequest, OfferRequest
from api.storage.offers import events_of_job
from scheduler.domain.change import Budget
from scheduler.domain.offer import Offer, OfferEventKind, Proposal
from scheduler.errors import FaultError
from scheduler.io.offer_document import OfferEntry, OfferEventDocument
from scheduler.planning.answers import applied_document
from scheduler.planning.applying import Applied, version_of_offer


class MakeOffer(Kind[OfferRequest]):
    """A change that another carer is asked for."""

    request: ClassVar[type[JobRequest]] = OfferRequest

    def run(self, task: Task[OfferRequest]) -> str:
        """Offer it; JSON of an OfferEntry."""
        asked = task.request.asked
        opened = open_published(task, task.request.plan_id, asked.at)
        signature = signature_of(task, asked.reason, opened.now)
        offering = opened.offering(limits_of(asked))
        for event in _made_before(task):
            if event.kind is OfferEventKind.MADE:
                offers = {each.number: each for each in offering.offers(signature)}
                return _entry(opened, offers[event.number])
        proposal = Proposal(
            asked.offered.change(),
            asked.option,
            Budget(),
            asked.seed,
            asked.to,
            task.request.seen or opened.head.number,
            opened.now,
        )
        return _entry(opened, offering.make(proposal, signature))


class AnswerOffer(Kind[AnswerRequest]):
    """An offer that is accepted, and so becomes a version; refused; or withdrawn."""

    request: ClassVar[type[JobRequest]] = AnswerRequest

    def run(self, task: Task[AnswerRequest]) -> str:
        """Answer it; JSON of an AppliedDocument for what was accepted, else of an OfferEntry."""
        asked, number = task.request.asked, task.request.offer
        opened = open_published(task, task.request.plan_id, asked.at)
        signature = signature_of(task, asked.reason, opened.now)
        offering = opened.offering(limits_of(asked))
        match task.request.answer:
            case OfferEventKind.ACCEPTED:
                applied = _accepted_before(task, opened) or offering.accept(number, signature)
                opened.lapse_offers(signature)
                seen = offering.made_on(number)
                return applied_document(applied, opened.publication, seen).model_dump_json()
            case OfferEventKind.REFUSED | OfferEventKind.WITHDRAWN as answer:
                if any(event.kind is answer for event in _made_before(task)):
                    offers = {each.number: each for each in offering.offers(signature)}
                    return _entry(opened, offers[number])
                settle = offering.refuse if answer is OfferEventKind.REFUSED else offering.withdraw
                return _entry(opened, settle(number, signature))
            case other:
                raise FaultError("offer-not-open", f"Nobody answers an offer by {other}.")


def _accepted_before(task: Task[AnswerRequest], opened: OpenedPlan) -> Applied | None:
    """The version that an offer became which an earlier attempt of the job had accepted."""
    if all(event.kind is not OfferEventKind.ACCEPTED for event in _made_before(task)):
        return None
    made = version_of_offer(opened.publication, task.request.offer)
    return None if made is None else Applied(made, None)


def _made_before(task: Task[OfferRequest] | Task[AnswerRequest]) -> list[OfferEventDocument]:
    """What an earlier attempt of the job has added."""
    with task.database.read() as session:
        rows = events_of_job(session, task.team_id, task.job_id)
    return [OfferEventDocument.model_validate_json(row.document) for row in rows]


def _entry(opened: OpenedPlan, offer: Offer) -> str:
    return OfferEntry.of(offer, opened.publication.team.timezone).model_dump_json()
