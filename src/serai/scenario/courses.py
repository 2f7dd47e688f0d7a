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
    x = np.maximum(days, 0.0) * shape / mean
    share, low, high = np.zeros(x.size), (x > 0.0) & (x < shape + 1), x >= shape + 1
    log_gamma = math.lgamma(shape)
    # math.exp: the last bits of NumPy's depend on the processor
    scale = np.array([math.exp(shape * math.log(y) - y - log_gamma) if y > 0.0 else 0.0 for y in x.tolist()])
    share[low] = np.minimum(scale[low] * _power_series(shape, x[low]), 1.0)
    share[high] = 1.0 - scale[high] * _continued_fraction(shape, x[high])
    return share


def _power_series(a: float, x: np.ndarray) -> np.ndarray:
    term = np.full(x.size, 1.0 / a)
    total, n = term, a
    going_on = term > total * 1e-16
    while going_on.any():
        n += 1
        term = np.where(going_on, term * (x / n), term)
        total = np.where(going_on, total + term, total)
        going_on = term > total * 1e-16
    return total


def _continued_fraction(a: float, x: np.ndarray) -> np.ndarray:
    b = x + 1 - a
    c, d = np.full(x.size, 1e300), 1.0 / b
    fraction, going_on = d, np.full(x.size, True)
    for i in range(1, 500):
        factor = -i * (i - a)
        b = b + 2
        d = 1.0 / (factor * d + b)
        c = b + factor / c
        fraction = np.where(going_on, fraction * (d * c), fraction)
        going_on &= np.abs(d * c - 1) >= 1e-15
        if not going_on.any():
            break
    return fraction
