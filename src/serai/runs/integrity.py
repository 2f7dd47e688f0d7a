"""Checksums of what a run's file holds, so that a changed byte is found and named before anything is believed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from serai.errors import StoreError
from serai.scenario.nearest import listed

CHECKSUMS = "serai_checksums"
ATTRIBUTES = "attributes"
MOST_BYTES_PER_BYTE = 1100  # no chunk of HDF5's deflate filter holds more
MOST_NAMED = 5


def checksum(name: str, dims: tuple[str, ...], values: np.ndarray, attrs: Mapping[str, Any]) -> str:
    """SHA-256 of a variable: its name, dimensions, type, shape, attributes and values, 64 hex digits."""
    head = [name, list(dims), "text" if values.dtype == object else values.dtype.str, list(values.shape), _plain(attrs)]
    digest = hashlib.sha256(_json(head))
    if values.dtype == object:
        digest.update(_json([str(text) for text in values.ravel()]))
    elif values.size:
        digest.update(np.ascontiguousarray(values).data)
    return digest.hexdigest()


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
