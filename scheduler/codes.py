"""The index of error codes: what each means and what to do about it.

docs/errors.md is written from this table; a test keeps the two alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem, stable over versions.

    Attributes:
        code: lower-case words joined by hyphens.
        meaning: one sentence.
        remedy: one sentence that says what to do.
    """

    code: str
    meaning: str
    remedy: str


_TABLE: tuple[Code, ...] = (
    # the command as a whole
    Code(
        "input-refused",
        "Something in the input cannot be used; every problem is listed, nothing was written.",
        "Mend what is listed and run the command again.",
    ),
    # reading a team
    # roads
    # solving
    Code(
        "problem-invalid",
        "The problem handed to the solver contradicts itself.",
        "This is a fault of whoever made the problem: compare it with scheduler.solver.problem.",
    ),
    # planning
    Code(
        "score-disagrees",
        "Solver and scorer give the same plan different scores; nothing was written.",
        "This is a fault of Rounds: please report it with the numbers shown.",
    ),
    Code(
        "plan-breaks-rule",
        "The checker found a hard rule broken in a new plan; nothing was written.",
        "This is a fault of Rounds: please report it with the rules shown.",
    ),
    # judging a plan
    Code(
        "plan-of-another-team",
        "A plan speaks of visits or shifts that the team does not have on the plan's dates.",
        "Judge the plan with the team folder it was made from, or make a new plan.",
    ),
    Code(
        "travel-lacks-place",
        "A plan was judged with travel times that miss one of the team's places or modes.",
        "This is a fault of whoever made the travel times: they must cover locations_in().",
    ),
    # writing and reading a plan
)

CODES: Mapping[str, Code] = MappingProxyType({entry.code: entry for entry in _TABLE})
