"""Which parameters figures may move, and new samples of them (docs/model/update.md)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from serai.codes import Stream
from serai.rng import name_key, stream_keys, uniform_by_draw
from serai.runs.design import design
from serai.runs.ranges import Range, posterior_of, ranges_of
from serai.scenario.parameters import cells_of, with_fit
from serai.scenario.rules.parameters import MOST_FITTED
from serai.scenario.schema import Event, Parameter, Scenario
from serai.study.population import resampled_rows
from serai.study.posterior import before_fit, rounded

KEPT = 0.97  # of a sample's distance from the mean (Liu and West 2001); the kernel gives the rest of the variance back
STANDARD = NormalDist()


def inferred(scenario: Scenario) -> Scenario:
    """The scenario with the parameters marked fit that figures move: those that are, or else the first twelve.

    Parameters that move a `control` event are inputs and stay out, as those without a range.
    """
    if any(parameter.fit for parameter in scenario.parameters):
        return scenario
    free = [item.name for item in scenario.parameters if not _is_control(scenario, item) and _is_wide(item)]
    chosen = set(free[:MOST_FITTED])
    return scenario.model_copy(update={"parameters": with_fit(scenario.parameters, chosen)})


def _is_control(scenario: Scenario, parameter: Parameter) -> bool:
    holders = [cell.holder(scenario) for cell in cells_of(scenario, parameter)]
    return any(isinstance(holder, Event) and holder.what == "control" for holder in holders)


def _is_wide(parameter: Parameter) -> bool:
    low, high = parameter.range_of("value")
    return low is not None and high is not None and low < high


def priors_of(scenario: Scenario) -> tuple[Range, ...]:
    """The ranges in which the parameters marked fit lay before anything was found."""
    parameters = tuple(before_fit(item) for item in scenario.parameters)
    before = scenario.model_copy(update={"parameters": parameters, "posterior": ()})
    wanted = {number for number, item in enumerate(parameters) if item.fit}
    return tuple(
        item for item in ranges_of(before) if item.address.table == "parameters" and item.address.row in wanted
    )


def samples_of(scenario: Scenario, priors: Sequence[Range], seed: int, count: int) -> np.ndarray | None:
    """Samples that a scenario holds, with draws of the prior for parameters that are new: float64[n, n_parameters].

    None where it holds none.
    """
    held = posterior_of(scenario)
    if not held:
        return None
    n = next(iter(held.values())).size
    fresh = design(priors, seed, n or count)
    for column, item in enumerate(priors):
        if item.name in held:
            fresh[:, column] = held[item.name]
    return fresh


def renewed(values: np.ndarray, weights: np.ndarray, priors: Sequence[Range], seed: int, step: str) -> np.ndarray:
    """Samples of equal weight from weighted ones, each moved a little, mean and variance kept (Liu and West 2001).

    x' = a x + (1 - a) m + sqrt(1 - a^2) e, with m the weighted mean and e a keyed normal draw with the weighted
    covariance: sum over the samples of sqrt(w) z (x - m). A number that would leave its prior stays at its end.

    Parameters
    ----------
    values : float64[n, n_parameters]
    weights : float64[n], add up to 1
    priors : sequence of Range, one for each parameter
    seed : int
    step : str
        Enters the draws, so that two updates have different ones.

    Returns
    -------
    float64[n, n_parameters]
    """
    mean = (weights[:, np.newaxis] * values).sum(axis=0)
    away = (values - mean) * np.sqrt(weights)[:, np.newaxis]
    stream, spread = stream_keys(seed)[Stream.RANGE], math.sqrt(1.0 - KEPT * KEPT)
    result = np.empty_like(values)
    for number, row in enumerate(resampled_rows(weights, len(values)).tolist()):
        key = name_key("update", step, str(number))
        uniform = uniform_by_draw(stream, key, np.arange(len(values)))
        normal = np.array([STANDARD.inv_cdf(share) for share in uniform.tolist()])
        result[number] = KEPT * values[row] + (1.0 - KEPT) * mean + spread * (normal[:, np.newaxis] * away).sum(axis=0)
    ends = np.array([(item.low, item.high) for item in priors]).reshape(-1, 2).T
    clipped = np.clip(result, ends[0], ends[1])
    return np.array([[rounded(value) for value in row] for row in clipped.tolist()]).reshape(result.shape)
