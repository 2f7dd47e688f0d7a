"""People by stage and place, kept by change: at each step only the numbers that differ from the step before.

Most of them stay as they are for hours, and most stages never hold anybody at most places, so what is kept grows with
what happens, not with places times hours (docs/decisions/0051-people-by-change.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

DTYPE = np.dtype("i4")
BLOCK_BYTES = 4 * 2**20


class Changes:
    """An array of numbers by step and two more dimensions, as the changes from step to step.

    It is read as the array that it stands for: `changes[first:end]`, `changes[steps][:, stage]`, `np.asarray(changes)`.

    Parameters
    ----------
    shape : tuple of int; steps, stages, places
    end : int64[n_steps]
        How many changes there are up to the end of each step.
    cell : int32[n]
        Whose number changes: stage * places + place.
    value : int32[n]
        The number from that step on; before its first change it is 0.

    Raises
    ------
    ValueError
        If the parts do not belong together.
    """

    dtype = DTYPE
    ndim = 3

    def __init__(self, shape: tuple[int, int, int], end: np.ndarray, cell: np.ndarray, value: np.ndarray) -> None:
        self.shape, self.end, self.cell, self.value = shape, end, cell, value
        steps, cells = shape[0], shape[1] * shape[2]
        counts = np.diff(end, prepend=0)
        if end.shape != (steps,) or cell.ndim != 1 or cell.shape != value.shape or (counts < 0).any():
            raise ValueError(f"changes of {steps} steps do not have the ends {end}")
        if cell.size != (end[-1] if steps else 0) or (cell.size and not 0 <= cell.min() <= cell.max() < cells):
            raise ValueError(f"{cell.size} changes do not fit {cells} numbers at {steps} steps")

    @property
    def nbytes(self) -> int:
        """Bytes of the changes."""
        return int(self.end.nbytes + self.cell.nbytes + self.value.nbytes)

    def at(self, steps: np.ndarray) -> np.ndarray:
        """The numbers at some steps, in any order: int32[n, stages, places]."""
        wanted = np.asarray(steps, dtype=np.int64)
        now = np.zeros(self.shape[1] * self.shape[2], dtype=DTYPE)
        numbers = np.empty((wanted.size, now.size), dtype=DTYPE)
        order, applied = np.argsort(wanted, kind="stable"), 0
        for row, end in zip(order.tolist(), self.end[wanted[order]].tolist(), strict=True):
            now[self.cell[applied:end]] = self.value[applied:end]  # of changes of one number the last one stays
            applied = end
            numbers[row] = now
        return numbers.reshape(wanted.size, *self.shape[1:])

    def blocks(self) -> Iterator[np.ndarray]:
        """The array, some steps at a time."""
        a_step = max(self.shape[1] * self.shape[2] * DTYPE.itemsize, 1)
        several = max(1, BLOCK_BYTES // a_step)
        now = np.zeros(self.shape[1:], dtype=DTYPE)
        for first in range(0, self.shape[0], several):
            block = np.empty((min(several, self.shape[0] - first), *self.shape[1:]), dtype=DTYPE)
            for row, numbers in enumerate(block):
                step = first + row
                mine = slice(int(self.end[step - 1]) if step else 0, int(self.end[step]))
                now.ravel()[self.cell[mine]] = self.value[mine]
                numbers[...] = now
            yield block

    def __getitem__(self, index: Any) -> np.ndarray:
        first, *others = index if isinstance(index, tuple) else (index,)
        changes, rows = self, np.arange(self.shape[0])[first]
        if others and isinstance(others[0], int):
            changes, others[0] = self._of_stage(range(self.shape[1])[others[0]]), 0
        numbers = changes.at(np.atleast_1d(rows).ravel()).reshape(*np.shape(rows), *changes.shape[1:])
        return np.asarray(numbers[(*[slice(None)] * np.ndim(rows), *others)]) if others else numbers

    def _of_stage(self, stage: int) -> Changes:
        """The numbers of one stage alone."""
        steps, _, places = self.shape
        mine = np.flatnonzero((self.cell >= stage * places) & (self.cell < (stage + 1) * places))
        end = np.searchsorted(mine, self.end)  # how many of them come before
        cell = self.cell[mine] - DTYPE.type(stage * places)
        return Changes((steps, 1, places), end, cell, self.value[mine])

    def __len__(self) -> int:
        return self.shape[0]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        values = self.at(np.arange(self.shape[0]))
        return values if dtype is None else values.astype(dtype, copy=False)


def by_change(values: np.ndarray | Changes) -> Changes:
    """An array of numbers by step as its changes."""
    if isinstance(values, Changes):
        return values
    flat = values.reshape(values.shape[0], -1)
    changed = np.diff(flat, axis=0, prepend=np.zeros((1, flat.shape[1]), dtype=flat.dtype)) != 0
    step, cell = np.nonzero(changed)
    end = np.cumsum(np.bincount(step, minlength=len(flat))).astype(np.int64)
    return Changes(values.shape, end, cell.astype(DTYPE), flat[step, cell].astype(DTYPE))
