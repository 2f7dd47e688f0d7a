"""Arrays of many draws that stay on disk: read whole when they are asked for, or a block of draws at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from serai.state.changes import Changes
from serai.state.counts import Counts

BLOCK_BYTES = 8 * 2**20
REMEMBERED_BYTES = 256 * 2**20  # arrays of so many bytes in all stay in memory once they were read


class Rows(ABC):
    """One array with a leading dimension of draws.

    Attributes
    ----------
    dtype : numpy.dtype
    shape : tuple of int; the number of draws first
    """

    def __init__(self, dtype: np.dtype[Any], shape: tuple[int, ...]) -> None:
        self.dtype, self.shape = dtype, shape

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return int(np.prod(self.shape))

    @property
    def nbytes(self) -> int:
        """How many bytes they take in memory."""
        return self.size * self.dtype.itemsize

    @abstractmethod
    def read(self, first: int, end: int) -> np.ndarray:
        """The draws from row `first` to before row `end`: array[end - first, ...]."""

    def blocks(self) -> Iterator[np.ndarray]:
        """All draws in their order, a few at a time."""
        draws = self.shape[0]
        step = max(1, BLOCK_BYTES * draws // max(self.nbytes, 1))
        for first in range(0, draws, step):
            yield self.read(first, min(first + step, draws))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        values = np.empty(self.shape, self.dtype)
        at = 0
        for block in self.blocks():
            values[at : at + len(block)] = block
            at += len(block)
        return values if dtype is None else values.astype(dtype, copy=False)


class RowsByName(Mapping[str, np.ndarray]):
    """Arrays by name, read when they are asked for; they stay in memory only where all of them take little."""

    def __init__(self, rows: Mapping[str, np.ndarray | Rows]) -> None:
        self.rows = dict(rows)
        self._read: dict[str, np.ndarray] = {}
        self.is_small = sum(item.nbytes for item in rows.values()) <= REMEMBERED_BYTES

    def __getitem__(self, name: str) -> np.ndarray:
        values = self._read.get(name, self.rows[name])
        if isinstance(values, np.ndarray):
            return values
        values = np.asarray(values)
        if self.is_small:
            self._read[name] = values
        return values

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def by_name(arrays: Mapping[str, np.ndarray | Rows]) -> Mapping[str, np.ndarray]:
    """Arrays by name, of which any may lie on disk."""
    in_memory = {name: values for name, values in arrays.items() if isinstance(values, np.ndarray)}
    return in_memory if len(in_memory) == len(arrays) else RowsByName(arrays)


def stored(arrays: Mapping[str, np.ndarray], name: str) -> np.ndarray | Rows:
    """An array by its name, left on disk if it lies there and not all of them together are small."""
    return arrays.rows[name] if isinstance(arrays, RowsByName) and not arrays.is_small else arrays[name]


def read_through(arrays: Mapping[str, np.ndarray]) -> None:
    """Read every array once, so that damage is found; a block at a time where all of them together are not small."""
    for name in arrays:
        for _ in blocks_of(stored(arrays, name)):
            pass


def blocks_of(values: np.ndarray | Rows | Changes | Counts) -> Iterator[np.ndarray]:
    """The parts of an array, one after the other: one where it is in memory as such."""
    if isinstance(values, Rows | Changes | Counts):
        yield from values.blocks()
    else:
        yield values
