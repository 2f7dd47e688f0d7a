"""Flee's own cases against Flee's own results, where they lie beside the project."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np
import pytest

from flee_cases import scenario_of
from serai.codes import Stage
from serai.flee.series import daily_people
from serai.results.camps import camp_score, errors
from serai.results.sample import sample_of
from serai.results.view import View
from serai.runs.course import run

CASES = Path(__file__).parents[3] / "shared" / "peers" / "flee"
CASES_BESIDE = next((p for p in (CASES, Path.cwd().parent / "shared" / "peers" / "flee") if p.is_dir()), CASES)
FLEE = {"burundi": (0.468, 0.364), "car": (0.397, 0.351), "mali2012": (0.356, 0.307)}
NAIVE = {"burundi": (0.338, 0.364, 0.090), "car": (0.415, 0.881, 0.060), "mali2012": (0.168, 0.399, 0.086)}
SEEDS = range(1, 11)
MOST_SECONDS = 5

pytestmark = pytest.mark.skipif(not CASES_BESIDE.is_dir(), reason="../shared/peers/flee is not there")


def flee_shares(case: str) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Camps, days and Flee's mean shares by day."""
    with (CASES_BESIDE / case / "flee-3-head-results.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    camps = list(dict.fromkeys(row["camp"] for row in rows))
    days = sorted({int(row["day"]) for row in rows})
    people = np.zeros((len(days), len(camps)))
    for row in rows:
        people[days.index(int(row["day"])), camps.index(row["camp"])] = float(row["flee_mean"])
    return camps, np.array(days), people / np.maximum(people.sum(axis=1, keepdims=True), 1)


@pytest.mark.slow
@pytest.mark.parametrize("case", FLEE)
def test_a_case_agrees_with_flee_at_full_size_over_ten_seeds(case):
    scenario = scenario_of(CASES_BESIDE / case)
    camps, days, shares = flee_shares(case)
    rows = [[place.name for place in scenario.places].index(name) for name in camps]
    ard, found = [], []
    for seed in SEEDS:
        outcome = run(scenario, seed)
        people = outcome.arrays["present"][days][:, Stage.LODGED, :][:, rows].astype(float)
        found.append(people / np.maximum(people.sum(axis=1, keepdims=True), 1))
        observed = np.array([daily_people(scenario)[name] for name in camps], dtype=float).T[days]
        result = errors(people[np.newaxis], observed, np.arange(len(days)))
        ard.append((result.ard.median, result.ard_rescaled.median))
    assert np.mean(ard, axis=0) == pytest.approx(FLEE[case], abs=0.02)
    assert np.abs(np.mean(found, axis=0) - shares).mean(axis=0).max() <= 0.015


@pytest.mark.slow
@pytest.mark.parametrize("case", FLEE)
def test_a_compiled_run_at_full_size_takes_a_few_seconds_of_processor_time(case):
    scenario = scenario_of(CASES_BESIDE / case)
    run(scenario, 1)
    began = time.process_time()
    outcome = run(scenario, 2)
    assert time.process_time() - began < MOST_SECONDS
    score = camp_score(sample_of(View(outcome, scenario)))
    names = ("split_by_capacity", "shares_of_day_30", "shares_30_days_before")
    assert [score.baselines[name].ard_rescaled.median for name in names] == pytest.approx(NAIVE[case], abs=0.003)
