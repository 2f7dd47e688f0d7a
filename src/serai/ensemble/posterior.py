"""What a fit leaves behind: samples of the parameters, the scenario that holds them, and what makes up for what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from serai.ensemble.fit_log import Tried
from serai.ensemble.population import Particle, resampled
from serai.ensemble.ranges import Range, ranges_of
from serai.scenario.schema import Parameter, PosteriorValue, Scenario

SAMPLES = 100
FOUND = "found by serai fit"
DIGITS = 6  # of samples and ranges that are written
ENDS = (0.05, 0.5, 0.95)
AGREEING = 0.5  # share of the draws that lie nearest
LEAST_DRAWS = 20
LEAST_CORRELATION = 0.3
LEAST_ERRORS = 3.0  # standard errors of a correlation by chance, 1 / sqrt(n)
MOST_PAIRS = 12


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
        return _rounded(low), _rounded(median), _rounded(high)


@dataclass(frozen=True)
class Pair:
    """Two named parameters that make up for each other among the draws that agree best with the rows used for fit.

    Attributes
    ----------
    first, second : str, names of parameters
    correlation : float; Spearman's, among the nearer half of the draws
    before : float; the same among all draws
    """

    first: str
    second: str
    correlation: float
    before: float


def posterior_of_particles(particles: Sequence[Particle], ranges: tuple[Range, ...]) -> Posterior:
    """Samples from weighted particles."""
    samples = [[_rounded(value) for value in values] for values in resampled(particles, SAMPLES)]
    return Posterior(ranges, np.array(samples))


def fitted_scenario(scenario: Scenario, posterior: Posterior) -> Scenario:
    """The scenario with medians as values, 5 to 95 % as ranges, the priors kept beside them, and all samples."""
    columns = {scenario.parameters[one.row].name: column for column, one in enumerate(posterior.ranges)}
    parameters = tuple(
        _fitted(one, posterior, columns[one.name]) if one.name in columns else one for one in scenario.parameters
    )
    samples = tuple(
        PosteriorValue(sample=number + 1, parameter=name, value=float(row[column]), source=FOUND)
        for number, row in enumerate(posterior.samples)
        for name, column in columns.items()
    )
    return scenario.model_copy(update={"parameters": parameters, "posterior": samples})


def _fitted(parameter: Parameter, posterior: Posterior, column: int) -> Parameter:
    low, median, high = posterior.points(column)
    prior = posterior.ranges[column]
    ranges = (("value", low, high), ("prior", prior.low, prior.high))
    return parameter.model_copy(update={"value": median, "prior": prior.central, "ranges": ranges})


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def pairs_of(scenario: Scenario, draws: Sequence[Tried]) -> tuple[Pair, ...]:
    """Pairs of named parameters that lie on a ridge, the strongest first.

    Parameters
    ----------
    scenario : Scenario, fitted
    draws : sequence of Tried; draws of every range of it, in the order of `ranges_of`

    Returns
    -------
    tuple of Pair; at most 12 whose correlation among the nearer half is at least 0.3 and three standard errors in size.
    Empty with fewer than 20 draws.
    """
    if len(draws) < LEAST_DRAWS:
        return ()
    named = [(row, one) for row, one in enumerate(ranges_of(scenario)) if one.table == "parameters"]
    order = np.argsort([one.distance for one in draws], kind="stable")
    values = np.array([one.values for one in draws])
    near = values[order[: round(len(draws) * AGREEING)]]
    least = max(LEAST_CORRELATION, LEAST_ERRORS / len(near) ** 0.5)
    found = []
    for (row, first), (other, second) in combinations(named, 2):
        after, before = (spearman(part[:, row], part[:, other]) for part in (near, values))
        if abs(after) >= least:
            names = (scenario.parameters[first.row].name, scenario.parameters[second.row].name)
            found.append(Pair(*names, after, before))
    return tuple(sorted(found, key=lambda one: -abs(one.correlation))[:MOST_PAIRS])


def spearman(first: np.ndarray, second: np.ndarray) -> float:
    """Rank correlation, -1 to 1; 0 where one of the two does not vary."""
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return float(np.corrcoef(_ranks(first), _ranks(second))[0, 1])


def _ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 0; equal values have their mean rank."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts + 1) / 2)[which], dtype=np.float64)
