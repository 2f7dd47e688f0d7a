"""How much common random numbers help: `make variance` runs this. See docs/benchmarks.md.

`python benchmarks/common_numbers.py [--pairs N] [--json]`: `kazakhstan-2022` as it is and with one more lane at
Mashtakovo-Syrym, N pairs of runs. The variance of the difference in hours waited at all posts, once with the seed of
the other run and once with another of its own. Exit status 1 if the ratio is below its bound.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from statistics import mean, variance

import serai
from serai.runs.course import run
from serai.scenario.schema import Scenario
from serai.units import MINUTES_PER_HOUR

SCENARIO = "kazakhstan-2022"
ONE_MORE_LANE = {"services.syrym-in.servers": "+1", "services.syrym-in-foot.servers": "+1"}
PAIRS = 30
LEAST_RATIO = 10.0


def hours_waited(scenario: Scenario, seed: int) -> float:
    """Hours that all people stood in the lines of all posts in a run."""
    outcome = run(scenario, seed)
    at_posts = [row for row, line in enumerate(outcome.axes.lines) if line.service != "registration"]
    people_steps = int(outcome.arrays["waiting"][:, at_posts].sum(dtype="int64"))
    return people_steps * outcome.axes.step_minutes / MINUTES_PER_HOUR


def in_threads(work: Callable[[int], float], numbers: range) -> list[float]:
    """What a piece of work gives for each number, on all cores."""
    with ThreadPoolExecutor(cpu_count()) as pool:
        return list(pool.map(work, numbers))


def main() -> int:
    """Measure and print; 1 if the bound is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    base = serai.load(SCENARIO)
    more = serai.with_changes(base, ONE_MORE_LANE)
    seeds = range(1, options.pairs + 1)
    without = in_threads(lambda seed: hours_waited(base, seed), seeds)
    common = in_threads(lambda seed: hours_waited(more, seed), seeds)
    different = in_threads(lambda seed: hours_waited(more, seed + options.pairs), seeds)
    figures = {
        "pairs": options.pairs,
        "hours_waited": mean(without),
        "mean_difference": mean(b - a for a, b in zip(without, common, strict=True)),
        "variance_common": variance(b - a for a, b in zip(without, common, strict=True)),
        "variance_different": variance(b - a for a, b in zip(without, different, strict=True)),
    }
    figures["ratio"] = figures["variance_different"] / figures["variance_common"]
    for name, value in figures.items():
        print(f"{name:20} {value:,.6g}")
    if options.json:
        print(json.dumps(figures))
    return int(figures["ratio"] < LEAST_RATIO)


if __name__ == "__main__":
    sys.exit(main())
