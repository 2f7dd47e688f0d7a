"""Draws against observations: median, intervals and coverage, from made-up figures, of a model without error."""

from __future__ import annotations

import numpy as np
import pytest

from serai.results import model_error
from serai.results.distance import agreeing_draws, draw_distances, drawn_answers
from serai.results.model_error import KnownError
from serai.results.score import SPREAD_FIELDS, DrawnAnswers, score, to_frame
from serai.results.tally import coverage, score_json
from serai.study.learned_error import KINDS

DAY = ("entries", "sum", "2022-09-02", "2022-09-03")


@pytest.fixture(autouse=True)
def exact(monkeypatch):
    """A model whose errors are next to nothing, so that the points are those of the draws."""
    monkeypatch.setattr(model_error, "model_errors", lambda: dict.fromkeys(KINDS, KnownError("", 1e-9, 0)))


@pytest.fixture
def judged(bench, observe):
    """judged([1, 2, ...], low=0, high=3): the row of one observation of which each draw gives one figure."""

    def judged(values, lows=None, highs=None, *, central=5, agreeing=None, **columns):
        bench.put("entries", central, day="2022-09-02", place="Oral", profile="men")
        row = observe("entries", columns.pop("statistic", "sum"), *DAY[2:], **columns)
        blank = [np.nan] * len(values)
        answers = np.array([values, lows or blank, highs or blank], dtype=float).T[:, np.newaxis]
        chosen = np.zeros(len(values), dtype=bool) if agreeing is None else np.array(agreeing)
        return score(bench.view, [row], DrawnAnswers(answers, chosen))[0]

    return judged


def test_the_median_and_the_points_of_the_draws_are_given(judged):
    row = judged(range(101), low=40, high=60)
    assert (row.simulated, row.spread.draws) == (50.0, 101)
    assert (row.simulated_low, row.simulated_high) == pytest.approx((5.0, 95.0))
    spread = row.spread
    inner = (spread.simulated_p10, spread.simulated_p25, spread.simulated_p75, spread.simulated_p90)
    assert inner == pytest.approx((10.0, 25.0, 75.0, 90.0))
    assert (spread.draws_p05, spread.draws_p25, spread.draws_p75, spread.draws_p95) == (5.0, 25.0, 75.0, 95.0)


def test_inside_speaks_of_the_median_and_the_central_run_is_judged_apart(judged):
    row = judged(range(101), low=40, high=60, value=50, central=61.0)
    assert (row.inside, row.spread.central, row.spread.central_inside) == (True, 61.0, False)
    assert row.relative_error == 0.0
    assert row.spread.share_inside == pytest.approx(21 / 101)


@pytest.mark.parametrize(
    ("interval", "covered"),
    [((94.9, 200), True), ((96, 200), False), ((-9, 5.1), True), ((-9, 4), False), ((30, 40), True), ((-9, 200), True)],
)
def test_a_range_is_covered_if_the_90_percent_interval_meets_it(judged, interval, covered):
    assert judged(range(101), low=interval[0], high=interval[1]).spread.covered is covered


def test_one_sided_rows_are_covered_from_their_side(judged):
    assert judged(range(101), value=94.9, bound="at least").spread.covered is True
    assert judged(range(101), value=96, bound="at least").spread.covered is False
    assert judged(range(101), value=4, bound="at most").spread.covered is False


def test_draws_that_do_not_give_the_figure_do_not_count(judged):
    row = judged([1.0, np.nan, 3.0], low=0, high=2)
    assert (row.spread.draws, row.simulated, row.spread.share_inside) == (2, 2.0, 0.5)


def test_a_figure_that_no_draw_gives_says_why(judged):
    row = judged([np.nan] * 3, low=0, high=2, place="Atyrau")
    assert (row.simulated, row.inside, row.spread.covered, row.spread.draws) == (None, None, None, 0)
    assert row.reason == 'the scenario has no place, group, region or country "Atyrau"'
    assert judged([np.nan], low=0, high=2).reason == "no draw gives this figure"


