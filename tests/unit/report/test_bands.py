"""Figures of one run and of many draws in words."""

from __future__ import annotations

from datetime import date

import pytest

from serai.report.bands import band_in_words, day_in_words
from serai.report.words import hours_in_words
from serai.results.headline import Days
from some_bands import exact, many, on


@pytest.mark.parametrize(
    ("band", "words"),
    [
        (many(206_123, 190_400, 220_900), "206,000 (190,000 to 221,000)"),
        (many(5, 0, 12), "fewer than 10 (0 to 12)"),
        (many(4, 2, 7), "fewer than 10"),
        (many(1000.2, 999.8, 1001), "1,000"),
    ],
)
def test_people_are_a_rounded_median_with_the_band_in_brackets(band, words):
    assert band_in_words(band) == words


@pytest.mark.parametrize(
    ("band", "words"),
    [
        (many(46, 32, 67), "46 (32 to 67) hours"),
        (many(60, 26, 94), "60 (26 to 94) hours"),
        (many(40, 0.5, 96), "40 hours (30 minutes to 96 hours)"),
    ],
)
def test_a_unit_that_all_three_share_is_said_once(band, words):
    assert band_in_words(band, hours_in_words) == words


def test_a_figure_of_one_run_stands_alone_and_a_day_may_have_a_band():
    assert band_in_words(exact(206_123)) == "206,000"
    assert band_in_words(many(206_123, 190_400, 220_900), language="de") == "206.000 (190.000 bis 221.000)"
    days = Days(date(2022, 9, 29), date(2022, 9, 27), date(2022, 10, 1))
    assert day_in_words(days) == "29 September (27 September to 1 October)"
    assert day_in_words(on(days.median), "de") == "29. September"
