"""What compiled code does with whole arrays."""

from typing import Any, TypeVar

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from scheduler.solver.compiled import compiled

A = TypeVar("A")


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
