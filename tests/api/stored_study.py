"""A study, stored without a search."""

import json

from sqlalchemy.orm import Session

from api.storage.studies import NewStudy, add_study, packed
from api.storage.tables import StudyRow
from api.studies.asked import WHAT_IF

STUDY_ID = "s7d1e0"


def store_study(session: Session, team_id: str, study_id: str = STUDY_ID) -> StudyRow:
    """Store a what-if of a team, with client k1 in it."""
    new = NewStudy(
        study_id=study_id,
        kind="what_if",
        name="What if?",
        team_revision=1,
        cells=1,
        request=json.dumps(WHAT_IF),
        results=packed('{"sentences": [], "tables": []}'),
        report_html=packed("<!DOCTYPE html>"),
        results_csv=packed("key\n"),
        clients=["k1"],
        job_id=f"of-{study_id}",
        made_by="test",
    )
    return add_study(session, team_id, new)
