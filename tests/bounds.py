"""Confidence bounds for tests that draw: each test states its level, and the seeds are fixed."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np

STUDENT_19_AT_99 = 2.861  # two-sided, 19 degrees of freedom, 99 %
BATCHES = 20


def normal_quantile(level: float) -> float:
    """Two-sided quantile of the standard normal distribution: 1.96 at 0.95."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def chi_square_quantile(level: float, degrees: int) -> float:
    """Quantile of the chi-square distribution, by the cube-root approximation of Wilson and Hilferty (1931)."""
    part = 2 / (9 * degrees)
    return degrees * (1 - part + NormalDist().inv_cdf(level) * math.sqrt(part)) ** 3


def chi_square(counts: np.ndarray, expected: np.ndarray) -> float:
    """Pearson's statistic of counts against the expected ones."""
    return float((((counts - expected) ** 2) / expected).sum())


def ks_distance(values: np.ndarray, distribution: Callable[[np.ndarray], np.ndarray]) -> float:
    """Greatest distance between the distribution of a sample and a continuous one (Kolmogorov-Smirnov)."""
    found = distribution(np.sort(values))
    n = values.size
    return float(max((np.arange(1, n + 1) / n - found).max(), (found - np.arange(n) / n).max()))


def ks_bound(n: int, level: float) -> float:
    """Distance that a sample of n of the distribution itself exceeds with chance 1 - level, for large n."""
    return math.sqrt(-math.log((1 - level) / 2) / 2) / math.sqrt(n)


def batch_interval(values: np.ndarray) -> tuple[float, float]:
    """Mean of batch means, and the half width of its 99 % interval (Student, 20 batches)."""
    assert values.size == BATCHES
    return float(values.mean()), float(STUDENT_19_AT_99 * values.std(ddof=1) / math.sqrt(BATCHES))
