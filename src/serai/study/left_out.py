"""Groups of facts left out: how far the model may be off on each, and whether the others predict it (decision 53)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from serai.scenario.schema import Observation, Scenario
from serai.study.facts import fact_weights
from serai.study.weights import is_data, log_likelihoods, normalised, tempering

FACTORS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)  # on the model error of a group
LIKE_TOLD = math.log(2.0)  # standard deviation of the half-normal prior of the logarithm of a factor
LEFT = 0.1  # effective share of the draws that weights by the other groups leave at least
PASSES = 5


class Figures(NamedTuple):
    """What runs say to rows: figures float64[n_runs, n_rows], NaN where there is none."""

    rows: Sequence[Observation]
    figures: np.ndarray
    scenario: Scenario

    def of(self, runs: slice | np.ndarray) -> Figures:
        """Some of the runs."""
        return self._replace(figures=self.figures[runs])

    def log_likelihoods(self, factors: Mapping[str, float]) -> dict[str, np.ndarray]:
        """By group of facts, as `study.weights.log_likelihoods`."""
        return log_likelihoods(self.rows, self.figures, self.scenario, factors)


class LeftOut(NamedTuple):
    """A group of facts as the fit to all other groups predicts it.

    Attributes
    ----------
    group : str
    facts : float; how many independent ones
    gain : float
        Logarithm of the mean chance of its figures, less that under the prior, for each fact; above 0 is better.
    before, after : float; mean distance of its rows under the prior, and so predicted
    effective : float; effective number of runs
    power : float; of the likelihood of the other groups
    """

    group: str
    facts: float
    gain: float
    before: float
    after: float
    effective: float
    power: float


def discrepancies(draws: Figures, without: str = "") -> dict[str, float]:
    """By group of facts, the factor on its model error, learned by leaving the group out.

    Parameters
    ----------
    draws : Figures
        Of draws of the prior.
    without : str
        A group that is not looked at.

    Returns
    -------
    dict of group -> factor, 1 to 5.
    """
    rows = [number for number, row in enumerate(draws.rows) if row.fact_group != without]
    seen = Figures([draws.rows[number] for number in rows], draws.figures[:, rows], draws.scenario)
    tables = [seen.log_likelihoods(dict.fromkeys({row.fact_group for row in seen.rows}, factor)) for factor in FACTORS]
    prior = np.exp(-0.5 * (np.log(FACTORS) / LIKE_TOLD) ** 2)
    factors = dict.fromkeys(tables[0], 1.0)
    for _ in range(PASSES if len(factors) > 1 else 0):
        logs = seen.log_likelihoods(factors)
        total = np.sum(list(logs.values()), axis=0)
        values = {}
        for group in factors:
            others = total - logs[group]
            weights = normalised(tempering(others, LEFT) * others)
            chances = prior * np.array([weights @ np.exp(table[group]) for table in tables])
            values[group] = float(np.exp((chances / chances.sum()) @ np.log(FACTORS)))
        factors = values
    return factors


def left_out(
    runs: Figures, distances: np.ndarray, log_prior: np.ndarray, n_prior: int, least: float
) -> tuple[LeftOut, ...]:
    """Every group of facts as the others predict it, beside what the prior says.

    Parameters
    ----------
    runs : Figures
        The first `n_prior` of them draws of the prior.
    distances : float64[n_runs, n_rows], NaN where there is none
    log_prior : float64[n_runs]
        Logarithm of prior over proposal.
    n_prior : int
    least : float
        Effective number of runs that the power of the likelihood leaves at least.
    """
    plain = runs.log_likelihoods({})
    weights = fact_weights(runs.rows, runs.scenario)
    result = []
    for group, chances in plain.items():
        factors = discrepancies(runs.of(slice(n_prior)), group)
        logs = runs.log_likelihoods(factors)
        others = np.sum([np.zeros(len(chances)), *(of for name, of in logs.items() if name != group)], axis=0)
        power, weighted = tempered(log_prior, others, least)
        members = [number for number, row in enumerate(runs.rows) if row.fact_group == group and is_data(row)]
        facts = sum(weights[number] for number in members)
        gain = _log_mean(np.log(weighted + 1e-300), chances) - _log_mean(
            np.full(n_prior, -math.log(n_prior)), chances[:n_prior]
        )
        away = np.nanmean(distances[:, members], axis=1)
        result.append(
            LeftOut(
                group, facts, gain / facts, float(away[:n_prior].mean()), float(weighted @ away),
                1.0 / float(weighted @ weighted), power,
            )
        )  # fmt: skip
    return tuple(result)


def tempered(log_prior: np.ndarray, log_likelihood: np.ndarray, least: float) -> tuple[float, np.ndarray]:
    """The largest power of a likelihood, at most 1, that leaves an effective number of runs, and the weights by it."""
    power = tempering(log_likelihood, least / log_prior.size, log_prior)
    return power, normalised(log_prior + power * log_likelihood)


def _log_mean(log_weights: np.ndarray, logs: np.ndarray) -> float:
    total = log_weights + logs
    return float(total.max() + np.log(np.exp(total - total.max()).sum()))
