"""A file into which HDF5 writes, and which HDF5 can leave in order although the disk is full."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import BinaryIO


class Disk:
    """A binary file that keeps in memory what the disk no longer takes.

    HDF5 that cannot write what it holds crashes when the program ends. So the first error is remembered, the rest of
    what is written stays readable, and the writer asks `raise_if_full` now and then, and when all is closed.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._at = file, 0
        self._end = file.seek(0, os.SEEK_END)
        self._lost: list[tuple[int, bytes]] = []
        self._error: OSError | None = None

    def raise_if_full(self) -> None:
        """Raise the first error of the disk, if there was one."""
        if self._error is not None:
            raise self._error

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """As of a file."""
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._end}[whence]
        return self._at

    def tell(self) -> int:
        """As of a file."""
        return self._at

    def write(self, data: bytes) -> int:
        """Write to the file or, once that failed, to memory."""

        def to_disk() -> None:
            self._file.seek(self._at)
            self._file.write(data)
            self._file.flush()

        if not self._done(to_disk):
            self._lost.append((self._at, bytes(data)))
        self._at += len(data)
        self._end = max(self._end, self._at)
        return len(data)

    def readinto(self, buffer: memoryview) -> int:
        """Read from the file, and what it did not take from memory."""
        view = memoryview(buffer).cast("B")
        count = max(0, min(len(view), self._end - self._at))
        self._file.seek(self._at)
        result = self._file.read(count)
        view[:count] = result + bytes(count - len(result))
        for start, data in self._lost:
            first, end = max(start, self._at), min(start + len(data), self._at + count)
            if first < end:
                view[first - self._at : end - self._at] = data[first - start : end - start]
        self._at += count
        return count

    def read(self, size: int = -1) -> bytes:
        """As of a file."""
        buffer = bytearray(self._end - self._at if size < 0 else size)
        return bytes(buffer[: self.readinto(memoryview(buffer))])

    def truncate(self, size: int) -> int:
        """Cut or lengthen the file."""
        self._done(lambda: self._file.truncate(size))
        self._end = size
        return size

    def flush(self) -> None:
        """Hand over what is buffered."""
        self._done(self._file.flush)

    def _done(self, act: Callable[[], object]) -> bool:
        """Whether the disk still does what is asked of it."""
        if self._error is None:
            try:
                act()
            except OSError as error:
                self._error = error
        return self._error is None
