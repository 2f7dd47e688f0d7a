"""Every benchmark runs, at a tiny size, and ends with its figures as JSON."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def figures_of(script: str, *words: str) -> dict[str, object]:
    """The figures with which a benchmark ends."""
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / script), *words, "--json"],
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_the_limit_is_of_about_as_many_events_as_the_engine_handles():
    figures = figures_of("limit.py", "--people", "2000", "--repeats", "1")
    assert figures["share_of_limit"] > 0
    assert figures["bare_events_per_party"] == pytest.approx(figures["events_per_party"], rel=0.25)
    assert figures["events_per_party"] == pytest.approx(8, abs=1)


@pytest.mark.slow
def test_scaling_measures_each_size_in_a_process_of_its_own():
    rows = figures_of("scaling.py", "--people", "1000", "--ticks", "720", "--places", "12", "--middle", "2000")["rows"]
    assert [(row["people"], row["tick_minutes"], row["places"]) for row in rows] == [
        (1000, 60, 10), (2000, 720, 10), (2000, 60, 12),
    ]  # fmt: skip
    assert all(row["events"] > 5 * row["people"] and row["seconds"] > 0 for row in rows)


@pytest.mark.slow
def test_threads_compares_runs_with_a_control():
    figures = figures_of("threads.py", "--runs", "2", "--people", "500", "--repeats", "1")
    assert figures["speedup"] > 0
    assert figures["control_speedup"] > 0


def test_the_case_in_format_of_flee_has_the_places_and_links_that_it_says(tmp_path):
    sys.path.insert(0, str(BENCHMARKS))
    from flee_case import DAYS, links, places, write_case

    from serai.flee.convert.convert import read_case
    from serai.flee.series import new_people_by_day
    from serai.runs.course import run

    kinds = [name.split("-")[0] for name, _, _ in places()]
    assert (len(kinds), kinds.count("Zone"), kinds.count("Camp"), len(set(links()))) == (30, 5, 5, 50)
    scenario = read_case(write_case(tmp_path, 10_000), "case").scenario
    assert scenario.flee_as_run
    assert scenario.lookahead.awareness_level == 1
    people = new_people_by_day(scenario)
    assert len(people) == DAYS
    assert set(people[1:]) == {100}
    outcome = run(scenario, 1)
    assert math.isclose(outcome.arrays["present"][-1].sum(), 9900)


@pytest.mark.slow
def test_gathering_takes_memory_that_does_not_grow_with_draws():
    figures = figures_of("gathering.py", "--draws", "40", "--scenario", "river-crossing")
    assert figures["draws"] == 40
    assert 0 < figures["before_gib"] <= figures["peak_gib"] < 1


@pytest.mark.slow
def test_a_cluster_is_held_against_threads_and_processes():
    figures = figures_of("cluster.py", "--draws", "6", "--scenario", "river-crossing", "--repeats", "1")
    names = ("threads_speedup", "processes_of_two_threads", "dask_of_two_threads", "paper_draws_a_second")
    assert all(figures[name] > 0 for name in names)
    assert 0 < figures["paper_efficiency"] <= 1
