"""Draws a second on threads, processes and a cluster of dask on loopback; and 64 nodes on paper.

`python benchmarks/cluster.py [--draws N] [--scenario NAME] [--repeats N] [--json]`. The ways take turns; each has run a
few draws before, so that nothing is compiled. Needs the extra `cluster`.
"""

from __future__ import annotations

import math
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from common import arguments, finish, processor_time, say, table, timed
from distributed import Client, LocalCluster

import serai
from serai.model.build import build
from serai.results.view import View
from serai.runs import processes
from serai.runs.course import run
from serai.runs.ensemble import planned
from serai.runs.keeps import whole_kept
from serai.runs.kept import DrawsFolder, plan_of
from serai.runs.members import member_scenario
from serai.runs.packed import packed
from serai.scenario.schema import Scenario

NODES, CORES = 64, 64
DRAWS_THERE = 100_000
WARM = 4


def seconds_of(scenario: Scenario, draws: int, name: str, **how: Any) -> float:
    """Seconds of a run with so many draws; by name, on threads alone."""
    processes.LONG_SECONDS = math.inf if "thread" in name else 0.0
    processes.end()
    return timed(lambda: serai.simulate(scenario, draws=draws, **how))[0]


def on_paper(second_a_draw: float, overhead: float, serial: float, start: float) -> dict[str, float]:
    """Draws a second of 64 nodes of 64 cores: each thread as fast as one of two here, one scheduler and gatherer.

    Parameters
    ----------
    second_a_draw : float
        Of one of two threads.
    overhead : float
        Seconds that a draw costs beside its run, on a worker.
    serial : float
        Seconds that the client takes for each draw that comes back, one after the other.
    start : float
        Seconds until the first draw ends.
    """
    parallel = DRAWS_THERE * (second_a_draw + overhead) / (NODES * CORES)
    seconds = start + max(parallel, DRAWS_THERE * serial)
    return {
        "paper_seconds": seconds,
        "paper_draws_a_second": DRAWS_THERE / seconds,
        "paper_efficiency": parallel / seconds,
    }


def measure(scenario: Scenario, draws: int, repeats: int) -> dict[str, float]:
    """Median seconds of each way, by name."""
    with (
        ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool,
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
        Client(cluster) as client,
    ):
        ways: dict[str, dict[str, Any]] = {
            "one thread": {"threads": 1}, "two threads": {"threads": 2}, "two at a time": {"threads": 2},
            "two processes": {"client": pool},
            "dask, two workers": {"client": client},
        }  # fmt: skip
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for name, how in ways.items():
            say(f"warming {name}")
            seconds_of(scenario, WARM, name, **how)
        for number in range(repeats):
            for name, how in ways.items():
                say(f"round {number + 1} of {repeats}: {name}")
                seconds[name].append(seconds_of(scenario, draws, name, **how))
    return {name: median(values) for name, values in seconds.items()}


def serial_of(scenario: Scenario) -> float:
    """Seconds in which the client keeps a draw that comes back packed: written, synced, renamed."""
    data = packed(0, whole_kept(View(run(scenario, 1), scenario)))
    with tempfile.TemporaryDirectory() as name:
        folder = DrawsFolder(Path(name), plan_of(scenario, 1, 16))
        return timed(lambda: [folder.put_packed(number, data) for number in range(16)])[0] / 16


def python_of(scenario: Scenario, draws: int = 8) -> tuple[float, float]:
    """Seconds of processor time that a draw takes in Python, where threads wait for each other, and in all."""
    plan = planned(scenario, 1, draws, "whole")
    in_python, in_all = [], []
    for values in plan.values:
        made, drawn = processor_time(lambda values=values: member_scenario(scenario, plan.ranges, values))
        built, _ = processor_time(lambda drawn=drawn: build(drawn, 1))
        ran, outcome = processor_time(lambda drawn=drawn: run(drawn, 1))
        kept, _ = processor_time(lambda drawn=drawn, outcome=outcome: whole_kept(View(outcome, drawn)))
        in_python.append(made + built + kept)
        in_all.append(made + ran + kept)
    return median(in_python), median(in_all)


def main() -> int:
    """Measure in turns, evaluate, print."""
    parser = arguments("Draws a second on threads, processes and a cluster on loopback.")
    parser.add_argument("--draws", type=int, default=64, metavar="N", help="draws; 64 by default")
    parser.add_argument("--scenario", default="kazakhstan-2022", metavar="NAME", help="kazakhstan-2022 by default")
    parser.add_argument("--repeats", type=int, default=3, metavar="N", help="rounds; 3 by default")
    asked = parser.parse_args()
    scenario = serai.load(asked.scenario)
    medians = measure(scenario, asked.draws, asked.repeats)
    central = timed(lambda: run(scenario, 1))[0]  # each way runs the central course first, alone
    each = {name: (seconds - central) / asked.draws for name, seconds in medians.items()}
    rows = [(name, medians[name], asked.draws / medians[name], each["two threads"] / each[name]) for name in medians]
    table(("way", "seconds", "draws a second", "of two threads"), rows)
    in_python, in_all = python_of(scenario)
    overhead = max(0.0, 2 * (each["dask, two workers"] - each["two threads"]))
    figures: dict[str, float] = {
        "draws": asked.draws,
        "central_seconds": central,
        "threads_speedup": medians["one thread"] / medians["two threads"],
        "threads_speedup_of_draws": each["one thread"] / each["two threads"],
        "threads_efficiency": each["one thread"] / each["two threads"] / 2,
        "two_at_a_time_speedup": medians["one thread"] / medians["two at a time"],
        "python_seconds_a_draw": in_python,
        "python_share_of_a_draw": in_python / in_all,
        "processes_of_two_threads": medians["two threads"] / medians["two processes"],
        "dask_of_two_threads": medians["two threads"] / medians["dask, two workers"],
        "dask_overhead_seconds_a_draw": overhead,
        "client_seconds_a_draw": serial_of(scenario),
    }
    start = 2 * central
    figures |= on_paper(2 * each["two threads"], overhead, figures["client_seconds_a_draw"], start)
    table(("figure", "value"), figures.items())
    finish(figures, as_json=asked.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
