"""The kinds of jobs of plans."""

from collections.abc import Sequence
from typing import Any

from api.jobs.task import Kind
from api.plans.bringing import BringDraft
from api.plans.changing import BringBack, CoverAbsence, LookAtChange, MakeChange
from api.plans.offering import AnswerOffer, MakeOffer
from api.plans.questions import Compare, Explain, FindRoom

PLAN_KINDS: Sequence[Kind[Any]] = (
    BringDraft(),
    LookAtChange(),
    MakeChange(),
    CoverAbsence(),
    BringBack(),
    MakeOffer(),
    AnswerOffer(),
    FindRoom(),
    Explain(),
    Compare(),
)
