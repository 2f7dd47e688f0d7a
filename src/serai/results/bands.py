"""Bands: what several draws say to one figure. A single course is one draw, and its band has no width."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

POINTS = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Band:
    """The draws of one figure.

    Attributes
    ----------
    median, low, high : float
        Of the draws that have the figure, with the 10 % and 90 % points: the 80 % band.
    draws : int
        How many draws have the figure.
    """

    median: float
    low: float
    high: float
    draws: int

    def times(self, factor: float) -> Band:
        """The band of the figure multiplied by a number."""
        low, high = sorted((self.low * factor, self.high * factor))
        return Band(self.median * factor, low, high, self.draws)


def band(values: np.ndarray) -> Band | None:
    """Median and 80 % band; None where no draw has a figure.

    Parameters
    ----------
    values : float64[n_draws], NaN in draws without the figure
    """
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    low, median, high = np.quantile(known, POINTS)
    return Band(float(median), float(low), float(high), int(known.size))


def band_or_zero(values: np.ndarray) -> Band:
    """As `band`, of a figure that is 0 where no draw has it."""
    return band(values) or Band(0.0, 0.0, 0.0, 0)


def bands(values: np.ndarray) -> np.ndarray:
    """Low end, median and high end of the 80 % band over the first dimension: float64[3, ...].

    NaN where fewer than half of the draws have a figure. As numpy.nanquantile, which is slow.
    """
    ordered = np.sort(values, axis=0)
    known = np.count_nonzero(~np.isnan(ordered), axis=0)
    result = np.full((len(POINTS), *values.shape[1:]), np.nan)
    enough = 2 * known >= len(values)
    for row, point in enumerate(POINTS):
        at = np.maximum(known - 1, 0) * point
        below = np.floor(at).astype(np.int64)
        above = np.minimum(below + 1, np.maximum(known - 1, 0))
        low, high = (np.take_along_axis(ordered, at_row[np.newaxis], axis=0)[0] for at_row in (below, above))
        result[row] = np.where(enough & (known > 0), low + (high - low) * (at - below), np.nan)
    return result
