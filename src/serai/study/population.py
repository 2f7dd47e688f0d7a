"""Adaptive population Monte Carlo for approximate Bayesian computation (docs/model/fit.md).

Lenormand, Jabot and Deffuant (2013), "Adaptive approximate Bayesian computation for complex models", Computational
Statistics 28, with keyed draws: a candidate depends on the seed, its step and its number alone, so that the order of
runs, threads and interruptions change nothing. The kernel is a product of normals (Beaumont and others 2009).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from serai.codes import Stream
from serai.rng import name_key, stream_keys, uniform_of
from serai.runs.design import design
from serai.runs.ranges import Range

TRIES = 10_000  # to land inside the prior; a particle lies inside, so half of the steps of each number do, or nearly
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
class Particle:
    """A candidate that was run.

    Attributes
    ----------
    candidate : Candidate
    distance : float, >= 0
    weight : float, > 0; not scaled
    """

    candidate: Candidate
    distance: float
    weight: float


def first_candidates(ranges: Sequence[Range], seed: int, count: int) -> list[Candidate]:
    """A Latin hypercube of the prior."""
    values = design(ranges, seed, count)
    return [Candidate(0, number, tuple(row)) for number, row in enumerate(values.tolist())]


def next_candidates(
    particles: Sequence[Particle], ranges: Sequence[Range], seed: int, step: int, count: int
) -> list[Candidate]:
    """Particles, chosen by their weights and moved a little.

    Parameters
    ----------
    particles : sequence of Particle, at least one
    ranges : sequence of Range; the prior, outside which nothing is tried
    seed, step : int
    count : int

    Returns
    -------
    list of Candidate, `count` of them.
    """
    weights, spread = _scaled_weights(particles), _spread(particles, ranges)
    ladder = np.cumsum(weights)
    stream = stream_keys(seed)[Stream.RANGE]
    result = []
    for number in range(count):
        key = name_key("fit", str(step), str(number))
        chosen = min(
            int(np.searchsorted(ladder, uniform_of(stream, key, 0) * ladder[-1], side="right")), len(weights) - 1
        )
        start = particles[chosen].candidate.values
        values = tuple(
            _moved(value, width, item, stream, name_key("fit", str(step), str(number), item.name))
            for value, width, item in zip(start, spread, ranges, strict=True)
        )
        result.append(Candidate(step, number, values))
    return result


def weight_of(candidate: Candidate, particles: Sequence[Particle], ranges: Sequence[Range]) -> float:
    """Prior density over the density with which the particles propose a candidate; 1 for a draw of the prior.

    w = prior(x) / sum_j w_j prod_k phi((x_k - x_jk) / s_k)
    """
    if candidate.step == 0:
        return 1.0
    weights, spread = _scaled_weights(particles), _spread(particles, ranges)
    proposed = 0.0
    for weight, particle in zip(weights, particles, strict=True):
        pairs = zip(candidate.values, particle.candidate.values, spread, strict=True)
        proposed += weight * math.exp(-0.5 * sum(((x - centre) / width) ** 2 for x, centre, width in pairs))
    prior = math.prod(_triangle(item, value) for item, value in zip(ranges, candidate.values, strict=True))
    return prior / max(proposed, 1e-300)


def nearest(particles: Sequence[Particle], count: int) -> list[Particle]:
    """The particles with the smallest distances; of equal ones the earlier candidate."""
    return sorted(particles, key=lambda item: (item.distance, item.candidate.step, item.candidate.number))[:count]


def resampled(particles: Sequence[Particle], count: int) -> list[tuple[float, ...]]:
    """`count` samples of equal weight: each particle as often as its weight says (systematic resampling)."""
    chosen = resampled_rows(_scaled_weights(particles), count)
    return [particles[int(row)].candidate.values for row in chosen]


def resampled_rows(weights: np.ndarray, count: int) -> np.ndarray:
    """Rows of `count` draws of equal weight, each as often as its weight says (systematic resampling): int64[count]."""
    ladder = np.cumsum(weights)
    points = (np.arange(count) + 0.5) / count * ladder[-1]
    return np.asarray(np.minimum(np.searchsorted(ladder, points, side="right"), weights.size - 1))


def _scaled_weights(particles: Sequence[Particle]) -> np.ndarray:
    weights = np.array([item.weight for item in particles])
    return np.asarray(weights / weights.sum())


def _spread(particles: Sequence[Particle], ranges: Sequence[Range]) -> list[float]:
    """Standard deviation of the kernel in each number: that of the particles times the root of two."""
    weights = _scaled_weights(particles)
    values = np.array([item.candidate.values for item in particles])
    mean = (weights[:, None] * values).sum(axis=0)
    variance = (weights[:, None] * (values - mean) ** 2).sum(axis=0)
    least = [LEAST_SPREAD * (item.high - item.low) for item in ranges]
    return [max(math.sqrt(2 * item), low) for item, low in zip(variance.tolist(), least, strict=True)]


def _moved(value: float, width: float, item: Range, stream: np.uint64, key: np.uint64) -> float:
    for attempt in range(TRIES):
        moved = value + width * STANDARD.inv_cdf(float(uniform_of(stream, key, attempt)))
        if item.low <= moved <= item.high:
            return moved
    return value


def _triangle(item: Range, value: float) -> float:
    """Density of the prior, times half the width of its range."""
    rising, falling = item.central - item.low, item.high - item.central
    if value < item.central:
        return (value - item.low) / rising
    return (item.high - value) / falling if falling > 0 else 1.0
