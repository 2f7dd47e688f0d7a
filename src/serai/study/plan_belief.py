"""What runs so far say of every bundle, run or not: a Gaussian process over bundles, and noise that draws share.

The effect of a bundle is the sum of effects of its items, of pairs of them, and a rest of its own:

K(x, z) = a^2 sum_i m_i + b^2 sum_(i<j) m_i m_j + c^2 [x = z],  m_i = min(x_i, z_i)

with units as shares of the most; the effect of one item is a random walk in its units, so that it may level off. The
noise of means that share draws is correlated: Cov(y_i, y_j) = C_ij / max(n_i, n_j) for the first n draws of each.

Sources: Salemi, Song, Nelson and Staum (2019), Operations Research 67(1), for Gaussian fields over discrete choices;
Chick and Inoue (2001), Management Science 47(8), for Bayesian selection with common random numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

FACTORS = 3  # of the noise that bundles share
SHARES_OF_PAIRS = (0.02, 0.1, 0.2, 0.4)
SHARES_OF_RESTS = (0.02, 0.05, 0.1, 0.2)
SIZES = (0.5, 1.0, 2.0)
SMALL, JITTER = 1e-9, 1e-8


class Scales(NamedTuple):
    """Standard deviations of effects of items, of pairs and of what is left."""

    item: float
    pair: float
    rest: float


@dataclass(frozen=True)
class Belief:
    """What is believed of the effects of bundles.

    Attributes
    ----------
    mean : float64[n]
        Of each bundle of the pool, as a difference from the bundle of nothing.
    """

    mean: np.ndarray
    _before: Callable[[], np.ndarray]  # covariance before any run, which takes most of the time
    _explained: np.ndarray  # what runs took off it

    @cached_property
    def covariance(self) -> np.ndarray:
        """Of the effects: float64[n, n]."""
        left = self._before() - self._explained
        return np.asarray((left + left.T) / 2)

    def sample(self, count: int, seed: int) -> np.ndarray:
        """Effects that may be true: float64[count, n]."""
        n = len(self.mean)
        scale = float(np.trace(self.covariance)) / n + SMALL
        root = np.linalg.cholesky(self.covariance + np.eye(n) * scale * JITTER)
        return np.asarray(self.mean + np.random.default_rng(seed).standard_normal((count, n)) @ root.T)


def kernel(left: np.ndarray, right: np.ndarray, scales: Scales) -> np.ndarray:
    """Covariance of effects before any run, but for the rests: float64[n_left, n_right]."""
    once = np.zeros((len(left), len(right)))
    squares = np.zeros_like(once)
    for item in range(left.shape[1]):
        both = np.minimum(left[:, item, np.newaxis], right[np.newaxis, :, item])
        once += both
        squares += both**2
    return np.asarray(scales.item**2 * once + scales.pair**2 * (once**2 - squares) / 2)


def believe(pool: np.ndarray, seen: Sequence[int], values: Sequence[np.ndarray], least: float) -> Belief:
    """What values of some bundles say of all.

    Parameters
    ----------
    pool : float64[n, n_items]
        Units as shares of the most.
    seen : sequence of int
        Rows of the pool with values.
    values : sequence of float64[n_draws], one for each seen
        Differences from the bundle of nothing in the same draws, the first ones; NaN in draws that are left out.
    least : float, > 0
        A difference that does not matter.

    Returns
    -------
    Belief
    """
    rows = np.array(seen, dtype=np.int64)
    means = np.array([np.nanmean(result) for result in values])
    noise = noise_of(values, least)
    at = pool[rows]
    scales = _likeliest(at, means, noise, least)
    known = kernel(at, at, scales) + np.eye(len(rows)) * scales.rest**2 + noise
    between = kernel(pool, at, scales)
    between[rows, np.arange(len(rows))] += scales.rest**2
    gain = np.linalg.solve(known, between.T).T
    own = np.where(pool.any(axis=1), scales.rest**2, 0.0)
    return Belief(gain @ means, lambda: kernel(pool, pool, scales) + np.diag(own), gain @ between.T)


def noise_of(values: Sequence[np.ndarray], least: float) -> np.ndarray:
    """Covariance of the means of values that share their draws: float64[n, n].

    Correlations are those of the draws in common, by their few largest factors: what two bundles share stays shared,
    and no mixture of many bundles seems to be without noise because draws are few. What factors leave is enlarged by
    the degrees of freedom that they take; variances are those of Student's distribution, estimated from few draws
    themselves.
    """
    n, longest = len(values), max(map(len, values))
    table = np.full((n, longest), np.nan)
    for row, result in enumerate(values):
        table[row, : len(result)] = result
    known = ~np.isnan(table)
    counts = known.sum(axis=1)
    spread = np.array(
        [np.nanstd(result, ddof=1) if count > 1 else 0.0 for result, count in zip(table, counts, strict=True)]
    )
    spread = np.maximum(spread, least / 10)
    filled = np.where(known, table - np.nanmean(table, axis=1, keepdims=True), 0.0)
    sizes = np.sqrt((filled**2) @ known.T.astype(np.float64))
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = np.nan_to_num((filled @ filled.T) / (sizes * sizes.T))
    np.fill_diagonal(correlation, 1.0)
    sizes_of, ways = np.linalg.eigh(correlation)
    free = np.maximum(counts - 1, 2)
    factors = min(FACTORS, int(free.min()) // 2)
    shared = ways[:, -factors:] * np.sqrt(np.maximum(sizes_of[-factors:], 0.0))
    correlation = shared @ shared.T
    own = np.maximum(1.0 - np.diag(correlation), 0.0) * free / (free - factors)
    correlation += np.diag(own)
    inflated = spread * np.sqrt(np.maximum(counts - 1, 1) / np.maximum(counts - 3, 1))
    covariance = correlation * np.outer(inflated, inflated) / np.maximum.outer(counts, counts)
    return np.asarray(covariance + np.eye(n) * SMALL * float(np.diag(covariance).max()))


def _likeliest(at: np.ndarray, means: np.ndarray, noise: np.ndarray, least: float) -> Scales:
    """Scales under which the means seen are likeliest, of a grid around the size of the effects of single items."""
    singles = (at > 0).sum(axis=1) == 1
    size = float(np.sqrt(np.mean(means[singles] ** 2))) if singles.any() else 0.0
    size = max(size, least)
    best, result = -np.inf, Scales(size, size, size)
    for item in SIZES:
        for pair in SHARES_OF_PAIRS:
            for rest in SHARES_OF_RESTS:
                scales = Scales(item * size, pair * item * size, max(rest * item * size, least / 10))
                covariance = kernel(at, at, scales) + np.eye(len(at)) * scales.rest**2 + noise
                likelihood = _log_likelihood(means, covariance)
                if likelihood > best:
                    best, result = likelihood, scales
    return result


def _log_likelihood(means: np.ndarray, covariance: np.ndarray) -> float:
    root = np.linalg.cholesky(covariance)
    scaled = np.linalg.solve(root, means)
    return float(-0.5 * scaled @ scaled - np.log(np.diag(root)).sum())
