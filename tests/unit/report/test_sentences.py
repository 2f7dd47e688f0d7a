from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from serai.report.sentences import SHOWN_POSTS, SHOWN_SHORTAGES, answer, journey_section
from serai.results.headline import Headline, LongestLine, Night, Period, PostWait, Shortage

TOTAL = Period(date(2022, 9, 21), date(2022, 11, 15), 640_123, 580_210, 59_913, 98_765)
QUIET = Headline(
    trigger="",
    total=Period(date(2022, 9, 1), date(2022, 9, 8), 0, 0, 0, 0),
    weeks=(),
    peak_day=date(2022, 9, 1),
    peak_entries=0,
    refused=0,
    gave_up=0,
    moved_on=0,
    waits=(),
    registration=None,
    shortages=(),
    worst_night=None,
)
BUSY = replace(QUIET, trigger="decree", total=TOTAL, peak_day=date(2022, 9, 29), peak_entries=22_512)


def said(headline: Headline, part: int) -> str:
    return " ".join(answer(headline)[part].sentences)


def test_entries_exits_and_those_who_stayed_are_said_first():
    assert said(BUSY, 0) == (
        "From 21 September to 14 November, 640,000 came in and 580,000 went out: 59,900 stayed. "
        "98,800 of those who came in had left home because of the trigger; one run has no range for this. "
        "Most came on 29 September: 22,500 in one day."
    )


def test_more_exits_than_entries_are_said_without_a_negative_number():
    total = replace(TOTAL, entries=1_000, exits=3_500, stayed=-2_500)
    assert "1,000 came in and 3,500 went out: 2,500 fewer were there at the end." in said(replace(BUSY, total=total), 0)


def test_without_a_trigger_nothing_is_said_about_one():
    assert "trigger" not in said(replace(BUSY, trigger=""), 0)


def test_those_who_did_not_get_through_are_counted_only_if_there_were_any():
    text = said(replace(BUSY, refused=5_123, moved_on=700), 0)
    assert text.endswith("5,120 were turned back and 700 went on to third countries.")


def test_weeks_are_a_table_of_rounded_figures():
    week = Period(date(2022, 9, 21), date(2022, 9, 28), 98_123, 64_022, 34_101, 40_499)
    table = answer(replace(BUSY, weeks=(week,)))[0].table
    assert table.rows == (("21 Sep", "98,100", "64,000", "34,100", "40,500"),)


def test_the_longest_waits_are_a_table_and_the_rest_one_sentence():
    waits = [PostWait(f"post {n}", date(2022, 9, 28), 70.0 - n, 110.0 - 10 * n, 1_874) for n in range(SHOWN_POSTS + 2)]
    section = answer(replace(BUSY, waits=tuple(waits)))[1]
    assert len(section.table.rows) == SHOWN_POSTS
    assert section.table.rows[0] == ("post 0", "28 Sep", "70 hours", "4.6 days", "1,870")
    assert section.sentences[-1] == "2 other posts had no day with more than 50 hours."


def test_the_worst_line_at_registration_has_its_place_and_hour():
    line = LongestLine("Almaty", "almaty-hall", 781, datetime(2022, 10, 3, 10, 0))
    assert said(replace(BUSY, registration=line), 2) == (
        "Worst line: 781 people at Almaty on 3 October, 10:00, local time."
    )


def test_lodging_says_where_and_when_it_ran_out_and_the_worst_night():
    shortages = tuple(Shortage(f"city {n}", date(2022, 9, 24), n + 1) for n in range(SHOWN_SHORTAGES + 3))
    sentences = answer(replace(BUSY, shortages=shortages, worst_night=Night("Oral", date(2022, 9, 25), 2_340)))[
        3
    ].sentences
    assert sentences[0] == "city 0: full from 24 September, on 1 day in all."
    assert sentences[-2] == "... and 3 places more later."
    assert sentences[-1] == "Worst night without a bed: 2,340 people in Oral on 25 September."


def test_a_run_in_which_nothing_happened_says_so_in_every_part():
    assert [section.sentences for section in answer(QUIET)] == [
        ("Nobody crossed a border post in this run.",),
        ("No post served enough people on any day to speak of waits.",),
        ("Nobody stood in a line to be registered.",),
        ("Lodging by the night ran out nowhere.", "Nobody spent a night without a bed."),
    ]


def test_a_journey_is_one_paragraph_after_the_remark_that_it_is_invented():
    section = journey_section(["Invented.", "They set out.", "They crossed."])
    assert section.sentences == ("Invented.", "They set out. They crossed.")


def test_without_a_journey_the_section_says_so():
    assert journey_section([]).sentences == ("No journey was followed in this run.",)
