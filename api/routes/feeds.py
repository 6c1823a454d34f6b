"""Calendar feeds: an address with a secret, which a phone reads without a token."""

from datetime import UTC, date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel
from starlette.datastructures import State

from api.access.caller import Answer, Caller, Work, allowed
from api.access.permissions import Action
from api.access.principal import Principal, Role
from api.care.purpose import Purpose
from api.plans.calendars import ComingPlans, carer_ids, zone_in
from api.plans.examples import FEED, FEED_ASKED
from api.routes.answers import answers, open_answers, problems
from api.routes.exports import CALENDAR
from api.routes.reading import NOT_MODIFIED, IfNoneMatch, example, is_known, reading_answer
from api.service import Service
from api.storage.feeds import feed_of_secret, feed_row, feed_rows, make_feed
from api.storage.subjects import feed_subject, feeds_subject
from api.storage.tables import FeedRow
from api.storage.teams import newest_revision
from scheduler.errors import Finding, InputError, RoundsError
from scheduler.io.document import Entry, Id
from scheduler.io.joined_calendar import joined_calendar

router = APIRouter(prefix="/teams/{team_id}/feeds", tags=["feeds"])
public_router = APIRouter(tags=["feeds"])
Keeper = Annotated[Caller, Depends(allowed(Action.KEEP_FEEDS))]
NEW_FEED = {**FEED, "path": "/feeds/7Xh0nQ1n8c5yV2b9T4k6W3m1Z0a8R5e2.ics"}
FOR_OTHERS = frozenset({Role.MEMBER, Role.BACK_OFFICE})
Secret = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_-]{20,100}$", description="What was shown once.")
]
FeedId = Annotated[str, Path(pattern=r"^[0-9a-f]{6,32}$", description="Id of a feed.")]


class FeedRequest(Entry):
    """Whose rounds the feed shows."""

    carer_id: Id


class Feed(BaseModel):
    """A feed that can be read; its address is shown once, when it is made."""

    feed_id: str
    carer_id: str
    made_at: datetime
    made_by: str

    @classmethod
    def of(cls, row: FeedRow) -> "Feed":
        """Of its row."""
        return cls(
            feed_id=row.feed_id, carer_id=row.carer_id, made_at=row.made_at, made_by=row.made_by
        )


class NewFeed(Feed):
    """A feed that was made; `path` is its address on this service, with the secret.

    A repeated call does not tell the secret again: it is kept nowhere.
    """

    path: str | None


class FeedList(BaseModel):
    """The feeds of a team that can be read."""

    feeds: list[Feed]


@router.post("", status_code=201, response_model=NewFeed, responses=answers({201: NEW_FEED}))
def create_feed(asked: Annotated[FeedRequest, example(FEED_ASKED)], caller: Keeper) -> Response:
    """Make an address at which a phone reads the coming rounds of a carer.

    The address has a secret, which is in this answer and nowhere else. Revoke the feed and make
    another where the answer was lost.
    """
    _refuse_others(caller, asked.carer_id)

    def make(work: Work) -> Answer:
        document = newest_revision(work.session, caller.team_id).document
        if asked.carer_id not in carer_ids(document):
            message = f"There is no carer {asked.carer_id}."
            finding = Finding(
                "feed", 0, "carer_id", "change-carer-unknown", asked.carer_id, message
            )
            raise InputError([finding])
        who = caller.principal.principal_id
        row, secret = make_feed(work.session, caller.team_id, asked.carer_id, who)
        work.note(feed_subject(row.feed_id))
        told = Feed.of(row).model_dump()
        return Answer(
            NewFeed(**told, path=f"/feeds/{secret}.ics").model_dump_json(),
            201,
            {"Location": f"/teams/{caller.team_id}/feeds/{row.feed_id}"},
            repeated=NewFeed(**told, path=None).model_dump_json(),
        )

    return caller.once(make)


@router.get("", response_model=FeedList, responses=answers({200: {"feeds": [FEED]}}))
def list_feeds(caller: Keeper) -> Response:
    """Every feed that can be read; a carer sees those of their own rounds."""
    with caller.reading() as work:
        rows = feed_rows(work.session, caller.team_id)
        work.note(feeds_subject())
    seen = [Feed.of(each) for each in rows if _concerns(caller, each.carer_id)]
    return Answer(FeedList(feeds=seen).model_dump_json()).response()


@router.delete("/{feed_id}", status_code=204, response_class=Response, responses=problems())
def revoke_feed(feed_id: FeedId, caller: Keeper) -> Response:
    """Close a feed: its address answers nobody from now on."""
    with caller.writing() as work:
        row = feed_row(work.session, caller.team_id, feed_id)
        _refuse_others(caller, row.carer_id)
        row.revoked_at = datetime.now(UTC)
        work.note(feed_subject(feed_id))
    return Response(status_code=204)


@public_router.get(
    "/feeds/{secret}.ics",
    response_class=Response,
    responses={
        **open_answers({200: "BEGIN:VCALENDAR"}, 404, media_type=CALENDAR),
        **NOT_MODIFIED,
    },
)
def read_feed(secret: Secret, request: Request, if_none_match: IfNoneMatch = None) -> Response:
    """The coming rounds of a carer in all published plans, from yesterday on, as one calendar."""
    service: Service = request.app.state.service
    with service.database.read() as session:
        feed = feed_of_secret(session, secret)
    caller = _bearer(service, feed, request.state)
    with caller.reading() as work:
        work.note(feed_subject(feed.feed_id))
        zone = zone_in(newest_revision(work.session, feed.team_id).document)
        coming = ComingPlans.of(work.session, feed.team_id, today_in(zone), zone)
        for standing in coming.standing():
            work.note(standing.subject)
        tag = coming.tag(feed.carer_id)
        known = is_known(if_none_match, tag)
        calendars = [] if known else coming.calendars(work.session, feed.carer_id)
    if known:
        return reading_answer(b"", tag, if_none_match)
    text = joined_calendar(feed.team_id, feed.carer_id, zone, coming.since, calendars)
    return reading_answer(text, tag, None, CALENDAR)


def today_in(zone: ZoneInfo) -> date:
    """What date it is there."""
    return datetime.now(zone).date()


def _bearer(service: Service, feed: FeedRow, state: State) -> Caller:
    """Whoever has the secret of a feed: the feed itself, in the audit trail."""
    return Caller(
        service=service,
        principal=Principal(
            f"feed:{feed.feed_id}", frozenset(), frozenset({feed.team_id}), feed.carer_id
        ),
        action=Action.READ_FEED,
        team_id=feed.team_id,
        purpose=Purpose.CARE,
        request_id=state.request_id,
        state=state,
        fingerprint="",
    )


def _concerns(caller: Caller, carer_id: str) -> bool:
    principal = caller.principal
    return bool(principal.roles & FOR_OTHERS) or principal.carer_id == carer_id


def _refuse_others(caller: Caller, carer_id: str) -> None:
    if not _concerns(caller, carer_id):
        raise RoundsError("not-allowed", "A carer keeps the feeds of nobody else.")
