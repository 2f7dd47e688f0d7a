"""One forecast against the figure that came, also of a bound."""

import numpy as np
import pytest

from scenarios import at
from serai.results.forecast_score import POINTS, figure_of, scored, share_inside
from serai.results.model_error import ModelError, points
from serai.results.proper_scores import log_wis, pairwise_skill, wis
from serai.scenario.schema import Observation

DRAWS = np.linspace(800.0, 1200.0, 41)
ERROR = ModelError(0.1, "log", 10.0)


def row(value: float | None = 1000.0, **columns: object) -> Observation:
    fixed = {
        "id": "one", "start": at(1), "end": at(2), "quantity": "entries", "statistic": "sum", "fact_group": "flow",
        "value": value, "use": "test", "confidence": "high",
    }  # fmt: skip
    return Observation(**{**fixed, **columns})


def test_a_figure_is_scored_by_draws_with_the_model_error():
    found = scored(row(), DRAWS, ERROR, {"last_value": np.array([2000.0])})
    forecast = np.array(points(DRAWS, POINTS, ERROR))
    assert found.wis == wis(1000.0, forecast)
    assert found.log_wis == log_wis(1000.0, forecast)
    assert found.baselines == {"last_value": pytest.approx(np.log(2001 / 1001))}
    assert found.log_error == pytest.approx(abs(np.log((found.median + 1) / 1001)))
    assert found.inside == {0.5: True, 0.8: True, 0.9: True}
    wider = scored(row(), DRAWS, ERROR._replace(scale=3.0 * ERROR.scale), {})
    assert wider.high - wider.low > 1.5 * (found.high - found.low)


def test_beyond_a_bound_nothing_is_lost():
    """At least 500: nearly all of the forecast lies above, so it is all but perfect, as is any forecast above it."""
    found = scored(row(500.0, bound="at least"), DRAWS, ERROR, {"a": np.array([9e9]), "b": np.array([249.5])})
    assert found.is_bound
    assert found.inside == {}
    assert found.log_wis.wis == pytest.approx(0, abs=1e-3)
    assert found.baselines == {"a": 0, "b": pytest.approx(np.log(2))}
    most = scored(row(2000.0, bound="at most", confidence=""), DRAWS, ERROR, {"a": np.array([0.0])})
    assert most.baselines["a"] == 0


def test_what_cannot_be_scored():
    assert scored(row(-5.0), DRAWS, ERROR, {}) is None
    few = np.array([1000.0, np.nan, np.nan])
    assert scored(row(), few, ERROR, {}) is None
    assert figure_of(row(None, low=10.0, high=30.0)) == 20
    assert figure_of(row(0.0, bound="at most", quantity="vehicles_waiting", statistic="mean")) == 50


def test_share_inside_passes_over_bounds():
    inside, outside = scored(row(), DRAWS, ERROR, {}), scored(row(9000.0), DRAWS, ERROR, {})
    bound = scored(row(bound="at least"), DRAWS, ERROR, {})
    assert share_inside([inside, outside, bound], 0.9) == 0.5
    assert share_inside([bound], 0.9) is None


def test_pairwise_skill_by_hand():
    """Half of one baseline, twice the other, which has one figure less: the root of 0.5 x 2 is 1."""
    others = {"a": [2.0, 2.0], "b": [np.nan, 0.5]}
    assert pairwise_skill([1.0, 1.0], others) == pytest.approx(1.0)
    assert pairwise_skill([1.0, 1.0], {"a": [2.0, 2.0]}) == pytest.approx(0.5)
    assert pairwise_skill([1.0], {"a": [np.nan], "b": [0.0]}) is None
