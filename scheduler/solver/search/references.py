"""References to the records of the search, which is how compiled code is handed them.

A reference does not own the arrays, so that nobody counts how many share them: counting is an
atomic addition at every look at a field, and a quarrel over memory between threads. Whoever holds a
reference holds the record as well.

By value, every call would copy the descriptions of all their arrays: that is eleven times slower
than by reference. numba wants a type and a class for each, both by a name that can be imported, or
what it kept on disk would speak of other types than the next process does. To readers, and to the
checker of types, a reference is the record itself.
"""

from typing import Any

from numba import types
from numba.core import cgutils
from numba.core.imputils import impl_ret_borrowed
from numba.experimental import structref
from numba.extending import intrinsic

from scheduler.solver.compiled import compiled
from scheduler.solver.search.pool import RoundPool
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
class RoundPoolType(RecordType):
    """The type of references to a `RoundPool`."""


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


class RoundPoolReference(structref.StructRefProxy):  # type: ignore[misc]
    """A reference to a `RoundPool`."""


class StateReference(structref.StructRefProxy):  # type: ignore[misc]
    """A reference to a `State`."""


class TablesReference(structref.StructRefProxy):  # type: ignore[misc]
    """A reference to `Tables`."""


class WorkshopReference(structref.StructRefProxy):  # type: ignore[misc]
    """A reference to a `Workshop`."""


structref.define_proxy(ChainReference, ChainType, list(Chain._fields))
structref.define_proxy(RoundPoolReference, RoundPoolType, list(RoundPool._fields))
structref.define_proxy(StateReference, StateType, list(State._fields))
structref.define_proxy(TablesReference, TablesType, list(Tables._fields))
structref.define_proxy(WorkshopReference, WorkshopType, list(Workshop._fields))


@intrinsic  # type: ignore[untyped-decorator]
def lent(_: Any, record: Any) -> Any:  # noqa: ANN401 - types of numba
    """The record with arrays that nobody owns."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ANN401
        (value,) = args
        for number, kind in enumerate(record.types):
            if isinstance(kind, types.Array):
                field = builder.extract_value(value, number)
                array = cgutils.create_struct_proxy(kind)(context, builder, value=field)
                array.meminfo = cgutils.get_null_value(array.meminfo.type)
                array.parent = cgutils.get_null_value(array.parent.type)
                value = builder.insert_value(value, array._getvalue(), number)  # noqa: SLF001
        return impl_ret_borrowed(context, builder, signature.return_type, value)

    return record(record), build


@compiled
def refer_to_chain(chain: Chain) -> Chain:
    """A reference to a chain."""
    return ChainReference(*lent(chain))


@compiled
def refer_to_pool(pool: RoundPool) -> RoundPool:
    """A reference to a pool of rounds."""
    return RoundPoolReference(*lent(pool))


@compiled
def refer_to_state(state: State) -> State:
    """A reference to a state."""
    return StateReference(*lent(state))


@compiled
def refer_to_tables(tables: Tables) -> Tables:
    """A reference to tables."""
    return TablesReference(*lent(tables))


@compiled
def refer_to_workshop(shop: Workshop, chain: Chain) -> Workshop:
    """A reference to a workshop, whose chain is one too."""
    return WorkshopReference(chain, *lent(shop)[1:])
