"""What `serai run` says at its end: the sentences of the page, and the tables that stand for its pictures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from serai.report.short_answer import short_answer
from serai.report.summary import (
    BRIEF_ROWS,
    FULL_ROWS,
    failed_line,
    failed_section,
    journey_section,
    run_sections,
    summary,
)
from serai.results.headline import Days, Headline, LongestLine, Night, Period, PostWait, Shortage
from serai.runs.draws import FailedDraw
from some_bands import exact, many, on

START, END, DAY = date(2022, 9, 21), date(2022, 11, 15), date(2022, 9, 29)
ZERO, NONE = exact(0), many(0, 0, 0)
LOST = ("refused", "gave_up", "moved_on")
QUIET = Headline(
    draws=1, trigger="", total=Period(date(2022, 9, 1), date(2022, 9, 8), ZERO, ZERO, ZERO, ZERO),
    several_years=False, parts=(), part="week",
    peak_day=on(DAY), peak_entries=ZERO, lost=dict.fromkeys(LOST, ZERO), stayed_home=ZERO,
    waits=(), registration=None, shortages=(),
    worst_night=None,
)  # fmt: skip
BUSY = replace(
    QUIET, trigger="decree", total=Period(START, END, *map(exact, (640_123, 580_210, 59_913, 98_765))),
    peak_entries=exact(22_512),
    parts=(Period(START, date(2022, 9, 28), *map(exact, (98_123, 64_022, 34_101, 4))),),
    waits=tuple(
        PostWait(f"post {n}", on(DAY), exact(70 - n), exact(110 - 10 * n), exact(1_874)) for n in range(FULL_ROWS + 2)
    ),
    registration=LongestLine("Almaty", "almaty-hall", exact(781), datetime(2022, 10, 3, 10, 0)),
    shortages=tuple(Shortage(f"city {n}", on(date(2022, 9, 24)), exact(n + 1), 1) for n in range(FULL_ROWS + 3)),
    worst_night=Night("Oral", exact(2_340), date(2022, 9, 25)),
)  # fmt: skip
QUIET_DRAWS = Headline(
    draws=200, trigger="", total=Period(START, END, NONE, NONE, NONE, NONE),
    several_years=False, parts=(), part="week", peak_day=on(DAY),
    peak_entries=NONE, lost=dict.fromkeys(LOST, NONE), stayed_home=NONE,
    waits=(), registration=None, shortages=(), worst_night=None,
)  # fmt: skip
BUSY_DRAWS = replace(
    QUIET_DRAWS, trigger="decree", peak_entries=many(22_512, 18_000, 26_040),
    total=Period(
        START, END, many(640_123, 590_000, 700_400), many(580_210, 540_000, 620_000), many(59_913, 40_000, 81_000),
        many(98_765, 70_000, 131_000),
    ),
    parts=(Period(START, date(2022, 9, 28), many(98_123, 90_000, 99_900), NONE, many(5, 0, 12), NONE),),
    waits=tuple(
        PostWait(f"post {n}", on(DAY), many(30, 20, 40), many(90 - n, 80 - n, 99 - n), many(40, 30, 50))
        for n in range(FULL_ROWS + 2)
    ),
    registration=LongestLine("Almaty", "almaty-hall", many(151, 80, 400), None),
    shortages=(Shortage("Almaty", Days(DAY, START, END), many(12, 4, 30), 150),) * (FULL_ROWS + 1),
    worst_night=Night("Oral", many(2_000, 900, 5_000), None),
)  # fmt: skip


def said(headline, part):
    return " ".join(summary(headline)[part].sentences)


@pytest.mark.parametrize("headline", [QUIET, BUSY, QUIET_DRAWS, BUSY_DRAWS])
def test_the_sentences_of_the_page_stand_in_their_order_and_lead_each_part(headline):
    told = [one.text for one in short_answer(headline)]
    sections = summary(headline)
    assert [one.sentences[0] for one in sections] == told[:4]
    assert sections[-1].sentences[-1] == told[4]


def test_the_day_of_most_entries_follows_with_its_band():
    assert said(BUSY, 0).endswith("Arrivals peaked on 29 September: 22,500 in one day.")
    days = Days(date(2022, 9, 29), date(2022, 9, 27), date(2022, 10, 1))
    assert said(replace(BUSY_DRAWS, peak_day=days), 0).endswith(
        "Arrivals peaked on 29 September (27 September to 1 October): 22,500 (18,000 to 26,000) in one day."
    )


def test_those_who_did_not_get_through_are_counted_if_there_were_any():
    assert said(replace(BUSY, lost={"refused": exact(5_123), "gave_up": ZERO, "moved_on": exact(700)}), 0).endswith(
        "5,120 were turned back and 700 went on to third countries."
    )
    lost = {**QUIET_DRAWS.lost, "refused": many(5_123, 0, 9_000), "moved_on": many(0, 0, 700)}
    text = said(replace(BUSY_DRAWS, lost=lost), 0)
    assert text.endswith("5,120 (0 to 9,000) were turned back and 0 (0 to 700) went on to third countries.")
    assert "gave up" not in text


def test_weeks_are_a_table_of_rounded_figures():
    table = summary(BUSY, full=True)[0].table
    assert table.heads == ("week from", "came in", "went out", "stayed", "because of the trigger")
    assert table.rows == (("21 Sep", "98,100", "64,000", "34,100", "fewer than 10"),)
    table = summary(BUSY_DRAWS, full=True)[0].table
    assert table.heads == ("week from", "came in", "stayed", "because of the trigger")
    assert table.rows == (("21 Sep", "98,100 (90,000 to 99,900)", "under 10 (0 to 12)", "0"),)


@pytest.mark.parametrize(("part", "first"), [("week", "21 Sep 2022"), ("month", "September 2022"), ("year", "2022")])
def test_parts_of_a_run_over_several_years_name_the_year(part, first):
    headline = replace(BUSY, part=part, several_years=True)
    assert summary(headline, full=True)[0].table.rows[0][0] == first
    assert "Arrivals peaked on 29 September 2022" in said(headline, 0)
    assert "29 Sep 2022" in summary(headline)[1].table.rows[0]


def test_the_longest_waits_are_a_table_and_the_rest_one_sentence():
    assert len(summary(BUSY)[1].table.rows) == BRIEF_ROWS
    section = summary(BUSY, full=True)[1]
    assert len(section.table.rows) == FULL_ROWS
    assert section.table.rows[0] == ("post 0", "29 Sep", "70 hours", "4.6 days", "1,870")
    assert section.sentences[-1] == "2 other posts had no day above 50 hours."
    section = summary(BUSY_DRAWS, full=True)[1]
    assert section.table.rows[0] == ("post 0", "30 (20 to 40) hours", "3.8 (3.3 to 4.1) days")
    assert section.sentences[-1] == "2 other posts had no day above 3.5 (3.1 to 3.9) days."


def test_places_where_lodging_ran_out_are_a_table_in_their_order():
    assert len(summary(BUSY)[3].table.rows) == BRIEF_ROWS
    section = summary(BUSY, full=True)[3]
    assert section.table.heads == ("place", "first full on", "days full")
    assert section.table.rows[0] == ("city 0", "24 September", "1 day")
    assert len(section.table.rows) == FULL_ROWS
    assert section.sentences[1] == "... and 3 places more later."
    table = summary(BUSY_DRAWS)[3].table
    assert table.rows[0] == ("Almaty", "29 September (21 September to 15 November)", "12 (4 to 30) days", "150 of 200")
    assert summary(replace(BUSY, shortages=BUSY.shortages[:1]))[3].table is None


def test_a_run_in_which_nothing_happened_says_so_in_every_part():
    assert [section.sentences for section in summary(QUIET)] == [
        ("Nobody crossed a border post in this run.",),
        ("No post served enough people on any one day for its waits to be stated.",),
        ("Nobody stood in line to be registered.",),
        ("Short-stay lodging ran out nowhere.", "Nobody spent a night without a bed."),
    ]
    assert all(section.table is None for section in (*summary(QUIET), *summary(QUIET_DRAWS)))
    assert said(QUIET_DRAWS, 3).startswith("Short-stay lodging did not run out anywhere in half of the draws or more.")


def test_a_run_and_its_draws_are_told_with_the_score_and_one_journey_of_the_central_course(river_run, river_draws):
    single, drawn = (run_sections(run, full=True) for run in (river_run, river_draws))
    assert [section.title for section in drawn] == [section.title for section in single]
    assert [section.title for section in single[-2:]] == ["Comparison with published figures", "One journey"]
    assert drawn[-1] == single[-1]
    assert len(single[-1].sentences) == 2
    assert [section.title for section in run_sections(river_run)] == [section.title for section in single[:-1]]


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize(
    ("headline", "people", "said_of_it"),
    [(BUSY, exact(1_234), "1,230"), (BUSY_DRAWS, many(1_234, 200, 2_500), "1,230 (200 to 2,500)")],
)
def test_people_who_found_no_open_way_are_named_with_the_reason(headline, people, said_of_it, full):
    before, after = (summary(one, full=full) for one in (headline, replace(headline, stayed_home=people)))
    sentence = f"{said_of_it} wanted to leave but stayed at home: no route was open to them."
    assert after[0].sentences == (*before[0].sentences, sentence)
    assert after[1:] == before[1:]


def test_a_journey_is_one_paragraph_after_the_remark_that_it_is_invented():
    section = journey_section(["Invented.", "They set out.", "They crossed."])
    assert section.sentences == ("Invented.", "They set out. They crossed.")
    assert journey_section([]).sentences == ("No journey was followed in this run.",)


def test_failed_draws_are_counted_and_named():
    failed = [FailedDraw(number, 7, "why", {"a.b": 1.23456, "c": 2.0}) for number in (3, 17, 20)]
    assert failed_section([], 200) == ()
    (one,) = failed_section(failed[:1], 200)[0].sentences
    assert one == "1 of 200 draws failed and is left out of these figures: 3."
    assert failed_section(failed, 200)[0].sentences == (
        "3 of 200 draws failed and are left out of these figures: 3, 17 and 20.",
    )
    assert failed_line(failed[0], ["c", "a.b"]) == (
        "draw 3 (seed 7) failed: why; furthest from their central values: c = 2, a.b = 1.235"
    )
    assert failed_line(failed[0], []) == "draw 3 (seed 7) failed: why"
