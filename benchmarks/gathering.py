"""Peak memory and time of gathering many kept draws in a run's file, in a process of its own.

`python benchmarks/gathering.py [--draws N] [--scenario NAME] [--json]`. One draw is run; its copies stand for
the others, since gathering does not ask what is in them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from common import BYTES_PER_GIB, PEAK, arguments, finish, say, table

import serai
from serai.results.view import View
from serai.runs.course import run
from serai.runs.keeps import whole_kept
from serai.runs.kept import DrawsFolder, plan_of

GATHER = (
    PEAK
    + """
import json, time
from pathlib import Path
import numpy as np, serai
from serai.results.view import View
from serai.runs import engine, gathering
from serai.runs.draws import draws_hash
from serai.runs.kept import DrawsFolder, plan_of
from serai.runs.provenance import describe, result_hash
from serai.runs.run import Run
name, n, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
scenario = serai.load(name)
central = engine.run(scenario, 1)
plan = engine.planned(scenario, 1, n, "whole")
before, start = peak_bytes(), time.perf_counter()
kept = DrawsFolder(folder, plan_of(scenario, 1, n))
draws = gathering.gathered(plan, central, kept, {}, n)
hashed = draws_hash(result_hash(central), draws)
Run(scenario, 1, central, describe(scenario, 1, hashed, 0.0, n), draws, kept=kept).save(folder)
size = (folder / "run.nc").stat().st_size
print(json.dumps({"before": before, "peak": peak_bytes(), "seconds": time.perf_counter() - start, "file": size}))
"""
)


def main() -> int:
    """Keep copies of one draw, gather them, print."""
    parser = arguments("Peak memory and time of gathering draws.")
    parser.add_argument("--draws", type=int, default=10_000, metavar="N", help="draws; 10,000 by default")
    parser.add_argument("--scenario", default="kazakhstan-2022", metavar="NAME", help="kazakhstan-2022 by default")
    asked = parser.parse_args()
    scenario = serai.load(asked.scenario)
    member = whole_kept(View(run(scenario, 1), scenario))
    with tempfile.TemporaryDirectory() as name:
        kept = DrawsFolder(Path(name), plan_of(scenario, 1, asked.draws))
        for number in range(asked.draws):
            kept.put(number, member)
            if number % 1000 == 0:
                say(f"{number} draws are kept")
        words = [sys.executable, "-c", GATHER, asked.scenario, str(asked.draws), name]
        result = json.loads(subprocess.run(words, check=True, capture_output=True, encoding="utf-8").stdout)
    figures = {
        "draws": asked.draws, "seconds": result["seconds"], "peak_gib": result["peak"] / BYTES_PER_GIB,
        "before_gib": result["before"] / BYTES_PER_GIB, "file_gib": result["file"] / BYTES_PER_GIB,
    }  # fmt: skip
    table(("figure", "value"), figures.items())
    finish(figures, as_json=asked.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
