"""ARD, MASE and naive forecasts of camp series, against figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from serai.results.camps import Errors, errors, naive_forecasts


def test_ard_is_the_mean_over_days_with_people_of_errors_over_the_observed_total():
    observed = np.array([[0.0, 0.0], [60.0, 40.0], [100.0, 100.0]])
    simulated = np.array([[[5.0, 0.0], [50.0, 50.0], [300.0, 100.0]]])
    found = errors(simulated, observed, np.arange(3))
    assert found.ard.median == pytest.approx((20 / 100 + 200 / 200) / 2)
    assert found.ard_rescaled.median == pytest.approx((20 / 100 + 100 / 200) / 2)
    assert found.days == 2
    # mean error 225 / 3 over mean step (100 + 100) / 2
    assert found.mase.median == pytest.approx(75 / 100)


def test_errors_of_draws_are_the_band_of_the_error_of_each():
    observed = np.array([[60.0, 40.0], [100.0, 100.0]])
    draws = np.array([observed, observed + 10, observed + 20])
    alone = [errors(draw[np.newaxis], observed, np.arange(2)).ard.median for draw in draws]
    found = errors(draws, observed, np.arange(2)).ard
    assert (found.low, found.median, found.high) == pytest.approx(tuple(np.quantile(alone, (0.1, 0.5, 0.9))))
    assert found.draws == 3


def test_days_without_a_forecast_are_left_out():
    observed = np.array([[60.0, 40.0], [100.0, 100.0]])
    late = np.array([[[np.nan, np.nan], [100.0, 90.0]]])
    assert errors(late, observed, np.arange(2)) == errors(late[:, 1:], observed[1:], np.arange(1))


def test_nobody_simulated_is_all_wrong_and_no_observed_day_gives_no_figure():
    observed, nobody = np.array([[10.0, 10.0]]), np.zeros((1, 1, 2))
    assert errors(nobody, observed, np.arange(1)).ard_rescaled.median == 1
    assert errors(nobody, np.zeros((1, 2)), np.arange(1)) == Errors(None, None, None, 0)


def test_naive_forecasts_share_the_observed_total():
    observed = np.array([[100.0 + day, 100.0 - day] for day in range(50)])
    found = naive_forecasts(observed, np.array([300.0, 100.0]))
    assert found["split_by_capacity"][7].tolist() == [150, 50]
    assert found["equal_split"][7].tolist() == [100, 100]
    assert np.isnan(found["shares_of_day_30"][30]).all()
    assert found["shares_of_day_30"][31].tolist() == [130, 70]
    assert np.isnan(found["shares_30_days_before"][29]).all()
    assert found["shares_30_days_before"][32].tolist() == [102, 98]
