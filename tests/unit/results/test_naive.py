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
    assert set(forecasts(row, *known)) == {"ordinary_only", "doubled"}


def test_a_report_from_before_the_trigger_is_not_the_first_one(forecasts, observe, make_scenario):
    before = observe("entries", "mean", "2022-09-01", "2022-09-02", value=7, use="fit")
    row = observe("entries", "sum", "2022-09-03", "2022-09-05", use="test")
    assert "first_rate" not in forecasts(row, before)
    assert forecasts(row, before, scenario=make_scenario(events=()))["last_rate"] == pytest.approx(14)


def test_other_quantities_statistics_and_open_periods_have_none(forecasts, observe):
    assert forecasts(observe("waiting", "mean", "2022-09-02", "2022-09-04")) == {}
    assert forecasts(observe("entries", "max", "2022-09-02", "2022-09-04")) == {}
    assert forecasts(observe("entries", "sum")) == {}


def test_what_was_reported_before_the_trigger_is_the_ordinary_rate(forecasts, observe):
    before = observe("entries", "mean", "2022-09-01", "2022-09-02", value=7, use="fit")
    later = observe("entries", "sum", "2022-09-02", "2022-09-05", use="test")
    assert forecasts(later, before)["ordinary_only"] == pytest.approx(21)
    untold = observe("entries", "mean", "2022-09-01", "2022-09-02", value=7, use="test")
    assert forecasts(later, untold)["ordinary_only"] == forecasts(later)["ordinary_only"] != pytest.approx(21)


def test_doubled_is_twice_the_ordinary_rate_from_the_day_after_the_trigger(forecasts, observe):
    """The trigger is on 2 September: 7 on that day, then 14 on each of two days."""
    before = observe("entries", "mean", "2022-09-01", "2022-09-02", value=7, use="fit")
    assert forecasts(observe("entries", "sum", "2022-09-02", "2022-09-05"), before)["doubled"] == pytest.approx(35)
    assert forecasts(observe("entries", "mean", "2022-09-03", "2022-09-05"), before)["doubled"] == pytest.approx(14)
    assert forecasts(observe("entries", "sum", "2022-09-01", "2022-09-04"), before)["doubled"] == pytest.approx(28)
    assert "doubled" not in forecasts(observe("entries", "sum", "2022-09-01", "2022-09-02"))
    exits = observe("exits", "mean", "2022-09-01", "2022-09-02", value=7, use="fit")
    assert "doubled" not in forecasts(observe("exits", "sum", "2022-09-02", "2022-09-05"), exits)


def test_before_the_trigger_a_first_rate_is_ordinary(forecasts, observe):
    before = observe("entries", "mean", "2022-09-01", "2022-09-02", value=7, use="fit")
    first = observe("entries", "sum", "2022-09-02", "2022-09-03", value=30, use="fit")
    row = observe("entries", "sum", "2022-09-01", "2022-09-05", use="test")
    assert forecasts(row, before, first)["first_rate"] == pytest.approx(7 + 3 * 30)


def test_who_stayed_is_entries_less_exits(forecasts, observe):
    known = [
        observe("entries", "mean", "2022-09-01", "2022-09-02", value=7, use="fit"),
        observe("exits", "mean", "2022-09-01", "2022-09-02", value=6, use="fit"),
        observe("entries", "sum", "2022-09-02", "2022-09-03", value=30, use="fit"),
        observe("exits", "sum", "2022-09-02", "2022-09-03", value=8, use="fit"),
    ]
    row = observe("stayed", "last", "2022-09-02", "2022-09-05", use="test")
    assert forecasts(row, *known) == pytest.approx(
        {"ordinary_only": 3 * 1, "doubled": 7 + 2 * 14 - 18, "first_rate": 3 * 22, "last_rate": 3 * 1}
    )
    assert forecasts(observe("stayed", "max", "2022-09-02", "2022-09-05"), *known) == {}


def test_a_test_row_changes_no_forecast(forecasts, observe):
    before = observe("entries", "mean", "2022-09-01", "2022-09-02", value=7, use="fit")
    row = observe("entries", "sum", "2022-09-02", "2022-09-05", use="test", value=1)
    other = observe("entries", "sum", "2022-09-02", "2022-09-03", use="test", value=1e9)
    assert forecasts(row, before, other) == forecasts(row.model_copy(update={"value": 1e9}), before)
