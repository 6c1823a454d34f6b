"""The index of error codes: what each means and what to do about it. A module for every subject.

docs/errors.md is written from this table; a test keeps the two alike, and
`python -m scheduler.codes > docs/errors.md` mends it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from scheduler.codes.benchmarks import BENCHMARKS
from scheduler.codes.care import CARE
from scheduler.codes.changes import CHANGES
from scheduler.codes.code import Code
from scheduler.codes.commands import COMMANDS
from scheduler.codes.explaining import EXPLAINING
from scheduler.codes.jobs import JOBS
from scheduler.codes.neighbourhoods import NEIGHBOURHOODS
from scheduler.codes.offers import OFFERS
from scheduler.codes.plans import PLANS
from scheduler.codes.plans_service import PLANS_SERVICE
from scheduler.codes.roads import ROADS
from scheduler.codes.service import SERVICE
from scheduler.codes.solving import SOLVING
from scheduler.codes.team import TEAM
from scheduler.codes.versions import VERSIONS

__all__ = ["CODES", "Code", "markdown"]

_TABLE: tuple[Code, ...] = (
    *COMMANDS,
    *TEAM,
    *ROADS,
    *SOLVING,
    *BENCHMARKS,
    *NEIGHBOURHOODS,
    *CHANGES,
    *VERSIONS,
    *OFFERS,
    *EXPLAINING,
    *PLANS,
    *SERVICE,
    *CARE,
    *JOBS,
    *PLANS_SERVICE,
)

CODES: Mapping[str, Code] = MappingProxyType({entry.code: entry for entry in _TABLE})


def markdown() -> str:
    """docs/errors.md, whole."""
    lines = [
        "# Errors",
        "",
        "Every error of Rounds has a code that stays the same over versions. Errors show ids and",
        "values, never a name or an address.",
        "",
        "| code | what it means | what to do |",
        "| --- | --- | --- |",
        *(f"| `{each.code}` | {each.meaning} | {each.remedy} |" for each in _TABLE),
    ]
    return "\n".join(lines) + "\n"
