"""Cases one after another in one process, under limits of time, memory and places to write."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil

from fuzz.bases import bases, small_scenarios
from fuzz.judging import CHECKED_EVERY, judge
from fuzz.making import KEPT_CODE, make_case
from serai.cache import cache_folder
from serai.runs.run import simulate
from serai.units import BYTES_PER_GIB

MOST_SECONDS = 10  # of processor time for one case; of the clock, which others share: sixty times that
MOST_BYTES = 2 * BYTES_PER_GIB
MACHINE_BYTES = 192 * 2**20  # what runs believe to be free, so that a vast one is refused, as on a small machine
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {
    "os.mkdir": 0,
    "os.rename": 1,
    "os.remove": 0,
    "os.rmdir": 0,
    "os.link": 1,
    "os.symlink": 1,
    "os.truncate": 0,
}
FAULT = "FAULT"


@dataclass(frozen=True)
class Outcome:
    """What came of one case."""

    number: int
    word: str  # refused, ran, ran long, dropped (kept code) or FAULT
    done: tuple[str, ...]
    fault: str
    seconds: float  # of processor time


class Watch:
    """Sees every file that this process opens for writing, makes, moves or removes."""

    def __init__(self) -> None:
        self.allowed: tuple[str, ...] = ()
        self.elsewhere: list[str] = []
        sys.addaudithook(self._see)

    def _see(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.allowed:
            return
        if event == "open":
            path, mode, flags = arguments
            is_change = isinstance(path, str) and bool((flags or 0) & WRITES or set(mode or "") & set("wax+"))
        else:
            path = arguments[CHANGES[event]] if event in CHANGES else None
            is_change = isinstance(path, str)
        if is_change and not os.path.abspath(path).startswith(self.allowed):  # noqa: PTH100 - links stay as they are
            self.elsewhere.append(f"{event} {path}")


@contextmanager
def limits() -> Iterator[Watch]:
    """A process that ends where a case takes too long, in whatever code, and that believes in a small machine."""
    free = psutil.virtual_memory
    psutil.virtual_memory = lambda: SimpleNamespace(available=MACHINE_BYTES)  # type: ignore[assignment]
    faulthandler.register(signal.SIGPROF, file=sys.__stderr__, chain=True)  # shows where, then ends the process
    try:
        yield Watch()
    finally:
        psutil.virtual_memory = free
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()


def try_case(seed: int, number: int, watch: Watch, keep: Path | None = None) -> Outcome:
    """Make a case, judge it, and say what came of it."""
    bases()
    with tempfile.TemporaryDirectory(prefix="serai-fuzz-") as name:
        folder = keep or Path(name)
        given, out = folder / "given", folder / "out"
        given.mkdir(parents=True)
        out.mkdir()
        case = make_case(seed, number, given)
        before = sorted(str(path) for path in given.rglob("*"))
        signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
        faulthandler.dump_traceback_later(60 * MOST_SECONDS, exit=True, file=sys.__stderr__)
        start = time.process_time()
        watch.allowed, watch.elsewhere = (str(out), str(cache_folder()), os.devnull), []
        try:
            if case.done[0] == KEPT_CODE:
                word, fault = (FAULT, f"left: {case.unlike}") if case.unlike else ("dropped", "")
            else:
                word, fault = judge(case.given, out, thorough=number % CHECKED_EVERY == 0).word, ""
        except BaseException as error:  # whatever comes of it is what we want to know
            if isinstance(error, KeyboardInterrupt):
                raise
            word, fault = FAULT, "".join(traceback.format_exception(error))[-4000:]
        watch.allowed = ()
        signal.setitimer(signal.ITIMER_PROF, 0)
        seconds = time.process_time() - start
        if watch.elsewhere:
            word, fault = FAULT, f"written outside its folder: {watch.elsewhere[:5]}"
        if sorted(str(path) for path in given.rglob("*")) != before:
            word, fault = FAULT, "the scenario's own folder has changed"
        if peak_bytes() > MOST_BYTES:
            word, fault = FAULT, f"{peak_bytes() / BYTES_PER_GIB:.1f} GiB of memory"
        return Outcome(number, word, case.done, fault, round(seconds, 3))


def peak_bytes() -> int:
    """Most memory that this process has held so far."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def compile_all() -> None:
    """Run a scenario of each rule, so that no case is blamed for what is compiled once."""
    for scenario in (small_scenarios()["posts"], small_scenarios()["camps"]):
        simulate(scenario)


def main() -> None:
    """``python -m fuzz.working SEED NUMBER...``: a line of JSON for each case; its number before it is tried."""
    seed, *numbers = (int(word) for word in sys.argv[1:])
    compile_all()
    with limits() as watch:
        for number in numbers:
            print(json.dumps({"begins": number}), flush=True)
            print(json.dumps(asdict(try_case(seed, number, watch))), flush=True)


if __name__ == "__main__":
    main()
