"""How far intervals hold published figures, and the weighted interval score, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from serai.results.intervals import figure_of, interval_coverage, intervals_json, wis, wis_by_group
from serai.results.quantities import Simulated
from serai.results.score import Spread, score_row

DAY = ("entries", "sum", "2022-09-02", "2022-09-03")
SPREAD = Spread(
    simulated_p25=11.0, simulated_p75=14.0, simulated_p10=9.0, simulated_p90=15.0,
    draws_p05=10.5, draws_p25=11.5, draws_p75=12.5, draws_p95=13.0,
)  # fmt: skip


@pytest.fixture
def drawn(make_scenario, observe):
    """drawn(value=10, ...): a scored row of draws with a median of 12 and the 90 % interval 8 to 16."""

    def drawn(**columns):
        naive = columns.pop("naive", {})
        row = score_row(observe(*DAY, **columns), Simulated(12.0), naive, make_scenario())
        return replace(row, simulated_low=8.0, simulated_high=16.0, spread=SPREAD)

    return drawn


def test_the_score_of_three_intervals_by_hand():
    """Half of 2; 0.25 x 3 and 1 outside; 0.1 x 6; 0.05 x 8; by three and a half."""
    intervals = {"50": (11.0, 14.0), "80": (9.0, 15.0), "90": (8.0, 16.0)}
    assert wis(10.0, 12.0, intervals) == pytest.approx((1 + 0.75 + 1 + 0.6 + 0.4) / 3.5)


def test_without_width_it_is_the_absolute_error():
    assert wis(10.0, 12.0, dict.fromkeys(("50", "80", "90"), (12.0, 12.0))) == pytest.approx(2.0)


def test_the_figure_is_the_one_told_or_the_middle_of_its_range_and_bounds_have_none(drawn):
    assert figure_of(drawn(value=10, low=2, high=30)) == 10
    assert figure_of(drawn(value=None, low=2, high=30)) == 16
    assert figure_of(drawn(value=10, bound="at least")) is None
    assert figure_of(replace(drawn(value=10), spread=None)) is None


def test_figures_inside_are_counted_with_and_without_the_model_error(drawn):
    rows = [drawn(value=value) for value in (11, 12, 9, 7)]
    one = interval_coverage(rows)
    assert (one.rows, one.inside, one.alone) == (4, {"50": 2, "90": 3}, {"50": 1, "90": 2})
    assert (one.share("50"), one.share("90")) == (0.5, 0.75)


def test_the_json_has_shares_by_use_and_null_where_there_are_no_figures(drawn):
    given = intervals_json([drawn(value=11, use="test"), drawn(value=7, use="test"), drawn(value=7, use="given")])
    assert given["coverage"] == {"fit": {"50": None, "90": None}, "test": {"50": 0.5, "90": 0.5}}
    assert given["coverage_without_model_error"]["test"] == {"50": 0.0, "90": 0.5}
    assert given["coverage_rows"] == {"fit": 0, "test": 2}
    assert given["wis"]["fit"] == {}


def test_groups_have_their_mean_beside_the_best_naive_forecast_on_the_rows_it_speaks_to(drawn):
    first = drawn(value=10, fact_group="flow", naive={"doubled": 15.0, "last_rate": 8.0})
    second = drawn(value=12, fact_group="flow", naive={"doubled": 12.0})
    score = wis_by_group([first, second])["flow"]
    one, other = 3.75 / 3.5 / 10, (0.75 + 0.6 + 0.4) / 3.5 / 12
    assert (score.rows, score.wis) == (2, pytest.approx((one + other) / 2))
    best = score.naive
    assert (best.name, best.rows, best.error, best.wis) == ("last_rate", 1, pytest.approx(0.2), pytest.approx(one))


def test_a_figure_of_nothing_and_a_date_have_no_relative_score(drawn):
    assert wis_by_group([drawn(value=0, low=-1, high=1), replace(drawn(value=10), statistic="day_of_max")]) == {}
