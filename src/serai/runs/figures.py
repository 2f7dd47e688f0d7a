"""The headline of a run as plain figures, so that those of many draws can stand under each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from serai.results.headline import Headline, Period
from serai.results.totals import totals
from serai.results.view import View
from serai.state.log import Axes

PERIOD_PARTS = ("entries", "exits", "stayed", "because")
WHOLE = "whole"
LOSSES = ("refused", "gave_up", "moved_on")


class Figure(NamedTuple):
    """One figure of a headline.

    Attributes
    ----------
    subject : str
        total, week, peak, lost, wait, shortage or whole.
    of : str
        First day of the week (ISO), or the place; blank where there is one only.
    part : str
        As the fields of `serai.results.headline`; days count since the first day of the axes. Of `whole` the names
        of `serai.results.totals`.
    """

    subject: str
    of: str
    part: str


@dataclass(frozen=True)
class Band:
    """What the draws say to one figure.

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


def band(values: np.ndarray) -> Band | None:
    """Median and 80 % band; None where no draw has a figure.

    Parameters
    ----------
    values : float64[n_draws], NaN in draws without the figure
    """
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    low, median, high = np.quantile(known, (0.1, 0.5, 0.9))
    return Band(float(median), float(low), float(high), int(known.size))


def figures_of(headline: Headline, axes: Axes) -> dict[Figure, float]:
    """The figures of a headline, by name."""

    def day(when: date) -> float:
        return float((when - axes.first_day).days)

    figures = _period("total", "", headline.total)
    for week in headline.weeks:
        figures |= _period("week", week.start.isoformat(), week)
    figures[Figure("peak", "", "day")] = day(headline.peak_day)
    figures[Figure("peak", "", "entries")] = float(headline.peak_entries)
    figures |= {Figure("lost", "", part): float(getattr(headline, part)) for part in LOSSES}
    for wait in headline.waits:
        for part in ("mean_hours", "p90_hours"):
            figures[Figure("wait", wait.place, part)] = float(getattr(wait, part))
    for shortage in headline.shortages:
        figures[Figure("shortage", shortage.place, "first_day")] = day(shortage.first_day)
        figures[Figure("shortage", shortage.place, "n_days")] = float(shortage.n_days)
    return figures


def whole_figures(view: View) -> dict[Figure, float]:
    """The figures by which measures are judged, by name."""
    return {Figure(WHOLE, "", name): value for name, value in totals(view).items()}


def _period(subject: str, of: str, period: Period) -> dict[Figure, float]:
    return {Figure(subject, of, part): float(getattr(period, part)) for part in PERIOD_PARTS}
