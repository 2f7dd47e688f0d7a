"""Draws against observations: median, intervals and coverage, from made-up figures."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from serai.runs.ensemble_score import DrawsRow, coverage, draw_distances, draws_json, score_draws

from serai.results.score import score_json

SCENARIO_ROW = 1


@pytest.fixture
def score(ensemble):
    """score([1, 2, ...], low=0, high=3): one observation of which each draw gives one figure."""

    def score(values, lows=None, highs=None, *, central=5.0, reason="", **columns) -> DrawsRow:
        plain = {"value": None, "low": None, "high": None, "bound": "two-sided"}
        row = ensemble.scenario.observations[SCENARIO_ROW].model_copy(update={**plain, **columns})
        scenario = ensemble.scenario.model_copy(update={"observations": (row,)})
        blank = [np.nan] * len(values)
        simulated = np.array([values, lows or blank, highs or blank], dtype=float).T[:, np.newaxis]
        centre = np.array([[np.nan if central is None else central, np.nan, np.nan]])
        draws = replace(ensemble.draws, simulated=simulated, central_simulated=centre, reasons=(reason,))
        return score_draws(draws, scenario)[0]

    return score


def test_the_median_and_the_points_of_the_draws_are_given(score):
    row = score(range(101), low=40, high=60)
    assert (row.simulated, row.simulated_low, row.simulated_high) == (50.0, 5.0, 95.0)
    assert (row.simulated_p10, row.simulated_p90, row.draws) == (10.0, 90.0, 101)


def test_inside_speaks_of_the_median_and_the_central_run_is_judged_apart(score):
    row = score(range(101), low=40, high=60, value=50, central=61.0)
    assert (row.inside, row.central, row.central_inside) == (True, 61.0, False)
    assert row.relative_error == 0.0
    assert row.share_inside == pytest.approx(21 / 101)


@pytest.mark.parametrize(
    ("interval", "covered"),
    [((95, 200), True), ((96, 200), False), ((-9, 5), True), ((-9, 4), False), ((30, 40), True), ((-9, 200), True)],
)
def test_a_range_is_covered_if_the_90_percent_interval_meets_it(score, interval, covered):
    assert score(range(101), low=interval[0], high=interval[1]).covered is covered


def test_one_sided_rows_are_covered_from_their_side(score):
    assert score(range(101), value=95, bound="at least").covered is True
    assert score(range(101), value=96, bound="at least").covered is False
    assert score(range(101), value=4, bound="at most").covered is False


def test_draws_that_do_not_give_the_figure_do_not_count(score):
    row = score([1.0, np.nan, 3.0], low=0, high=2)
    assert (row.draws, row.simulated, row.share_inside) == (2, 2.0, 0.5)


def test_a_figure_that_no_draw_gives_says_why(score):
    row = score([np.nan] * 3, low=0, high=2, central=None, reason="nobody joined these lines in the period")
    assert (row.simulated, row.inside, row.covered, row.draws) == (None, None, None, 0)
    assert row.reason == "nobody joined these lines in the period"
    assert score([np.nan], low=0, high=2).reason == "no draw gives this figure"


def test_for_covers_the_interval_is_that_of_a_typical_run(score):
    row = score([10, 20, 30], [1, 2, 3], [40, 50, 90], statistic="covers", value=45)
    assert (row.simulated, row.simulated_low, row.simulated_high) == (20.0, 2.0, 50.0)
    assert (row.inside, row.covered) == (True, True)
    assert row.share_inside == pytest.approx(2 / 3)


def test_a_row_without_an_interval_is_not_judged(score):
    row = score([1, 2, 3], value=None, low=None, high=None)
    assert (row.inside, row.covered, row.share_inside) == (None, None, None)


def test_the_json_has_the_keys_of_a_single_run_and_what_draws_add(ensemble):
    rows = ensemble.score_rows()
    single, many = score_json(rows), draws_json(rows)
    own = {item.name for item in fields(DrawsRow)}
    for one, other in zip(single["observations"], many["observations"], strict=True):
        assert {**other, **one} == other
        assert other["draws"] == 8
        assert set(other) - set(one) <= own
    assert {**many["summary"], **single["summary"]} == many["summary"]
    assert many["summary"]["covered"] == coverage(rows)
    by_use = many["summary"]["covered_by_use"].values()
    assert sum(found["covered"] for found in by_use) == many["summary"]["covered"]["covered"]


def test_a_row_that_cannot_be_judged_is_not_counted_in_the_coverage(score):
    rows = [score(range(101), low=40, high=60), score(range(101), low=200, high=300), score([1.0])]
    assert coverage(rows) == {"covered": 1, "total": 2}


def test_the_table_has_the_naive_forecasts_beside_the_draws(ensemble):
    frame = ensemble.score()
    assert list(frame["id"]) == [row.id for row in ensemble.scenario.observations]
    assert "naive_ordinary_only" in frame
    columns = list(frame.columns)
    assert columns[columns.index("simulated_high") + 1] == "draws"


def test_each_draw_has_its_distance_from_the_rows_used_for_fit(ensemble):
    fit = ensemble.scenario.observations[SCENARIO_ROW].model_copy(
        update={"value": 10.0, "low": 8.0, "high": 12.0, "bound": "two-sided", "statistic": "sum", "use": "fit"}
    )
    test = fit.model_copy(update={"use": "test"})
    scenario = ensemble.scenario.model_copy(update={"observations": (test, fit)})
    figures = np.full((4, 2, 3), np.nan)
    figures[:3, 1, 0] = [9.0, 13.0, 7.0]
    figures[:, 0, 0] = 1e6
    draws = replace(ensemble.draws, simulated=figures)
    assert draw_distances(draws, scenario).tolist() == [0.0, 0.5, 0.5, 3.0]
    only_test = ensemble.scenario.model_copy(update={"observations": (test, test)})
    assert np.isnan(draw_distances(draws, only_test)).all()
