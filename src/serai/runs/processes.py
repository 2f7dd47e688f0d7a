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
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from serai.jit import is_kept
from serai.model.machine import free_bytes
from serai.runs.away import AHEAD, Work
from serai.units import BYTES_PER_GIB

LONG_SECONDS = 10.0  # of work that is left; a process takes a second or two to start
IDLE_SECONDS = 20.0
MOST = 60  # Windows waits for no more than 63 things at a time


class _Standing(threading.local):
    """Processes of this thread, for loky keeps them by thread, and since when they have nothing to do."""

    executor: Any = None
    idle_since = 0.0


_standing = _Standing()


class Crew(Executor):
    """Processes and one thread of this process, which runs batches while the others start; so one fewer must start.

    Parameters
    ----------
    pool : Executor, of processes
    work : function of what a batch is given, for the thread
    count : int
        How many batches run at the same time, that of the thread among them.
    """

    def __init__(self, pool: Executor, work: Work, count: int) -> None:
        self._pool, self._work, self._max_workers = pool, work, count
        self._thread, self._sent = ThreadPoolExecutor(1), list[Future[Any]]()

    def submit(self, work: Callable[..., Any], /, *given: Any) -> Future[Any]:  # type: ignore[override]
        """Send a batch to the thread, while it has fewer than it can wait for, or to the processes."""
        self._sent = [future for future in self._sent if not future.done()]
        if len(self._sent) >= AHEAD:
            return self._pool.submit(work, *given)
        self._sent.append(self._thread.submit(self._work, *given))
        return self._sent[-1]

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:
        """End the thread; the processes stay."""
        self._thread.shutdown(wait, cancel_futures=cancel_futures)


def is_up() -> bool:
    """Whether processes are there already."""
    return _standing.executor is not None and time.monotonic() - _standing.idle_since < IDLE_SECONDS


def processes(count: int) -> Any:
    """Processes for so many draws at the same time, one of them on a thread of this process; None where they cannot be
    had, or would gain nothing.

    Each loads the compiled model from the folder in which it is kept, so without such a folder, or without the
    compiler, threads are better; and each needs memory of its own.
    """
    count = min(count, MOST)
    if count < 2 or not is_kept() or free_bytes() < count * BYTES_PER_GIB:
        return None
    from loky import get_reusable_executor

    try:
        _standing.executor = get_reusable_executor(
            count - 1, timeout=IDLE_SECONDS, initializer=_begin, initargs=gc.get_threshold()
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
