"""ARD, MASE and naive forecasts of camp series, against figures reckoned by hand."""

from __future__ import annotations

import numpy as np
import pytest

from flee_cases import SURE_CAMPS, place, scenario_of, write_case
from serai.codes import Stage
from serai.results.camps import camp_score, camps_json, figures, naive_forecasts
from serai.results.score import score, score_json
from serai.runs.course import run


def test_ard_is_the_mean_over_days_with_people_of_errors_over_the_observed_total():
    observed = np.array([[0.0, 0.0], [60.0, 40.0], [100.0, 100.0]])
    simulated = np.array([[5.0, 0.0], [50.0, 50.0], [300.0, 100.0]])
    found = figures(simulated, observed, np.arange(3))
    assert found.ard == pytest.approx((20 / 100 + 200 / 200) / 2)
    assert found.ard_rescaled == pytest.approx((20 / 100 + 100 / 200) / 2)
    assert found.days == 2
    # mean error 225 / 3 over mean step (100 + 100) / 2
    assert found.mase == pytest.approx(75 / 100)


def test_nobody_simulated_is_all_wrong_and_no_observed_day_gives_no_figure():
    observed = np.array([[10.0, 10.0]])
    assert figures(np.zeros((1, 2)), observed, np.arange(1)).ard_rescaled == 1
    assert figures(np.zeros((1, 2)), np.zeros((1, 2)), np.arange(1)).ard is None


def test_naive_forecasts_share_the_observed_total():
    observed = np.array([[100.0 + day, 100.0 - day] for day in range(50)])
    found = naive_forecasts(observed, np.array([300.0, 100.0]))
    assert found["split_by_capacity"][7].tolist() == [150, 50]
    assert found["equal_split"][7].tolist() == [100, 100]
    assert np.isnan(found["shares_of_day_30"][30]).all()
    assert found["shares_of_day_30"][31].tolist() == [130, 70]
    assert np.isnan(found["shares_30_days_before"][29]).all()
    assert found["shares_30_days_before"][32].tolist() == [102, 98]


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    places = [place("A", "conflict_zone", 1000), place("C", "camp", 900), place("D", "camp", 400)]
    camps = {"C": {0: 100, 4: 500, 34: 900}, "D": {0: 100, 34: 300}}
    folder = tmp_path_factory.mktemp("case")
    moves = {**SURE_CAMPS, "capacity_scaling": 10}
    made = scenario_of(write_case(folder, places, ["A,C,90", "A,D,190"], days=40, camps=camps, moves=moves))
    return made, run(made, 1)


def test_days_of_reports_are_scored_apart_from_the_lines_between_them(scored):
    found = camp_score(scored[1], scored[0])
    assert (found.all_days.days, found.report_days.days) == (40, 3)
    assert found.report_days.ard != found.all_days.ard
    assert found.baselines["split_by_capacity"].ard_rescaled > 0


def test_the_score_says_what_the_run_was_given(scored):
    found = camp_score(scored[1], scored[0]).given
    assert found["daily_totals"]
    assert found["people_of_first_day"]
    assert (found["capacities"], found["capacities_equal_to_largest_observation"], found["camps"]) == (2, 1, 2)
    assert found["text"] == "daily totals, capacities (at 1 of 2 camps equal to the largest observation, to 2 %)"


def test_the_json_of_a_score_has_the_figures_in_its_summary(scored):
    made, outcome = scored
    camps = camp_score(outcome, made)
    summary = score_json(score(outcome, made), camps)["summary"]
    assert summary["ard"] == camps.all_days.ard
    assert summary["ard_rescaled"] == camps.all_days.ard_rescaled
    assert set(summary["report_days"]) == {"ard", "ard_rescaled", "mase", "days"}
    assert set(summary["baselines"]) == {
        "split_by_capacity", "shares_of_day_30", "shares_30_days_before", "equal_split",
    }  # fmt: skip
    assert summary["total"] == 5
    first = camps_json(camps)["camps"][0]
    assert first["camp"] == "C"
    # errors and steps of the camp alone, on days 0, 4 and 34
    seen, found = np.array([100.0, 500.0, 900.0]), outcome.arrays["present"][[0, 4, 34], Stage.LODGED, 1]
    assert first["mase_report_days"] == pytest.approx(np.abs(found - seen).mean() / 400)
    assert summary["baselines"]["equal_split"]["ard"] == summary["baselines"]["equal_split"]["ard_rescaled"]


def test_observations_are_the_reports_within_the_run(scored):
    made, outcome = scored
    rows = score(outcome, made)
    assert next(row.simulated for row in rows if row.place == "C") == 100
    assert all(row.use == "test" and row.inside is not None for row in rows)
