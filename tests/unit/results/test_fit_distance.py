"""Distance of a run from the figures used for fit."""

from __future__ import annotations

import math
from datetime import datetime

import pytest

from serai.results.distance import fit_distance, row_distance
from serai.results.score import ScoreRow


def row(**given) -> ScoreRow:
    plain = {
        "id": "o1", "quantity": "entries", "statistic": "sum", "place": "", "who": "", "service": "", "mode": "",
        "lodging": "", "start": datetime(2022, 9, 21), "end": datetime(2022, 9, 27), "observed": 100.0, "low": 90.0,
        "high": 110.0, "bound": "two-sided", "unit": "persons", "simulated": 100.0, "simulated_low": None,
        "simulated_high": None, "inside": True, "reason": "", "relative_error": 0.0, "use": "fit",
        "rests_on": "sourced", "fact_group": "flow", "source": "a ministry",
    }  # fmt: skip
    return ScoreRow(**{**plain, **given})


@pytest.mark.parametrize(
    ("simulated", "distance"), [(90, 0), (110, 0), (115, 0.5), (85, 0.5), (130, 2), (140, 3), (1e9, 3), (0, 3)]
)
def test_a_two_sided_row_is_measured_in_half_widths_of_its_interval(simulated, distance):
    assert row_distance(row(simulated=simulated)) == pytest.approx(distance)


@pytest.mark.parametrize(
    ("columns", "distance"),
    [
        ({"bound": "at least", "low": 40.0, "high": None, "simulated": 30.0}, 0.25),
        ({"bound": "at least", "low": 40.0, "high": None, "simulated": 9e9}, 0),
        ({"bound": "at least", "low": 40.0, "high": 120.0, "simulated": 140.0}, 0.5),
        ({"bound": "at most", "low": None, "high": 2.0, "simulated": 5.0}, 1.5),
        ({"bound": "at most", "low": None, "high": 2.0, "simulated": 0.0}, 0),
        ({"low": None, "high": 2.0, "simulated": 3.0}, 0.5),
    ],
)
def test_a_one_sided_row_is_measured_on_the_scale_of_its_bound(columns, distance):
    assert row_distance(row(**columns)) == pytest.approx(distance)


def test_an_interval_without_width_has_the_scale_of_its_figure():
    assert row_distance(row(low=4.0, high=4.0, simulated=5.0)) == 0.25
    assert row_distance(row(low=0.0, high=0.0, simulated=0.5)) == 0.5
    assert row_distance(row(bound="at most", low=None, high=0.0, simulated=0.5)) == 0.5


@pytest.mark.parametrize(
    ("low", "high", "distance"), [(10, 72, 0), (72, 90, 0), (10, 50, 1.1), (80, 100, 0.8), (1, 2, 3), (60, 60, 0.2)]
)
def test_covers_is_measured_from_the_figure_to_the_simulated_range(low, high, distance):
    given = row(statistic="covers", observed=72.0, low=None, high=None, simulated_low=low, simulated_high=high)
    assert row_distance(given) == pytest.approx(distance)


def test_a_figure_that_the_run_cannot_give_counts_as_the_cap():
    assert row_distance(row(simulated=None, inside=None, reason="nobody was served")) == 3
    lost = row(statistic="covers", observed=72.0, low=None, high=None, simulated=None)
    assert row_distance(lost) == 3


def test_a_row_without_an_interval_says_nothing():
    bare = row(observed=None, low=None, high=None)
    assert row_distance(bare) is None
    assert row_distance(row(statistic="covers", observed=None, low=None, high=None)) is None
    assert fit_distance([bare, row(simulated=115)]) == 0.5


def test_groups_weigh_the_same_however_many_rows_they_have():
    many = [row(simulated=115.0) for _ in range(9)]
    assert fit_distance([*many, row(fact_group="rents", simulated=100.0)]) == 0.25


@pytest.mark.parametrize("use", ["test", "given", "shown"])
def test_only_rows_used_for_fit_are_looked_at(use):
    others = [row(use=use, simulated=far, fact_group=group) for far in (0.0, None) for group in ("flow", "rents")]
    assert fit_distance([row(simulated=115.0), *others]) == 0.5
    assert math.isnan(fit_distance(others))
