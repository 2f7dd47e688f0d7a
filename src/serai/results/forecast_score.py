"""One forecast compared with the figure that came: WIS with its parts, CRPS, intervals; also of bounds.

A forecast is draws x model error, like every scored interval, represented by 199 points of equal weight. "At least
30,000" and "at most 0" are scored by the threshold-weighted forms of WIS and CRPS: what lies beyond the bound counts as
at it, in the forecast as in the figure (Gneiting and Ranjan 2011, Comparing density forecasts using threshold- and
quantile-weighted scoring rules). They say nothing of coverage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from serai.results.model_error import ModelError, points
from serai.results.proper_scores import COVERED, Wis, crps, log_crps, log_wis, wis
from serai.scenario.published import published_figure, published_range
from serai.scenario.schema import Observation

POINTS = tuple((number + 0.5) / 199 for number in range(199))


@dataclass(frozen=True)
class Scored:
    """The scores of one forecast.

    Attributes
    ----------
    figure : float, that came
    is_bound : bool; reported as "at least" or "at most"
    median, low, high : float; the median and the 90 % interval
    wis, log_wis : Wis
    crps, log_crps : float
    log_error : float; of the median alone, on the log scale
    inside : dict of level -> bool; empty of a bound
    baselines : dict of name -> (log WIS of it)
    """

    figure: float
    is_bound: bool
    median: float
    low: float
    high: float
    wis: Wis
    log_wis: Wis
    crps: float
    log_crps: float
    log_error: float
    inside: dict[float, bool]
    baselines: dict[str, float] = field(default_factory=dict)


def figure_of(row: Observation) -> float | None:
    """The figure that forecasts of a row are compared with; a bound's is the end that its range states."""
    low, high = published_range(row)
    if row.bound == "at least":
        return low
    if row.bound == "at most":
        return high
    return published_figure(row.value, low, high)


def scored(row: Observation, draws: np.ndarray, error: ModelError, simple: dict[str, np.ndarray]) -> Scored | None:
    """Hold a forecast, and simple ones beside it, against a figure.

    Parameters
    ----------
    row : Observation
    draws : float64[n_draws], equal in weight; NaN where a draw has no figure
    error : ModelError
    simple : dict of name -> float64[n], as `baselines` gives it

    Returns
    -------
    Scored; None where the row states no figure of 0 or more, or fewer than half of the draws have one.
    """
    figure, known = figure_of(row), draws[~np.isnan(draws)]
    if figure is None or figure < 0 or 2 * known.size < draws.size or row.statistic == "covers":
        return None
    forecast = np.maximum(points(known, POINTS, error), 0.0)
    low, median, high = np.quantile(forecast, (0.05, 0.5, 0.95)).tolist()
    seen = _up_to_bound(row, forecast, figure)
    inside = {} if row.bound != "two-sided" else {level: _holds(forecast, figure, level) for level in COVERED}
    beside = {name: log_wis(figure, _up_to_bound(row, values, figure)).wis for name, values in simple.items()}
    log_error = log_wis(figure, _up_to_bound(row, np.array([median]), figure)).wis
    return Scored(
        figure, row.bound != "two-sided", median, low, high, wis(figure, seen), log_wis(figure, seen),
        crps(figure, seen), log_crps(figure, seen), log_error, inside, beside,
    )  # fmt: skip


def _up_to_bound(row: Observation, values: np.ndarray, figure: float) -> np.ndarray:
    if row.bound == "at least":
        return np.asarray(np.minimum(values, figure))
    return np.asarray(np.maximum(values, figure) if row.bound == "at most" else values)


def _holds(forecast: np.ndarray, figure: float, level: float) -> bool:
    low, high = np.quantile(forecast, ((1 - level) / 2, (1 + level) / 2)).tolist()
    return bool(low <= figure <= high)


def share_inside(rows: Sequence[Scored], level: float) -> float | None:
    """Share of the figures that are no bounds inside the central interval; None without any."""
    held = [row.inside[level] for row in rows if row.inside]
    return sum(held) / len(held) if held else None
