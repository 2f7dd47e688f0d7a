"""Camps against their reports: of a single course and of draws, as score, sentences and page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import serai
from flee_cases import SURE_CAMPS, place, scenario_of, write_case
from serai.codes import Stage
from serai.report.camp_words import camp_sections
from serai.report.figures import page_data
from serai.report.short_answer import camps_answer
from serai.results.camps import camp_score, camps_json
from serai.results.sample import sample_of
from serai.results.score import score
from serai.results.tally import score_json
from serai.results.view import View
from serai.runs.course import run

REPORTS = {0: 0, 10: 2500, 30: 6000}


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    rows = [
        "A,R,Here,1.0,30.0,conflict_zone,0,90000",
        "B,R,There,2.0,32.5,camp,0,8000",
        "C,R,There,2.6,28.8,camp,0,5000",
    ]
    camps = {"B": REPORTS, "C": {0: 0, 12: 1500, 39: 3900}}
    folder = tmp_path_factory.mktemp("case")
    return scenario_of(write_case(folder, rows, ["A,B,180,0", "A,C,240,0"], days=40, camps=camps))


@pytest.fixture(scope="module")
def draws(scenario):
    return serai.simulate(scenario, draws=3)


def test_the_people_of_each_draw_are_those_of_its_run(scenario, draws):
    for number, seed in enumerate(draws.draws.seeds):
        alone = camp_score(sample_of(View(run(scenario, int(seed)), scenario)))
        np.testing.assert_array_equal(draws.camp_score.people[number], alone.people[0])


def test_errors_of_draws_are_bands_and_naive_forecasts_have_no_width(draws):
    score = draws.camp_score
    assert score.people.shape == (3, 40, 2)
    assert 0 < score.all_days.ard.low < score.all_days.ard.median < score.all_days.ard.high
    assert {one.ard.draws for one in score.baselines.values() if one.ard} == {1}
    observed, simulated = score.last_total
    assert observed == sum(seen for seen, _ in score.last.values())
    assert simulated.median == np.median(score.people[:, -1].sum(axis=1))


def test_the_page_shows_camps_with_bands_and_nothing_of_posts(draws):
    data = page_data(draws)
    (chart,) = data["charts"]
    assert chart["id"] == "camps"
    assert all("l" in panel["lines"][0] and "h" in panel["lines"][0] for panel in chart["panels"])
    assert not any(one["picture"] in ("entries", "waits", "lodging") for one in data["answer"]["en"])
    assert any("equal split" in row[0] for section in data["sections"]["en"] for row in section["rows"])


@pytest.mark.parametrize("language", ["en", "de"])
def test_sections_and_answer_leave_no_blank_in_any_language(draws, language):
    told = [text for section in camp_sections(draws.camp_score, language) for text in section.sentences]
    told += [one.text for one in camps_answer(draws.camp_score, language)]
    assert len(told) > 5
    assert not any("{" in text for text in told)


def test_without_series_there_is_no_score(scenario, draws):
    without = scenario.model_copy(update={"lookahead_series": ()})
    assert camp_score(replace(draws.sample, view=View(draws.outcome, without))) is None


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    places = [place("A", "conflict_zone", 1000), place("C", "camp", 900), place("D", "camp", 400)]
    camps = {"C": {0: 100, 4: 500, 34: 900}, "D": {0: 100, 34: 300}}
    folder = tmp_path_factory.mktemp("case")
    moves = {**SURE_CAMPS, "capacity_scaling": 10}
    made = scenario_of(write_case(folder, places, ["A,C,90", "A,D,190"], days=40, camps=camps, moves=moves))
    return sample_of(View(run(made, 1), made))


def test_days_of_reports_are_scored_apart_from_the_lines_between_them(scored):
    found = camp_score(scored)
    assert (found.all_days.days, found.report_days.days) == (35, 3)
    assert found.report_days.ard != found.all_days.ard
    assert found.baselines["split_by_capacity"].ard_rescaled.median > 0


def test_the_score_says_what_the_run_was_given(scored):
    found = camp_score(scored).given
    assert found["daily_totals"]
    assert found["people_of_first_day"]
    assert (found["capacities"], found["capacities_equal_to_largest_observation"], found["camps"]) == (2, 1, 2)
    assert found["text"] == "daily totals, capacities (at 1 of 2 camps equal to the largest observation, to 2 %)"


def test_the_json_of_a_score_has_the_figures_in_its_summary(scored):
    camps = camp_score(scored)
    summary = score_json(score(scored.view), camps)["summary"]
    assert summary["ard"] == camps.all_days.ard.median
    assert summary["ard_rescaled"] == camps.all_days.ard_rescaled.median
    assert set(summary["report_days"]) == {"ard", "ard_rescaled", "mase", "days"}
    assert set(summary["baselines"]) == {
        "split_by_capacity", "shares_of_day_30", "shares_30_days_before", "equal_split",
    }  # fmt: skip
    assert summary["total"] == 5
    first = camps_json(camps)["camps"][0]
    assert first["camp"] == "C"
    # errors and steps of the camp alone, on days 0, 4 and 34
    seen, found = np.array([100.0, 500.0, 900.0]), scored.view.outcome.arrays["present"][[0, 4, 34], Stage.LODGED, 1]
    assert first["mase_report_days"] == pytest.approx(np.abs(found - seen).mean() / 400)
    assert summary["baselines"]["equal_split"]["ard"] == summary["baselines"]["equal_split"]["ard_rescaled"]


def test_observations_are_the_reports_within_the_run(scored):
    rows = score(scored.view)
    assert next(row.simulated for row in rows if row.place == "C") == 100
    assert all(row.use == "test" and row.inside is not None for row in rows)
