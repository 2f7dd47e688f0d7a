"""Records of addresses: every setting of a run and where each of its arrays lies, in one piece of memory.

A kernel takes such a record, `w`, and nothing else but rows and moments: ``w["theta"]`` is a setting,
``of.line(w)[row]`` a row of an array (modules write ``from serai.state import memory as of``). Passing one pointer
keeps calls between kernels free of cost: arrays in tuples cost a counted reference each for every call, ten times
the work itself (docs/decisions/0004-one-record-of-addresses.md).

The settings and the accessors declared on a `Record` are the one list of what there is. `Memory` fills it, and keeps
what it points to alive.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, NamedTuple

import numba
import numpy as np

from serai.state.views import NeverNegative, let_kernels_see

WORD = 8  # bytes of a setting, an address or a length
MAX_DIMS = 3
Accessor = Callable[[Any], np.ndarray]


class Array(NamedTuple):
    """An array that kernels work on: its name, type, the meaning of its dimensions, and where its address stands."""

    name: str
    dtype: np.dtype[Any]
    dims: tuple[str, ...]
    word: int  # of the record; the lengths follow


class Record:
    """What a kind of run holds.

    Addresses are not fields: Numba writes the type of the record into the name of every function that takes it.

    Parameters
    ----------
    settings : dict of name -> type, "i8" or "f8"
    head : Record, optional
        Another record that this one begins with: kernels for the head take this one as well.
    """

    def __init__(self, settings: dict[str, str], head: Record | None = None) -> None:
        self.arrays: dict[str, Array] = dict(head.arrays) if head else {}
        self.settings: dict[str, tuple[str, int]] = dict(head.settings) if head else {}
        self._words = head.words if head else 0
        for name, kind in settings.items():
            self.settings[name] = (kind, self._take(1))

    @property
    def words(self) -> int:
        """Words that the record takes."""
        return self._words

    @property
    def dtype(self) -> np.dtype[Any]:
        """The record as a structured type, of which only the settings are fields."""
        kinds, places = zip(*self.settings.values(), strict=True)
        fields = {"names": list(self.settings), "formats": kinds, "offsets": [WORD * word for word in places]}
        return np.dtype({**fields, "itemsize": WORD * self.words}, align=True)  # type: ignore[call-overload,no-any-return]

    def _take(self, n: int) -> int:
        first = self._words
        self._words += n
        return first

    def array(self, name: str, dtype: Any, *dims: str, sized: bool = True) -> Accessor:
        """Declare an array, and give the function of the record by which it is reached."""
        if len(dims) > MAX_DIMS:
            raise ValueError(f"array {name} has {len(dims)} dims, a record has room for {MAX_DIMS}")
        if name not in self.arrays:
            self.arrays[name] = Array(name, np.dtype(dtype), dims, self._take(1 + MAX_DIMS))
        return _accessor(self.arrays[name], sized=sized)

    def indexed(self, name: str, dtype: Any, *dims: str) -> Accessor:
        """The same for an array that kernels only index, by nothing below 0: no size or slice of it may be asked for.

        That saves a tenth of the time of a run.
        """
        return self.array(name, dtype, *dims, sized=False)


def _accessor(array: Array, *, sized: bool) -> Accessor:
    n_dims = len(array.dims)
    kind = np.ndarray if sized else NeverNegative

    def reach(w: Any) -> np.ndarray:
        address, *lengths = np.frombuffer(w, dtype=np.int64, count=1 + n_dims, offset=WORD * array.word).tolist()
        return np.asarray(numba.carray(ctypes.c_void_p(address), tuple(lengths), array.dtype)).view(kind)

    reach.__name__ = array.name
    let_kernels_see(reach, array.dtype, [WORD * (array.word + k) for k in range(1 + n_dims)], sized=sized)
    return reach


class World(np.ndarray):
    """A record, filled in; it and all views of it keep the arrays alive to which it points."""

    arrays: dict[str, np.ndarray]

    def __array_finalize__(self, source: Any) -> None:
        self.arrays = getattr(source, "arrays", {})


class Memory:
    """The record of a run and the arrays that it points to.

    Parameters
    ----------
    record : Record
    settings : dict of name -> number; 0 where absent
    arrays : dict of name -> array, C-contiguous and of its type; empty where absent

    Attributes
    ----------
    world : World[1]
        What kernels take.
    """

    def __init__(self, record: Record, settings: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
        self.record = record
        self._words = np.zeros(record.words, dtype=np.int64)
        self.world = self._words.view(record.dtype).view(World)
        self.arrays = self.world.arrays = {}
        for name in record.settings:
            self.world[name] = settings.get(name, 0)
        for name, array in record.arrays.items():
            self.place(name, arrays.get(name, np.zeros((0,) * len(array.dims), dtype=array.dtype)))

    def place(self, name: str, array: np.ndarray) -> None:
        """Let a name stand for an array from now on."""
        _, dtype, dims, word = self.record.arrays[name]
        if array.dtype != dtype or array.ndim != len(dims) or not array.flags.c_contiguous:
            raise TypeError(f"array {name} must be {dtype} with dims {dims}, got {array.dtype}{array.shape}")
        self.arrays[name] = array
        self._words[word : word + 1 + array.ndim] = (array.ctypes.data, *array.shape)

    def __getitem__(self, name: str) -> np.ndarray:
        """The array of a name."""
        return self.arrays[name]
