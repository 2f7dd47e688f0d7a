from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from serai.ensemble.figures import Band
from serai.ensemble.headline import EnsembleHeadline, PeriodBand, PlaceBand, ShortageBand, WaitBand
from serai.ensemble.outcome import FailedDraw
from serai.report.draws_words import (
    band_in_words,
    draws_answer,
    failed_line,
    failed_section,
)
from serai.report.sentences import SHOWN_POSTS, SHOWN_SHORTAGES
from serai.report.words import hours_in_words

NONE = Band(0.0, 0.0, 0.0, 200)
DAY = (date(2022, 9, 29),) * 3
START, END = date(2022, 9, 21), date(2022, 11, 15)


def many(median, low, high) -> Band:
    return Band(float(median), float(low), float(high), 200)


TOTAL = PeriodBand(
    START, END, many(640_123, 590_000, 700_400), many(580_210, 540_000, 620_000), many(59_913, 40_000, 81_000),
    many(98_765, 70_000, 131_000),
)  # fmt: skip
QUIET = EnsembleHeadline(
    draws=200, trigger="", total=PeriodBand(START, END, NONE, NONE, NONE, NONE), weeks=(), peak_day=DAY,
    peak_entries=NONE, lost={"refused": NONE, "gave_up": NONE, "moved_on": NONE}, waits=(), registration=None,
    shortages=(), worst_night=None,
)  # fmt: skip
BUSY = replace(QUIET, trigger="decree", total=TOTAL, peak_entries=many(22_512, 18_000, 26_040))


def said(headline, part):
    return " ".join(draws_answer(headline)[part].sentences)


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


def test_every_figure_of_those_who_came_has_its_band():
    assert said(BUSY, 0) == (
        "From 21 September to 14 November, 640,000 (590,000 to 700,000) came in and 580,000 (540,000 to 620,000) went "
        "out: 59,900 (40,000 to 81,000) stayed. "
        "98,800 (70,000 to 131,000) of those who came in had left home because of the trigger. "
        "Most came on 29 September: 22,500 (18,000 to 26,000) in one day."
    )


def test_a_median_of_fewer_at_the_end_is_said_without_a_minus():
    total = replace(TOTAL, stayed=many(-2_500, -4_000, -1_000))
    assert "went out: 2,500 (1,000 to 4,000) fewer were there at the end." in said(replace(BUSY, total=total), 0)


def test_the_day_of_most_entries_has_a_band_too():
    days = (date(2022, 9, 29), date(2022, 9, 27), date(2022, 10, 1))
    assert "Most came on 29 September (27 September to 1 October)" in said(replace(BUSY, peak_day=days), 0)


def test_losses_are_said_if_some_draws_have_any():
    lost = {**QUIET.lost, "refused": many(5_123, 0, 9_000), "moved_on": many(0, 0, 700)}
    text = said(replace(BUSY, lost=lost), 0)
    assert text.endswith("5,120 (0 to 9,000) were turned back and 0 (0 to 700) went on to third countries.")
    assert "gave up" not in text


def test_without_crossings_nothing_else_is_said():
    assert said(QUIET, 0) == "Nobody crossed a border post in this run."


def test_weeks_are_a_table_of_bands():
    week = PeriodBand(START, date(2022, 9, 28), many(98_123, 90_000, 99_900), NONE, many(5, 0, 12), NONE)
    table = draws_answer(replace(BUSY, weeks=(week,)))[0].table
    assert table.heads == ("week from", "came in", "stayed", "because of the trigger")
    assert table.rows == (("21 Sep", "98,100 (90,000 to 99,900)", "under 10 (0 to 12)", "0"),)


def test_waits_are_a_table_and_the_rest_one_sentence():
    waits = [WaitBand(f"post {n}", many(30, 20, 40), many(90 - n, 80 - n, 99 - n)) for n in range(SHOWN_POSTS + 2)]
    section = draws_answer(replace(BUSY, waits=tuple(waits)))[1]
    assert section.table.rows[0] == ("post 0", "30 (20 to 40) hours", "3.8 (3.3 to 4.1) days")
    assert len(section.table.rows) == SHOWN_POSTS
    assert section.sentences[-1] == "2 other posts had no day with more than 3.5 (3.1 to 3.9) days."


def test_registration_and_lodging_are_told_with_their_bands():
    shortage = ShortageBand("Almaty", 150, (date(2022, 10, 2), date(2022, 9, 30), date(2022, 10, 9)), many(12, 4, 30))
    told = replace(
        BUSY,
        registration=PlaceBand("Almaty", many(151, 80, 400)),
        shortages=(shortage,) * (SHOWN_SHORTAGES + 1),
        worst_night=PlaceBand("Oral", many(2_000, 900, 5_000)),
    )
    assert said(told, 2) == "Worst line: 151 (80 to 400) people at Almaty."
    lodging = draws_answer(told)[3].sentences
    assert lodging[0] == (
        "Almaty: full in 150 of 200 draws, from 2 October (30 September to 9 October), on 12 (4 to 30) days in all."
    )
    assert lodging[-2:] == (
        "... and 1 place more later.",
        "Worst night without a bed: 2,000 (900 to 5,000) people in Oral.",
    )


def test_what_did_not_happen_is_said_too():
    assert said(BUSY, 1) == "No post served enough people on any day to speak of waits."
    assert said(BUSY, 2) == "Nobody stood in a line to be registered."
    assert draws_answer(BUSY)[3].sentences == (
        "Lodging by the night ran out nowhere in half of the draws or more.",
        "Nobody spent a night without a bed.",
    )


def test_failed_draws_are_counted_and_named():
    failed = [FailedDraw(number, 7, "why", {"a.b": 1.23456, "c": 2.0}) for number in (3, 17, 20)]
    assert failed_section([], 200) == ()
    assert failed_section(failed[:1], 200)[0].sentences == ("1 of 200 draws failed and is not in these figures: 3.",)
    assert failed_section(failed, 200)[0].sentences == (
        "3 of 200 draws failed and are not in these figures: 3, 17 and 20.",
    )
    assert failed_line(failed[0], ["c", "a.b"]) == (
        "draw 3 (seed 7) failed: why; furthest from their central values: c = 2, a.b = 1.235"
    )
    assert failed_line(failed[0], []) == "draw 3 (seed 7) failed: why"
