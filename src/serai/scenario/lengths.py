"""How long a way is where a route does not say it."""

from __future__ import annotations

from serai.scenario.schema import Place
from serai.units import great_circle_km

LEAST_KM = 0.1  # places at one point are not without a way between them


def by_map_km(start: Place, end: Place, factor: float) -> float:
    """Great circle between two places times a factor, at least 100 m: float, km."""
    return max(great_circle_km(start.lat, start.lon, end.lat, end.lon) * factor, LEAST_KM)
