"""Draws on other processes and machines: by a client of dask, or any executor of `concurrent.futures`.

Draws go out in batches of one to two seconds, so that a scheduler has little to do; what a batch needs is sent once.
Which process runs which draw changes no bit. What a worker that dies had under way runs again elsewhere.
"""

from __future__ import annotations

import queue
import sys
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import CancelledError, Executor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, NamedTuple

from serai.errors import SeraiError, UsageError

BATCH_SECONDS = 1.5
AHEAD = 2  # batches for each thread of a worker, so that none waits for the next
WITHOUT_WORKERS = 64  # batches that wait for workers to come
LOOK_SECONDS = 0.5  # in which Ctrl-C is heard
TRIES = 2


class Batch(NamedTuple):
    """What comes back from a worker.

    Attributes
    ----------
    outcomes : list of (number of the draw, its outcome)
    seconds : float, that they took
    """

    outcomes: list[tuple[int, Any]]
    seconds: float


class PoolEndedError(SeraiError):
    """A process of an executor was killed, which ends all others."""


Work = Callable[[bytes, tuple[int, ...]], Batch]


class _Processes:
    """An executor of this machine."""

    def __init__(self, executor: Executor, work: Work, order: bytes) -> None:
        self._executor, self._work, self._order = executor, work, order

    def slots(self) -> int:
        """How many batches run at the same time."""
        return int(getattr(self._executor, "_max_workers", 1))

    def submit(self, numbers: tuple[int, ...]) -> Any:
        """Send a batch."""
        return self._executor.submit(self._work, self._order, numbers)

    def has_died(self, error: BaseException) -> str | None:
        """Where a batch was run whose worker died; None for another error; raises where no other is left."""
        if isinstance(error, BrokenProcessPool):
            raise PoolEndedError(
                "a process of the pool ended before its draws did; draws that had ended are kept"
            ) from error
        return None


class _Cluster:
    """The workers of a client of dask."""

    def __init__(self, client: Any, work: Work, order: bytes) -> None:
        self._client, self._work, self._order = client, work, order
        self._sent = self._scattered()

    def _scattered(self) -> Any:
        return self._client.scatter(self._order, broadcast=True) if self._client.nthreads() else self._order

    def slots(self) -> int:
        """How many batches run at the same time; workers may come and go."""
        return sum(self._client.nthreads().values())

    def submit(self, numbers: tuple[int, ...]) -> Any:
        """Send a batch."""
        return self._client.submit(self._work, self._sent, numbers, pure=False)

    def has_died(self, error: BaseException) -> str | None:
        """Where a batch was run whose worker died; None for another error."""
        from distributed.scheduler import KilledWorker

        if isinstance(error, KilledWorker):
            return str(getattr(error.last_worker, "address", error.last_worker))
        if isinstance(error, CancelledError):  # with the workers went what they shared
            self._sent = self._scattered()
            return "unknown places"
        return None


def outcomes(client: Any, work: Work, order: bytes, numbers: Sequence[int]) -> Generator[tuple[int, Any], None, None]:
    """Number and outcome of every draw, as they come back.

    Parameters
    ----------
    client : distributed.Client or concurrent.futures.Executor
    work : function of (order, numbers) -> Batch, known by its name where it runs
    order : bytes
        What all batches share; sent once to each worker of a cluster.
    numbers : sequence of int

    Yields
    ------
    (number, outcome); a SeraiError where the workers that had a draw died twice.

    Raises
    ------
    UsageError
        If the client is neither.
    SeraiError
        If a worker cannot run draws, as one with another version of Serai.
    """
    pool = _pool_of(client, work, order)
    waiting, done = deque(numbers), queue.SimpleQueue[Any]()
    under_way: dict[Any, tuple[int, ...]] = {}
    again: dict[int, int] = {}
    seconds = 0.0

    def send(batch: tuple[int, ...]) -> None:
        future = pool.submit(batch)
        under_way[future] = batch
        future.add_done_callback(done.put)

    try:
        while waiting or under_way:
            slots = pool.slots()
            while waiting and len(under_way) < (AHEAD * slots or WITHOUT_WORKERS):
                fair = -(-len(waiting) // max(AHEAD * slots, 1))  # the last ones are shared among all
                size = min(int(BATCH_SECONDS / seconds) if seconds else 1, fair)
                send(tuple(waiting.popleft() for _ in range(min(max(size, 1), len(waiting)))))
            future = _first(done)
            batch = under_way.pop(future)
            error = _error_of(future)
            if error is None:
                result = future.result()
                seconds = result.seconds / len(batch)
                yield from result.outcomes
                continue
            yield from _dead(pool, error, batch, again, send)
    finally:
        for future in under_way:
            future.cancel()


def _dead(
    pool: _Processes | _Cluster,
    error: BaseException,
    batch: tuple[int, ...],
    again: dict[int, int],
    send: Callable[[tuple[int, ...]], None],
) -> Generator[tuple[int, Any], None, None]:
    """Send draws whose worker died once more, one by one; those that had a second try are given up."""
    where = pool.has_died(error)
    if where is None:
        raise SeraiError(f"a worker cannot run draws: {error}") from error
    for number in batch:
        again[number] = again.get(number, 1) + 1
        if again[number] > TRIES:
            yield number, SeraiError(f"the worker that ran it died, and so did the next, at {where}")
        else:
            send((number,))


def _pool_of(client: Any, work: Work, order: bytes) -> _Processes | _Cluster:
    if isinstance(client, Executor):
        return _Processes(client, work, order)
    distributed = sys.modules.get("distributed")  # whoever has a client has imported it
    if distributed is not None and isinstance(client, distributed.Client):
        return _Cluster(client, work, order)
    raise UsageError(f"client must be a distributed.Client or an executor of concurrent.futures, got {client!r:.100}")


def _first(done: queue.SimpleQueue[Any]) -> Any:
    """The next batch that has come back; Ctrl-C is heard on every system."""
    while True:
        try:
            return done.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            continue


def _error_of(future: Any) -> BaseException | None:
    try:
        error: BaseException | None = future.exception()
    except CancelledError as cancelled:
        return cancelled
    return error
