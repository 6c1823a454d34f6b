"""What carers agreed upon in changes of a plan: later searches leave that as it is.

A search may find it cheaper to give a visit back that two carers have just swapped. Nobody would
understand that, so whoever makes such a visit keeps it until somebody asks for another carer.
"""

from collections.abc import Iterable

from scheduler.domain.change import Change, Exchange, HandOver, Swap, VisitPlace
from scheduler.plan import Plan

Places = frozenset[VisitPlace]


def agreed_in(steps: Iterable[tuple[Change, Plan, Plan]]) -> Places:
    """The places whose carers were agreed upon, and are still those, after changes in a row.

    Args:
        steps: each change, with the plans before and after it.
    """
    agreed: Places = frozenset()
    for change, before, after in steps:
        carers_before, carers_after = _carers(before), _carers(after)
        moved = {
            place for place, carer in carers_after.items() if carers_before.get(place) != carer
        }
        agreed = (agreed - moved) | (_concerned(change, before) & moved)
    return agreed


def _concerned(change: Change, before: Plan) -> Places:
    """The places for which a change asks for another carer."""
    match change:
        case Swap():
            return frozenset({change.first, change.second})
        case HandOver():
            return frozenset({change.visit})
        case Exchange():
            shifts = {change.first, change.second}
            return frozenset(
                VisitPlace(visit, stop.place)
                for visit, each, stop in before.filled_places()
                if each.shift in shifts
            )
        case _:
            return frozenset()


def _carers(plan: Plan) -> dict[VisitPlace, str]:
    return {
        VisitPlace(visit, stop.place): each.shift.carer_id
        for visit, each, stop in plan.filled_places()
    }
