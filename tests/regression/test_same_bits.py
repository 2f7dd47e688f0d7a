"""The same scenario and seed give the same bits, however the run is made."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from scenarios import at, city_with_lodging, everything, funnel, gate_line, two_posts
from serai.kernels.leave import draw_leavers
from serai.model.build import build
from serai.model.initial import place_initial
from serai.model.tick import outcome_of, run_ticks
from serai.runs.course import run
from serai.scenario.read.load import load
from serai.scenario.schema import Scenario
from serai.state.log import Outcome
from twin.lookahead_worlds import country

TESTS = Path(__file__).parents[1]
SEED = 6

# Arguments: the folders of the shared builders and of this file.
IN_ANOTHER_PROCESS = """
import sys
sys.path[:0] = sys.argv[1:]
import test_same_bits as here
for make in here.SMALL.values():
    print(here.digest(here.run(make(), here.SEED)))
"""


def digest(outcome: Outcome) -> str:
    """A hash of everything that a run leaves behind."""
    found = hashlib.sha256(repr(sorted(outcome.totals.items())).encode("utf-8"))
    found.update(outcome.journeys.tobytes())
    for name in sorted(outcome.arrays):
        found.update(np.asarray(outcome.arrays[name]).tobytes())
    return found.hexdigest()


def assert_same(a: Outcome, b: Outcome) -> None:
    assert a.totals == b.totals
    assert np.array_equal(a.journeys, b.journeys)
    for name, array in a.arrays.items():
        assert np.array_equal(array, b.arrays[name], equal_nan=True), name


def tiny() -> Scenario:
    """Small enough to be run without the compiler in seconds."""
    return funnel(2, 25, (gate_line(servers=1, minutes=20, time="exponential"),), tick_minutes=180)


def small_town() -> Scenario:
    """Beds, papers and stays for few people."""
    base = city_with_lodging(4, tick_minutes=240)
    home = base.places[0].model_copy(update={"at_risk_people": 150})
    return base.model_copy(update={"places": (home, *base.places[1:])})


SMALL = {"line": tiny, "town": small_town, "flight": lambda: country(end=at(8).date())}
SCENARIOS = {
    "everything": everything,
    "lodging": city_with_lodging,
    "river-crossing": lambda: load("river-crossing"),
}


@pytest.mark.slow  # each phase is compiled by itself
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_compiled_loop_and_phases_called_from_python_agree(name: str):
    scenario = SCENARIOS[name]()
    compiled = run(scenario, SEED)
    assert compiled.totals["events"] > 1000
    assert_same(run(scenario, SEED, driver="python"), compiled)


def test_checking_changes_nothing():
    assert_same(run(two_posts(), SEED, check=True), run(two_posts(), SEED))


def test_watching_changes_nothing():
    seen: list[tuple[int, int]] = []
    assert_same(run(two_posts(), SEED, on_progress=lambda done, n: seen.append((done, n))), run(two_posts(), SEED))
    assert seen == [(64, 120), (120, 120)]


def test_two_threads_at_once_do_not_disturb_each_other():
    given = [everything(), two_posts(), city_with_lodging(), everything(days=4)]
    alone = [run(scenario, SEED) for scenario in given]
    together: list[Outcome | None] = [None] * len(given)
    gate = threading.Barrier(len(given))

    def work(number: int) -> None:
        gate.wait()
        together[number] = run(given[number], SEED)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(given))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for outcome, expected in zip(together, alone, strict=True):
        assert outcome is not None
        assert_same(outcome, expected)


def test_interleaved_runs_do_not_know_of_each_other():
    given = [everything(), two_posts(days=6)]
    states = [build(scenario, SEED) for scenario in given]
    for scenario, state in zip(given, states, strict=True):
        draw_leavers(state.memory.world[0])
        place_initial(scenario, state)
    for tick in range(6 * 24):
        for state in states:
            run_ticks(tick, tick + 1, state.memory.world)
    for scenario, state in zip(given, states, strict=True):
        assert_same(outcome_of(state), run(scenario, SEED))


def test_the_same_seed_gives_the_same_bits_and_another_seed_others():
    first, again, other = run(two_posts(), SEED), run(two_posts(), SEED), run(two_posts(), SEED + 1)
    assert digest(first) == digest(again)
    assert digest(first) != digest(other)
    assert not np.array_equal(first.arrays["set_out"], other.arrays["set_out"])


def start_process(jit: str) -> subprocess.Popen[str]:
    """A process that prints the hash of each small scenario."""
    return subprocess.Popen(
        [
            sys.executable,
            "-W",
            "ignore::RuntimeWarning",
            "-c",
            IN_ANOTHER_PROCESS,
            str(TESTS),
            str(Path(__file__).parent),
        ],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "NUMBA_DISABLE_JIT": "1" if jit == "off" else "0"},
    )


@pytest.mark.slow
def test_two_processes_at_once_give_the_same_bits_compiled_and_with_the_compiler_off():
    started = {jit: start_process(jit) for jit in ("on", "off")}
    printed = {jit: process.communicate()[0].split() for jit, process in started.items()}
    outcomes = [run(make(), SEED) for make in SMALL.values()]
    assert min(outcome.totals["events"] for outcome in outcomes) > 5
    here = [digest(outcome) for outcome in outcomes]
    assert len(set(here)) == len(SMALL)
    assert printed == {"on": here, "off": here}
