"""One draw as bytes, as it lies in a file of its own and comes back from another machine.

SHA-256 of the second line; that line, JSON: the number of the draw, and of each array its name, type, shape, packed
length and SHA-256; then the packed arrays. Nothing is believed that does not agree with its checksum.
"""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from serai.results.figures import Figure
from serai.runs.draws import Member

ANSWERS, FIGURES = "answers", "figures"  # packed like the series; figures as JSON
LEVEL = 1
DAMAGE = (OSError, ValueError, KeyError, TypeError, zlib.error)


class Head(NamedTuple):
    """What stands at the front: the number of the draw, and where which array lies.

    Attributes
    ----------
    number : int
    arrays : dict of name -> (type, shape, offset, bytes, SHA-256)
    """

    number: int
    arrays: dict[str, tuple[np.dtype[Any], tuple[int, ...], int, int, str]]

    @property
    def series(self) -> tuple[str, ...]:
        """Names of the series."""
        return tuple(name for name in self.arrays if name not in (ANSWERS, FIGURES))


def packed(number: int, member: Member) -> bytes:
    """A draw as bytes."""
    listed, parts = [], []
    figures = json.dumps([[*figure, value] for figure, value in member.figures.items()]).encode("utf-8")
    others = {ANSWERS: member.answers, FIGURES: np.frombuffer(figures, "u1")}
    for name, values in {**member.arrays, **others}.items():
        parts.append(zlib.compress(np.ascontiguousarray(values).tobytes(), LEVEL))
        digest = hashlib.sha256(parts[-1]).hexdigest()
        listed.append([name, values.dtype.str, list(values.shape), len(parts[-1]), digest])
    head = json.dumps({"number": number, "arrays": listed}).encode("utf-8")
    return b"\n".join([hashlib.sha256(head).hexdigest().encode("ascii"), head, b"".join(parts)])


def unpacked(data: bytes) -> Member:
    """A draw from its bytes; one of `DAMAGE` where they were changed."""
    file = io.BytesIO(data)
    head = head_of(file)
    arrays = {name: array_of(file, head, name) for name in head.series}
    return Member(arrays, figures_of(array_of(file, head, FIGURES)), array_of(file, head, ANSWERS))


def head_of(file: BinaryIO) -> Head:
    """What stands at the front; one of `DAMAGE` where it was changed."""
    digest, line = file.readline(), file.readline()
    head = line.removesuffix(b"\n")
    if hashlib.sha256(head).hexdigest().encode("ascii") != digest.strip():
        raise ValueError("another checksum")
    read, at, arrays = json.loads(head), len(digest) + len(line), {}
    for name, dtype, shape, length, wanted in read["arrays"]:
        arrays[name] = (np.dtype(dtype), tuple(shape), at, length, wanted)
        at += length
    return Head(read["number"], arrays)


def array_of(file: BinaryIO, head: Head, name: str) -> np.ndarray:
    """One array; one of `DAMAGE` where it was changed or is not there."""
    dtype, shape, offset, length, wanted = head.arrays[name]
    file.seek(offset)
    data = file.read(length)
    if hashlib.sha256(data).hexdigest() != wanted:
        raise ValueError("another checksum")
    return np.frombuffer(zlib.decompress(data), dtype).reshape(shape)


def figures_of(values: np.ndarray) -> dict[Figure, float]:
    """Figures from the array that holds them."""
    return {Figure(subject, of, part): value for subject, of, part, value in json.loads(values.tobytes())}


def is_whole(file: BinaryIO, head: Head) -> bool:
    """Whether every array is as it was packed, and nothing follows; the file stands behind the head."""
    parts = [(hashlib.sha256(file.read(length)).hexdigest(), wanted) for *_, length, wanted in head.arrays.values()]
    return all(result == wanted for result, wanted in parts) and not file.read(1)
