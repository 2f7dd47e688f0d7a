"""Scores of forecasts against values worked out by hand, and against scoringrules where it is installed."""

import math

import numpy as np
import pytest

from serai.results.proper_scores import (
    LEVELS,
    coverage,
    crps,
    log_crps,
    log_wis,
    on_log_scale,
    relative_skill,
    wis,
    wis_of_intervals,
)

ONE_TO_NINE = np.arange(1.0, 10.0)


def test_wis_and_its_parts_by_hand():
    """Median 10, 50 % from 8 to 12, 90 % from 5 to 20; the figure is 14: above the median by 4, above the 50 % by 2.

    spread: (0.25 x 4 + 0.05 x 15) / 2.5 = 0.7; under: (4 / 2 + 2) / 2.5 = 1.6.
    """
    found = wis_of_intervals(14.0, 10.0, {0.5: (8.0, 12.0), 0.9: (5.0, 20.0)})
    assert found == pytest.approx((2.3, 0.7, 0.0, 1.6))


def test_a_forecast_that_is_too_high_is_over():
    found = wis_of_intervals(4.0, 10.0, {0.5: (8.0, 12.0), 0.9: (5.0, 20.0)})
    assert found == pytest.approx((0.7 + 3.2, 0.7, (3 + 4 + 1) / 2.5, 0.0))


def test_wis_of_a_point_is_its_absolute_error():
    assert wis_of_intervals(7.0, 10.0, {}).wis == 3
    assert wis(7.0, np.full(50, 10.0)).wis == pytest.approx(3)


def test_wis_of_draws_takes_the_quantiles_of_the_hub():
    assert len(LEVELS) == 11
    assert LEVELS[:4] == (0.98, 0.95, 0.9, 0.8)
    by_hand = wis_of_intervals(12.0, 5.0, {0.5: (3.0, 7.0), 0.8: (1.8, 8.2)})
    assert wis(12.0, ONE_TO_NINE, (0.5, 0.8)) == pytest.approx(by_hand)
    assert wis(12.0, ONE_TO_NINE).under > wis(12.0, ONE_TO_NINE).spread > 0


def test_crps_by_hand():
    """Draws 1 and 3: mean distance to 4 is 2; over all four pairs |x - x'| is 0, 2, 2, 0: 2 - 1/2 = 1.5."""
    assert crps(4.0, np.array([1.0, 3.0])) == 1.5
    assert crps(2.0, np.array([3.0, 1.0])) == 0.5
    assert crps(4.0, np.array([1.0])) == 3
    pairs = np.abs(ONE_TO_NINE[:, np.newaxis] - ONE_TO_NINE).mean() / 2
    assert crps(2.5, ONE_TO_NINE) == pytest.approx(np.abs(ONE_TO_NINE - 2.5).mean() - pairs)


def test_scores_on_the_log_scale_are_relative():
    assert log_crps(99.0, np.array([199.0])) == pytest.approx(math.log(2))
    assert log_wis(99.0, np.array([199.0])).over == pytest.approx(math.log(2))
    assert log_crps(0.0, np.array([0.0])) == 0
    with pytest.raises(ValueError, match="the log scale is for figures of 0 or more"):
        on_log_scale(-1.0)


def test_coverage_counts_figures_inside_the_intervals():
    """The middle half of 1 to 9 is 3 to 7, the middle 80 % is 1.8 to 8.2, the middle 90 % is 1.4 to 8.6."""
    figures = [5.0, 7.0, 8.0, 8.5, 9.5]
    assert coverage(figures, [ONE_TO_NINE] * 5) == {0.5: 0.4, 0.8: 0.6, 0.9: 0.8}
    assert coverage([], []) == {}


def test_relative_skill_by_hand():
    """Mean ratios: model to baseline 0.5, model to naive 1/4 on the figure that both have, naive to baseline 2."""
    scores = {"model": [1.0, 1.0], "baseline": [2.0, 2.0], "naive": [math.nan, 4.0]}
    found = relative_skill(scores, "baseline")
    thetas = {
        "model": (1 * 0.5 * 0.25) ** (1 / 3),
        "baseline": (2 * 1 * 0.5) ** (1 / 3),
        "naive": (4 * 2 * 1) ** (1 / 3),
    }
    assert found == pytest.approx({name: theta / thetas["baseline"] for name, theta in thetas.items()})
    assert found["baseline"] == 1
    assert math.isnan(relative_skill({"a": [1.0, math.nan], "b": [math.nan, 1.0]}, "a")["b"])


def test_wis_and_crps_are_those_of_scoringrules():
    """By its numba backend: that of numpy of 0.11 takes the median for its distance from the figure."""
    rules = pytest.importorskip("scoringrules")  # wants Python 3.12
    rng = np.random.default_rng(1)
    for figure, draws in zip(rng.gamma(2, 500, 20), rng.gamma(2, 600, (20, 101)), strict=True):
        ends = np.quantile(draws, [[(1 - level) / 2 for level in LEVELS], [(1 + level) / 2 for level in LEVELS]])
        alphas = np.array([1 - level for level in LEVELS])
        theirs = rules.weighted_interval_score(figure, np.median(draws), *ends, alphas, backend="numba")
        assert wis(figure, draws).wis == pytest.approx(float(theirs))
        assert crps(figure, draws) == pytest.approx(float(rules.crps_ensemble(figure, draws)))
        assert log_crps(figure, draws) == pytest.approx(float(rules.crps_ensemble(math.log1p(figure), np.log1p(draws))))
