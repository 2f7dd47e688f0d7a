"""Conversions and distances over the ground."""

from __future__ import annotations

import math

import pytest

from serai import units


def test_a_moment_is_an_eighth_of_a_second():
    assert units.MOMENTS_PER_MINUTE == 480
    assert units.MOMENTS_PER_HOUR == 28_800
    assert units.MOMENTS_PER_DAY == 691_200


def test_the_longest_run_fits_into_four_bytes():
    assert (units.MAX_RUN_DAYS + 1) * units.MOMENTS_PER_DAY < 2**31 <= (units.MAX_RUN_DAYS + 2) * units.MOMENTS_PER_DAY
    assert units.MAX_RUN_DAYS > 8 * 365


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ((0, 0), (0, 0), 0.0),
        ((0, 0), (0, 180), math.pi * units.EARTH_RADIUS_KM),
        ((90, 0), (-90, 77), math.pi * units.EARTH_RADIUS_KM),
        ((0, 0), (0, 90), math.pi / 2 * units.EARTH_RADIUS_KM),
        ((0, 10), (1, 10), math.pi / 180 * units.EARTH_RADIUS_KM),
        ((36.12, -86.67), (33.94, -118.40), 2886.45),  # Nashville to Los Angeles, a common example
    ],
)
def test_distances_over_the_ground(a: tuple[float, float], b: tuple[float, float], km: float):
    assert units.great_circle_km(*a, *b) == pytest.approx(km, abs=0.02)
    assert units.great_circle_km(*b, *a) == pytest.approx(km, abs=0.02)


def test_the_shorter_way_over_the_date_line():
    assert units.great_circle_km(50, 179, 50, -179) == pytest.approx(units.great_circle_km(50, 9, 50, 11))
