"""Counts of which nearly all are small, kept in a byte each: what does not fit is kept beside, in steps of 256.

Waits by day, line and bin are many numbers, of which few are ever touched and few of these are large. A byte each is
a quarter of the memory, and of the time that the system takes to hand it out (docs/decisions/0058-waits-in-bytes.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

DTYPE = np.dtype("i4")
BITS = 8  # of the byte
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

    def _of(self, index: Any) -> np.ndarray:
        counts = np.asarray(self._low[index], dtype=DTYPE)
        return counts if self._carried is None else counts + (self._carried[index] << BITS)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return Counts(self._low[index], None if self._carried is None else self._carried[index])
        return self._of(index)

    def carried(self) -> tuple[np.ndarray, np.ndarray]:
        """What does not fit into a byte: where it is in the array laid flat, and how much it is."""
        if self._carried is None:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=DTYPE)
        at = np.flatnonzero(self._carried != 0)  # a few; in truth values they are sought ten times as fast
        return at, self._carried.ravel()[at] << BITS

    def in_use(self) -> tuple[np.ndarray, np.ndarray]:
        """The counts that are not 0: where they are in the array laid flat, in order, and how many they are."""
        more_at, more = self.carried()
        is_in_use = self._low.ravel() != 0
        is_in_use[more_at] = True
        at = np.flatnonzero(is_in_use)
        counts = self._low.ravel()[at].astype(DTYPE)
        counts[np.searchsorted(at, more_at)] += more
        return at, counts

    def sums(self, groups: Sequence[np.ndarray]) -> np.ndarray:
        """As `sums_of`."""
        result = _sums(self._low, groups)
        is_in = np.zeros((len(groups), self.shape[1]), dtype=np.bool_)
        for number, rows in enumerate(groups):
            is_in[number, rows] = True
        at, more = self.carried()
        day, row, cell = np.unravel_index(at, self.shape)
        group, which = np.nonzero(is_in[:, row])
        np.add.at(result, (group, day[which], cell[which]), more[which])
        return result

    def blocks(self) -> Iterator[np.ndarray]:
        """The array, some days at a time."""
        several = max(1, BLOCK_BYTES * len(self) // max(self._low.size * DTYPE.itemsize, 1))
        for first in range(0, len(self), several):
            yield self._of(slice(first, first + several))

    def __len__(self) -> int:
        return self.shape[0]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        whole = self._low.astype(DTYPE)
        at, more = self.carried()
        whole.ravel()[at] += more
        return whole if dtype is None else whole.astype(dtype, copy=False)


def in_use(counts: np.ndarray | Counts) -> tuple[np.ndarray, np.ndarray]:
    """The counts that are not 0: where they are in the array laid flat, in order, and how many they are."""
    if isinstance(counts, Counts):
        return counts.in_use()
    at = np.flatnonzero(counts != 0)
    return at, counts.ravel()[at]


def sums_of(counts: np.ndarray | Counts, groups: Sequence[np.ndarray]) -> np.ndarray:
    """Counts by day and bin, added up over each group of rows of the second dimension: int32[n_groups, n_days, m].

    Parameters
    ----------
    counts : int32[n_days, n, m] or Counts
    groups : sequence of int64[n_of_group], none empty
    """
    return counts.sums(groups) if isinstance(counts, Counts) else _sums(counts, groups)


def _sums(counts: np.ndarray, groups: Sequence[np.ndarray]) -> np.ndarray:
    result = np.empty((len(groups), len(counts), counts.shape[2]), dtype=DTYPE)
    for group, (first, *others) in enumerate(rows.tolist() for rows in groups):
        result[group] = counts[:, first]
        for row in others:
            result[group] += counts[:, row]
    return result
