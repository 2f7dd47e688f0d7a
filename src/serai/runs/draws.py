"""The draws of a run: what is kept of each beside the central course, which the run holds whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from serai.results.figures import Figure
from serai.results.sample import Sample
from serai.results.view import View
from serai.scenario.schema import Scenario
from serai.state.log import Axes

NUMBERS = ("numbers", "seeds", "range_values", "figure_values", "answers")


class Member(NamedTuple):
    """What is kept of one draw.

    Attributes
    ----------
    arrays : dict of name -> array, as `results.series.kept_series` names them
    figures : dict of Figure -> float
    answers : float64[n_observations, 3]; figure, low, high; NaN where the run cannot give it
    """

    arrays: dict[str, np.ndarray]
    figures: dict[Figure, float]
    answers: np.ndarray


@dataclass(frozen=True)
class FailedDraw:
    """A draw that could not be run to its end.

    Attributes
    ----------
    number : int, 1 ... n
    seed : int, of its run
    message : str, why
    values : dict of name of a range -> the value that was drawn
    """

    number: int
    seed: int
    message: str
    values: dict[str, float] = field(repr=False)


@dataclass(frozen=True)
class Draws:
    """Many runs of a scenario, each with its own draw of every range.

    Attributes
    ----------
    axes : Axes
    scenario : Scenario, with its ranges
    numbers : int64[n]; which of the draws, from 1, were run to their end
    seeds : int64[n]; of their runs
    range_names : tuple of str
    range_values : float64[n, n_ranges]; the drawn values
    arrays : dict of name -> array[n, ...], as `results.series.kept_series` names them
    figures : tuple of Figure; those that at least one draw, or the central course, has
    figure_values : float64[n, n_figures]; NaN where a draw does not have the figure
    answers : float64[n, n_observations, 3]; as in `Member`
    failed : tuple of FailedDraw
    """

    axes: Axes = field(repr=False)
    scenario: Scenario = field(repr=False)
    numbers: np.ndarray
    seeds: np.ndarray = field(repr=False)
    range_names: tuple[str, ...] = field(repr=False)
    range_values: np.ndarray = field(repr=False)
    arrays: dict[str, np.ndarray] = field(repr=False)
    figures: tuple[Figure, ...] = field(repr=False)
    figure_values: np.ndarray = field(repr=False)
    answers: np.ndarray = field(repr=False)
    failed: tuple[FailedDraw, ...]

    def sample(self, view: View) -> Sample:
        """The draws as a sample, with the view of the central course."""
        return Sample(view, self.arrays, self.figures, self.figure_values, int(self.numbers.size))

    def all_arrays(self) -> dict[str, np.ndarray]:
        """Every number of the draws, by name."""
        return {name: getattr(self, name) for name in NUMBERS} | self.arrays


def draws_hash(central: str, draws: Draws) -> str:
    """SHA-256 of all numbers of draws and of the hash of their central course: equal bits have equal hashes."""
    digest = hashlib.sha256(central.encode("ascii"))
    for name, values in sorted(draws.all_arrays().items()):
        digest.update(f"{name}{values.shape}".encode())
        digest.update(np.ascontiguousarray(values).data)
    return digest.hexdigest()
