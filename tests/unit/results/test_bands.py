"""Medians and 80 % bands, against those of NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from serai.results.bands import Band, band, band_or_zero, bands
from some_bands import many


def test_a_band_is_the_median_with_the_10_and_90_percent_points_of_the_draws_that_have_the_figure():
    assert band(np.array([*range(11), np.nan])) == Band(5.0, 1.0, 9.0, 11)
    assert band(np.array([np.nan])) is None
    assert band_or_zero(np.array([np.nan])) == Band(0.0, 0.0, 0.0, 0)


def test_the_band_of_a_single_course_has_no_width():
    assert band(np.array([3.0])) == Band(3.0, 3.0, 3.0, 1)


def test_a_band_multiplied_by_a_negative_number_is_turned_round():
    assert many(-2_500, -4_000, -1_000).times(-1) == many(2_500, 1_000, 4_000)
    assert many(2, 1, 4).times(10) == many(20, 10, 40)


def test_bands_are_those_of_numpy_and_nothing_where_fewer_than_half_know():
    values = np.random.default_rng(1).normal(size=(7, 3, 2))
    values[:2, 0, 0] = np.nan
    values[:4, 1, 1] = np.nan
    found = bands(values)
    assert found[:, 0, 0] == pytest.approx(np.nanquantile(values[:, 0, 0], (0.1, 0.5, 0.9)))
    assert found[:, 2, 1] == pytest.approx(np.quantile(values[:, 2, 1], (0.1, 0.5, 0.9)))
    assert np.isnan(found[:, 1, 1]).all()
