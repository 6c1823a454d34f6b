"""The events of a plan's offers: rows that are only ever added."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.storage.database import Database
from api.storage.drafts import plan_of
from api.storage.scope import rows_of_team
from api.storage.subjects import offers_subject
from api.storage.tables import OfferEventRow
from api.storage.versions import Noted, NumberTakenError, Writing


def offer_event_rows(session: Session, team_id: str, plan_id: str) -> list[OfferEventRow]:
    """Every event of a plan's offers, in order."""
    asked = rows_of_team(OfferEventRow, team_id).where(OfferEventRow.plan_id == plan_id)
    return list(session.scalars(asked.order_by(OfferEventRow.number)))


def events_of_job(session: Session, team_id: str, job_id: str) -> list[OfferEventRow]:
    """The events that an earlier attempt of a job has added."""
    asked = rows_of_team(OfferEventRow, team_id).where(OfferEventRow.job_id == job_id)
    return list(session.scalars(asked.order_by(OfferEventRow.number)))


@dataclass
class OfferTexts:
    """The events of one plan's offers as numbered texts.

    Attributes:
        write: writes in a transaction.
        job_id: of the job that adds events; None where no job does.
    """

    database: Database
    team_id: str
    plan_id: str
    write: Writing
    job_id: str | None = None

    @property
    def owner(self) -> str:
        """The plan."""
        return f"Plan {self.plan_id}"

    def where(self, number: int) -> str:
        """The event."""
        return f"Event {number} of the offers of plan {self.plan_id}"

    def last(self) -> int:
        """The number of the last event; 0 when there is none."""
        with self.database.read() as session:
            return len(offer_event_rows(session, self.team_id, self.plan_id))

    def text(self, number: int) -> str:
        """An event that is there."""
        with self.database.read() as session:
            return offer_event_rows(session, self.team_id, self.plan_id)[number - 1].document

    def add(self, number: int, text: str) -> bool:
        """Add an event; False when its number is taken."""
        event = OfferEventRow(
            team_id=self.team_id,
            plan_id=self.plan_id,
            number=number,
            document=text,
            job_id=self.job_id,
        )

        def add_next(work: Noted) -> None:
            plan_of(work.session, self.team_id, self.plan_id, lock=True)
            add_offer_event(work, event)

        try:
            self.write(add_next)
        except NumberTakenError:
            return False
        return True


def add_offer_event(work: Noted, event: OfferEventRow) -> None:
    """Add an event; the row of its plan is locked.

    Raises:
        NumberTakenError: it is not the next one.
    """
    session = work.session
    if len(offer_event_rows(session, event.team_id, event.plan_id)) != event.number - 1:
        raise NumberTakenError
    session.add(event)
    work.note(offers_subject(event.plan_id))
    session.flush()
