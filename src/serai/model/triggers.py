"""Triggers: how those who leave because of one are spread over time, and how strong its hazard is."""

from __future__ import annotations

import math

import numpy as np

from serai.model.clock import Clock
from serai.scenario.courses import gamma_share, mean_delay
from serai.scenario.schema import Event
from serai.units import MOMENTS_PER_DAY

MOST_OF_THOSE_AT_RISK = 0.999  # a draw of a range may ask for more than there are
MOST_STEPS = 200


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
    hazard = 0.0
    for _ in range(MOST_STEPS):
        leave = math.fsum(people * -math.expm1(-hazard * share) for people, share in at_risk)
        slope = math.fsum(people * share * math.exp(-hazard * share) for people, share in at_risk)
        step = (wanted - leave) / slope if slope > 0.0 else 0.0
        hazard += step
        if abs(step) <= 1e-12 * hazard:
            break
    return hazard
