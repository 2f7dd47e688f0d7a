"""What `--cluster` names: a cluster of dask on this machine, at an address, or one that SLURM is asked for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from serai.cli.console import say
from serai.errors import MissingExtraError, ServiceError, UsageError

LOCAL, SLURM = "local", "slurm"
ADDRESS = re.compile(r"[a-z]+://\S+")
PATIENCE_SECONDS = 20


@contextmanager
def cluster_of(given: str) -> Iterator[Any]:
    """A client of the cluster that a user named; it is left, or ended where it was begun here, when the block ends.

    Parameters
    ----------
    given : str
        ``local``, ``slurm``, the address of a scheduler (``tcp://host:8786``), or the file that a scheduler wrote.

    Yields
    ------
    distributed.Client

    Raises
    ------
    UsageError
        If it is none of these.
    MissingExtraError
        If the packages of the extra `cluster` are missing.
    ServiceError
        If no scheduler answers.
    """
    is_file = Path(given).suffix == ".json"
    if given not in (LOCAL, SLURM) and not is_file and not ADDRESS.fullmatch(given):
        raise UsageError(
            f"--cluster must be {LOCAL}, {SLURM}, an address such as tcp://host:8786 or the file of a scheduler, e.g. "
            f'scheduler.json, got "{given}"'
        )
    if is_file and not Path(given).is_file():
        raise UsageError(f'there is no file "{given}" of a scheduler')
    try:
        import distributed
    except ImportError:
        raise MissingExtraError("--cluster", "cluster") from None
    with ExitStack() as stack:
        try:
            client = stack.enter_context(_client(distributed, given, stack))
        except (OSError, TimeoutError, ValueError) as error:
            raise ServiceError("dask", f"has no scheduler answering at {given} ({error})") from error
        say(f"draws run on {_described(client)}", error=True)
        yield client


def _client(distributed: Any, given: str, stack: ExitStack) -> Any:
    if given == LOCAL:
        threads = os.cpu_count() or 1
        cluster = distributed.LocalCluster(n_workers=1, threads_per_worker=threads, dashboard_address=":0")
        return distributed.Client(stack.enter_context(cluster))
    if given == SLURM:
        cluster = stack.enter_context(_slurm())
        cluster.adapt()  # between the bounds of dask's own configuration
        return distributed.Client(cluster)
    if ADDRESS.fullmatch(given):
        return distributed.Client(given, timeout=PATIENCE_SECONDS)
    return distributed.Client(scheduler_file=given, timeout=PATIENCE_SECONDS)


def _slurm() -> Any:
    try:
        jobqueue: Any = import_module("dask_jobqueue")
    except ImportError:
        raise MissingExtraError("--cluster slurm", "cluster") from None
    try:
        return jobqueue.SLURMCluster()
    except ValueError as error:
        raise UsageError(
            "dask-jobqueue has no settings for SLURM: add them to its own file, ~/.config/dask/jobqueue.yaml "
            f"({' '.join(str(error).split())})"
        ) from error


def _described(client: Any) -> str:
    threads = client.nthreads()
    if not threads:
        return "workers that have not started yet"
    workers = f"{len(threads):,} worker{'s' if len(threads) > 1 else ''}"
    return f"{workers} with {sum(threads.values()):,} thread{'s' if sum(threads.values()) > 1 else ''} together"
