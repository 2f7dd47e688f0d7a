"""What a fit leaves behind: samples of the parameters, and the scenario that holds them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from serai.runs.ranges import Range
from serai.scenario.schema import Parameter, PosteriorValue, Scenario
from serai.study.population import resampled_rows

SAMPLES = 100
FOUND, BEFORE = "found by serai fit", "; before: "
UPDATED = "found by serai update"
DIGITS = 6  # of samples and ranges that are written
ENDS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Posterior:
    """Samples of the parameters, alike in weight.

    Attributes
    ----------
    ranges : tuple of Range; the prior
    samples : float64[n_samples, n_parameters]
    """

    ranges: tuple[Range, ...]
    samples: np.ndarray

    def points(self, parameter: int) -> tuple[float, float, float]:
        """5 % point, median and 95 % point of one parameter."""
        low, median, high = np.quantile(self.samples[:, parameter], ENDS).tolist()
        return rounded(low), rounded(median), rounded(high)


def posterior_of_weighted(values: np.ndarray, weights: np.ndarray, ranges: tuple[Range, ...]) -> Posterior:
    """Samples from weighted values: float64[n, n_parameters], float64[n]."""
    chosen = values[resampled_rows(weights, SAMPLES)]
    return Posterior(ranges, np.array([[rounded(value) for value in row] for row in chosen.tolist()]))


def fitted_scenario(scenario: Scenario, posterior: Posterior, found: str = FOUND) -> Scenario:
    """The scenario with medians as values, 5 to 95 % as ranges, the priors kept beside them, and all samples.

    `found` is what is written of their source.
    """
    columns = {scenario.parameters[item.address.row].name: column for column, item in enumerate(posterior.ranges)}
    parameters = tuple(
        _fitted(item, posterior, columns[item.name], found) if item.name in columns else item
        for item in scenario.parameters
    )
    samples = tuple(
        PosteriorValue(sample=number + 1, parameter=name, value=float(row[column]), source=found)
        for number, row in enumerate(posterior.samples)
        for name, column in columns.items()
    )
    return scenario.model_copy(update={"parameters": parameters, "posterior": samples})


def before_fit(parameter: Parameter) -> Parameter:
    """A parameter as it was before it was fitted; itself, if it was not."""
    if parameter.prior is None:
        return parameter
    ranges = tuple(("value", low, high) for name, low, high in parameter.ranges if name == "prior")
    source = parameter.source.removeprefix(FOUND + BEFORE).removeprefix(UPDATED + BEFORE)
    return parameter.model_copy(update={"value": parameter.prior, "prior": None, "ranges": ranges, "source": source})


def _fitted(parameter: Parameter, posterior: Posterior, column: int, found: str) -> Parameter:
    low, median, high = posterior.points(column)
    prior = posterior.ranges[column]
    ranges = (("value", low, high), ("prior", prior.low, prior.high))
    source = f"{found}{BEFORE}{before_fit(parameter).source}"
    return parameter.model_copy(update={"value": median, "prior": prior.central, "ranges": ranges, "source": source})


def rounded(value: float) -> float:
    """A number as samples and ranges are written."""
    return float(f"{value:.{DIGITS}g}")
