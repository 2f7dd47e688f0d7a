"""Processes of this machine that run draws side by side, where so much is left to do that they are worth their start.

Threads share one lock of Python, which a draw holds for a fifth of its time, so more than a few of them only wait for
each other. The processes are those of loky, which need no guard in the script that starts them, on any system. They
stay for the draws that come next, and end when none has come for some time.
"""

from __future__ import annotations

import gc
import signal
import threading
import time
from typing import Any

from serai.jit import is_kept
from serai.model.machine import free_bytes
from serai.units import BYTES_PER_GIB

LONG_SECONDS = 10.0  # of work that is left; a process takes a second or two to start
IDLE_SECONDS = 20.0
MOST = 60  # Windows waits for no more than 63 things at a time


class _Standing(threading.local):
    """Processes of this thread, for loky keeps them by thread, and since when they have nothing to do."""

    executor: Any = None
    idle_since = 0.0


_standing = _Standing()


def is_up() -> bool:
    """Whether processes are there already."""
    return _standing.executor is not None and time.monotonic() - _standing.idle_since < IDLE_SECONDS


def processes(count: int) -> Any:
    """An executor of so many processes; None where they cannot be had, or would gain nothing.

    Each loads the compiled model from the folder in which it is kept, so without such a folder, or without the
    compiler, threads are better; and each needs memory of its own.
    """
    count = min(count, MOST)
    if count < 2 or not is_kept() or free_bytes() < count * BYTES_PER_GIB:
        return None
    from loky import get_reusable_executor

    try:
        _standing.executor = get_reusable_executor(
            count, timeout=IDLE_SECONDS, initializer=_begin, initargs=gc.get_threshold()
        )
    except OSError:  # as of a container without shared memory
        return None
    rest()
    return _standing.executor


def rest() -> None:
    """Say that the processes have nothing to do from now on."""
    _standing.idle_since = time.monotonic()


def end() -> None:
    """End processes at once, with whatever they have under way."""
    executor, _standing.executor = _standing.executor, None
    if executor is not None:
        executor.shutdown(wait=True, kill_workers=True)


def _begin(*garbage_after: int) -> None:
    """In a new process: Ctrl-C is the parent's to handle, and garbage is looked for as seldom as in the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*garbage_after)
