"""Records as compiled code is handed them."""

import gc
from typing import NamedTuple

import numpy as np
import pytest
from numba.core.errors import TypingError

from scheduler.solver.arrays import overwrite
from scheduler.solver.bound.records import Integers
from scheduler.solver.compiled import compiled
from scheduler.solver.references import refer_to


class Alike(NamedTuple):
    """A record whose fields are all of one type."""

    first: Integers
    second: Integers


class Inner(NamedTuple):
    """A record within another."""

    weight: int
    slopes: Integers
    alike: Alike


class Outer(NamedTuple):
    """One field of every kind that records have."""

    count: int
    share: float
    used: bool
    inner: Inner
    table: Integers


def outer(*, used: bool = True) -> Outer:
    """A record with other values in every field."""
    inner = Inner(7, np.arange(4), Alike(np.array([20]), np.array([30, 40])))
    return Outer(3, 0.5, used, inner, np.arange(6).reshape(2, 3))


@compiled
def _summed(record: Outer) -> float:
    points = record.count + record.share + record.inner.weight + _last_slope(record.inner)
    return points + record.table[1, 2] if record.used else points


@compiled
def _last_slope(inner: Inner) -> int:
    return inner.slopes[3] + _sum(inner.alike)


@compiled
def _sum(alike: Alike) -> int:
    return alike.first[0] + alike.second[1]


@compiled
def _write(record: Outer) -> None:
    record.table[0, 1] = 100
    record.inner.slopes[0] = 200


@compiled
def _row_summed(record: Outer, row: int) -> int:
    items = record.table[row]
    return items[0] + items[len(items) - 1] + record.table[row, 1:][0]


@compiled
def _clear(record: Outer) -> None:
    record.table[:] = 0


@compiled
def _rewrite(target: Outer, origin: Outer) -> None:
    overwrite(target.table, origin.table)


@compiled
def _ask_for_more(record: Outer) -> int:
    return record.nothing  # type: ignore[attr-defined]


@pytest.mark.parametrize("used", [True, False])
def test_every_kind_of_field_is_read(used: bool) -> None:
    """Numbers, truth, arrays of two dimensions, and the fields of records within."""
    assert _summed(refer_to(outer(used=used))) == 3 + 0.5 + 7 + 3 + 60 + 5 * used


def test_a_record_whose_fields_are_alike_is_read() -> None:
    """By itself, as within another."""
    assert _sum(refer_to(outer().inner.alike)) == 60


def test_a_record_itself_is_as_good() -> None:
    """By value the answer is the same."""
    assert _summed(outer()) == _summed(refer_to(outer()))


def test_what_compiled_code_writes_stands_in_the_record() -> None:
    """Also in that of a record within."""
    record = outer()
    _write(refer_to(record))
    assert (record.table[0, 1], record.inner.slopes[0]) == (100, 200)


def test_what_others_write_is_read() -> None:
    """A reference describes where the arrays are, not what they hold."""
    record = outer()
    reference = refer_to(record)
    before = _summed(reference)
    record.table[1, 2] += 10
    assert _summed(reference) == before + 10


def test_parts_of_arrays_are_arrays() -> None:
    """A row, what a slice leaves of it, and all of an array."""
    record = outer()
    assert _row_summed(refer_to(record), 1) == 3 + 5 + 4
    _clear(refer_to(record))
    assert not record.table.any()


def test_a_reference_keeps_its_record() -> None:
    """Nobody else need hold it."""
    reference = refer_to(outer())
    gc.collect()
    crowd = [np.full(6, -1) for _ in range(1000)]
    assert _summed(reference) == _summed(outer())
    assert crowd


def test_a_field_that_is_not_there_does_not_compile() -> None:
    """It is said so, and no other memory is read."""
    with pytest.raises(TypingError, match="nothing"):
        _ask_for_more(refer_to(outer()))


def test_arrays_are_overwritten_whole() -> None:
    """The other one stays as it was."""
    target, origin = outer(), outer()
    origin.table[:] = 9
    _rewrite(refer_to(target), refer_to(origin))
    assert (target.table == 9).all()
    origin.table[0, 0] = 8
    assert target.table[0, 0] == 9


def test_arrays_of_other_types_are_not_overwritten() -> None:
    """Half of the bytes would be somebody else's."""
    with pytest.raises(TypingError):
        overwrite(np.zeros(4, np.int64), np.zeros(4, np.int32))


def test_arrays_that_are_not_contiguous_are_refused() -> None:
    """Their strides are not described."""
    with pytest.raises(ValueError, match="contiguous"):
        refer_to(outer()._replace(table=np.zeros((3, 2), np.int64).T))
