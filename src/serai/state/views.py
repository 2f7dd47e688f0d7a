"""How kernels see the arrays of a run: from the record of addresses to an array in a few instructions (memory.py)."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from typing import Any

import numba
import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array
from numba.np.numpy_support import from_dtype


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
    for one in index if isinstance(index, tuple) else (index,):
        if not isinstance(one, slice) and one < 0:
            raise IndexError(f"index {one} is below 0")


def interpreted(row: int, lengths: slice, dtype: np.dtype[Any], kind: type[np.ndarray]) -> Callable[[Any], np.ndarray]:
    """A function of the record that gives an array, without the compiler: a view of the memory at its address.

    Parameters
    ----------
    row : int
        Of the address in the record.
    lengths : slice
        Of the lengths in the record.
    dtype : dtype
    kind : type
        `numpy.ndarray` or `NeverNegative`.
    """

    def array_of(w: Any) -> np.ndarray:
        shape = tuple(int(length) for length in w["length"][lengths])
        return np.asarray(numba.carray(ctypes.c_void_p(int(w["address"][row])), shape, dtype)).view(kind)

    return array_of


def compiled(address: int, lengths: Sequence[int], dtype: np.dtype[Any], *, sized: bool) -> Callable[[Any], np.ndarray]:
    """The same for compiled kernels: a few instructions in their place.

    They are told that no address and no length changes while they run, so one look at each suffices.

    Parameters
    ----------
    address : int
        Bytes from the start of the record to the array's address.
    lengths : sequence of int
        Bytes to each of its lengths.
    dtype : dtype
    sized : bool
        Without it the kernel is told that the array has no length, so that nothing is added to an index for fear that
        it counts from the end.
    """
    n_dims = len(lengths)
    # "A" goes by strides where "C" would go by lengths.
    array_type: Any = types.Array(from_dtype(dtype), n_dims, "C" if sized or n_dims == 1 else "A")

    @intrinsic  # type: ignore[arg-type,unused-ignore]
    def array_of(typing_context: Any, w: Any) -> Any:
        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            def look(offset: int) -> Any:
                spot = cgutils.pointer_add(builder, args[0], offset, word.as_pointer())
                value = builder.load(spot)
                value.set_metadata("invariant.load", builder.module.add_metadata([]))
                return value

            word = context.get_value_type(types.intp)
            array = context.make_array(array_type)(context, builder)
            data = builder.inttoptr(look(address), array.data.type)
            shape = [look(offset) for offset in lengths]
            strides = [word(dtype.itemsize)]
            for length in reversed(shape[1:]):
                strides.insert(0, builder.mul(strides[0], length))
            told = shape if sized else [word(0)] * n_dims
            populate_array(array, data=data, shape=told, strides=strides, itemsize=dtype.itemsize, meminfo=None)
            return array._getvalue()

        return array_type(w), codegen

    return array_of  # type: ignore[return-value]
