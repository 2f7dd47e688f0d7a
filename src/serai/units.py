"""Conversions and constants: the only place where a 24 or a 365 may appear.

Time in a run is a whole number of *moments* since the start of the run; a moment is an eighth of a second. Whole
numbers add and compare without rounding, so the order of arrival is the same on every machine, and four bytes
reach 8.5 years.
"""

from __future__ import annotations

import math

MOMENTS_PER_SECOND = 8
SECONDS_PER_MINUTE = 60
MINUTES_PER_HOUR = 60
HOURS_PER_DAY = 24
DAYS_PER_WEEK = 7

MINUTES_PER_DAY = MINUTES_PER_HOUR * HOURS_PER_DAY
SECONDS_PER_DAY = SECONDS_PER_MINUTE * MINUTES_PER_DAY
MOMENTS_PER_MINUTE = MOMENTS_PER_SECOND * SECONDS_PER_MINUTE
MOMENTS_PER_HOUR = MOMENTS_PER_MINUTE * MINUTES_PER_HOUR
MOMENTS_PER_DAY = MOMENTS_PER_HOUR * HOURS_PER_DAY
MAX_RUN_DAYS = (2**31 - 1) // MOMENTS_PER_DAY - 1

EARTH_RADIUS_KM = 6371.0088
METRES_PER_KM = 1000.0
BYTES_PER_MIB = 2**20
BYTES_PER_GIB = 2**30


def great_circle_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Distance over the ground between two points.

    Parameters
    ----------
    lat_a, lon_a, lat_b, lon_b : float, degrees

    Returns
    -------
    float, km, by the haversine formula on a sphere of mean Earth radius (IUGG).
    """
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    half_phi = (phi_b - phi_a) / 2
    half_lambda = math.radians(lon_b - lon_a) / 2
    chord = math.sin(half_phi) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))
