"""Checksums of what a run's file holds, so that a changed byte is found and named before anything is believed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from serai.errors import StoreError
from serai.runs.rows import Rows
from serai.scenario.nearest import listed

CHECKSUMS = "serai_checksums"
ATTRIBUTES = "attributes"
MOST_BYTES_PER_BYTE = 1100  # no chunk of HDF5's deflate filter holds more
MOST_NAMED = 5


class Checksum:
    """SHA-256 of a variable: its name, dimensions, type, shape, attributes, and its values as they come along.

    Parameters
    ----------
    name : str
    dims : tuple of str
    values : array or Rows, for its type and shape
    attrs : mapping
    """

    def __init__(self, name: str, dims: tuple[str, ...], values: np.ndarray | Rows, attrs: Mapping[str, Any]) -> None:
        kind = "text" if values.dtype == object else values.dtype.str
        self._digest = hashlib.sha256(_json([name, list(dims), kind, list(values.shape), _plain(attrs)]))

    def update(self, block: np.ndarray) -> None:
        """Take in values, in their order."""
        if block.dtype == object:
            self._digest.update(_json([str(text) for text in block.ravel()]))
        elif block.size:
            self._digest.update(np.ascontiguousarray(block).data)

    def hexdigest(self) -> str:
        """The checksum of all, 64 hex digits."""
        return self._digest.hexdigest()


def attributes_checksum(attrs: Mapping[str, Any]) -> str:
    """SHA-256 of the attributes of a file or group, but for the checksums themselves."""
    return hashlib.sha256(_json(_plain({name: attrs[name] for name in attrs if name != CHECKSUMS}))).hexdigest()


def refuse_changed(path: Path, written: Mapping[str, str], computed: Mapping[str, str]) -> None:
    """Raise StoreError, with the names of the parts, where a file is not what was written."""
    parts = sorted(name for name in written.keys() | computed.keys() if written.get(name) != computed.get(name))
    if parts:
        raise StoreError(
            f'"{path}" is damaged or was changed since it was written, in: {listed(parts, MOST_NAMED)}; '
            "run the scenario again"
        )


def refuse_foreign(path: Path) -> None:
    """Raise StoreError if a file points to other files, or to more than its own bytes can hold.

    Raises
    ------
    OSError, RuntimeError
        Of the library, if it is no readable HDF5 file.
    """
    import h5py

    total = 0

    def look(name: str, item: Any) -> None:
        nonlocal total
        if isinstance(item, h5py.Dataset):
            if item.is_virtual or item.external:
                raise StoreError(f'"{path}" is not a run of Serai: {name} lies in another file')
            total += item.size * item.dtype.itemsize
            return
        for child in item:
            if not isinstance(item.get(child, getlink=True), h5py.HardLink):
                raise StoreError(f'"{path}" is not a run of Serai: {child} is a link to something else')

    with h5py.File(path, "r") as file:
        look("/", file)
        file.visititems(look)
    if total > MOST_BYTES_PER_BYTE * path.stat().st_size:
        raise StoreError(f'"{path}" is not a run of Serai: it claims {total:,} bytes of values, more than it can hold')


def _json(content: Any) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _plain(attrs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.tolist() if isinstance(value, np.generic | np.ndarray) else value for name, value in attrs.items()
    }
