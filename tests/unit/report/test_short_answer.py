"""The answer first: three to five sentences, each with its picture, in English and German."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np

from serai.report.headings import heading
from serai.report.short_answer import camps_answer, short_answer
from serai.results.camps import WAYS, CampScore, Errors
from serai.results.headline import Days, Headline, LongestLine, Night, Period, PostWait, Shortage
from some_bands import exact, many, on

START, END, DAY = date(2022, 9, 21), date(2022, 10, 5), date(2022, 9, 29)
PICTURES = ["entries", "waits", "registration", "lodging", "without_bed"]
RUN = Headline(
    draws=1, trigger="decree", total=Period(START, END, *map(exact, (206_412, 150_020, 56_392, 98_765))),
    several_years=False, parts=(), part="week",
    peak_day=on(DAY), peak_entries=exact(22_512), lost={}, stayed_home=exact(0),
    waits=(PostWait("West Post", on(DAY), exact(46.2), exact(76.8), exact(1200)),),
    registration=LongestLine("Almaty", "centre", exact(884), datetime(2022, 10, 4, 12)),
    shortages=(Shortage("Oral", on(DAY), exact(6), 1), Shortage("Aktobe", on(DAY), exact(1), 1)),
    worst_night=Night("Oral", exact(2940), DAY),
)  # fmt: skip
NONE = many(0, 0, 0)
OWN, NAIVE = (Errors(*map(exact, three), 30) for three in ((0.42, 0.40, 3.0), (0.05, 0.05, 1.0)))
WORSE = {name: Errors(exact(0.3), exact(0.3), exact(2.0), 30) for name in WAYS}
CAMPS = CampScore(
    camps=("East", "West"), people=np.zeros((1, 1, 2)), all_days=OWN, report_days=OWN,
    baselines={**WORSE, "shares_of_day_30": NAIVE}, baselines_report_days=WORSE,
    camp_errors={"East": exact(0.10), "West": exact(0.06)},
    camp_mase={"East": exact(1.0), "West": exact(1.0)},
    last={"East": (7600, exact(6460)), "West": (4100, exact(4810))}, last_total=(11_700, exact(11_270)),
)  # fmt: skip


def texts(answer):
    return [one.text for one in answer]


def draws(**parts):
    quiet = Headline(
        draws=200, trigger="", total=Period(START, END, NONE, NONE, NONE, NONE),
    several_years=False, parts=(), part="week", peak_day=on(DAY),
        peak_entries=NONE, lost={}, stayed_home=NONE, waits=(), registration=None, shortages=(), worst_night=None,
    )  # fmt: skip
    return replace(quiet, **parts)


def test_a_run_is_told_in_five_sentences_each_with_its_picture():
    found = short_answer(RUN)
    assert [one.picture for one in found] == PICTURES
    assert texts(found) == [
        "From 21 September to 4 October, 206,000 people came in, 98,800 of them because of the trigger and the others "
        "on ordinary trips; 150,000 went out: 56,400 stayed.",
        "The longest wait was at West Post: 46 hours on average on its worst day, 29 September, and more than 3.2 "
        "days for one person in ten.",
        "The longest registration line: 884 people at Almaty on 4 October, 12:00, local time.",
        "Short-stay lodging ran out first in Oral, from 29 September, on 6 days in all; it ran out in 2 places "
        "altogether.",
        "The worst night: 2,940 people without a bed in Oral on 29 September.",
    ]


def test_german_has_its_own_numbers_and_dates():
    found = texts(short_answer(RUN, "de"))
    assert found[0] == (
        "Vom 21. September bis zum 4. Oktober reisten 206.000 Menschen ein, 98.800 davon wegen des Auslösers und die "
        "übrigen auf gewöhnlichen Reisen; 150.000 reisten aus: 56.400 blieben."
    )
    assert found[1].endswith("im Mittel 46 Stunden, und jede zehnte Person länger als 3,2 Tage.")


def test_draws_are_told_with_bands():
    crossed = Period(START, END, many(206_000, 190_000, 221_000), many(9, 8, 12), many(-500, -900, -100), NONE)
    found = texts(
        short_answer(
            draws(
                total=crossed,
                waits=(PostWait("West Post", on(DAY), many(46, 32, 67), many(80, 60, 99), many(90, 80, 99)),),
                registration=LongestLine("Almaty", "centre", many(640, 270, 1250), None),
                shortages=(Shortage("Oral", Days(DAY, START, DAY), many(5, 4, 7), 150),),
                worst_night=Night("Oral", many(2160, 553, 3690), None),
            )
        )
    )
    assert "206,000 (190,000 to 221,000) people came in" in found[0]
    assert found[0].endswith("at the end there were 500 (100 to 900) fewer.")
    assert "46 (32 to 67) hours on average" in found[1]
    assert "636" not in found[2]
    assert "640 (270 to 1,250) people at Almaty" in found[2]
    assert "29 (21 to 29) September, on 5 (4 to 7) days in all, in 150 of 200 draws" in found[3]
    assert found[4] == "The worst night: 2,160 (553 to 3,690) people without a bed in Oral."


def test_what_did_not_happen_is_said_too():
    assert texts(short_answer(draws())) == [
        "Nobody crossed a border post in this run.",
        "No post served enough people on any one day for its waits to be stated.",
        "Nobody stood in line to be registered.",
        "Short-stay lodging did not run out anywhere in half of the draws or more.",
        "Nobody spent a night without a bed.",
    ]


def test_camps_are_told_beside_the_best_naive_forecast():
    assert texts(camps_answer(CAMPS)) == [
        "On the last day the run has 11,300 people in 2 camps, against 11,700 reported.",
        "A camp's share is off by 8.0 percentage points on average and by 10.0 at worst (at East).",
        "Over all days 42.0 % of the people reported are misplaced, against 5.0 % by the best naive forecast, “shares "
        "of day 30”.",
    ]
    assert texts(camps_answer(None)) == ["No camp in this scenario has a series of reports."]


def test_german_quotes_as_germans_do():
    assert texts(camps_answer(CAMPS, "de"))[-1].count("„Anteile von Tag 30“") == 1


def test_an_ensemble_without_ranges_is_headed_as_one_of_chance_alone(river_draws):
    assert heading(river_draws)[1].startswith("8 draws of the assumed ranges: medians and")
    bare = replace(river_draws, draws=replace(river_draws.draws, range_names=()))
    assert heading(bare)[1].startswith("8 draws of chance alone, with assumed values: medians and")
    assert heading(bare, "de")[1].startswith("8 Ziehungen allein des Zufalls")
