"""Arrays of draws that stay in the file of a run, and are checked against their checksum whenever they are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from serai.errors import StoreError
from serai.runs.integrity import Checksum, refuse_changed
from serai.runs.rows import Rows

FILL_VALUE = "_FillValue"  # of netCDF: it goes with the type, and missing numbers are NaN anyway
UNREADABLE = (OSError, LookupError, ValueError, TypeError, AttributeError, RuntimeError)  # by damage


class FileRows(Rows):
    """An array of draws in a run's file, checked against its checksum whenever it is read."""

    def __init__(self, path: Path, name: str, variable: Any, dataset: Any, wanted: str) -> None:
        super().__init__(dataset.dtype, dataset.shape)
        self._path, self._name, self._state, self._wanted = path, name, _state(path), wanted
        self._about = (tuple(variable.dimensions), attributes_of(variable))

    def blocks(self) -> Iterator[np.ndarray]:
        """All draws in their order, a few at a time; raises StoreError at the end if they are not what was written."""
        dims, attrs = self._about
        digest = Checksum(self._name, dims, self, attrs)
        for block in super().blocks():
            digest.update(block)
            yield block
        refuse_changed(self._path, {self._name: self._wanted}, {self._name: digest.hexdigest()})

    def read(self, first: int, end: int) -> np.ndarray:
        """The draws from row `first` to before row `end`."""
        import h5py

        try:
            if _state(self._path) == self._state:
                with h5py.File(self._path, "r") as file:
                    return np.asarray(file[self._name][first:end])
        except UNREADABLE as error:
            raise StoreError(damaged(self._path)) from error
        raise StoreError(f'"{self._path}" was replaced since it was opened; open it again')


def attributes_of(variable: Any) -> dict[str, Any]:
    """The attributes of a variable, as it was given them."""
    return {key: value for key, value in variable.attrs.items() if key != FILL_VALUE}


def _state(path: Path) -> tuple[int, int]:
    """What changes when a file is replaced."""
    result = path.stat()
    return result.st_mtime_ns, result.st_size


def damaged(path: Path) -> str:
    """What is said of a file that cannot be understood."""
    return f'"{path}" is damaged or truncated; run the scenario again'


def bytes_of(dataset: Any) -> int:
    """Bytes of an array of a file in memory."""
    return int(np.prod(dataset.shape)) * int(np.dtype(dataset.dtype).itemsize)
