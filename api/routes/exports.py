"""Plans for other programs: tables, the map, the page, calendars, and FHIR appointments."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from api.access.caller import Caller, allowed
from api.access.permissions import Action
from api.access.principal import Role
from api.plans.calendars import calendar_name
from api.plans.examples import APPOINTMENTS
from api.routes.answers import answers, problems
from api.routes.reading import NOT_MODIFIED, IfNoneMatch, PlanId, reading_answer
from api.storage.drafts import plan_of
from api.storage.plans import file_content, plan_text, standing_of
from scheduler.errors import RoundsError
from scheduler.io.fhir import appointment_bundle
from scheduler.io.plan_document import PlanDocument

router = APIRouter(prefix="/teams/{team_id}/plans/{plan_id}", tags=["exports"])
Exporter = Annotated[Caller, Depends(allowed(Action.EXPORT))]
FileName = Annotated[
    str,
    Path(
        pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$",
        description="rounds.csv, unassigned.csv, map.geojson, rounds.html, plan.json or CARER.ics",
        examples=["rounds.csv"],
    ),
]
FHIR_JSON = "application/fhir+json"
CALENDAR = "text/calendar"
MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "geojson": "application/geo+json",
    "html": "text/html",
    "ics": CALENDAR,
}
BEGINNINGS = {
    "text/csv": "carer_id,shift_start,sequence,kind",
    "application/json": '{"schema_version": "1.0"}',
    "application/geo+json": '{"type": "FeatureCollection", "features": []}',
    "text/html": "<!DOCTYPE html>",
    CALENDAR: "BEGIN:VCALENDAR",
}
SEES_EVERY_CALENDAR = frozenset({Role.MEMBER, Role.BACK_OFFICE})


@router.get(
    "/files/{name}",
    response_class=Response,
    responses={
        **problems(),
        **NOT_MODIFIED,
        200: {
            "description": "The file.",
            "content": {
                media: {"schema": {"type": "string", "format": "binary"}, "example": text}
                for media, text in BEGINNINGS.items()
            },
        },
    },
)
def read_file(
    plan_id: PlanId, name: FileName, caller: Exporter, if_none_match: IfNoneMatch = None
) -> Response:
    """A file that shows the plan as it stands. A carer reads the calendar of nobody else."""
    with caller.reading() as work:
        standing = standing_of(plan_of(work.session, caller.team_id, plan_id))
        work.note(standing.subject)
        if name.endswith(".ics") and not caller.principal.roles & SEES_EVERY_CALENDAR:
            own = calendar_name(
                work.session, caller.team_id, standing, caller.principal.carer_id or ""
            )
            if name != own:
                raise RoundsError("not-allowed", "The calendar is that of another carer.")
        content = file_content(work.session, caller.team_id, standing, name)
    if content is None:
        raise RoundsError("not-there", f"Nothing of plan {plan_id} is named {name}.")
    shown = f"{plan_id}-{standing.shows}-{name}"
    return reading_answer(
        content,
        standing.etag,
        if_none_match,
        MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream"),
        **{
            "Content-Disposition": f'attachment; filename="{shown}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.get(
    "/fhir",
    response_class=Response,
    responses={
        **answers({200: APPOINTMENTS}, media_type=FHIR_JSON, schema={"type": "object"}),
        **NOT_MODIFIED,
    },
)
def read_appointments(
    plan_id: PlanId, caller: Exporter, if_none_match: IfNoneMatch = None
) -> Response:
    """The plan as it stands as appointments of HL7 FHIR R4; ids only."""
    with caller.reading() as work:
        standing = standing_of(plan_of(work.session, caller.team_id, plan_id))
        text = plan_text(work.session, caller.team_id, standing)
        work.note(standing.subject)
    bundle = appointment_bundle(PlanDocument.model_validate_json(text))
    body = json.dumps(bundle, ensure_ascii=False)
    return reading_answer(body, standing.etag, if_none_match, FHIR_JSON)
