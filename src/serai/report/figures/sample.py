"""A run, or the draws of an ensemble, as one thing: arrays with a draw as their first dimension, and bands of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from serai.results.view import View
from serai.runs.ensemble_headline import bare_view
from serai.runs.ensemble_run import EnsembleRun
from serai.runs.keep import kept_arrays
from serai.runs.run import Run
from serai.state.log import JOURNEY, Outcome

POINTS = (0.1, 0.5, 0.9)
FEW = 10


@dataclass(frozen=True)
class Sample:
    """What pictures are made from.

    Attributes
    ----------
    view : View
        Names, dates and journeys; no arrays.
    arrays : dict of name -> array[n_draws, ...]
        As `ensemble.keep.kept_series` names them; one draw for a single run.
    n_draws : int
    """

    view: View
    arrays: dict[str, np.ndarray]
    n_draws: int

    @property
    def first_day(self) -> date:
        """The first day of every series: that of the scenario."""
        return self.view.scenario.start

    @property
    def n_days(self) -> int:
        """Length of every series; the last day is that before the scenario's end."""
        return int((self.view.scenario.end - self.first_day) / timedelta(days=1))

    def days(self, name: str) -> np.ndarray:
        """One of the arrays on the days of the scenario: float64[n_draws, n_days, ...]."""
        begin = self.view.day_of(self.first_day)
        return np.asarray(self.arrays[name][:, begin : begin + self.n_days], dtype=np.float64)

    def has(self, name: str) -> bool:
        """Whether the run keeps a series; an older ensemble may lack one."""
        return name in self.arrays


def sample_of(run: Run | EnsembleRun) -> Sample:
    """The arrays of a run, or of the draws of an ensemble."""
    if isinstance(run, EnsembleRun):
        bare = bare_view(run.draws, run.scenario)
        view = View(Outcome(bare.axes, {}, run.draws.journeys, {}), run.scenario)
        return Sample(view, run.draws.arrays, int(run.draws.numbers.size))
    full = View(run.outcome, run.scenario)
    axes, journeys = run.outcome.axes, run.outcome.journeys
    arrays = {name: values[np.newaxis] for name, values in kept_arrays(full).items()}
    return Sample(
        View(Outcome(axes, {}, journeys if journeys.size else np.zeros(0, JOURNEY), {}), run.scenario), arrays, 1
    )


def bands(values: np.ndarray) -> np.ndarray:
    """Low end, median and high end of the 80 % band over the first dimension: float64[3, ...].

    NaN where fewer than half of the draws have a figure. As numpy.nanquantile, which is slow.
    """
    ordered = np.sort(values, axis=0)
    known = np.count_nonzero(~np.isnan(ordered), axis=0)
    found = np.full((len(POINTS), *values.shape[1:]), np.nan)
    enough = 2 * known >= len(values)
    for row, point in enumerate(POINTS):
        at = np.maximum(known - 1, 0) * point
        below = np.floor(at).astype(np.int64)
        above = np.minimum(below + 1, np.maximum(known - 1, 0))
        low, high = (np.take_along_axis(ordered, at_row[np.newaxis], axis=0)[0] for at_row in (below, above))
        found[row] = np.where(enough & (known > 0), low + (high - low) * (at - below), np.nan)
    return found


def figures(values: Sequence[float] | np.ndarray, digits: int, *, hide_few: bool = False) -> list[Any]:
    """Numbers as JSON has them: rounded, null where there is none, and where a count of people is 1 to 9."""
    rounded = np.round(np.asarray(values, dtype=np.float64), digits) + 0.0
    hidden = np.isnan(rounded)
    if hide_few:
        hidden |= (rounded > 0) & (rounded < FEW)
    as_json = int if digits == 0 else float
    return [None if hide else as_json(number) for number, hide in zip(rounded, hidden, strict=True)]


def line(name: str, values: np.ndarray, digits: int = 0, *, hide_few: bool = False) -> dict[str, Any]:
    """One line of a picture, with its band where there are several draws.

    Parameters
    ----------
    name : str
        Of the texts, part page.lines.
    values : float64[n_draws, n_days]
    digits : int
        After the decimal point.
    hide_few : bool
        Leave out counts of 1 to 9 people.

    Returns
    -------
    dict with `name`, `m` (median) and, of several draws, `l` and `h` (ends of the 80 % band).
    """
    if len(values) == 1:
        return {"name": name, "m": figures(values[0], digits, hide_few=hide_few)}
    low, middle, high = (figures(part, digits, hide_few=hide_few) for part in bands(values))
    return {"name": name, "m": middle, "l": low, "h": high}
