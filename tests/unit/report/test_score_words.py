from __future__ import annotations

from datetime import datetime

import pytest

from serai.report.evidence_words import evidence_words, figure_in_words, rounded
from serai.report.score_words import rows_sections, score_section
from serai.results.score import ScoreRow, Spread


def row(**given) -> ScoreRow:
    plain = {
        "id": "o1", "quantity": "entries", "statistic": "sum", "place": "North", "who": "", "service": "", "mode": "",
        "lodging": "", "start": datetime(2022, 9, 21), "end": datetime(2022, 9, 27), "observed": 100.0, "low": 90.0,
        "high": 110.0, "bound": "two-sided", "unit": "persons", "simulated": 95.0, "simulated_low": None,
        "simulated_high": None, "inside": True, "reason": "", "relative_error": -0.05, "use": "test",
        "rests_on": "sourced", "fact_group": "flow", "source": "a ministry",
    }  # fmt: skip
    return ScoreRow(**{**plain, **given})


def test_the_score_keeps_groups_and_uses_apart_and_adds_up_only_within_a_use():
    rows = [row(), row(inside=False), row(use="fit"), row(use="fit", fact_group="rents", inside=False)]
    table = score_section(rows).table
    assert table.heads == ("facts", "fit", "test")
    assert table.rows == (("flow", "1 of 1", "1 of 2"), ("rents", "0 of 1", ""), ("all together", "1 of 2", "1 of 2"))


def test_inside_on_assumed_inputs_is_called_consistent_by_choice():
    sentences = score_section([row(rests_on="assumed"), row()]).sentences
    assert "1 figure inside because of assumed inputs: consistent by choice, not evidence." in sentences


def test_what_could_not_be_compared_is_counted_and_told():
    rows = [row(inside=None, simulated=None, reason="the run has no rents")]
    told = "1 figure could not be compared; the table figure by figure gives the reasons."
    assert told in score_section(rows).sentences
    section = rows_sections(rows)[0]
    assert section.sentences == ("test 0 of 0 inside.", "Not compared: entries, North, sum: the run has no rents.")
    assert section.table.rows == (("entries, North, sum", "test", "21–26 Sep", "100 (90 to 110)", "–", "–"),)


def test_without_observations_the_score_says_so():
    assert score_section([]).sentences == ("The scenario has no observations to score against.",)


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (90.0, None, "at least 90"),
        (None, 110.0, "at most 110"),
        (None, None, "100"),
        (1e3, 2.2e5, "100 (1,000 to 220,000)"),
    ],
)
def test_the_published_range_is_said_as_it_is_meant(low, high, text):
    assert rows_sections([row(low=low, high=high)])[0].table.rows[0][3] == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (datetime(2022, 9, 28, 12), datetime(2022, 9, 28, 14), "28 Sep 12:00–14:00"),
        (datetime(2022, 9, 28), datetime(2022, 9, 29, 8), "28 Sep 00:00 – 29 Sep 08:00"),
        (datetime(2022, 9, 28, 10), datetime(2022, 9, 29), "28 Sep 10:00–24:00"),
        (datetime(2022, 9, 28), datetime(2022, 9, 29), "28 Sep"),
    ],
)
def test_a_period_that_begins_or_ends_within_a_day_tells_its_hours(start, end, text):
    assert rows_sections([row(start=start, end=end)])[0].table.rows[0][2] == text


def test_figures_have_three_digits_or_whole_thousands():
    assert [figure_in_words(x) for x in (None, 0.0, 1.6449, 98.76, 123456.7)] == ["–", "0", "1.64", "98.8", "123,457"]
    assert [rounded(x) for x in (None, 1.6449, 4.0, 1234.0, 123456.7)] == ["–", "1.64", "4", "1,230", "123,000"]


def test_names_of_a_scenario_are_shown_as_people_write_them():
    told = evidence_words(row(who="surge-men liable", service="exit_control", mode="car", lodging="hotel old_hall"))
    assert told["what"] == "entries, North, exit control, car, hotel + old hall, surge men + men liable to call-up, sum"
    assert evidence_words(row(mode="any"))["what"] == "entries, North, sum"


