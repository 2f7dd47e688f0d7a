"""What many draws of a scenario leave behind."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from serai.runs.figures import Figure
from serai.state.log import JOURNEY, Axes

ARRAY_FIELDS = (
    "numbers", "seeds", "range_values", "figure_values", "central_figures", "simulated", "central_simulated",
)  # fmt: skip


class Member(NamedTuple):
    """What is kept of one run.

    Attributes
    ----------
    arrays : dict of name -> array, as `keep.kept_series` names them
    figures : dict of Figure -> float, its headline
    simulated : float64[n_observations, 3]; figure, low, high; NaN where the run cannot give it
    reasons : tuple of str; for each observation why there is no figure, blank when there is one
    journeys : JOURNEY[n]; of the parties that are followed, empty for all but the central run
    """

    arrays: dict[str, np.ndarray]
    figures: dict[Figure, float]
    simulated: np.ndarray
    reasons: tuple[str, ...]
    journeys: np.ndarray


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
    """The draws of an ensemble, and beside them the run with all central values.

    Attributes
    ----------
    axes : Axes
    numbers : int64[n]; which of the draws, from 1, were run to their end
    seeds : int64[n]; of their runs
    range_names : tuple of str
    range_values : float64[n, n_ranges]; the drawn values
    arrays : dict of name -> array[n, ...], as `keep.kept_series` names them
    figures : tuple of Figure; those that at least one draw, or the central run, has
    figure_values : float64[n, n_figures]; NaN where a draw does not have the figure
    central_figures : float64[n_figures]
    simulated : float64[n, n_observations, 3]; as in `Member`
    central_simulated : float64[n_observations, 3]
    reasons : tuple of str; for each observation why the central run gives no figure
    failed : tuple of FailedDraw
    journeys : JOURNEY[n]; parties that are followed in the run with central values, as in `state.log.Outcome`
    """

    axes: Axes
    numbers: np.ndarray
    seeds: np.ndarray
    range_names: tuple[str, ...]
    range_values: np.ndarray
    arrays: dict[str, np.ndarray]
    figures: tuple[Figure, ...]
    figure_values: np.ndarray
    central_figures: np.ndarray
    simulated: np.ndarray
    central_simulated: np.ndarray
    reasons: tuple[str, ...]
    failed: tuple[FailedDraw, ...]
    journeys: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=JOURNEY), repr=False)

    def of(self, subject: str, of: str, part: str) -> np.ndarray:
        """One figure in every draw: float64[n], NaN in draws that do not have it."""
        wanted = Figure(subject, of, part)
        if wanted not in self.figures:
            return np.full(self.numbers.size, np.nan)
        return np.asarray(self.figure_values[:, self.figures.index(wanted)])

    def all_arrays(self) -> dict[str, np.ndarray]:
        """Every number of the ensemble, by name."""
        journeys = {f"journey_{part}": self.journeys[part] for part in JOURNEY.names or () if self.journeys.size}
        return {name: getattr(self, name) for name in ARRAY_FIELDS} | self.arrays | journeys


def draws_hash(draws: Draws) -> str:
    """SHA-256 of all numbers of an ensemble, 64 hex digits: equal bits have equal hashes."""
    digest = hashlib.sha256()
    for name, values in sorted(draws.all_arrays().items()):
        digest.update(f"{name}{values.shape}".encode())
        digest.update(np.ascontiguousarray(values).data)
    return digest.hexdigest()
