"""Simple forecasts of a published figure, made of what was published before: what a model must beat.

Known figures of the same quantity and place are its series, one point each: of people who cross, leave or are
registered the people a day, of anything else the reported figure. From the series come the last value, the same
hours of the day before, the mean of the last three, the line through first and last (drift), and the last value moved
by past changes (bootstrap, the only one that is more than a point). Two need no series: as if nothing had happened
(ordinary), and, of entries, twice the ordinary traffic (doubled).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from serai.quantities import QUANTITY_OF
from serai.results.naive import naive_forecasts
from serai.results.view import View
from serai.scenario.published import published_figure, published_range
from serai.scenario.schema import Observation

NAMES = ("last_value", "same_hours_yesterday", "mean_of_three", "drift", "bootstrap", "ordinary", "doubled")
ADDED_UP = {"flow": ("sum", "mean", "max"), "net": ("sum", "last")}
APART = ("share", "ratio", "day_of_max", "covers", "largest")  # statistics that are a series of their own
NOTHING = {"line": 0.0, "wait_so_far": 0.0, "wait_served": 0.0, "wait_cohort": 0.0, "nights": 0.0, "rents": 1.0}
ONE_DAY = timedelta(days=1)
AT_LEAST_FOR_CHANGES = 3


class Point(NamedTuple):
    """A known figure of a series: its period, and its people a day, or the figure as it was reported."""

    start: datetime
    end: datetime
    value: float


def baselines(row: Observation, known: Sequence[Observation], view: View) -> dict[str, np.ndarray]:
    """Simple forecasts of a figure.

    Parameters
    ----------
    row : Observation, with both ends of its period
        Its figure is not looked at.
    known : sequence of Observation
        What was known when the forecast is made; rows that are only shown are passed over.
    view : View
        Of a run of the scenario as it was known then, for names of places and ordinary traffic.

    Returns
    -------
    dict of some of `NAMES` -> float64[n], points of equal weight, in the unit of the row; one for all but bootstrap.
    """
    rows = [other for other in known if other.use != "shown" and other.id != row.id]
    result = _of_series(row, _series(row, rows)) | _of_nothing(row, rows, view)
    return {name: np.maximum(result[name], 0.0) for name in NAMES if name in result}


def _series(row: Observation, known: Sequence[Observation]) -> list[Point]:
    """Known figures of the same question, by the end of their periods."""
    points = []
    for other in known:
        figure = published_figure(other.value, *published_range(other))
        if _question(other) == _question(row) and figure is not None and other.start and other.end:
            points.append(Point(other.start, other.end, figure / _days_counted(other)))
    return sorted(points, key=lambda point: (point.end, point.start))


def _question(row: Observation) -> tuple[str, ...]:
    statistic = row.statistic if row.statistic in APART else ""
    return (row.quantity, row.place, row.who, row.against, row.direction or "in", row.lodging, statistic)


def _days_counted(row: Observation) -> float:
    """Days over which a figure is added up; 1 of any that is not."""
    if row.statistic in ("sum", "last") and row.statistic in ADDED_UP.get(QUANTITY_OF[row.quantity].kind, ()):
        assert row.start is not None
        assert row.end is not None
        return (row.end - row.start) / ONE_DAY
    return 1.0


def _of_series(row: Observation, series: list[Point]) -> dict[str, np.ndarray]:
    if not series or row.end is None or row.start is None:
        return {}
    last, first = series[-1], series[0]
    ahead = (_middle(row.start, row.end) - _middle(last.start, last.end)) / ONE_DAY
    levels = {"last_value": np.array([last.value])}
    yesterday = [p for p in series if (p.start, p.end) == (row.start - ONE_DAY, row.end - ONE_DAY)]
    if yesterday:
        levels["same_hours_yesterday"] = np.array([yesterday[-1].value])
    if len(series) > 1:
        levels["mean_of_three"] = np.array([np.mean([point.value for point in series[-3:]])])
        days = (_middle(last.start, last.end) - _middle(first.start, first.end)) / ONE_DAY
        if days > 0:
            levels["drift"] = np.array([last.value + (last.value - first.value) / days * ahead])
    if len(series) >= AT_LEAST_FOR_CHANGES:
        levels["bootstrap"] = _moved(series, max(ahead, 0.0))
    return {name: _whole(row, series, np.maximum(level, 0.0)) for name, level in levels.items()}


def _moved(series: list[Point], ahead: float) -> np.ndarray:
    """The last value moved by past changes of log(1 + x), both ways, scaled by the root of the days ahead."""
    changes = []
    for before, after in pairwise(series):
        days = (_middle(after.start, after.end) - _middle(before.start, before.end)) / ONE_DAY
        if days > 0:
            changes.append((math.log1p(after.value) - math.log1p(before.value)) / math.sqrt(days))
    steps = np.array([0.0, *changes, *(-change for change in changes)]) * math.sqrt(ahead)
    return np.asarray(np.expm1(math.log1p(series[-1].value) + np.sort(steps)))


def _whole(row: Observation, series: list[Point], level: np.ndarray) -> np.ndarray:
    """The figure of a period at a level: what is added up goes on from the longest total that began with it."""
    days = _days_counted(row)
    assert row.start is not None
    assert row.end is not None
    begun = [p for p in series if p.start == row.start and p.end < row.end]
    if days == 1.0 or not begun:
        return level * days
    total = max(begun, key=lambda point: point.end)
    return total.value * ((total.end - total.start) / ONE_DAY) + level * ((row.end - total.end) / ONE_DAY)


def _of_nothing(row: Observation, known: Sequence[Observation], view: View) -> dict[str, np.ndarray]:
    kind = QUANTITY_OF[row.quantity].kind
    if kind in NOTHING and row.statistic not in ("share", "day_of_max", "covers"):
        return {"ordinary": np.array([NOTHING[kind]])}
    naive = naive_forecasts(row, [other.model_copy(update={"use": "fit"}) for other in known], view)
    names = {"ordinary": "ordinary_only"} | ({"doubled": "doubled"} if row.quantity == "entries" else {})
    return {name: np.array([naive[old]]) for name, old in names.items() if old in naive}


def _middle(start: datetime, end: datetime) -> datetime:
    return start + (end - start) / 2