def test_a_row_of_evidence_is_told_in_every_language():
    given = row(naive={"doubled": 1234.5}, rests_on="assumed", observed=1234.5, low=1000.5, high=2000.0)
    told = evidence_words(given, "de")
    assert told == {
        "what": "Einreisen, North, Summe", "period": "21.–26. Sep", "published": "1.234 (1.000 bis 2.000)",
        "simulated": "95", "inside": "ja", "naive": "verdoppelt 1.230", "use": "Test", "rests_on": "durch Wahl stimmig",
    }  # fmt: skip


def draws_row(spread=None, **given) -> ScoreRow:
    """The row with draws: what they say of it, and what they add."""
    plain = {"simulated": 120.0, "simulated_low": 95.0, "simulated_high": 150.0, "inside": False, "relative_error": 0.2}
    drawn = {"draws": 200, "covered": True, "central": 105.0, "central_inside": True}
    return row(**{**plain, **given}, spread=Spread(**{**drawn, **(spread or {})}))


def test_central_run_median_and_interval_are_counted_with_fit_and_test_apart():
    unknown = draws_row({"covered": None, "central_inside": None}, inside=None, simulated=None)
    rows = [draws_row(), draws_row(use="fit", inside=True, fact_group="rents"), draws_row({"covered": False}), unknown]
    section = score_section(rows)
    assert section.table.heads == (
        "facts", "fit, central", "fit, median", "fit, met", "test, central", "test, median", "test, met"
    )  # fmt: skip
    assert section.table.rows == (
        ("flow", "", "", "", "2 of 2", "0 of 2", "1 of 2"),
        ("rents", "1 of 1", "1 of 1", "1 of 1", "", "", ""),
        ("all together", "1 of 1", "1 of 1", "1 of 1", "2 of 2", "0 of 2", "1 of 2"),
    )
    assert section.sentences[-1] == (
        "The 90 % interval of all draws, with the model error, overlaps 1 of 2 test figures (50 %)."
    )


def test_two_sided_figures_inside_the_intervals_are_told_in_one_sentence_with_fit_and_test_apart():
    inner = {"simulated_p25": 110.0, "simulated_p75": 130.0, "simulated_p10": 99.0, "simulated_p90": 140.0}
    alone = {"draws_p05": 105.0, "draws_p25": 115.0, "draws_p75": 125.0, "draws_p95": 135.0}
    rows = [draws_row(inner | alone), draws_row(inner | alone, use="fit", observed=120.0), draws_row(bound="at least")]
    told = (
        "Two-sided published figures inside the 50 % and the 90 % interval: fit 1 (100 %) and 1 (100 %) of 1 (by "
        "the draws alone 1 and 1); test 0 (0 %) and 1 (100 %) of 1 (by the draws alone 0 and 0)."
    )
    assert told in score_section(rows).sentences
    assert "Zweiseitige veröffentlichte Zahlen" in " ".join(score_section(rows, "de").sentences)


def test_given_and_shown_figures_have_one_column():
    heads = score_section([draws_row(use="given"), draws_row(use="shown")]).table.heads
    assert heads == ("facts", "given, met", "shown, met")


def test_the_half_of_the_draws_that_agrees_with_the_fit_is_told_where_there_is_one():
    agreeing = {"agreeing_low": 99.0, "agreeing_high": 104.0, "agreeing_covered": True}
    rows = [draws_row(agreeing), draws_row({"agreeing_covered": False})]
    assert score_section(rows).sentences[-1] == (
        "The 90 % interval of all draws, with the model error, overlaps 2 of 2 test figures (100 %); that of the half "
        "that agrees best with the fit figures, 1 of 2 (50 %)."
    )
    (section,) = rows_sections(rows[:1])
    assert section.table.heads[-2:] == ("agreeing draws", "met")
    assert section.table.rows[0][-2:] == ("99 to 104", "yes")


def test_each_figure_has_the_central_run_the_median_and_its_90_percent_interval():
    none = draws_row(
        {"central": None, "covered": None}, simulated=None, simulated_low=None, inside=None, reason="no line"
    )
    (section,) = rows_sections([draws_row(), none, draws_row(use="fit")])
    assert section.table.heads[-4:] == ("central", "median", "5 to 95 %", "met")
    assert [line[1] for line in section.table.rows] == ["fit", "test", "test"]
    assert [line[-4:] for line in section.table.rows[1:]] == [("105", "120", "95 to 150", "yes"), ("–", "–", "–", "–")]
    assert section.sentences[0] == "fit 0 of 1 inside, test 0 of 1 inside."
