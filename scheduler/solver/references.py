"""References to records of arrays, which is how compiled code is handed them.

By value, every call would copy the descriptions of all arrays of a record. numba's own references
count who shares them: an atomic addition at every call and every look at a field, which took two
thirds of the search's time. A reference here is the address of a row of words that describe the
record, and nothing else. It owns nothing: whoever hands one to compiled code keeps it, and with it
the record. The words never change, which compiled code is told, so that it looks up every array
once.

To readers, and to the checker of types, a reference is the record itself.
"""

from collections.abc import Iterator
from typing import Any, TypeVar, cast

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils, typing
from numba.core.imputils import lower_getattr_generic
from numba.core.pythonapi import NativeValue, unbox
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, models, register_model, typeof_impl

from scheduler.solver.arrays import FieldArray

R = TypeVar("R", bound=tuple[Any, ...])

RECORDS = (types.NamedTuple, types.NamedUniTuple)
"""numba has a type of its own for records whose fields are all alike."""

WORD = ir.IntType(64)
"""What every number, and every part of the description of an array, takes up."""


class ReferenceType(types.Type):  # type: ignore[misc]  # numba is not typed
    """The type of references to a kind of record."""

    def __init__(self, record: types.NamedTuple) -> None:
        self.record = record
        super().__init__(name=f"Reference({record})")

    def kind_of(self, field: str) -> types.Type:
        """The type of a field."""
        kind = self.record.types[self.record.fields.index(field)]
        return FieldArray.like(kind) if isinstance(kind, types.Array) else kind

    def words_before(self, field: str) -> int:
        """Where the description of a field begins."""
        return sum(map(_words, self.record.types[: self.record.fields.index(field)]))


@register_model(ReferenceType)
class _Address(models.OpaqueModel):  # type: ignore[misc]
    """To compiled code, a reference is an address."""


class _Reference:
    """A reference in the hands of code that is not compiled: it keeps the record."""

    def __init__(self, record: tuple[Any, ...]) -> None:
        self._record = record
        self._described = np.array(list(_described(record)), np.int64)
        self.address = self._described.ctypes.data
        self._numba_type_ = ReferenceType(typing.typeof.typeof(record))


def refer_to(record: R) -> R:
    """A reference to a named tuple of arrays, numbers and such tuples.

    Compiled functions may be called with it in place of the record, and must not store arrays of
    it anywhere that outlives the call.

    Raises:
        ValueError: when an array is not contiguous.
    """
    return cast("R", _Reference(record))


def _described(value: object) -> Iterator[int]:
    """The words that tell what a value is, or where."""
    if isinstance(value, tuple):
        for field in value:
            yield from _described(field)
    elif isinstance(value, np.ndarray):
        if not value.flags.c_contiguous:
            raise ValueError(f"An array of shape {value.shape} is not contiguous.")
        yield value.ctypes.data
        yield from value.shape
    elif isinstance(value, float):
        yield int(np.float64(value).view(np.int64))
    else:
        yield int(cast("int", value))


def _words(kind: types.Type) -> int:
    """How many words a value of a type is described by."""
    if isinstance(kind, RECORDS):
        return sum(map(_words, kind.types))
    return 1 + kind.ndim if isinstance(kind, types.Array) else 1


@infer_getattr
class _Fields(AttributeTemplate):  # type: ignore[misc]
    key = ReferenceType

    def generic_resolve(self, reference: ReferenceType, field: str) -> types.Type | None:
        """A field of the record; records within it are referred to as well."""
        if field not in reference.record.fields:
            return None
        kind = reference.kind_of(field)
        return ReferenceType(kind) if isinstance(kind, RECORDS) else kind


@typeof_impl.register(_Reference)  # type: ignore[untyped-decorator]
def _type_of(reference: _Reference, _: object) -> ReferenceType:
    return reference._numba_type_


@unbox(ReferenceType)  # type: ignore[untyped-decorator]
def _unbox(_: ReferenceType, reference: Any, context: Any) -> NativeValue:  # noqa: ANN401
    address = context.pyapi.object_getattr_string(reference, "address")
    value = context.pyapi.long_as_voidptr(address)
    context.pyapi.decref(address)
    return NativeValue(value)


@lower_getattr_generic(ReferenceType)  # type: ignore[untyped-decorator]
def _field(
    context: Any,  # noqa: ANN401
    builder: Any,  # noqa: ANN401
    reference: ReferenceType,
    address: Any,  # noqa: ANN401
    field: str,
) -> Any:  # noqa: ANN401
    kind, begin = reference.kind_of(field), reference.words_before(field)
    words = builder.bitcast(address, WORD.as_pointer())
    if isinstance(kind, RECORDS):
        return builder.bitcast(_place(builder, words, begin), address.type)
    first = _word(builder, words, begin)
    if isinstance(kind, types.Array):
        shape = [_word(builder, words, begin + 1 + axis) for axis in range(kind.ndim)]
        return _array(context, builder, kind, first, shape)
    if isinstance(kind, types.Boolean):
        return builder.trunc(first, ir.IntType(1))
    return builder.bitcast(first, context.get_value_type(kind))


def _array(context: Any, builder: Any, kind: types.Array, data: Any, shape: list[Any]) -> Any:  # noqa: ANN401
    """A contiguous array that nobody owns."""
    array = cgutils.create_struct_proxy(kind)(context, builder)
    size = context.get_abi_sizeof(context.get_data_type(kind.dtype))
    itemsize = context.get_constant(types.intp, size)
    strides, items = [itemsize], itemsize
    for length in reversed(shape):
        items = builder.mul(items, length, flags=["nsw"])
        strides.insert(0, items)
    array.data = builder.inttoptr(data, array.data.type)
    array.shape = cgutils.pack_array(builder, shape)
    array.strides = cgutils.pack_array(builder, strides[1:])
    array.itemsize = itemsize
    array.nitems = builder.sdiv(items, itemsize)
    array.meminfo = cgutils.get_null_value(array.meminfo.type)
    array.parent = cgutils.get_null_value(array.parent.type)
    return array._getvalue()  # noqa: SLF001 - its only name


def _place(builder: Any, words: Any, number: int) -> Any:  # noqa: ANN401 - types of llvmlite
    return builder.gep(words, [WORD(number)], inbounds=True)


def _word(builder: Any, words: Any, number: int) -> Any:  # noqa: ANN401
    """A word, which never changes."""
    value = builder.load(_place(builder, words, number))
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value
