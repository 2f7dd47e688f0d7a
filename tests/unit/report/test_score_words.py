from __future__ import annotations

from datetime import datetime

import pytest

from serai.report.score_words import figure_in_words, rows_sections, score_section
from serai.results.score import ScoreRow


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
    assert "1 figure inside on assumed inputs: consistent by choice, not evidence." in sentences


def test_what_could_not_be_compared_is_counted_and_told():
    rows = [row(inside=None, simulated=None, reason="the run has no rents")]
    assert "1 figure could not be compared; `serai score` says why." in score_section(rows).sentences
    section = rows_sections(rows)[0]
    assert section.sentences == ("test 0 of 0 inside.", "Not compared: entries sum, North: the run has no rents.")
    assert section.table.rows == (("entries sum, North", "test", "21 Sep - 26 Sep", "90 to 110", "-", "-"),)


def test_without_observations_the_score_says_so():
    assert score_section([]).sentences == ("The scenario holds no observations to be scored against.",)


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(90.0, None, "at least 90"), (None, 110.0, "at most 110"), (None, None, "100"), (1e3, 2.2e5, "1,000 to 220,000")],
)
def test_the_published_range_is_said_as_it_is_meant(low, high, text):
    assert rows_sections([row(low=low, high=high)])[0].table.rows[0][3] == text


def test_a_period_within_a_day_is_that_day():
    given = row(start=datetime(2022, 9, 28, 12), end=datetime(2022, 9, 28, 14))
    assert rows_sections([given])[0].table.rows[0][2] == "28 Sep"


def test_figures_have_three_digits_or_whole_thousands():
    assert [figure_in_words(x) for x in (None, 0.0, 1.6449, 98.76, 123456.7)] == ["-", "0", "1.64", "98.8", "123,457"]
