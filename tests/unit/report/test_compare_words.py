"""What helps most is said only where draws are enough and a band is clear; every figure is told with its unit."""

from __future__ import annotations

from dataclasses import replace

import pytest

import serai
from serai.report.compare_words import best_sentences, compare_heading, compare_sections
from serai.report.figures.comparison import comparison
from serai.report.sections import section_data
from serai.results.bands import Band
from serai.results.totals import TOTALS
from serai.study.compare import Compared, Comparison, Difference

NOTHING = Difference(Band(10, 10, 10, 30), Band(0, 0, 0, 30), 0.0, 0.0, None)


def difference(median: float, spread: float, cost: float | None) -> Difference:
    change = Band(median, median - spread, median + spread, 30)
    per_cost = Band(-median / cost, (-median - spread) / cost, (-median + spread) / cost, 30) if cost else None
    return Difference(Band(5000, 4000, 6000, 30), change, 0.9, 0.1, per_cost)


def compared(label: str, cost: float | None, **found: Difference) -> Compared:
    return Compared(label, (label,), (), cost, 30, {one.name: NOTHING for one in TOTALS} | found)


@pytest.fixture(scope="module")
def run():
    return serai.simulate(serai.load("river-crossing"), draws=2)


@pytest.fixture
def found(run) -> Comparison:
    lane = compared("lane", 2000, hours_waited=difference(-3000, 500, 2000))
    lanes = compared("lanes", 20000, hours_waited=difference(-12345, 1000, 20000))
    vague = compared("vague", 1000, worst_line=difference(-20, 30, 1000))
    levels = {one.name: Band(51234, 40000, 60000, 30) for one in TOTALS}
    return Comparison(run, "base", levels, (lane, lanes, vague), 30)


def test_the_heading_says_what_is_held_against_what(found):
    title, caveat = compare_heading(found)
    assert title == "A flood drives people across a river: 3 runs compared with base, seed 1"
    assert caveat == (
        "30 draws, each with the same values and the same random numbers: medians and, in brackets, "
        "where 80 % of them lie. Not a forecast."
    )


def test_the_most_and_the_most_for_its_cost_are_named_where_the_band_is_clear(found):
    best = compare_sections(found)[0]
    assert best.title == "What helps most"
    assert best.sentences == (
        "Hours waited: lanes saves most, 12,300 (11,300 to 13,300) hours. "
        "For its cost, lane does most: 1,500 (1,250 to 1,750) hours for each 1,000 of cost.",
        "Nights without a bed: no run clearly does better than the base.",
        "Worst line at the border: no run clearly does better than the base.",
        "Worst line for registration: no run clearly does better than the base.",
    )


def test_one_that_is_best_in_both_ways_is_named_once(found):
    (sentence, *_) = compare_sections(replace(found, runs=found.runs[:1]))[0].sentences
    assert sentence == (
        "Hours waited: lane saves most, 3,000 (2,500 to 3,500) hours. "
        "It also does most for its cost: 1,500 (1,250 to 1,750) hours for each 1,000 of cost."
    )


def test_every_figure_has_a_section_with_the_best_for_its_cost_first(found):
    hours = compare_sections(found)[1]
    assert hours.sentences[0].startswith("The base: 51,200 (40,000 to 60,000) hours. Summed over everyone who ")
    assert hours.table.heads == ("run", "difference", "better in", "cost", "saved per 1,000 of cost")
    assert hours.table.rows[0] == ("lane", "-3,000 (-3,500 to -2,500)", "90 %", "2,000", "1,500 (1,250 to 1,750)")
    assert hours.table.rows[2] == ("vague", "0", "0 %", "1,000", "–")
    assert [section.title for section in compare_sections(found)[1:]] == [
        "Hours waited", "Nights without a bed", "Worst line at the border", "Worst line for registration", "Entries",
    ]  # fmt: skip


def test_small_costs_are_told_by_the_unit_and_none_are_left_away(found):
    cheap = replace(found, runs=(compared("lane", 5, hours_waited=difference(-30, 5, 5)),))
    hours = compare_sections(cheap)[1]
    assert hours.table.heads[-1] == "saved per 1 of cost"
    assert hours.table.rows[0][-1] == "6 (5 to 7)"
    free = replace(found, runs=(compared("lane", None, hours_waited=difference(-30, 5, None)),))
    assert compare_sections(free)[1].table.heads == ("run", "difference", "better in")
    assert compare_sections(free)[0].sentences[0] == "Hours waited: lane saves most, 30 (25 to 35) hours."


def test_few_draws_and_single_runs_are_headed_as_such_and_not_ranked(found):
    few = replace(found, draws=6, runs=tuple(replace(one, pairs=6) for one in found.runs))
    assert compare_heading(few)[1] == ("Only 6 draws: too few for a reliable band or ranking. Use 30 or more.")
    assert compare_sections(few)[0].title == "Hours waited"
    single = replace(found, draws=0)
    assert compare_heading(single)[1].startswith("Single runs with assumed values: differences without a band")
    assert compare_sections(single)[0].table.heads == ("run", "difference", "cost", "saved per 1,000 of cost")


def test_draws_that_cannot_be_paired_are_told(found):
    short = replace(found, draws=32)
    assert compare_sections(short)[0].sentences[-1] == (
        "vague: 30 of 32 draws can be compared; in the others a run failed."
    )


def test_the_sentences_are_in_german_too(found):
    title, caveat = compare_heading(found, "de")
    assert title == "A flood drives people across a river: 3 Läufe im Vergleich mit base, Startwert 1"
    assert caveat == (
        "30 Ziehungen, jeweils mit denselben Werten und denselben Zufallszahlen: Mediane und, in "
        "Klammern, wo 80 % davon liegen. Keine Vorhersage."
    )
    assert best_sentences(found, "de")[0].text == (
        "Wartestunden: lanes spart am meisten, 12.300 (11.300 bis 13.300) Stunden. "
        "Gemessen an den Kosten spart lane am meisten: 1.500 (1.250 bis 1.750) Stunden je 1.000 an Kosten."
    )
    assert compare_sections(found, "de")[1].table.heads[:3] == ("Lauf", "Unterschied", "besser in")


def test_the_page_shows_the_tables_of_the_terminal(found):
    shown = comparison(found, ("en", "de"))
    assert shown["caveat"]["en"] == compare_heading(found)[1]
    for language in ("en", "de"):
        sections = compare_sections(found, language)[1:]
        assert [one["words"][language] for one in shown["figures"]] == [section_data(one) for one in sections]
    for one in shown["figures"]:
        names = [shown["labels"]["en"][row] for row in one["order"]]
        assert names == [line[0] for line in one["words"]["en"]["rows"]]
    hours = shown["figures"][0]
    assert hours["changes"][hours["order"][0]] == [-3000, -3500, -2500]


def test_the_page_shows_the_sentences_of_the_terminal(found):
    told = comparison(found, ("en", "de"))["best"]
    assert tuple(one["text"] for one in told["en"]) == compare_sections(found)[0].sentences
    assert tuple(one["text"] for one in told["de"]) == compare_sections(found, "de")[0].sentences
    few = replace(found, draws=6, runs=tuple(replace(one, pairs=6) for one in found.runs))
    assert comparison(few, ("en",))["best"] == {"en": []}
