"""Many runs on one thread and on two, beside a control that only reads and writes memory.

`python benchmarks/threads.py [--runs N] [--people N] [--repeats N] [--json]`. One and two threads take turns. The
control shows what the machine gives: two cores share its memory.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import numpy as np
from common import arguments, finish, say, synthetic, table, timed
from numba import njit

from serai.runs.course import run

CONTROL_WORDS = 1 << 22  # 32 MiB, more than the caches of a core


@njit(cache=False, nogil=True)
def walk(memory, rounds):
    """Read and write an array from end to end."""
    for _ in range(rounds):
        for row in range(memory.size):
            memory[row] = memory[row] * 3 + row


def on_threads(n_threads: int, works: list) -> float:
    """Seconds of all works on a number of threads."""
    with ThreadPoolExecutor(n_threads) as pool:
        return timed(lambda: [future.result() for future in [pool.submit(work) for work in works]])[0]


def main() -> int:
    """Measure in turns, print."""
    parser = arguments("Runs with different seeds on one and on two threads.")
    parser.add_argument("--runs", type=int, default=32, metavar="N", help="runs; 32 by default")
    parser.add_argument("--people", type=int, default=100_000, metavar="N", help="parties in each; 100,000 by default")
    parser.add_argument("--repeats", type=int, default=5, metavar="N", help="rounds; 5 by default")
    asked = parser.parse_args()
    scenario = synthetic(asked.people)
    say("compiling")
    run(scenario, 1)
    arrays = [np.ones(CONTROL_WORDS, dtype=np.int64) for _ in range(2)]
    walk(arrays[0][:10], 1)
    runs = [lambda seed=seed: run(scenario, seed) for seed in range(1, asked.runs + 1)]
    walks = [lambda k=k: walk(arrays[k], 20) for k in range(2)]
    rows = []
    for number in range(asked.repeats):
        say(f"round {number + 1} of {asked.repeats}")
        rows.append([on_threads(n, works) for works in (runs, walks) for n in (1, 2)])
    figures = {
        "runs": asked.runs, "people": asked.people,
        "one_thread_seconds": median(row[0] for row in rows), "two_threads_seconds": median(row[1] for row in rows),
        "speedup": median(row[0] / row[1] for row in rows), "control_speedup": median(row[2] / row[3] for row in rows),
    }  # fmt: skip
    figures["share_of_control"] = figures["speedup"] / figures["control_speedup"]
    table(("figure", "value"), figures.items())
    finish(figures, as_json=asked.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
