"""Naive forecasts, worked out by hand."""

import pytest

from serai.results.naive import naive_forecasts
from serai.results.view import View


@pytest.fixture
def forecasts(bench, observe):
    def of(row, *known, scenario=None):
        view = View(bench.outcome, scenario or bench.scenario)
        return naive_forecasts(row, [*known, row], view)

    return of


def test_ordinary_traffic_is_carried_over_the_period(forecasts, observe):
    row = observe("entries", "sum", "2022-09-02", "2022-09-04", place="West Post")
    assert forecasts(row)["ordinary_only"] == pytest.approx(200)
    row = observe("entries", "mean", "2022-09-02", "2022-09-04", place="West Post")
    assert forecasts(row)["ordinary_only"] == pytest.approx(100)


def test_a_sloping_flow_is_taken_at_its_rate_of_each_day_and_weekday(forecasts, observe):
    """From 0 to 40 a day over four days: 5, 15, 25, 35; the second day, a Friday, counts twice."""
    row = observe("entries", "sum", "2022-09-01", "2022-09-05", place="East Post")
    assert forecasts(row)["ordinary_only"] == pytest.approx(5 + 2 * 15 + 25 + 35)


def test_part_of_a_day_counts_in_part(forecasts, observe):
    row = observe("entries", "sum", "2022-09-02T12:00", "2022-09-03", place="West Post")
    assert forecasts(row)["ordinary_only"] == pytest.approx(50)


def test_where_no_traffic_is_stated_ordinary_traffic_says_nothing(forecasts, observe):
    assert forecasts(observe("exits", "sum", "2022-09-02", "2022-09-04", place="West Post")) == {}
    assert forecasts(observe("entries", "sum", "2022-09-02", "2022-09-04", place="Nowhere")) == {}


def test_the_first_report_after_the_trigger_and_the_last_before_the_period_are_carried_on(forecasts, observe):
    before = observe("entries", "mean", "2022-09-01", "2022-09-02", value=7, use="fit")
    first = observe("entries", "sum", "2022-09-02", "2022-09-03", value=30, use="fit")
    second = observe("entries", "mean", "2022-09-03", "2022-09-04", value=50, use="given")
    row = observe("entries", "sum", "2022-09-02", "2022-09-05", use="test")
    assert forecasts(row, before, first, second)["first_rate"] == pytest.approx(90)
    assert forecasts(row, before, first, second)["last_rate"] == pytest.approx(21)
    row = observe("entries", "sum", "2022-09-04", "2022-09-05", use="test")
    assert forecasts(row, before, first, second)["last_rate"] == pytest.approx(50)


def test_tests_other_places_and_the_row_itself_are_not_known(forecasts, observe):
    known = [
        observe("entries", "sum", "2022-09-02", "2022-09-03", value=30, use="test"),
        observe("entries", "sum", "2022-09-02", "2022-09-03", value=30, use="fit", place="West Post"),
        observe("exits", "sum", "2022-09-02", "2022-09-03", value=30, use="fit"),
        observe("entries", "sum", "2022-09-02", "2022-09-03", use="fit"),
    ]
    row = observe("entries", "sum", "2022-09-03", "2022-09-05", value=1, use="fit")
    assert set(forecasts(row, *known)) == {"ordinary_only"}


def test_a_report_from_before_the_trigger_is_not_the_first_one(forecasts, observe, make_scenario):
    before = observe("entries", "mean", "2022-09-01", "2022-09-02", value=7, use="fit")
    row = observe("entries", "sum", "2022-09-03", "2022-09-05", use="test")
    assert "first_rate" not in forecasts(row, before)
    assert forecasts(row, before, scenario=make_scenario(events=()))["last_rate"] == pytest.approx(14)


def test_other_quantities_statistics_and_open_periods_have_none(forecasts, observe):
    assert forecasts(observe("waiting", "mean", "2022-09-02", "2022-09-04")) == {}
    assert forecasts(observe("entries", "max", "2022-09-02", "2022-09-04")) == {}
    assert forecasts(observe("entries", "sum")) == {}
