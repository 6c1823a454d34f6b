"""What a job that makes a study is asked for."""

from typing import ClassVar

from api.jobs.asking import JobRequest
from api.jobs.states import Lane
from api.studies.asked import StudyAsked


class StudyJob(JobRequest):
    """A study, with the id that it will have.

    Attributes:
        team_revision: the team that is asked about; None where everybody is made up.
    """

    kind: ClassVar[str] = "study"
    lane: ClassVar[Lane] = Lane.LONG

    asked: StudyAsked
    study_id: str
    team_revision: int | None
