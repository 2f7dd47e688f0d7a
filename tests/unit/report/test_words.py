from __future__ import annotations

from datetime import date, datetime

import pytest

from serai.report import words


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (1, "fewer than 10"),
        (9, "fewer than 10"),
        (10, "10"),
        (781, "781"),
        (1_874, "1,870"),
        (22_512, "22,500"),
        (206_499, "206,000"),
        (1_234_567, "1,235,000"),
        (-53_123, "-53,100"),
    ],
)
def test_people_are_rounded_to_the_figures_that_count(count, text):
    assert words.people_in_words(count) == text


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (0.0, "under a minute"),
        (1 / 60, "1 minute"),
        (0.41, "25 minutes"),
        (0.999, "1 hour"),
        (14.2, "14 hours"),
        (71.9, "72 hours"),
        (76.8, "3.2 days"),
    ],
)
def test_a_duration_is_said_in_the_unit_that_a_person_would_use(hours, text):
    assert words.hours_in_words(hours) == text


def test_dates_do_not_depend_on_the_language_of_the_machine():
    assert words.date_in_words(date(2022, 9, 24)) == "24 September"
    assert words.date_in_words(date(2022, 9, 24), year=True) == "24 September 2022"
    assert words.short_date(date(2022, 9, 4)) == "4 Sep"
    assert words.time_in_words(datetime(2022, 9, 4, 6, 40)) == "4 September, 06:40"


def test_a_period_names_the_year_once_if_it_is_one_year():
    assert words.period_in_words(date(2022, 9, 1), date(2022, 11, 14)) == "1 September to 14 November 2022"
    assert words.period_in_words(date(2022, 12, 1), date(2023, 1, 2)) == "1 December 2022 to 2 January 2023"


def test_a_list_reads_like_a_sentence():
    assert [words.listed(["a", "b", "c"][:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_a_count_of_one_has_no_plural():
    assert [words.counted(n, "day") for n in (0, 1, 2, 1200)] == ["0 days", "1 day", "2 days", "1,200 days"]
