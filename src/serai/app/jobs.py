"""Runs in the background: one at a time, others in a queue; each has progress, a way to stop it, a limit of time."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from serai.errors import ScenarioError, SeraiError
from serai.problems import Problem
from serai.study.weighing import UnlikelyRowsError

State = Literal["waiting", "running", "done", "failed", "cancelled"]
OnProgress = Callable[[int, int], None]
Work = Callable[[OnProgress], Any]

MOST_WAITING = 100
MOST_OWN = 4  # of those that wait, with a scenario or figures of their own: they hold much memory
MOST_REMEMBERED = 50  # of those that have ended
MOST_SECONDS = 600.0
OUR_FAULT = "an internal error of Serai; see the terminal in which it runs"

log = logging.getLogger(__name__)


class BusyError(SeraiError):
    """Too many runs wait already."""


class _StopError(Exception):
    """The work is to end."""


@dataclass
class Job:
    """One piece of work.

    Attributes
    ----------
    id : str
    state : State
    has_own : bool
        Whether its work holds a scenario or figures of its own.
    most_seconds : float
        How long it may run.
    done, total : int
        How far it is; total is 0 until it is known.
    problems : list of Problem
        Why it failed, one line each.
    rows : tuple of str
        Of new figures at which it stopped: ids of the rows that are like nothing that was expected.
    result : Any
        What the work gave.
    """

    id: str
    state: State = "waiting"
    has_own: bool = False
    most_seconds: float = MOST_SECONDS
    done: int = 0
    total: int = 0
    problems: list[Problem] = field(default_factory=list)
    rows: tuple[str, ...] = ()
    result: Any = field(default=None, repr=False)
    stop: threading.Event = field(default_factory=threading.Event, repr=False)


class Jobs:
    """The jobs of one app and the thread that does them."""

    def __init__(self, *, most_waiting: int = MOST_WAITING, most_seconds: float = MOST_SECONDS) -> None:
        self._most_waiting, self._most_seconds = most_waiting, most_seconds
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[tuple[Job, Work]] = deque()  # work is let go when it ends: it may hold a whole scenario
        self._changed = threading.Condition()
        self._is_closed = False
        self._thread = threading.Thread(target=self._work_on, name="serai-runs", daemon=True)
        self._thread.start()

    def submit(self, work: Work, *, has_own: bool = False, most_seconds: float | None = None) -> Job:
        """Line work up.

        Parameters
        ----------
        work : function (on_progress) -> result
            Must call on_progress(done, total) now and then: there it is stopped.
        has_own : bool, default False
            It holds a scenario or figures of its own; fewer of these may wait.
        most_seconds : float, optional
            How long it may run; that of the app's other jobs.

        Raises
        ------
        BusyError
            If too many jobs wait.
        """
        with self._changed:
            n_own = sum(job.has_own for job, _ in self._waiting)
            if len(self._waiting) >= self._most_waiting:
                raise BusyError(f"{len(self._waiting)} runs are already waiting; wait for one to end, or cancel one")
            if has_own and n_own >= MOST_OWN:
                raise BusyError(f"{n_own} scenarios or updates are already waiting; wait for one to end, or cancel one")
            job = Job(secrets.token_hex(8), has_own=has_own, most_seconds=most_seconds or self._most_seconds)
            self._jobs[job.id] = job
            self._forget_old()
            self._waiting.append((job, work))
            self._changed.notify()
        return job

    def get(self, job_id: str) -> Job | None:
        """The job of that id, if it is remembered."""
        return self._jobs.get(job_id)

    def before(self, job: Job) -> int:
        """How many jobs go before one that waits, with the one that runs; 0 for any other."""
        with self._changed:
            waiting = [other for other, _ in self._waiting]
            runs = any(other.state == "running" for other in self._jobs.values())
            return waiting.index(job) + runs if job in waiting else 0

    def cancel(self, job_id: str) -> Job | None:
        """Stop a job: at once while it waits, at its next word of progress when it runs."""
        with self._changed:
            job = self._jobs.get(job_id)
            if job is not None:
                job.stop.set()
                if job.state == "waiting":
                    job.state = "cancelled"
                    self._waiting = deque(pair for pair in self._waiting if pair[0] is not job)
        return job

    def close(self) -> None:
        """Stop everything."""
        for job_id in tuple(self._jobs):
            self.cancel(job_id)
        with self._changed:
            self._is_closed = True
            self._changed.notify()

    def _forget_old(self) -> None:
        ended = [job.id for job in self._jobs.values() if job.state not in ("waiting", "running")]
        for job_id in ended[: max(0, len(ended) - MOST_REMEMBERED)]:
            del self._jobs[job_id]

    def _work_on(self) -> None:
        while (taken := self._next()) is not None:
            self._do(*taken)
            del taken

    def _next(self) -> tuple[Job, Work] | None:
        """The job that has waited longest, once there is one; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_closed)
            if self._is_closed:
                return None
            job, work = self._waiting.popleft()
            job.state = "running"
            return job, work

    def _do(self, job: Job, work: Work) -> None:
        until = time.monotonic() + job.most_seconds

        def on_progress(done: int, total: int) -> None:
            if job.stop.is_set():
                raise _StopError
            if time.monotonic() > until:
                raise SeraiError(f"the run took more than {job.most_seconds:,.0f} seconds and was stopped")
            job.done, job.total = done, total

        try:
            job.result = work(on_progress)
            job.state = "done"
        except _StopError:
            job.state = "cancelled"
        except ScenarioError as error:
            job.rows = error.rows if isinstance(error, UnlikelyRowsError) else ()
            job.problems, job.state = list(error.located), "failed"
        except SeraiError as error:
            job.problems, job.state = [Problem("", str(error))], "failed"
        except Exception:  # the thread goes on; what happened is shown in the terminal
            log.exception("a run failed")
            job.problems, job.state = [Problem("", OUR_FAULT)], "failed"
