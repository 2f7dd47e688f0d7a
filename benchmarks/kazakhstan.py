"""Time and peak memory of `kazakhstan-2022` at full size, phases apart; `make bench` runs this. See docs/benchmarks.md.

`python benchmarks/kazakhstan.py [--json] [--runs N] [--draws N] [--cold]`. Exit status 1 if a bound is broken.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from common import BYTES_PER_GIB, arguments, finish, processor_time, say, timed

SCENARIO = "kazakhstan-2022"
BOUNDS = {
    "simulate_seconds": 1.0, "process_seconds": 2.5, "cold_seconds": 25.0, "draws_seconds": 100.0,
    "peak_gib": 1.5, "cold_peak_gib": 1.5,
}  # fmt: skip
PHASES = ("apply_events", "leave", "arrive", "serve", "lodge", "move_on", "count")
MEANINGS = {
    "load_seconds": ("read and check the scenario", "s"),
    "build_seconds": ("lay out the arrays of a run", "s"),
    "simulate_seconds": ("simulate, compiled, building included", "s"),
    "save_seconds": ("write the results", "s"),
    "draw_leavers_seconds": ("phase: draw_leavers", "s"),
    **{f"{phase}_seconds": (f"phase: {phase}", "s") for phase in PHASES},
    "events_per_second": ("things that happen, by simulate", "1/s"),
    "process_seconds": ("`serai run --quiet` as a whole process", "s"),
    "peak_gib": ("peak memory of that process", "GiB"),
    "draws_seconds": ("a run with `draws`, on all cores", "s"),
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


def measure_phases() -> dict[str, float]:
    """Seconds of processor time by phase of the tick, called one by one; calling costs a little too."""
    import serai
    from serai.kernels.leave import draw_leavers
    from serai.model import tick as loop
    from serai.model.build import build
    from serai.model.initial import place_initial

    scenario = serai.load(SCENARIO)
    for _ in range(2):  # the first time compiles, if need be
        state = build(scenario, scenario.seed)
        world = state.memory.world[0]
        seconds = {"draw_leavers_seconds": processor_time(lambda w=world: draw_leavers(w))[0]}
        place_initial(scenario, state)
        for tick in range(int(world["n_ticks"])):
            for name, phase in zip(PHASES, loop.PHASES, strict=True):
                spent = processor_time(lambda f=phase, t=tick, w=world: f(t, w))[0]
                seconds[f"{name}_seconds"] = seconds.get(f"{name}_seconds", 0.0) + spent
    return seconds


def measure_draws(draws: int) -> float:
    """Seconds of a run with draws, the central course included."""
    import serai

    scenario = serai.load(SCENARIO)
    every = max(draws // 10, 1)
    return timed(
        lambda: serai.simulate(
            scenario, draws=draws, on_progress=lambda done, n: done % every or say(f"{done} of {n} draws")
        )
    )[0]


def measure(runs: int, draws: int, *, cold: bool) -> dict[str, float]:
    """Each figure of `MEANINGS`; draws and the run with an empty cache only if asked for.

    The processes come first: one that is started by a process with much memory may count that as its own peak.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        say("processes")
        run_process(folder)  # compiles, if need be
        processes = [run_process(folder) for _ in range(runs)]
        say("stages and phases")
        figures = measure_stages(runs, folder) | measure_phases()
        figures["process_seconds"] = median(seconds for seconds, _ in processes)
        figures["peak_gib"] = max(peak for _, peak in processes) / BYTES_PER_GIB
        if draws:
            figures["draws_seconds"] = measure_draws(draws)
        if cold:
            say("a first run, with nothing compiled")
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
    parser = arguments("Time and peak memory of kazakhstan-2022.")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="measure N times and take the median")
    parser.add_argument("--cold", action="store_true", help="also a first run, with an empty cache of compiled code")
    parser.add_argument("--draws", type=int, default=200, metavar="N", help="draws; 200; 0: none")
    asked = parser.parse_args()
    if asked.runs < 1:
        parser.error(f"--runs must be at least 1, got {asked.runs}")
    figures = measure(asked.runs, asked.draws, cold=asked.cold)
    show(figures)
    finish({"scenario": SCENARIO, "runs": asked.runs, "draws": asked.draws, **figures}, as_json=asked.json)
    return int(any(figures[name] > bound for name, bound in BOUNDS.items() if name in figures))


if __name__ == "__main__":
    sys.exit(main())
