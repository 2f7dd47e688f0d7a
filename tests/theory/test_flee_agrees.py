"""Own small cases against what Flee 3.1 gives for them (`ask_flee.py` wrote it): people at each place, day by day."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from flee_cases import people_by_day, scenario_of, write_case
from flee_questions import QUESTIONS

ANSWERS = json.loads((Path(__file__).parent / "flee-3.1.json").read_text(encoding="utf-8"))
REPEATS = 5  # of Flee, and of ours: both stand for the mean of as many runs
MOST_DEVIATIONS = 5


def of_the_total(question: dict) -> dict:
    """The case with the setting by which Flee's later code takes what is an argument of 3.1."""
    if not question.get("from_total"):
        return question
    spawn = {**question.get("spawn", {}), "sum_from_camps": False}
    return {**{name: value for name, value in question.items() if name != "from_total"}, "spawn": spawn}


@pytest.mark.parametrize("name", QUESTIONS)
def test_people_at_each_place_are_as_flee_gives_them(tmp_path, name):
    scenario = scenario_of(write_case(tmp_path, **of_the_total(QUESTIONS[name])))
    runs = [people_by_day(scenario, seed) for seed in range(1, REPEATS + 1)]
    people = max(float(sum(np.asarray(found[place]) for place in found).max()) for found in runs)
    for place, flee in ANSWERS[name].items():
        ours = np.mean([found[place] for found in runs], axis=0)
        share = np.clip((ours + np.asarray(flee)) / 2 / people, 0, 1)
        spread = np.sqrt(2 * people * share * (1 - share) / REPEATS)
        assert np.abs(ours - flee) == pytest.approx(np.zeros(len(flee)), abs=0.5 + MOST_DEVIATIONS * spread.max()), (
            f"{place}: ours {ours.tolist()}, Flee's {flee}"
        )
