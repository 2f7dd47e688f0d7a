"""Camps of an ensemble: what is read from the score is what the runs of the draws hold."""

from __future__ import annotations

import numpy as np
import pytest
from serai.runs.ensemble_camps import camp_draws
from serai.runs.ensemble_run import simulate

import flee_cases
from serai.report.camp_words import camp_sections
from serai.report.figures import page_data
from serai.report.short_answer import camps_answer

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
    return flee_cases.scenario_of(flee_cases.write_case(folder, rows, ["A,B,180,0", "A,C,240,0"], days=40, camps=camps))


@pytest.fixture(scope="module")
def ensemble(scenario):
    return simulate(scenario, draws=3)


def test_the_people_of_each_draw_are_those_of_its_run_on_days_with_a_report(scenario, ensemble):
    score = ensemble.camp_score
    for number, seed in enumerate(ensemble.draws.seeds):
        run = simulate(scenario, seed=int(seed))
        row = run.outcome.axes.places.index("B")
        present = run.outcome.arrays["present"][:, :, row].sum(axis=1)
        np.testing.assert_array_equal(score.people[number, sorted(REPORTS), 0], present[sorted(REPORTS)])


def test_nothing_is_made_up_after_the_last_report(ensemble):
    assert np.isnan(ensemble.camp_score.people[:, 31:, 0]).all()
    assert not np.isnan(ensemble.camp_score.people[:, :31]).any()


def test_errors_and_naive_forecasts_are_of_the_days_on_which_every_camp_is_known(ensemble):
    score = ensemble.camp_score
    assert score.n_days == 3  # days 10, 12 and 30; on day 0 nobody is reported
    assert {found.days for name, found in score.baselines.items() if name == "equal_split"} == {3}
    ard = score.errors["ard"]
    assert 0 < ard.low <= ard.median <= ard.high


def test_the_page_shows_camps_with_bands_and_nothing_of_posts(ensemble):
    data = page_data(ensemble)
    (chart,) = data["charts"]
    assert (chart["id"], chart["note"]) == ("camps", "camps_draws")
    assert all("l" in panel["lines"][0] and "h" in panel["lines"][0] for panel in chart["panels"])
    assert not any(one["picture"] in ("entries", "waits", "lodging") for one in data["answer"]["en"])
    assert any("equal split" in row[0] for section in data["sections"]["en"] for row in section["rows"])


@pytest.mark.parametrize("language", ["en", "de"])
def test_sections_and_answer_leave_no_blank_in_any_language(ensemble, language):
    told = [text for section in camp_sections(ensemble.camp_score, language) for text in section.sentences]
    told += [one.text for one in camps_answer(ensemble.camp_score, language)]
    assert len(told) > 5
    assert not any("{" in text for text in told)


def test_without_reports_there_is_no_score(scenario, ensemble):
    assert camp_draws(ensemble.draws, scenario.model_copy(update={"observations": ()})) is None
