"""Weights of draws by published figures: shared bias, bounds, tempering, typing errors."""

import math

import numpy as np
import pytest

from scenarios import at, queue
from serai.results.model_error import model_errors
from serai.scenario.schema import Observation
from serai.study.weights import (
    ANYTHING,
    SHARED,
    UNKNOWN_BIAS,
    WIDE,
    Bias,
    biases,
    biases_by_kind,
    by_kind,
    effective_share,
    error_of_row,
    is_data,
    is_outside,
    log_likelihoods,
    normalised,
    residuals,
    says_too_little,
    tempering,
    widening,
)

SMALL = queue(5, 100.0, servers=1, minutes=1)
SCALE = model_errors()["flow_day"].scale


def row(value: float | None = 1000.0, **columns: object) -> Observation:
    fixed = {
        "id": "one", "start": at(1), "end": at(2), "quantity": "entries", "statistic": "sum", "fact_group": "flow",
        "value": value, "use": "fit", "confidence": "high",
    }  # fmt: skip
    return Observation(**{**fixed, **columns})


def test_inputs_and_figures_that_are_shown_are_no_data():
    assert is_data(row())
    assert is_data(row(use="test"))
    assert not is_data(row(use="given"))
    assert not is_data(row(use="shown"))
    assert not is_data(row(quantity="wait_served", statistic="covers"))


def test_a_figure_by_hand():
    """Distance in log(x + 10); half of the variance of the model error is shared, half with the range is its own."""
    found = residuals(row(), np.array([1000.0, 500.0]), SMALL)
    assert found.low == pytest.approx([0.0, math.log(1010 / 510)])
    assert found.shared == pytest.approx([SCALE * math.sqrt(0.5)] * 2)
    half = math.log(1110 / 910) / 2 / 1.6448536
    assert found.own == pytest.approx([math.sqrt(SCALE**2 / 2 + half**2 + 0.02**2)] * 2)


def test_one_figure_alone_has_the_whole_error():
    """Integrating the shared bias out gives a normal density of the whole variance, and the wide tail beside it."""
    figures = np.array([1000.0, 800.0])
    found = residuals(row(), figures, SMALL)

    def density(z: np.ndarray, own: np.ndarray) -> np.ndarray:
        scale = np.sqrt(found.shared**2 + own**2)
        return own / scale * np.exp(-0.5 * (z / scale) ** 2)

    tail = ANYTHING / WIDE * density(found.low, WIDE * found.own)
    by_hand = np.log(((1 - ANYTHING) * density(found.low, found.own) + tail) / found.own)
    assert log_likelihoods([row()], figures[:, np.newaxis], SMALL)["flow"] == pytest.approx(by_hand, abs=2e-4)


def test_figures_of_a_group_share_their_bias():
    """Ten figures that are all 15 % off tell less against a draw than ten independent ones would."""
    rows = [row(id=f"r{number}", start=at(number), end=at(number + 1)) for number in range(10)]
    draws = np.array([[1000.0] * 10, [850.0] * 10])
    together = log_likelihoods(rows, draws, SMALL)["flow"]
    apart = log_likelihoods(
        [one.model_copy(update={"fact_group": one.id}) for one in rows], draws, SMALL
    )  # fmt: skip
    apart_sum = np.sum(list(apart.values()), axis=0)
    assert 0 < together[0] - together[1] < 0.5 * (apart_sum[0] - apart_sum[1])


def test_a_figure_told_ten_times_counts_once():
    draws = np.array([[1000.0], [850.0], [600.0]])
    once = log_likelihoods([row()], draws, SMALL)["flow"]
    rows = [row(id=f"r{number}") for number in range(10)]
    assert log_likelihoods(rows, np.repeat(draws, 10, axis=1), SMALL)["flow"] == pytest.approx(once)


def test_the_bias_of_a_group_by_hand_and_what_is_left():
    """One figure 40 % above the draw: a normal bias seen through a normal error; others of the group follow."""
    draws = np.array([[1000.0]])
    told = row(1400.0)
    found = residuals(told, draws[:, 0], SMALL)
    shared, own, away = found.shared[0], found.own[0], found.low[0]
    bias = biases([told], draws, SMALL, np.ones(1))["flow"]
    assert bias.mean == pytest.approx(shared * away / (shared**2 + own**2), rel=0.03)  # the wide tail takes a little
    assert bias.left == pytest.approx(own**2 / (shared**2 + own**2), rel=0.1)
    error = error_of_row(told, SMALL)
    moved, left = bias.carried(np.array([500.0, np.nan]), error)
    assert math.log((moved[0] + 10) / 510) == pytest.approx(SHARED * bias.mean * error.scale)
    assert np.isnan(moved[1])
    assert left.scale == pytest.approx(error.scale * math.sqrt(0.5 + 0.5 * bias.left))


