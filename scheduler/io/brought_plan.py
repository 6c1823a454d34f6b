"""A plan that somebody brings: plan.json, or a table of rounds made by hand or by another tool."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scheduler.domain.carer import Mode
from scheduler.domain.horizon import Horizon
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.io.plan_folder import PLAN_JSON
from scheduler.io.plan_json import plan_of, read_document
from scheduler.io.rounds_csv import WrittenRounds, complete, read_rounds
from scheduler.plan import Plan


@dataclass(frozen=True, slots=True)
class BroughtPlan:
    """What stands in the file; a table of rounds needs the roads to become a plan.

    Attributes:
        claimed: the score that the file says the plan has; None when it says none.
    """

    team: Team
    horizon: Horizon
    claimed: int | None
    content: Plan | WrittenRounds

    @property
    def modes(self) -> frozenset[Mode]:
        """How the carers of its rounds travel, whether the team has them on duty or not."""
        carers = (self.team.carer_by_id.get(each.shift.carer_id) for each in self.content.rounds)
        return frozenset(carer.mode for carer in carers if carer is not None)

    def plan(self, travel: Travel) -> Plan:
        """The plan, with what a table of rounds leaves open worked out by road."""
        if isinstance(self.content, Plan):
            return self.content
        return complete(self.team, travel, self.content)


def is_table(path: Path) -> bool:
    """Whether a file is a table of rounds, by its name."""
    return path.suffix.lower() == ".csv"


def read_brought_plan(path: Path, team: Team, first_date: date | None = None) -> BroughtPlan:
    """Read a plan: a `.csv` is a table of rounds, a folder that of a plan, anything else plan.json.

    Args:
        first_date: for a table of rounds, the date of starts that have none.

    Raises:
        RoundsError: the file cannot be opened, or is no plan.
        InputError: with everything in the file that cannot be read.
    """
    if is_table(path):
        written = read_rounds(path, team, first_date)
        return BroughtPlan(team, written.horizon, None, written)
    document = read_document(path / PLAN_JSON if path.is_dir() else path)
    plan = plan_of(document)
    return BroughtPlan(team, plan.horizon, document.score.total, plan)
