"""Judging plans: those just made, and those that somebody brings."""

from dataclasses import dataclass

from scheduler import __version__
from scheduler.checker import Violation, check
from scheduler.comparison import JudgedPlan
from scheduler.continuity import before_and_after, new_faces
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.errors import FaultError, RoundsError
from scheduler.io.report import PlanReport, Provenance
from scheduler.plan import Plan
from scheduler.score import Score, score
from scheduler.solver.result import Result

ELSEWHERE = "made elsewhere"
"""What stands in place of why a search stopped: a plan that somebody brings."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the checker and the scorer say of a plan.

    Attributes:
        score: None for a plan that speaks of visits or shifts which the team does not have.
        claimed: the total that the plan came with; None when it came with none.
    """

    violations: tuple[Violation, ...]
    score: Score | None
    claimed: int | None

    @property
    def sound(self) -> bool:
        """Whether the plan keeps every hard rule and has the score it claims, if it claims one."""
        if self.violations or self.score is None:
            return False
        return self.claimed is None or self.score.total == self.claimed


def judge(team: Team, travel: Travel, plan: Plan, claimed: int | None = None) -> Judgement:
    """Check a plan and score it again.

    A plan that speaks of visits or shifts the team does not have gets no score: the violations
    say which.
    """
    violations = check(team, travel, plan)
    try:
        scored = score(team, plan)
    except RoundsError:
        if not violations:
            raise
        scored = None
    return Judgement(violations, scored, claimed)


def judged_plan(team: Team, travel: Travel, plan: Plan) -> JudgedPlan:
    """The plan with what checker and scorer say of it, ready to be compared with another."""
    judgement = judge(team, travel, plan)
    return JudgedPlan(team, plan, judgement.score, judgement.violations)


def report_of(team: Team, travel: Travel, plan: Plan) -> PlanReport:
    """A plan that was made elsewhere with its score and its continuity; without ways to draw.

    Raises:
        RoundsError: when it speaks of visits or shifts that the team does not have.
    """
    before, after = before_and_after(team, plan)
    made = Provenance(__version__, None, None, ELSEWHERE, estimated=travel.estimated)
    return PlanReport(team, plan, score(team, plan), before, after, new_faces(team, plan), made)


def insist(team: Team, travel: Travel, result: Result, published: Plan | None = None) -> None:
    """Refuse a result that breaks a hard rule or whose score the scorer does not confirm.

    Raises:
        FaultError: saying which.
    """
    violations = check(team, travel, result.plan)
    if violations:
        listed = " ".join(f"{each.rule}: {each.text}" for each in violations)
        raise FaultError("plan-breaks-rule", listed)
    scored = score(team, result.plan, published)
    if scored != result.score:
        differ = ", ".join(
            f"{ours.rule} {ours.quantity} by the solver and {theirs.quantity} by the scorer"
            for ours, theirs in zip(result.score.lines, scored.lines, strict=True)
            if ours != theirs
        )
        raise FaultError("score-disagrees", f"{differ}.")