def test_where_nothing_is_known_nothing_is_moved():
    error = error_of_row(row(), SMALL)
    moved, left = UNKNOWN_BIAS.carried(np.array([500.0]), error)
    assert moved == pytest.approx([500.0])
    assert left.scale == pytest.approx(error.scale)
    assert biases([row()], np.full((2, 1), np.nan), SMALL, np.full(2, 0.5)) == {}


def test_a_bias_by_kind_is_that_of_the_group_with_most_figures():
    rows = [row(), row(id="two"), row(id="other", fact_group="posts")]
    of = {"flow": Bias(1.0, 0.5), "posts": Bias(-1.0, 0.4)}
    assert biases_by_kind(rows, of, SMALL) == {"flow_day": of["flow"]}


def test_a_bound_is_met_by_all_beyond_it():
    rows, draws = [row(bound="at least")], np.array([[900.0], [3000.0], [9000.0]])
    found = np.exp(log_likelihoods(rows, draws, SMALL)["flow"])
    assert found[1] == pytest.approx(1, abs=1e-3)
    assert found[2] == pytest.approx(1, abs=1e-3)
    assert found[0] < 0.5
    none = row(0.0, bound="at most", quantity="vehicles_waiting", statistic="mean", fact_group="queues")
    assert np.exp(log_likelihoods([none], np.array([[0.0], [500.0]]), SMALL)["queues"]) == pytest.approx(
        [0.98, 0.01], abs=0.03
    )


def test_a_draw_without_an_answer_counts_as_the_others_do():
    found = log_likelihoods([row()], np.array([[1000.0], [np.nan], [1000.0]]), SMALL)["flow"]
    assert found[1] == pytest.approx(found[0])
    assert log_likelihoods([row()], np.full((3, 1), np.nan), SMALL) == {}


def test_effective_share_and_tempering_by_hand():
    """Two of four draws with equal weight: one half; the power that leaves three quarters lies below 1."""
    logs = np.log(np.array([1.0, 1.0, 1e-12, 1e-12]))
    assert effective_share(logs) == pytest.approx(0.5)
    assert normalised(logs) == pytest.approx([0.5, 0.5, 0, 0], abs=1e-9)
    assert tempering(logs, 0.5 - 1e-9) == 1.0
    power = tempering(logs, 0.75)
    assert effective_share(power * logs) == pytest.approx(0.75)
    w = 1e-12**power
    assert (2 + 2 * w) ** 2 / (2 + 2 * w * w) / 4 == pytest.approx(0.75)


@pytest.mark.parametrize(("value", "expected"), [(1000.0, False), (1400.0, False), (10_000.0, True), (1.0, True)])
def test_ten_times_and_thousands_are_outside(value, expected):
    draws = np.linspace(800, 1200, 41)
    assert is_outside(row(value), draws, SMALL) is expected
    assert not is_outside(row(1.0, bound="at least"), draws, SMALL)
    assert is_outside(row(10_000.0, bound="at least"), draws, SMALL)


@pytest.mark.parametrize(("value", "expected"), [(1.0, True), (10.0, True), (100.0, False), (900.0, False)])
def test_a_bound_in_thousands_says_too_little(value, expected):
    """Between 800 and 1,200 are expected: "at least 10" would be odd, "at least 100" is careful."""
    draws = np.linspace(800, 1200, 41)
    assert says_too_little(row(value, bound="at least"), draws, SMALL) is expected
    assert not says_too_little(row(value), draws, SMALL)
    assert not says_too_little(row(0.0, bound="at most"), draws, SMALL)
    assert says_too_little(row(1e6, bound="at most"), draws, SMALL)


def test_the_group_that_is_not_explained_is_widened():
    rows = [row(), row(id="far", fact_group="queues", quantity="waiting", statistic="max", value=5000.0)]
    draws = np.column_stack([np.linspace(900, 1100, 20), np.linspace(10, 100, 20)])
    found = widening(rows, draws, SMALL, 0.1)
    assert set(found) == {"queues"}
    assert by_kind(rows, found, SMALL) == {"line": found["queues"]}
    assert widening(rows[:1], draws[:, :1], SMALL, 0.1) == {}


def test_dates_are_those_of_the_scenario_where_blank():
    whole = row(start=None, end=None)
    assert residuals(whole, np.array([1000.0]), SMALL).shared[0] == pytest.approx(
        model_errors()["flow_period"].scale * math.sqrt(0.5)
    )
