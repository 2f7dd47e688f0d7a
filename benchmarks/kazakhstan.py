"""Time and peak memory of `kazakhstan-2022` at full size, each held against its bound. `make bench` runs this.

Every figure comes from a process of its own: the first run with an empty cache of compiled code, a later run as a whole
process, and the simulation alone, once compiled. Exit status 1 if a bound is broken.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BOUNDS = {
    "first run, compiling included": (45.0, "s"),
    "later run, whole process": (8.0, "s"),
    "simulate, once compiled": (3.0, "s"),
    "peak memory of a run": (1.5, "GiB"),
}
BYTES_PER_GIB = 2**30
REPEATS = 3

RUN = """
import json, sys
from serai.cli.main import main
sys.argv = ["serai", "run", "kazakhstan-2022", "--quiet", "--force", "--out", sys.argv[1]]
try:
    main()
finally:
    if sys.platform == "win32":
        import psutil
        peak = psutil.Process().memory_info().peak_wset
    else:
        import resource
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps(peak))
"""
SIMULATE = f"""
import json, time
import serai
scenario = serai.load("kazakhstan-2022")
serai.simulate(scenario)
seconds = []
for _ in range({REPEATS}):
    began = time.perf_counter()
    serai.simulate(scenario)
    seconds.append(time.perf_counter() - began)
print(json.dumps(min(seconds)))
"""


def in_process(code: str, *words: str, cache: Path) -> tuple[float, float]:
    """Seconds that a process took, and the number on its last line."""
    began = time.perf_counter()
    environment = {**os.environ, "SERAI_CACHE": str(cache)}
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment, check=True)
    return time.perf_counter() - began, float(json.loads(done.stdout.splitlines()[-1]))


def measure() -> dict[str, float]:
    """Each figure of `BOUNDS`."""
    with tempfile.TemporaryDirectory() as folder:
        cache, out = Path(folder) / "cache", str(Path(folder) / "run")
        first_seconds, _ = in_process(RUN, out, cache=cache)
        later_seconds, peak_bytes = min(in_process(RUN, out, cache=cache) for _ in range(REPEATS))
        _, simulate_seconds = in_process(SIMULATE, cache=cache)
    return dict(zip(BOUNDS, (first_seconds, later_seconds, simulate_seconds, peak_bytes / BYTES_PER_GIB), strict=True))


def main() -> int:
    """Print a line for each figure; 1 if one is over its bound."""
    broken = 0
    for what, figure in measure().items():
        bound, unit = BOUNDS[what]
        broken += figure > bound
        print(f"{what:32s}{figure:8.2f} {unit:4s} at most {bound:g} {unit}{'   OVER' if figure > bound else ''}")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
