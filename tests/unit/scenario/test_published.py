"""The rule that makes the range of a published figure, worked out by hand."""

from __future__ import annotations

import pytest

from serai.scenario.published import published_range
from serai.scenario.schema import Observation


def observed(**columns) -> Observation:
    plain = {"quantity": "entries", "statistic": "sum", "fact_group": "flow"}
    return Observation(**{**plain, **columns})


@pytest.mark.parametrize(
    ("columns", "low", "high"),
    [
        ({"confidence": "high"}, 90, 110),
        ({"confidence": "medium"}, 75, 125),
        ({"confidence": "low"}, 50, 150),
        ({"confidence": "derived"}, 50, 150),
        ({}, 50, 150),
        ({"confidence": "high", "weak": True}, 75, 125),
        ({"confidence": "medium", "weak": True}, 50, 150),
        ({"confidence": "low", "weak": True}, 50, 150),
        ({"confidence": "high", "reported_low": 95, "reported_high": 130}, 90, 130),
        ({"confidence": "high", "reported_low": 80, "reported_high": 105}, 80, 110),
        ({"confidence": "high", "reported_high": 130}, 90, 130),
        ({"confidence": "high", "reported_low": 80, "reported_high": 130, "widen": True}, 72, 143),
        ({"confidence": "high", "width": 0.35}, 65, 135),
        ({"confidence": "high", "plus_minus": 3}, 97, 103),
        ({"confidence": "high", "low": 99}, 99, 110),
        ({"confidence": "high", "high": 101}, 90, 101),
        ({"confidence": "high", "low": 99, "high": 101}, 99, 101),
        ({"confidence": "high", "quantity": "queue_km", "statistic": "mean"}, 36, 176),
        ({"confidence": "high", "value": -100}, -110, -90),
    ],
)
def test_a_two_sided_range_is_the_union_of_what_was_told_and_a_width_by_confidence(columns, low, high):
    assert published_range(observed(**{"value": 100, **columns})) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("columns", "low", "high"),
    [
        ({"bound": "at least"}, 100, 300),
        ({"bound": "at least", "confidence": "low", "weak": True}, 100, 300),
        ({"bound": "at least", "width": 0.25}, 75, 300),
        ({"bound": "at least", "plus_minus": 2}, 98, 300),
        ({"bound": "at least", "high": 120}, 100, 120),
        ({"bound": "at least", "value": None, "reported_low": 40}, 40, 120),
        ({"bound": "at least", "value": None, "low": 40}, 40, 120),
        ({"bound": "at most"}, None, 100),
        ({"bound": "at most", "reported_high": 130}, None, 130),
        ({"bound": "at most", "width": 0.1}, None, 110),
        ({"bound": "at most", "high": 400}, None, 400),
    ],
)
def test_a_one_sided_range_keeps_the_figure_and_has_a_bound_of_plain_sense(columns, low, high):
    assert published_range(observed(**{"value": 100, **columns})) == (low, high)


@pytest.mark.parametrize("quantity", ["occupancy", "search_refused"])
def test_a_share_cannot_be_more_than_all(quantity):
    row = observed(quantity=quantity, statistic="max", value=0.9, bound="at least")
    assert published_range(row) == (0.9, 1.0)


@pytest.mark.parametrize(
    ("quantity", "high"), [("wait_so_far", 2), ("wait_served", 2), ("vehicles_waiting", 50), ("waiting", 0)]
)
def test_no_queue_means_less_than_two_hours_and_fifty_vehicles(quantity, high):
    assert published_range(observed(quantity=quantity, value=0, bound="at most")) == (None, high)
    stated = observed(quantity=quantity, value=0, bound="at most", high=7)
    assert published_range(stated) == (None, 7)


def test_a_range_without_a_figure_is_widened_at_its_ends():
    assert published_range(observed(reported_low=100, reported_high=200, confidence="high")) == (90, 220)


def test_without_any_figure_there_is_no_range():
    assert published_range(observed()) == (None, None)
    assert published_range(observed(low=3)) == (3, None)
    assert published_range(observed(low=3, high=5)) == (3, 5)


def test_covers_asks_for_the_figure_itself():
    assert published_range(observed(statistic="covers", value=72, confidence="high")) == (None, None)
