"""The model error is learned on observations marked fit, and on no others."""

from __future__ import annotations

import numpy as np
import pytest

from serai.study.learned_error import GRID, KINDS, LIKE_OTHERS, STATED, learned_errors

DAY = ("entries", "sum", "2022-09-02", "2022-09-03")
FIT = {"value": 100.0, "width": 0.05, "use": "fit"}


@pytest.fixture
def learned(make_scenario, observe):
    """learned((columns, figures of the draws), ...): the scale and the number of rows of each kind."""

    def learned(*rows, asked=DAY):
        observations = tuple(observe(*asked, **columns) for columns, _ in rows)
        answers = np.full((len(rows[0][1]), len(rows), 3), np.nan)
        answers[:, :, 0] = np.array([figures for _, figures in rows]).T
        errors = learned_errors(make_scenario(observations=observations), answers)
        return {one.kind: (one.scale, one.rows) for one in errors}

    return learned


@pytest.mark.parametrize("use", ["test", "given", "shown"])
def test_rows_of_other_uses_change_nothing_whatever_they_say(learned, use):
    fit = (FIT, [80.0, 90.0, 130.0])
    plain = learned(fit, ({"value": 50.0, "use": use}, [50.0, 51.0, 52.0]))
    spoilt = learned(fit, ({"value": 1e9, "use": use, "bound": "at least"}, [np.nan, -5.0, 1e12]))
    assert plain == spoilt == learned(fit)
    assert learned((FIT, [1.0, 2.0, 3.0])) != plain


def test_a_model_that_is_further_off_has_a_larger_error_and_kinds_without_rows_the_common_one(learned):
    scales = [learned((FIT, [figure, figure]))["flow_day"][0] for figure in (100.0, 130.0, 200.0)]
    assert scales == sorted(set(scales))
    table = learned((FIT, [100.0, 100.0]))
    assert list(table) == list(KINDS)
    assert table["flow_day"][1] == 1
    assert {table[kind] for kind in ("wait", "line", "rent")} == {(table["wait"][0], 0)}
    assert (table["share"], table["date"]) == ((STATED["share"], 0), (STATED["date"], 0))


def test_what_draws_and_the_published_range_leave_open_is_no_error_of_the_model(learned):
    narrow = learned((FIT, [150.0, 150.0]))["flow_day"][0]
    assert learned(({**FIT, "width": 0.6}, [150.0, 150.0]))["flow_day"][0] < narrow
    assert learned((FIT, [100.0, 225.0]))["flow_day"][0] < narrow


def test_a_bound_speaks_from_its_side_only(learned):
    bound = {"value": 100.0, "bound": "at least", "use": "fit"}
    reached, missed = (learned((bound, [figure, figure]))["flow_day"][0] for figure in (200.0, 30.0))
    assert reached < missed


def test_one_row_by_hand(learned):
    """A share told as 0.4 to 0.6, draws of 0.5 and 0.8: the mean scale under the prior around the stated one."""
    row = {"value": 0.5, "low": 0.4, "high": 0.6, "use": "fit"}
    table = learned((row, [0.5, 0.8]), asked=("occupancy", "mean", *DAY[2:]))

    def below(x):
        t = x / np.sqrt(4 + x**2)
        return 0.5 + 0.25 * t * (3 - t**2)

    grid = GRID / 3
    chance = sum(below((0.6 - draw) / grid) - below((0.4 - draw) / grid) for draw in (0.5, 0.8)) / 2
    weights = (0.99 * chance + 0.01) * np.exp(-0.5 * (np.log(grid / 0.1) / LIKE_OTHERS) ** 2)
    assert table["share"] == (pytest.approx(weights @ grid / weights.sum()), 1)


def test_rows_that_draws_say_nothing_to_are_not_counted(learned):
    assert learned((FIT, [np.nan, np.nan]))["flow_day"][1] == 0
