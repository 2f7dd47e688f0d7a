"""How long Serai takes to start: import, help, the first run with nothing compiled, the second; and where time goes.

`python benchmarks/startup.py [--scenario NAME] [--runs N] [--json]`. Every figure is of processes of their own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from common import arguments, finish, in_a_process, say, table, timed

HEAVY = ("numpy", "numba", "pydantic", "h5py", "h5netcdf", "pandas", "xarray", "rich", "typer", "ruamel.yaml")
MAIN = "from serai.cli.main import main; main()"
STAGES = """
import os, sys, time
began = time.perf_counter()
def stage(name):
    global began
    now = time.perf_counter()
    print(name, now - began)
    began = now
import serai
scenario = serai.load(sys.argv[1]); stage("read and check")
from serai.model.tick import run_ticks; stage("import the engine")
run = serai.simulate(scenario); stage("simulate")
run.save(sys.argv[2], force=True); stage("write")
"""


def process(code: str, *words: str, cache: Path | None = None) -> float:
    """Seconds of a Python program as a whole process, by default with the usual cache of compiled code."""
    env = dict(os.environ) if cache is None else {**os.environ, "SERAI_CACHE": str(cache)}
    return timed(lambda: in_a_process(code, *words, env=env))[0]


def imports(code: str, *words: str) -> dict[str, float]:
    """Seconds that importing each heavy library takes in a program, with all that it imports itself."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code, *words],
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    seconds = {}
    for line in done.stderr.splitlines():
        parts = line.removeprefix("import time:").split("|")
        if len(parts) == 3 and parts[2].strip() in HEAVY:
            seconds[parts[2].strip()] = int(parts[1]) / 1e6
    return seconds


def stages(scenario: str, folder: Path) -> dict[str, float]:
    """Seconds of the stages of a run, once compiled."""
    lines = in_a_process(STAGES, scenario, str(folder / "kept")).splitlines()
    return {name: float(seconds) for name, seconds in (line.rsplit(" ", 1) for line in lines)}


def main() -> int:
    """Measure, print."""
    parser = arguments("How long Serai takes to start.")
    parser.add_argument("--scenario", default="kazakhstan-2022", help="kazakhstan-2022 by default")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="take the median of N; 5 by default")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words = ("run", asked.scenario, "--quiet", "--force", "--out", str(folder / "run"))
        say("first run, nothing compiled")
        figures = {"first_run_seconds": process(MAIN, *words, cache=folder / "cache")}
        process(MAIN, *words)  # compiles for the user's own cache, if need be
        programs = {"python_seconds": ("pass",), "import_seconds": ("import serai",), "help_seconds": (MAIN, "--help"),
                    "second_run_seconds": (MAIN, *words)}  # fmt: skip
        for key, program in programs.items():
            say(key.removesuffix("_seconds"))
            figures[key] = median(process(*program) for _ in range(asked.runs))
        stage_seconds, libraries = stages(asked.scenario, folder), imports(MAIN, *words)
    rows = [*figures.items(), *((f"stage: {key}", value) for key, value in stage_seconds.items())]
    table(("what", "seconds"), [*rows, *((f"import {key}", value) for key, value in libraries.items())])
    finish({"scenario": asked.scenario, **figures, "stages": stage_seconds, "imports": libraries}, as_json=asked.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
