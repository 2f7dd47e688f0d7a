"""The score of many draws in words."""

from __future__ import annotations

from datetime import datetime

from serai.ensemble.score import DrawsRow
from serai.report.draws_score import draws_rows_sections, draws_score_section


def row(**given) -> DrawsRow:
    plain = {
        "id": "o1", "quantity": "entries", "statistic": "sum", "place": "North", "who": "", "service": "", "mode": "",
        "lodging": "", "start": datetime(2022, 9, 21), "end": datetime(2022, 9, 27), "observed": 100.0, "low": 90.0,
        "high": 110.0, "bound": "two-sided", "unit": "persons", "simulated": 120.0, "simulated_low": 95.0,
        "simulated_high": 150.0, "inside": False, "reason": "", "relative_error": 0.2, "use": "test",
        "rests_on": "sourced", "fact_group": "flow", "source": "a ministry", "draws": 200, "covered": True,
        "central": 105.0, "central_inside": True,
    }  # fmt: skip
    return DrawsRow(**{**plain, **given})


def test_central_run_median_and_interval_are_counted_with_fit_and_test_apart():
    unknown = row(covered=None, inside=None, central_inside=None, simulated=None)
    rows = [row(), row(use="fit", inside=True, fact_group="rents"), row(covered=False), unknown]
    section = draws_score_section(rows)
    assert section.table.heads == (
        "facts", "fit, central", "fit, median", "fit, met", "test, central", "test, median", "test, met"
    )  # fmt: skip
    assert section.table.rows == (
        ("flow", "", "", "", "2 of 2", "0 of 2", "1 of 2"),
        ("rents", "1 of 1", "1 of 1", "1 of 1", "", "", ""),
        ("all together", "1 of 1", "1 of 1", "1 of 1", "2 of 2", "0 of 2", "1 of 2"),
    )
    assert section.sentences[-1] == "The 90 % interval of all draws meets 1 of 2 test figures (50 %)."


def test_given_and_shown_figures_have_one_column():
    heads = draws_score_section([row(use="given"), row(use="shown")]).table.heads
    assert heads == ("facts", "given, met", "shown, met")


def test_the_half_of_the_draws_that_agrees_with_the_fit_is_told_where_there_is_one():
    rows = [row(agreeing_low=99.0, agreeing_high=104.0, agreeing_covered=True), row(agreeing_covered=False)]
    assert draws_score_section(rows).sentences[-1] == (
        "The 90 % interval of all draws meets 2 of 2 test figures (100 %), that of the half of them that agrees best "
        "with the fit figures 1 of 2 (50 %)."
    )
    (section,) = draws_rows_sections(rows[:1])
    assert section.table.heads[-2:] == ("agreeing draws", "met")
    assert section.table.rows[0][-2:] == ("99 to 104", "yes")


def test_without_observations_the_score_says_so():
    assert draws_score_section([]).sentences == ("The scenario holds no observations to be scored against.",)


def test_each_figure_has_the_central_run_the_median_and_its_90_percent_interval():
    none = row(simulated=None, simulated_low=None, central=None, inside=None, covered=None, reason="no line")
    (section,) = draws_rows_sections([row(), none, row(use="fit")])
    assert section.table.heads[-4:] == ("central", "median", "5 to 95 %", "met")
    assert [line[1] for line in section.table.rows] == ["fit", "test", "test"]
    assert [line[-4:] for line in section.table.rows[1:]] == [("105", "120", "95 to 150", "yes"), ("-", "-", "-", "-")]
    assert section.sentences[0] == "fit 0 of 1 inside, test 0 of 1 inside."
