"""Kinds of jobs that change a published plan, or look at what a change would move."""

from datetime import datetime
from typing import ClassVar

from api.jobs.asking import JobRequest
from api.jobs.task import Kind, Task
from api.plans.asked import AbsenceAsked
from api.plans.opening import (
    OpenedPlan,
    limits_of,
    open_published,
    signature_of,
)
from api.plans.requests import AbsenceRequest, ChangeRequest, PreviewRequest, UndoRequest
from scheduler.domain.change import Absence, OptionKind
from scheduler.domain.version import Signature
from scheduler.io.change_document import ChangeEntry, NewVisitEntry
from scheduler.io.document import utc
from scheduler.planning.absence import SECONDS, WIDE, absence_ends, cover
from scheduler.planning.answers import applied_document, preview_document, undone_document
from scheduler.planning.applying import Applied, Order, Prepared, apply
from scheduler.planning.changes.preview import Preview, Search
from scheduler.planning.undoing import Undone, undo


class LookAtChange(Kind[PreviewRequest]):
    """What a change would move, by every option asked for."""

    request: ClassVar[type[JobRequest]] = PreviewRequest

    def run(self, task: Task[PreviewRequest]) -> str:
        """Look; JSON of a PreviewDocument."""
        asked = task.request.asked
        opened = open_published(task, task.request.plan_id, asked.at, _clients(asked.change))
        search = Search(asked.budget.budget(), limits_of(asked), asked.seed)
        kinds = tuple(dict.fromkeys(asked.options))
        preview = Preview(opened.published, asked.change.change(), search, kinds)
        return preview_document(preview, opened.head).model_dump_json()


class MakeChange(Kind[ChangeRequest]):
    """A change that becomes a version."""

    request: ClassVar[type[JobRequest]] = ChangeRequest

    def run(self, task: Task[ChangeRequest]) -> str:
        """Make it; JSON of an AppliedDocument."""
        asked, seen = task.request.asked, task.request.seen
        opened = open_published(task, task.request.plan_id, asked.at, _clients(asked.change))
        signature = signature_of(task, asked.reason, opened.now)
        order = Order(
            asked.change.change(),
            asked.option,
            Search(asked.budget.budget(), limits_of(asked), asked.seed),
            seen=seen,
            leave_out=asked.leave_out,
        )
        return _made(opened, order, signature)


class CoverAbsence(Kind[AbsenceRequest]):
    """A day without a carer: who makes the visits that must be made."""

    request: ClassVar[type[JobRequest]] = AbsenceRequest

    def run(self, task: Task[AbsenceRequest]) -> str:
        """Plan it; JSON of an AppliedDocument, or of a PreviewDocument where it is looked at."""
        asked, seen = task.request.asked, task.request.seen
        opened = open_published(task, task.request.plan_id, asked.at)
        signature = signature_of(task, asked.reason, opened.now)
        absence = _absence(asked, opened)
        budget = WIDE if asked.budget is None else asked.budget.budget()
        search = Search(budget, limits_of(asked, SECONDS), asked.seed)
        if opened.made is not None and seen is not None:
            return _made(opened, Order(absence, OptionKind.TEAM, search, seen), signature)
        preview, option = cover(opened.published, absence, search)
        if seen is None:
            return preview_document(preview, opened.head).model_dump_json()
        order = Order(absence, OptionKind.TEAM, preview.search, seen)
        known = seen == opened.head.number
        prepared = Prepared(opened.head, preview, option, None) if known else None
        return _made(opened, order, signature, prepared)


class BringBack(Kind[UndoRequest]):
    """An earlier plan in place of the newest version."""

    request: ClassVar[type[JobRequest]] = UndoRequest

    def run(self, task: Task[UndoRequest]) -> str:
        """Bring it back; JSON of an UndoneDocument."""
        asked, seen = task.request.asked, task.request.seen
        opened = open_published(task, task.request.plan_id, asked.at)
        publication = opened.publication
        signature = signature_of(task, asked.reason, opened.now)
        if opened.made is None:
            undone = undo(publication, Search(), signature, seen, asked.to)
        else:
            undone = Undone(publication.versions.version(opened.made), ())
        opened.lapse_offers(signature)
        return undone_document(undone, publication).model_dump_json()


def _made(
    opened: OpenedPlan, order: Order, signature: Signature, prepared: Prepared | None = None
) -> str:
    """JSON of the version that a change became, by this attempt of the job or an earlier one."""
    publication = opened.publication
    if opened.made is None:
        applied = apply(publication, order, signature, prepared)
    else:
        applied = Applied(publication.versions.version(opened.made), None)
    opened.lapse_offers(signature)
    return applied_document(applied, publication, order.seen).model_dump_json()


def _absence(asked: AbsenceAsked, opened: OpenedPlan) -> Absence:
    plan, team = opened.head.plan, opened.publication.team_of(opened.head)
    since = opened.now if asked.since is None else utc(asked.since)
    until = _until(asked.until) or absence_ends(team, plan.horizon, asked.carer_id, since)
    return Absence(asked.carer_id, since, until)


def _until(given: datetime | None) -> datetime | None:
    return None if given is None else utc(given)


def _clients(change: ChangeEntry) -> tuple[str, ...]:
    """The clients to whom a way is needed besides those of the plan."""
    return (change.client_id,) if isinstance(change, NewVisitEntry) else ()
