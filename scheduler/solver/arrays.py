"""The arrays of records as compiled code sees them, and what it does with whole ones.

numba looks at every index whether it counts from the end. Ours never do, and looking took a
quarter to a half of the search's time.
"""

import operator
from typing import Any, TypeVar

from numba import types
from numba.core import cgutils, typing
from numba.core.imputils import lower_builtin
from numba.extending import intrinsic, models, register_model

from scheduler.solver.compiled import compiled

A = TypeVar("A")


class FieldArray(types.Array):  # type: ignore[misc]  # numba is not typed
    """The type of an array whose indices all count from its beginning."""

    @classmethod
    def like(cls, array: types.Array) -> "FieldArray":
        """The type of the same array."""
        return cls(array.dtype, array.ndim, array.layout, name=f"field {array}")

    @property
    def plain(self) -> types.Array:
        """The type that numba has for the same array."""
        return super().copy()

    def copy(
        self,
        dtype: types.Type = None,
        ndim: int | None = None,
        layout: str | None = None,
        **_: bool,
    ) -> "FieldArray":
        """The type of a part of the array."""
        return self.like(super().copy(dtype, ndim, layout))


register_model(FieldArray)(models.ArrayModel)


@lower_builtin(operator.getitem, FieldArray, types.Integer)  # type: ignore[untyped-decorator]
@lower_builtin(operator.getitem, FieldArray, types.BaseTuple)  # type: ignore[untyped-decorator]
@lower_builtin(operator.setitem, FieldArray, types.Any, types.Any)  # type: ignore[untyped-decorator]
def _item(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ANN401
    """Get or set an item or a part as numba does where indices have no sign."""
    array, index, *value = signature.args
    unsigned = typing.signature(signature.return_type, array.plain, _unsigned(index), *value)
    operation = operator.setitem if value else operator.getitem
    return context.get_function(operation, unsigned)(builder, args)


def _unsigned(index: types.Type) -> types.Type:
    """The type of an index, of the same number of bits, that cannot count from the end."""
    if isinstance(index, types.Integer):
        return types.uintp if index.bitwidth == types.intp.bitwidth else index
    if isinstance(index, types.BaseTuple):
        return types.BaseTuple.from_types(tuple(map(_unsigned, index)))
    return index


@compiled
def overwrite(target: A, origin: A) -> None:
    """Make an array like another one of the same shape and type, which is not the same memory.

    An assignment to a slice would look for shared memory first, and copy aside what is.
    """
    _copy(target, origin)


@intrinsic  # type: ignore[untyped-decorator]
def _copy(_: Any, target: Any, origin: Any) -> Any:  # noqa: ANN401 - types of numba
    if target != origin or target.layout != "C":
        return None

    def build(context: Any, builder: Any, _: Any, args: Any) -> Any:  # noqa: ANN401
        to, of = (
            cgutils.create_struct_proxy(target)(context, builder, value=array) for array in args
        )
        cgutils.raw_memcpy(builder, to.data, of.data, of.nitems, of.itemsize)
        return context.get_dummy_value()

    return types.none(target, origin), build
