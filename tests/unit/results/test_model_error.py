"""The model error: points of draws x error by hand, and the table that the package holds."""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
import pytest

from serai.quantities import OUTPUT_QUANTITIES, error_kind
from serai.results.model_error import ModelError, error_of, model_errors, points, share_below, student, student_point
from serai.study.learned_error import KINDS

T90, T95 = 1.533206, 2.131847  # points of Student's t with four degrees of freedom, as tables have them
DAY = (datetime(2022, 9, 21), datetime(2022, 9, 22))
WEEK = (datetime(2022, 9, 21), datetime(2022, 9, 28))


def test_the_distribution_is_that_of_students_t_with_four_degrees_of_freedom():
    assert [student_point(share) for share in (0.05, 0.5, 0.9, 0.95)] == pytest.approx([-T95, 0.0, T90, T95], abs=1e-6)
    assert student(np.array([-np.inf, -T95, 0.0, T90, np.inf])) == pytest.approx([0.0, 0.05, 0.5, 0.9, 1.0], abs=1e-6)


def test_one_draw_has_the_interval_of_the_error_alone():
    low, middle, high = points(np.array([90.0]), (0.05, 0.5, 0.95), ModelError(0.3, grain=10.0))
    assert (low, high) == pytest.approx((100 * math.exp(-0.3 * T95) - 10, 100 * math.exp(0.3 * T95) - 10), abs=1e-4)
    assert middle == pytest.approx(90.0)


def test_of_two_draws_the_middle_lies_halfway_by_factors_and_the_ends_further_out_than_theirs():
    low, middle, high = points(np.array([10.0, 40.0]), (0.05, 0.5, 0.95), ModelError(0.3))
    assert middle == pytest.approx(20.0)
    assert low * high == pytest.approx(400.0)
    assert (
        low < 10.0 * math.exp(-0.3 * T90) + 1e-3
    )  # of the lower draw a tenth lies there, of the upper next to nothing
    assert low > 10.0 * math.exp(-0.3 * T95)


def test_points_and_shares_are_each_others_reverse():
    values, error = np.array([3.0, 5.0, 30.0]), ModelError(0.4, grain=2.0)
    (at,) = points(values, (0.8,), error)
    assert share_below(values, at, error) == pytest.approx(0.8)


def test_a_share_errs_by_an_absolute_amount_and_stays_a_share():
    error = ModelError(0.1, "absolute", most=1.0)
    assert points(np.array([0.9]), (0.05, 0.95), error) == pytest.approx((0.9 - 0.1 * T95, 1.0), abs=1e-6)
    assert (share_below(np.array([0.9]), 1.0, error), share_below(np.array([0.9]), -0.1, error)) == (1.0, 0.0)


def test_a_balance_errs_by_a_share_of_its_own_whatever_its_sign():
    error = error_of("stayed", "last", *WEEK, scale=0.1)
    assert points(np.array([-90.0]), (0.05,), error) == pytest.approx((-90 - 0.1 * 100 * T95,), abs=1e-4)


def test_nobody_in_line_may_be_a_few():
    low, high = points(np.zeros(5), (0.05, 0.95), error_of("wait_served", "p90", *DAY, scale=0.5))
    assert (low, high) == pytest.approx((0.0, 2 * math.exp(0.5 * T95) - 2), abs=1e-4)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (("entries", "sum", 1.0), "flow_day"),
        (("entries", "sum", 6.0), "flow_period"),
        (("entries", "max", 6.0), "flow_day"),
        (("entries", "share", 6.0), "share"),
        (("registered", "sum", 1.0), "registration"),
        (("search_refused", "sum", 1.0), "nights"),
        (("search_refused", "mean", 1.0), "share"),
        (("occupancy", "max", 1.0), "share"),
        (("rent_index", "ratio", 30.0), "rent"),
        (("rent_index", "day_of_max", 30.0), "date"),
    ],
)
def test_kinds_follow_quantity_statistic_and_length(asked, kind):
    assert error_kind(*asked) == kind


def test_the_table_has_every_kind_and_every_quantity_one():
    assert set(model_errors()) == set(KINDS)
    assert {one.error for one in OUTPUT_QUANTITIES} | {"flow_day"} == set(KINDS)
    assert all(one.scale > 0 for one in model_errors().values())
