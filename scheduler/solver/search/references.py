"""References to the records of the search, which is how compiled code is handed them.

By value, every call would copy the descriptions of all their arrays: that is eleven times slower
than by reference. numba wants a type and a class for each, both by a name that can be imported, or
what it kept on disk would speak of other types than the next process does. To readers, and to the
checker of types, a reference is the record itself.
"""

from typing import Any

from numba import types
from numba.experimental import structref

from scheduler.solver.compiled import compiled
from scheduler.solver.search.state import State, Workshop
from scheduler.solver.search.tables import Tables
from scheduler.solver.timing import Chain

Fields = tuple[tuple[str, Any], ...]


class RecordType(types.StructRef):  # type: ignore[misc]  # numba is not typed
    """The type of a reference to a record."""

    def preprocess_fields(self, fields: Fields) -> Fields:
        """Types of values, not of one value."""
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


@structref.register
class ChainType(RecordType):
    """The type of references to a `Chain`."""


@structref.register
class StateType(RecordType):
    """The type of references to a `State`."""


@structref.register
class TablesType(RecordType):
    """The type of references to `Tables`."""


@structref.register
class WorkshopType(RecordType):
    """The type of references to a `Workshop`."""


class ChainReference(structref.StructRefProxy):  # type: ignore[misc]
    """A reference to a `Chain`."""


class StateReference(structref.StructRefProxy):  # type: ignore[misc]
    """A reference to a `State`."""


class TablesReference(structref.StructRefProxy):  # type: ignore[misc]
    """A reference to `Tables`."""


class WorkshopReference(structref.StructRefProxy):  # type: ignore[misc]
    """A reference to a `Workshop`."""


structref.define_proxy(ChainReference, ChainType, list(Chain._fields))
structref.define_proxy(StateReference, StateType, list(State._fields))
structref.define_proxy(TablesReference, TablesType, list(Tables._fields))
structref.define_proxy(WorkshopReference, WorkshopType, list(Workshop._fields))


@compiled
def refer_to_chain(chain: Chain) -> Chain:
    """A reference to a chain."""
    return ChainReference(*chain)


@compiled
def refer_to_state(state: State) -> State:
    """A reference to a state."""
    return StateReference(*state)


@compiled
def refer_to_tables(tables: Tables) -> Tables:
    """A reference to tables."""
    return TablesReference(*tables)


@compiled
def refer_to_workshop(shop: Workshop, chain: Chain) -> Workshop:
    """A reference to a workshop, whose chain is one too."""
    return WorkshopReference(chain, *shop[1:])
