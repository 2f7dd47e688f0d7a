"""Naive forecasts and figures outside, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from serai.report.score_beside import naive_sections, outside_sections, wis_sections
from serai.results.naive_errors import naive_errors, naive_json
from serai.results.score import ScoreRow, Spread


def row(**given) -> ScoreRow:
    plain = {
        "id": "o1", "quantity": "entries", "statistic": "sum", "place": "", "who": "", "service": "", "mode": "",
        "lodging": "", "start": datetime(2022, 9, 30), "end": datetime(2022, 10, 1), "observed": 100.0, "low": 90.0,
        "high": 110.0, "bound": "two-sided", "unit": "persons", "simulated": 120.0, "simulated_low": None,
        "simulated_high": None, "inside": False, "reason": "", "relative_error": 0.2, "use": "test",
        "rests_on": "sourced", "fact_group": "flow", "source": "a ministry",
    }  # fmt: skip
    return ScoreRow(**{**plain, **given})


ROWS = [
    row(naive={"ordinary_only": 50.0, "doubled": 110.0}),
    row(naive={"ordinary_only": 70.0}, simulated=100.0),
    row(naive={"ordinary_only": 100.0}, use="fit"),
    row(naive={"ordinary_only": 100.0}, simulated=None),
    row(naive={}),
]


def test_errors_are_those_of_test_rows_that_both_can_answer():
    errors = naive_errors(ROWS)
    assert (errors["ordinary_only"].rows, errors["doubled"].rows) == (2, 1)
    assert (round(errors["ordinary_only"].naive, 6), errors["ordinary_only"].simulated) == (0.4, {"run": 0.1})
    assert naive_json(errors)["doubled"]["smaller_than_naive"] == {"run": False}
    assert naive_json(errors)["ordinary_only"] == {
        "rows": 2,
        "mean_relative_error": {"naive": errors["ordinary_only"].naive, "run": 0.1},
        "smaller_than_naive": {"run": True},
    }


def test_the_table_says_row_by_row_whether_the_run_is_closer_than_each():
    (section,) = naive_sections(ROWS)
    assert section.table.heads == (
        "figure", "period", "published", "the run", "ordinary traffic", "doubled", "closer than each"
    )  # fmt: skip
    assert section.table.rows == (
        ("entries, sum", "30 Sep", "100", "120", "50", "110", "no"),
        ("entries, sum", "30 Sep", "100", "100", "70", "–", "yes"),
    )
    assert section.sentences[1:] == (
        "Ordinary traffic: mean error 40.0 % on 2 figures, the run 10.0 %: smaller.",
        "Doubled: mean error 10.0 % on 1 figure, the run 20.0 %: not smaller.",
    )


def test_two_simulated_figures_can_be_smaller_in_part():
    drawn = replace(ROWS[0], simulated=101.0, spread=Spread(draws=200, central=120.0))
    (section,) = naive_sections([drawn])
    assert section.sentences[-1] == (
        "Doubled: mean error 10.0 % on 1 figure, central run 20.0 % and median 1.0 %: smaller only in part."
    )


def test_where_no_test_row_has_a_forecast_nothing_is_said():
    assert naive_sections(ROWS[2:]) == ()
    assert naive_errors([]) == {}


def test_the_interval_score_stands_by_group_and_use_beside_the_best_naive_forecast():
    """By hand: (0.5 x 20 + 0.25 x 20 + 10 + 0.1 x 40 + 0.05 x 60) / 3.5 = 9.14 of a figure of 100."""
    inner = {"simulated_p25": 110.0, "simulated_p75": 130.0, "simulated_p10": 100.0, "simulated_p90": 140.0}
    drawn = row(
        simulated_low=90.0, simulated_high=150.0, spread=Spread(**inner), naive={"doubled": 80.0, "last_rate": 0.0}
    )
    fit = replace(drawn, use="fit", naive={}, fact_group="posts")
    (section,) = wis_sections([drawn, fit, row()])
    assert section.table.rows == (
        ("flow", "test", "1", "0.09", "doubled", "1", "0.20", "0.09"),
        ("posts", "fit", "1", "0.09", "–", "", "", ""),
    )
    assert wis_sections([row()]) == ()


def test_figures_outside_stand_furthest_first():
    rows = [
        row(id="near"),
        row(id="far", place="North", simulated=200.0),
        row(inside=True, simulated=100.0),
        row(inside=None, simulated=None),
        row(use="given"),
        row(bound="at least", low=40.0, high=None, simulated=30.0, use="fit"),
    ]
    (section,) = outside_sections(rows)
    assert [line[0] for line in section.table.rows] == ["entries, North, sum", "entries, sum", "entries, sum"]
    assert [line[-1] for line in section.table.rows] == ["9", "1", "0.25"]
    assert outside_sections(rows[2:5]) == ()
