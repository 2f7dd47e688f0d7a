"""Counts of which nearly all are small, kept in a byte each: what does not fit is kept beside, in steps of 256.

Waits by day, line and bin are many numbers, of which few are ever touched and few of these are large. A byte each is
a quarter of the memory, and of the time that the system takes to hand it out (docs/decisions/0058-waits-in-bytes.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

DTYPE = np.dtype("i4")
BITS = 8  # of the byte
REMEMBERED_BYTES = 2**24  # an array of no more is made whole once
BLOCK_BYTES = 4 * 2**20


class Counts:
    """An array of counts by day and two more dimensions.

    It is read as the array that it stands for: `counts[first:end][:, rows]`, `np.asarray(counts)`. A slice of days is
    taken without making the array whole.

    Parameters
    ----------
    low : uint8[n_days, n, m]
        The counts, but for what does not fit.
    carried : int32[n_days, n, m], optional
        How often 256 were taken out of each; absent where that never happened.
    """

    dtype = DTYPE
    ndim = 3

    def __init__(self, low: np.ndarray, carried: np.ndarray | None = None) -> None:
        self.shape: tuple[int, ...] = low.shape
        self._low, self._carried = low, carried
        self._whole: np.ndarray | None = None

    def _of(self, index: Any) -> np.ndarray:
        counts = np.asarray(self._low[index], dtype=DTYPE)
        return counts if self._carried is None else counts + (self._carried[index] << BITS)

    def __getitem__(self, index: Any) -> Any:
        if self._is_small():
            return np.asarray(self)[index]
        if isinstance(index, slice):
            return Counts(self._low[index], None if self._carried is None else self._carried[index])
        return self._of(index)

    def _made_whole(self) -> np.ndarray:
        counts = self._low.astype(DTYPE)
        if self._carried is not None:
            at = np.flatnonzero(self._carried != 0)  # a few; in truth values they are sought ten times as fast
            counts.ravel()[at] += self._carried.ravel()[at] << BITS
        return counts

    def _is_small(self) -> bool:
        return self._low.size * DTYPE.itemsize <= REMEMBERED_BYTES

    def blocks(self) -> Iterator[np.ndarray]:
        """The array, some days at a time."""
        several = max(1, BLOCK_BYTES * len(self) // max(self._low.size * DTYPE.itemsize, 1))
        for first in range(0, len(self), several):
            yield self._of(slice(first, first + several))

    def __len__(self) -> int:
        return self.shape[0]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        whole = self._made_whole() if self._whole is None else self._whole
        if self._is_small():
            self._whole = whole
        return whole if dtype is None else whole.astype(dtype, copy=False)
