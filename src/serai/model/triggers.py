"""Triggers: how those who leave because of one are spread over time, and how strong its hazard is."""

from __future__ import annotations

import math

import numpy as np

from serai.model.clock import Clock
from serai.scenario.schema import Event
from serai.units import MOMENTS_PER_DAY

MOST_OF_THOSE_AT_RISK = 0.999  # a draw of a range may ask for more than there are
MOST_STEPS = 200


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


def mean_delay(event: Event) -> float:
    """Mean delay of a trigger's departures in days: as given, or from the day of its peak.

    A gamma distribution of shape k and mean m has its peak at m (k - 1) / k.
    """
    if event.peak_days is not None:
        return event.peak_days * event.shape / (event.shape - 1.0)
    return event.mean_days or 1.0


def course(event: Event, clock: Clock, zone: str) -> np.ndarray:
    """G(t): share of a trigger's departures that have come by the end of each tick: float64[n_ticks + 1]."""
    start = clock.moment(event.date, zone)
    days = (np.arange(clock.n_ticks + 1) * clock.moments_per_tick - start) / MOMENTS_PER_DAY
    mean = mean_delay(event)
    share = np.clip(days / mean, 0.0, 1.0) if event.course == "uniform" else gamma_share(days, event.shape, mean)
    if event.until is not None:
        last = clock.moment(event.until, zone) / clock.moments_per_tick
        share = np.minimum(share, np.interp(last, np.arange(share.size), share))
    return share


def strength(event: Event, at_risk: list[tuple[float, float]]) -> float:
    """S of a trigger: its `value`, or that with which its expected number of people leave.

    Parameters
    ----------
    event : Event
    at_risk : list of (people, sum of r(t) * (G(t+1) - G(t))), one for each origin

    Returns
    -------
    float
        S with sum of people * (1 - exp(-S * sum)) = `people`. The left side is concave in S, so Newton's method goes
        up to it from below.
    """
    if event.people is None:
        return event.value or 0.0
    reachable = math.fsum(people for people, share in at_risk if share > 0.0)
    wanted = min(event.people, MOST_OF_THOSE_AT_RISK * reachable)
    found = 0.0
    for _ in range(MOST_STEPS):
        leave = math.fsum(people * -math.expm1(-found * share) for people, share in at_risk)
        slope = math.fsum(people * share * math.exp(-found * share) for people, share in at_risk)
        step = (wanted - leave) / slope if slope > 0.0 else 0.0
        found += step
        if abs(step) <= 1e-12 * found:
            break
    return found
