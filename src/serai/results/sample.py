"""One course, or many draws of it, as one thing: series and figures whose first dimension is the draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from serai.results.figures import Figure, course_figures
from serai.results.series import kept_series
from serai.results.view import View


@dataclass(frozen=True)
class Sample:
    """What several draws say.

    Attributes
    ----------
    view : View
        Of the central course: names, dates, journeys, and its arrays whole.
    arrays : mapping of name -> array[n_draws, ...]
        As `results.series.kept_series` names them.
    figures : tuple of Figure
        Those that at least one draw has.
    figure_values : float64[n_draws, n_figures]
        NaN where a draw does not have the figure.
    n_draws : int
    """

    view: View
    arrays: Mapping[str, np.ndarray] = field(repr=False)
    figures: tuple[Figure, ...] = field(repr=False)
    figure_values: np.ndarray = field(repr=False)
    n_draws: int

    def of(self, subject: str, of: str, part: str) -> np.ndarray:
        """One figure in every draw: float64[n_draws], NaN in draws that do not have it."""
        wanted = Figure(subject, of, part)
        if wanted not in self.figures:
            return np.full(self.n_draws, np.nan)
        return np.asarray(self.figure_values[:, self.figures.index(wanted)])

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


class CourseSeries(Mapping[str, np.ndarray]):
    """The series of one course, as one draw; each is made when it is first asked for."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._series = {series.variable.name: series for series in kept_series()}
        self._made: dict[str, np.ndarray] = {}

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self._made:
            self._made[name] = self._series[name].of(self._view)[np.newaxis]
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._series)

    def __len__(self) -> int:
        return len(self._series)


def sample_of(view: View) -> Sample:
    """One course as a sample of one draw."""
    figures = course_figures(view)
    return Sample(view, CourseSeries(view), tuple(figures), np.array([list(figures.values())]), 1)
