"""How kernels see the arrays of a run: from the record of addresses to an array in a few instructions (record.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils  # for `create_struct_proxy` alone, as in Numba's guide to extending it
from numba.extending import lower_builtin, type_callable


class NeverNegative(np.ndarray):
    """An array as kernels see it without the compiler: an index below 0 is a fault, not a row from the end."""

    def __getitem__(self, index: Any) -> Any:
        """The item, if no index is below 0."""
        _refuse_negative(index)
        return super().__getitem__(index)

    def __setitem__(self, index: Any, value: Any) -> None:
        """Set the item, if no index is below 0."""
        _refuse_negative(index)
        super().__setitem__(index, value)


def _refuse_negative(index: Any) -> None:
    for number in index if isinstance(index, tuple) else (index,):
        if not isinstance(number, slice) and number < 0:
            raise IndexError(f"index {number} is below 0")


def let_kernels_see(
    reach: Callable[[Any], np.ndarray], dtype: np.dtype[Any], words: Sequence[int], *, sized: bool
) -> None:
    """Give compiled kernels a few instructions in place of a function of the record that gives an array.

    The compiler may take it that no address and no length changes while a kernel runs, so one load of each suffices.

    Parameters
    ----------
    reach : function of the record
    dtype : dtype
    words : sequence of int
        Bytes from the start of the record to the array's address and to each of its lengths.
    sized : bool
        Without it kernels see an array of no length, so that nothing is added to an index for fear that it counts
        from the end.
    """
    n_dims = len(words) - 1
    # "A" goes by strides where "C" would go by lengths.
    array_type: Any = types.Array(numba.from_dtype(dtype), n_dims, "C" if sized or n_dims == 1 else "A")

    @type_callable(reach)
    def type_of(context: Any) -> Any:
        return lambda w: array_type if isinstance(w, types.Record) else None

    @lower_builtin(reach, types.Record)
    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        address, *lengths = [_load(context, builder, args[0], offset) for offset in words]
        strides = [address.type(dtype.itemsize)]
        for length in reversed(lengths[1:]):
            strides.insert(0, builder.mul(strides[0], length))
        seen = lengths if sized else [address.type(0)] * n_dims
        array = cgutils.create_struct_proxy(array_type)(context, builder)  # the rest is 0: it owns nothing
        array.data = builder.inttoptr(address, array.data.type)
        array.itemsize = strides[-1]
        array.nitems = seen[0]
        for length in seen[1:]:
            array.nitems = builder.mul(array.nitems, length)
        array.shape = _packed(builder, array.shape.type, seen)
        array.strides = _packed(builder, array.strides.type, strides)
        return array._getvalue()


def _load(context: Any, builder: Any, record: Any, offset: int) -> Any:
    """The word at an offset of the record."""
    word = context.get_value_type(types.intp)
    start = builder.bitcast(record, ir.IntType(8).as_pointer())
    place = builder.bitcast(builder.gep(start, [ir.Constant(ir.IntType(64), offset)]), word.as_pointer())
    value = builder.load(place)
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value


def _packed(builder: Any, kind: Any, values: Sequence[Any]) -> Any:
    packed = ir.Constant(kind, ir.Undefined)
    for position, value in enumerate(values):
        packed = builder.insert_value(packed, value, position)
    return packed
