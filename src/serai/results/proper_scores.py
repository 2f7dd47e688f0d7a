"""Scores of forecasts as other fields compute them: WIS with its parts, CRPS, interval coverage, relative skill.

A forecast is a set of draws, equal in weight. All scores but skill are in the unit of the figure (on the log scale: of
its logarithm) and are 0 for a forecast that is certain and right; less is better.

WIS and its parts: Bracher, Ray, Gneiting and Reich (2021), Evaluating epidemic forecasts in an interval format. Scores
on the log scale: Bosse and others (2023), Scoring epidemiological forecasts on transformed scales. Relative skill:
Cramer and others (2022), Evaluation of individual and ensemble probabilistic forecasts of COVID-19 mortality.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

# Levels of the central intervals whose ends are the 23 quantiles of a hub: 0.98, 0.95, 0.9, 0.8 ... 0.1.
LEVELS = (0.98, 0.95, *(round(0.1 * step, 1) for step in range(9, 0, -1)))
COVERED = (0.5, 0.8, 0.9)


class Wis(NamedTuple):
    """The weighted interval score and its three parts, which add up to it.

    Attributes
    ----------
    wis : float
    spread : float
        For the width of the intervals.
    over, under : float
        For intervals, and the median, that lie above (below) the figure.
    """

    wis: float
    spread: float
    over: float
    under: float


def wis_of_intervals(figure: float, median: float, intervals: Mapping[float, tuple[float, float]]) -> Wis:
    """WIS of a median and K central intervals: (|y - m| / 2 + sum of a / 2 x IS_a) / (K + 1/2), a = 1 - level.

    IS_a = (high - low) + 2 / a (low - y)+ + 2 / a (y - high)+

    Parameters
    ----------
    figure, median : float
    intervals : dict of level (0 to 1) -> (low, high)
    """
    spread, over, under = 0.0, max(median - figure, 0.0) / 2, max(figure - median, 0.0) / 2
    for level, (low, high) in intervals.items():
        spread += (1 - level) / 2 * (high - low)
        over += max(low - figure, 0.0)
        under += max(figure - high, 0.0)
    parts = [part / (len(intervals) + 0.5) for part in (spread, over, under)]
    return Wis(sum(parts), *parts)


def wis(figure: float, draws: np.ndarray, levels: Sequence[float] = LEVELS) -> Wis:
    """WIS of draws, whose intervals are made of their quantiles (float64[n_draws], without NaN)."""
    shares = [0.5, *((1 + sign * level) / 2 for level in levels for sign in (-1, 1))]
    median, *ends = np.quantile(draws, shares).tolist()
    return wis_of_intervals(figure, median, dict(zip(levels, zip(ends[::2], ends[1::2], strict=True), strict=True)))


def crps(figure: float, draws: np.ndarray) -> float:
    """Continuous ranked probability score of draws: mean of |x - y| less half the mean of |x - x'| over all pairs.

    Parameters
    ----------
    figure : float
    draws : float64[n_draws], without NaN

    Returns
    -------
    float; of a single draw its absolute error.
    """
    x = np.sort(np.asarray(draws, dtype=np.float64))
    n = x.size
    # The mean over pairs, from the ranks of the draws: no n x n array is made.
    pairs = 2.0 * float(((2 * np.arange(1, n + 1) - n - 1) * x).sum()) / n**2
    return float(np.abs(x - figure).mean()) - pairs / 2


def on_log_scale(values: np.ndarray | float) -> np.ndarray:
    """log(1 + x), by which differences become relative; for counts and waits, which are 0 or more.

    Raises
    ------
    ValueError
        If a value is below 0.
    """
    given = np.asarray(values, dtype=np.float64)
    if (given < 0).any():
        raise ValueError("the log scale is for figures of 0 or more")
    return np.log1p(given)


def log_wis(figure: float, draws: np.ndarray, levels: Sequence[float] = LEVELS) -> Wis:
    """WIS on the log scale."""
    return wis(float(on_log_scale(figure)), on_log_scale(draws), levels)


def log_crps(figure: float, draws: np.ndarray) -> float:
    """CRPS on the log scale."""
    return crps(float(on_log_scale(figure)), on_log_scale(draws))


def coverage(
    figures: Sequence[float], forecasts: Sequence[np.ndarray], levels: Sequence[float] = COVERED
) -> dict[float, float]:
    """Share of figures inside the central interval of their draws, by its level; empty without figures.

    Parameters
    ----------
    figures : sequence of float
    forecasts : sequence of float64[n_draws], one for each figure
    levels : sequence of float, between 0 and 1
    """
    if not figures:
        return {}
    inside = dict.fromkeys(levels, 0)
    for figure, draws in zip(figures, forecasts, strict=True):
        for level in levels:
            low, high = np.quantile(draws, ((1 - level) / 2, (1 + level) / 2)).tolist()
            inside[level] += low <= figure <= high
    return {level: count / len(figures) for level, count in inside.items()}


def relative_skill(scores: Mapping[str, Sequence[float]], baseline: str) -> dict[str, float]:
    """Skill of forecasters that need not all have forecast the same figures: below 1 is better than the baseline.

    Of each pair the ratio of mean scores on the figures that both have; of each forecaster the geometric mean of its
    ratios with all, itself included; that over the baseline's.

    Parameters
    ----------
    scores : dict of forecaster -> scores, one for each figure, NaN where it has no forecast
    baseline : str, one of them

    Returns
    -------
    dict of forecaster -> skill; NaN of one that shares no figure with another, or has a mean score of 0.
    """
    of = {name: np.asarray(values, dtype=np.float64) for name, values in scores.items()}
    theta = {name: _geometric_mean([_ratio(mine, other) for other in of.values()]) for name, mine in of.items()}
    return {name: value / theta[baseline] for name, value in theta.items()}


def pairwise_skill(mine: Sequence[float], others: Mapping[str, Sequence[float]]) -> float | None:
    """Geometric mean of a forecaster's ratios of mean scores with each other one: below 1 is better than they are.

    Parameters
    ----------
    mine : sequence of float, one for each figure
    others : dict of forecaster -> scores of the same figures, NaN where it has no forecast

    Returns
    -------
    float; None where none can be compared: no figure is shared, or a mean score is 0.
    """
    ratios = [_ratio(np.asarray(mine, dtype=np.float64), np.asarray(of, dtype=np.float64)) for of in others.values()]
    known = [ratio for ratio in ratios if not math.isnan(ratio)]
    return _geometric_mean(known) if known else None


def _ratio(mine: np.ndarray, other: np.ndarray) -> float:
    both = ~np.isnan(mine) & ~np.isnan(other)
    if not both.any() or not other[both].mean() or not mine[both].mean():
        return math.nan
    return float(mine[both].mean() / other[both].mean())


def _geometric_mean(ratios: Sequence[float]) -> float:
    return math.exp(math.fsum(math.log(ratio) for ratio in ratios) / len(ratios))
