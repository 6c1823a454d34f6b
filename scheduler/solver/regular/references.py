"""References to the records of this search, see `scheduler.solver.search.references`."""

from numba.experimental import structref

from scheduler.solver.compiled import compiled
from scheduler.solver.regular.state import State, Workshop
from scheduler.solver.regular.tables import Tables
from scheduler.solver.search.references import RecordType, lent


@structref.register
class StateType(RecordType):
    """The type of references to a `State`."""


@structref.register
class TablesType(RecordType):
    """The type of references to `Tables`."""


@structref.register
class WorkshopType(RecordType):
    """The type of references to a `Workshop`."""


class StateReference(structref.StructRefProxy):  # type: ignore[misc]
    """A reference to a `State`."""


class TablesReference(structref.StructRefProxy):  # type: ignore[misc]
    """A reference to `Tables`."""


class WorkshopReference(structref.StructRefProxy):  # type: ignore[misc]
    """A reference to a `Workshop`."""


structref.define_proxy(StateReference, StateType, list(State._fields))
structref.define_proxy(TablesReference, TablesType, list(Tables._fields))
structref.define_proxy(WorkshopReference, WorkshopType, list(Workshop._fields))


@compiled
def refer_to_state(state: State) -> State:
    """A reference to a state."""
    return StateReference(*lent(state))


@compiled
def refer_to_tables(tables: Tables) -> Tables:
    """A reference to tables."""
    return TablesReference(*lent(tables))


@compiled
def refer_to_workshop(shop: Workshop) -> Workshop:
    """A reference to a workshop."""
    return WorkshopReference(*lent(shop))
