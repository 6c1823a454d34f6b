"""What is asked for when rounds are to be planned."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.jobs.asking import JobRequest
from api.jobs.states import Lane

MOST_DAYS = 14
MOST_ITERATIONS = 100_000_000
EXAMPLE: dict[str, JsonValue] = {"first_date": "2026-11-23", "days": 1, "seconds": 10, "seed": 0}


class PlanRequest(BaseModel):
    """Rounds for one date or several, as a draft of a new plan or of one that is there.

    Attributes:
        seconds: how long to look for better; counts where `iterations` is not given.
        iterations: stop after so many: the same plan on every run.
        prove_seconds: how long to look, once the plan stands, for a bound that no plan can beat.
        travel: by the network that the team's document names, or estimated.
        plan_id: a plan of the same dates and travel, to make another draft of.
        initial: begin from that plan's newest draft, or its newest version.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [EXAMPLE]}
    )

    first_date: date
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 1
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 10.0
    iterations: Annotated[int | None, Field(ge=0, le=MOST_ITERATIONS)] = None
    seed: Annotated[int, Field(ge=0, lt=1 << 63)] = 0
    prove_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    travel: Literal["roads", "estimated"] = "roads"
    plan_id: Annotated[str | None, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = None
    initial: Literal["draft", "version"] | None = None


class PlanJob(JobRequest):
    """The same, bound to the plan that it is a draft of and to a revision of the team."""

    kind: ClassVar[str] = "plan"
    lane: ClassVar[Lane] = Lane.LONG

    asked: PlanRequest
    plan_id: str
    team_revision: int
