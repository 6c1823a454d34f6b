"""What the writers of a comparison are given: two judged plans, and who is who in both teams."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from scheduler.comparison import Comparison, JudgedPlan, compare
from scheduler.domain.carer import Carer
from scheduler.domain.client import Client
from scheduler.domain.shift import Shift, ShiftKey
from scheduler.domain.team import Team


@dataclass(frozen=True)
class ComparisonReport:
    """Two plans, and what is different about them.

    Persons, shifts and places are those of the team after; whoever only the team before has is
    found too.
    """

    before: JudgedPlan
    after: JudgedPlan

    @cached_property
    def comparison(self) -> Comparison:
        """What is different."""
        return compare(self.before, self.after)

    @property
    def team(self) -> Team:
        """The team after."""
        return self.after.team

    @cached_property
    def carers(self) -> Mapping[str, Carer]:
        """Carers by id."""
        return self.before.team.carer_by_id | self.after.team.carer_by_id

    @cached_property
    def clients(self) -> Mapping[str, Client]:
        """Clients by id."""
        return self.before.team.client_by_id | self.after.team.client_by_id

    @cached_property
    def shifts_before(self) -> Mapping[ShiftKey, Shift]:
        """Shifts of the team before, by key."""
        return {shift.key: shift for shift in self.before.team.shifts}

    @cached_property
    def shifts_after(self) -> Mapping[ShiftKey, Shift]:
        """Shifts of the team after, by key."""
        return {shift.key: shift for shift in self.after.team.shifts}
