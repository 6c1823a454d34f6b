"""Two plans beside each other: what moved, whom it concerns, and which rules got better or worse.

Serves the comparison of plans that stand in files as well as the preview of a change.
"""

from scheduler.comparison.compare import compare
from scheduler.comparison.comparison import (
    Call,
    Comparison,
    ConcernedCarer,
    ConcernedClient,
    FilledPlace,
    Move,
    MoveKind,
    Newcomer,
    RoundTimes,
    RuleComparison,
    Work,
)
from scheduler.comparison.judged_plan import JudgedPlan

__all__ = [
    "Call",
    "Comparison",
    "ConcernedCarer",
    "ConcernedClient",
    "FilledPlace",
    "JudgedPlan",
    "Move",
    "MoveKind",
    "Newcomer",
    "RoundTimes",
    "RuleComparison",
    "Work",
    "compare",
]
