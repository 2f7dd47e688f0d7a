"""Time and peak memory of `kazakhstan-2022` at full size; `make bench` runs this. See docs/benchmarks.md.

`python benchmarks/kazakhstan.py [--json] [--runs N] [--cold]`. Exit status 1 if a bound is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

SCENARIO = "kazakhstan-2022"
BOUNDS = {"simulate_seconds": 3.0, "process_seconds": 8.0, "cold_seconds": 45.0, "peak_gib": 1.5, "cold_peak_gib": 1.5}
BYTES_PER_GIB = 2**30
MEANINGS = {
    "load_seconds": ("read and check the scenario", "s"),
    "build_seconds": ("lay out the arrays of a run", "s"),
    "simulate_seconds": ("simulate, compiled, building included", "s"),
    "save_seconds": ("write the results", "s"),
    "events_per_second": ("things that happen, by simulate", "1/s"),
    "process_seconds": ("`serai run --quiet` as a whole process", "s"),
    "peak_gib": ("peak memory of that process", "GiB"),
    "cold_seconds": ("the same process with nothing compiled yet", "s"),
    "cold_peak_gib": ("peak memory of that process", "GiB"),
}
PROCESS = """
import sys
from serai.cli.main import main
try:
    main()
finally:
    if sys.platform == "win32":
        import psutil
        peak_bytes = psutil.Process().memory_info().peak_wset
    else:
        import resource
        unit = 1 if sys.platform == "darwin" else 1024
        peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    print(peak_bytes)
"""


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that a piece of work takes, and what it gives."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def run_process(folder: Path, cache: Path | None = None) -> tuple[float, int]:
    """Seconds and peak bytes of `serai run --quiet` in a process of its own, by default with the usual cache."""
    words = ["run", SCENARIO, "--quiet", "--force", "--out", str(folder / "run")]
    environment = dict(os.environ) if cache is None else {**os.environ, "SERAI_CACHE": str(cache)}
    command = [sys.executable, "-c", PROCESS, *words]
    seconds, done = timed(
        lambda: subprocess.run(
            command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment, check=True
        )
    )
    return seconds, int(done.stdout.splitlines()[-1])


def measure_stages(runs: int, folder: Path) -> dict[str, float]:
    """Medians of the stages inside one process, after a first run that loads the compiled code."""
    import serai
    from serai.model.build import build

    scenario = serai.load(SCENARIO)
    run = serai.simulate(scenario)
    seconds: dict[str, list[float]] = {name: [] for name in list(MEANINGS)[:4]}
    for _ in range(runs):
        seconds["load_seconds"].append(timed(lambda: serai.load(SCENARIO))[0])
        seconds["build_seconds"].append(timed(lambda: build(scenario, scenario.seed))[0])
        seconds["simulate_seconds"].append(timed(lambda: serai.simulate(scenario))[0])
        seconds["save_seconds"].append(timed(lambda: run.save(folder / "kept", force=True))[0])
    figures = {name: median(each) for name, each in seconds.items()}
    figures["events_per_second"] = run.outcome.totals["events"] / figures["simulate_seconds"]
    return figures


def measure(runs: int, *, cold: bool) -> dict[str, float]:
    """Each figure of `MEANINGS`; the run with an empty cache only if asked for.

    The processes come first: one that is started by a process with much memory may count that as its own peak.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run_process(folder)  # compiles, if need be
        processes = [run_process(folder) for _ in range(runs)]
        figures = measure_stages(runs, folder)
        figures["process_seconds"] = median(seconds for seconds, _ in processes)
        figures["peak_gib"] = max(peak for _, peak in processes) / BYTES_PER_GIB
        if cold:
            figures["cold_seconds"], peak = run_process(folder, folder / "cache")
            figures["cold_peak_gib"] = peak / BYTES_PER_GIB
    return figures


def show(figures: dict[str, float]) -> None:
    """Print a line for each figure, with its bound if it has one."""
    for name, figure in figures.items():
        meaning, unit = MEANINGS[name]
        number = f"{figure:,.0f}" if unit == "1/s" else f"{figure:.2f}"
        bound = f"at most {BOUNDS[name]:g}" if name in BOUNDS else ""
        over = "OVER" if figure > BOUNDS.get(name, figure) else ""
        print(f"{meaning:42s}{number:>12s} {unit:5s}{bound:14s}{over}".rstrip())


def main() -> int:
    """Measure, print, and hold against the bounds."""
    parser = argparse.ArgumentParser(description="Time and peak memory of kazakhstan-2022.")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="measure N times and take the median")
    parser.add_argument("--cold", action="store_true", help="also a first run, with an empty cache of compiled code")
    parser.add_argument("--json", action="store_true", help="end with one JSON object on a line of its own")
    asked = parser.parse_args()
    if asked.runs < 1:
        parser.error(f"--runs must be at least 1, got {asked.runs}")
    figures = measure(asked.runs, cold=asked.cold)
    show(figures)
    if asked.json:
        print(json.dumps({"scenario": SCENARIO, "runs": asked.runs, **figures}))
    return int(any(figures[name] > bound for name, bound in BOUNDS.items() if name in figures))


if __name__ == "__main__":
    sys.exit(main())