def test_for_covers_the_interval_is_that_of_a_typical_run(judged):
    row = judged([10, 20, 30], [1, 2, 3], [40, 50, 90], statistic="covers", value=45)
    assert (row.simulated, row.simulated_low, row.simulated_high) == (20.0, 2.0, 50.0)
    assert (row.inside, row.spread.covered) == (True, True)
    assert row.spread.share_inside == pytest.approx(2 / 3)


def test_a_row_without_an_interval_is_not_judged(judged):
    row = judged([1, 2, 3], value=None, low=None, high=None)
    assert (row.inside, row.spread.covered, row.spread.share_inside) == (None, None, None)


def test_the_draws_that_agree_best_have_an_interval_of_their_own(judged):
    spread = judged([1, 2, 50, 60], low=0, high=3, agreeing=[False, False, True, True]).spread
    assert (spread.agreeing_low, spread.agreeing_high) == pytest.approx((50.0, 60.0))
    assert spread.agreeing_covered is False
    assert spread.covered
    assert judged([1, 2], low=0, high=3).spread.agreeing_covered is None


def test_the_json_of_draws_is_that_of_a_single_course_and_what_draws_add(bench, observe):
    rows = [observe(*DAY, low=1, high=9, use="fit"), observe(*DAY, low=2, high=9, use="test", fact_group="other")]
    answers = np.full((3, 2, 3), np.nan)
    answers[:, :, 0] = [[1, 1], [2, 1], [3, 1]]
    drawn = score(bench.view, rows, DrawnAnswers(answers, np.array([True, False, False])))
    single, many = score_json(score(bench.view, rows)), score_json(drawn)
    for one, other in zip(single["observations"], many["observations"], strict=True):
        assert set(other) - set(one) == set(SPREAD_FIELDS)
        assert set(one) <= set(other)
        assert other["draws"] == 3
    assert set(single["summary"]) < set(many["summary"])
    assert many["summary"]["covered"] == coverage(drawn) == {"covered": 1, "total": 2}
    assert many["summary"]["covered_by_use"] == {
        "fit": {"covered": 1, "total": 1},
        "test": {"covered": 0, "total": 1},
    }


def test_a_row_that_cannot_be_judged_is_not_counted_in_the_coverage(judged):
    rows = [judged(range(101), low=40, high=60), judged(range(101), low=200, high=300), judged([1.0])]
    assert coverage(rows) == {"covered": 1, "total": 2}


def test_the_table_has_the_draws_beside_the_interval_and_the_naive_forecasts_last(judged):
    columns = list(to_frame([judged([1, 2, 3], low=0, high=2, place="West Post")]).columns)
    assert columns[columns.index("simulated_high") + 1] == "draws"
    assert columns[-1].startswith("naive_")


def test_each_draw_has_its_distance_from_the_rows_used_for_fit(make_scenario, observe):
    fit, test = (observe(*DAY, value=10.0, low=8.0, high=12.0, use=use) for use in ("fit", "test"))
    answers = np.full((4, 2, 3), np.nan)
    answers[:3, 1, 0] = [9.0, 13.0, 7.0]
    answers[:, 0, 0] = 1e6
    scenario = make_scenario(observations=(test, fit))
    assert draw_distances(answers, scenario).tolist() == [0.0, 0.5, 0.5, 3.0]
    assert drawn_answers(answers, answers, scenario).agreeing.tolist() == [True, True, False, False]
    assert np.isnan(draw_distances(answers, make_scenario(observations=(test, test)))).all()


def test_the_nearest_half_rounded_up_agrees_best_and_nobody_without_rows_used_for_fit():
    assert agreeing_draws(np.array([3.0, 0.0, 1.0])).tolist() == [False, True, True]
    assert not agreeing_draws(np.full(3, np.nan)).any()
