"""Adaptive importance sampling of the parameters that a fit looks for (docs/model/fit.md).

Cornuet, Marin, Mira and Robert (2012), "Adaptive multiple importance sampling", Scandinavian Journal of Statistics 39,
with keyed draws: a candidate depends on the seed, its step and its number alone, so that the order of runs, threads and
interruptions change nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from serai.codes import Stream
from serai.rng import name_key, stream_keys, uniform_of
from serai.runs.ranges import Range

TRIES = 10_000  # to land inside the prior; a centre lies inside, so half of the steps of each number do, or nearly
LEAST_SPREAD = 1e-9  # of the width of the prior
STANDARD = NormalDist()


@dataclass(frozen=True)
class Candidate:
    """One set of values to be tried.

    Attributes
    ----------
    step : int, 0 for draws of the prior
    number : int, within the step
    values : tuple of float, in the order of the ranges
    """

    step: int
    number: int
    values: tuple[float, ...]


@dataclass(frozen=True)
class Proposal:
    """From where the candidates of a step are moved, each from a centre of its own, by normal steps inside the prior.

    Attributes
    ----------
    centres : float64[n, n_parameters]
    spread : float64[n_parameters]; standard deviation of a step
    """

    centres: np.ndarray
    spread: np.ndarray


def proposal_of(values: np.ndarray, weights: np.ndarray, ranges: Sequence[Range], count: int) -> Proposal:
    """Centres chosen by weight, and steps as wide as a kernel estimate of the weighted runs has them (Silverman).

    Parameters
    ----------
    values : float64[n, n_parameters], of the runs so far
    weights : float64[n], add up to 1
    ranges : sequence of Range; the prior
    count : int
        How many candidates are wanted.
    """
    mean = weights @ values
    deviation = np.sqrt(weights @ (values - mean) ** 2)
    effective, n_parameters = 1.0 / float(weights @ weights), values.shape[1]
    share = (4.0 / ((n_parameters + 2) * effective)) ** (1.0 / (n_parameters + 4))
    least = np.array([LEAST_SPREAD * (item.high - item.low) for item in ranges])
    return Proposal(values[resampled_rows(weights, count)], np.maximum(share * deviation, least))


def next_candidates(proposal: Proposal, ranges: Sequence[Range], seed: int, step: int) -> list[Candidate]:
    """Each centre of a proposal, moved a little; nothing outside the prior is tried."""
    stream, spread = stream_keys(seed)[Stream.RANGE], proposal.spread.tolist()
    result = []
    for number, centre in enumerate(proposal.centres.tolist()):
        values = tuple(
            _moved(value, width, item, stream, name_key("fit", str(step), str(number), item.name))
            for value, width, item in zip(centre, spread, ranges, strict=True)
        )
        result.append(Candidate(step, number, values))
    return result


def log_weights(values: np.ndarray, n_prior: int, proposals: Sequence[Proposal], ranges: Sequence[Range]) -> np.ndarray:
    """Logarithm of the density of the prior over that of all that candidates came from, by their numbers.

    w = prior(x) / sum_s (n_s / n) q_s(x), with q_0 the prior and q_s(x) the mean over the centres c of step s of
    prod_k phi((x_k - c_k) / s_k) / (s_k P(c_k)), P the chance that a step from c_k stays inside the prior.

    Parameters
    ----------
    values : float64[m, n_parameters]
    n_prior : int
        How many candidates were draws of the prior.
    proposals : sequence of Proposal, of the later steps
    ranges : sequence of Range

    Returns
    -------
    float64[m]
    """
    prior = np.prod([_triangle(item, values[:, column]) for column, item in enumerate(ranges)], axis=0)
    mixture = n_prior * prior
    for proposal in proposals:
        mixture = mixture + len(proposal.centres) * _density(values, proposal, ranges)
    total = n_prior + sum(len(proposal.centres) for proposal in proposals)
    return np.asarray(np.log(np.maximum(prior, 1e-300)) - np.log(np.maximum(mixture / total, 1e-300)))


def resampled_rows(weights: np.ndarray, count: int) -> np.ndarray:
    """Rows of `count` draws of equal weight, each as often as its weight says (systematic resampling): int64[count]."""
    ladder = np.cumsum(weights)
    points = (np.arange(count) + 0.5) / count * ladder[-1]
    return np.asarray(np.minimum(np.searchsorted(ladder, points, side="right"), weights.size - 1))


def _density(values: np.ndarray, proposal: Proposal, ranges: Sequence[Range]) -> np.ndarray:
    """Density of a proposal: float64[m]."""
    logs = np.zeros((len(values), len(proposal.centres)))
    for column, (item, width) in enumerate(zip(ranges, proposal.spread.tolist(), strict=True)):
        centres = proposal.centres[:, column]
        inside = [_inside(centre, width, item) for centre in centres.tolist()]
        z = (values[:, column, np.newaxis] - centres) / width
        logs += -0.5 * z**2 - np.log(np.array(inside) * (width * math.sqrt(2 * math.pi)))
    return np.asarray(np.exp(logs).mean(axis=1))


def _inside(centre: float, width: float, item: Range) -> float:
    return STANDARD.cdf((item.high - centre) / width) - STANDARD.cdf((item.low - centre) / width)


def _moved(value: float, width: float, item: Range, stream: np.uint64, key: np.uint64) -> float:
    for attempt in range(TRIES):
        moved = value + width * STANDARD.inv_cdf(float(uniform_of(stream, key, attempt)))
        if item.low <= moved <= item.high:
            return moved
    return value


def _triangle(item: Range, values: np.ndarray) -> np.ndarray:
    """Density of the prior."""
    rising, falling = item.central - item.low, item.high - item.central
    up = (values - item.low) / rising if rising > 0 else np.ones(values.shape)
    down = (item.high - values) / falling if falling > 0 else np.ones(values.shape)
    return np.asarray(np.where(values < item.central, up, down) * 2.0 / (item.high - item.low))
