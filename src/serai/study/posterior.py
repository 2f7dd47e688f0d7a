"""What a fit leaves behind: samples of the parameters, and the scenario that holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from serai.errors import ScenarioError
from serai.problems import Problem
from serai.runs.ranges import Range, ranges_of
from serai.scenario.parameters import with_fit
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


def fitted_scenario(scenario: Scenario, posterior: Posterior, source: str = FOUND) -> Scenario:
    """The scenario with medians as values, 5 to 95 % as ranges, the priors kept beside them, and all samples.

    `found` is what is written of their source.
    """
    columns = {scenario.parameters[item.address.row].name: column for column, item in enumerate(posterior.ranges)}
    parameters = tuple(
        _fitted(item, posterior, columns[item.name], source) if item.name in columns else item
        for item in scenario.parameters
    )
    samples = tuple(
        PosteriorValue(sample=number + 1, parameter=name, value=float(row[column]), source=source)
        for number, row in enumerate(posterior.samples)
        for name, column in columns.items()
    )
    return scenario.model_copy(update={"parameters": parameters, "posterior": samples})


def with_posterior(scenario: Scenario, rows: Sequence[PosteriorValue], source: str = FOUND) -> Scenario:
    """A scenario as a fit would leave it that found these samples.

    Parameters
    ----------
    scenario : Scenario
        Fitted or not; the parameters named in the samples are marked fit, no others.
    rows : sequence of PosteriorValue, checked
    found : str
        What is written of their source.

    Raises
    ------
    ScenarioError
        If a parameter has no range.
    """
    names = tuple(dict.fromkeys(row.parameter for row in rows))
    parameters = with_fit(tuple(before_fit(item) for item in scenario.parameters), names)
    plain = scenario.model_copy(update={"parameters": parameters, "posterior": ()})
    ranges = {item.name: item for item in ranges_of(plain) if item.address.table == "parameters"}
    of_name = {name: ranges.get(f"parameters.{name}.value") for name in names}
    without = [Problem(f"parameters.{name}", "samples need low and high") for name, of in of_name.items() if of is None]
    if without:
        raise ScenarioError(f'scenario "{scenario.name}"', without)
    values = {(row.sample, row.parameter): row.value for row in rows}
    samples = [[values[sample, name] for name in names] for sample in sorted({row.sample for row in rows})]
    return fitted_scenario(plain, Posterior(tuple(of for of in of_name.values() if of), np.array(samples)), source)


def before_fit(parameter: Parameter) -> Parameter:
    """A parameter as it was before it was fitted; itself, if it was not."""
    if parameter.prior is None:
        return parameter
    ranges = tuple(("value", low, high) for name, low, high in parameter.ranges if name == "prior")
    source = parameter.source.removeprefix(FOUND + BEFORE).removeprefix(UPDATED + BEFORE)
    return parameter.model_copy(update={"value": parameter.prior, "prior": None, "ranges": ranges, "source": source})


def _fitted(parameter: Parameter, posterior: Posterior, column: int, found_by: str) -> Parameter:
    low, median, high = posterior.points(column)
    prior = posterior.ranges[column]
    ranges = (("value", low, high), ("prior", prior.low, prior.high))
    source = f"{found_by}{BEFORE}{before_fit(parameter).source}"
    return parameter.model_copy(update={"value": median, "prior": prior.central, "ranges": ranges, "source": source})


def rounded(value: float) -> float:
    """A number as samples and ranges are written."""
    return float(f"{value:.{DIGITS}g}")
