"""The course of a trigger: which share has left by when (docs/model/leaving)."""

from __future__ import annotations

import math

import numpy as np

from serai.scenario.schema import Event


def mean_delay(event: Event) -> float:
    """Mean delay of a trigger's departures in days: as given, or from the day of its peak.

    A gamma distribution of shape k and mean m has its peak at m (k - 1) / k.
    """
    if event.peak_days is not None:
        return event.peak_days * event.shape / (event.shape - 1.0)
    return event.mean_days or 1.0


def gamma_share(days: np.ndarray, shape: float, mean: float) -> np.ndarray:
    """Share of a gamma distribution up to each time: the regularised lower incomplete gamma function.

    Parameters
    ----------
    days : float64[n], any sign
    shape, mean : float, > 0; mean in days

    Returns
    -------
    float64[n], 0 to 1. By its power series and continued fraction (Abramowitz and Stegun 6.5.29, 6.5.31).
    """
    return np.array([_gamma_p(shape, x) for x in np.maximum(days, 0.0) * shape / mean])


def _gamma_p(a: float, x: float) -> float:
    if x <= 0:
        return 0.0
    scale = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1.0 / a
        n = a
        while term > total * 1e-16:
            n += 1
            term *= x / n
            total += term
        return min(scale * total, 1.0)
    b = x + 1 - a
    c = 1e300
    d = 1.0 / b
    fraction = d
    for i in range(1, 500):
        factor = -i * (i - a)
        b += 2
        d = 1.0 / (factor * d + b)
        c = b + factor / c
        fraction *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return 1.0 - scale * fraction
