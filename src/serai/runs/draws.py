"""The draws of a run: what is kept of each beside the central course, which the run holds whole."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np

from serai.results.figures import Figure
from serai.results.sample import Sample
from serai.results.view import View
from serai.runs.rows import blocks_of, stored
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


class Members(Protocol):
    """Draws of a run by their numbers, counted from 0, until they are gathered: in memory, or in a folder."""

    def known(self) -> Collection[int]:
        """Which are there."""

    def put(self, number: int, member: Member) -> None:
        """Add one."""

    def figures_of(self, number: int) -> dict[Figure, float]:
        """The figures of one."""

    def answers_of(self, number: int) -> np.ndarray:
        """What one says to the observations, as in `Member`."""

    def arrays_of(self, numbers: Sequence[int]) -> Mapping[str, np.ndarray]:
        """The series of several under each other, by name: array[n, ...]; may be asked for once."""


class InMemory:
    """Draws in memory, as `Members`."""

    def __init__(self) -> None:
        self._members: dict[int, Member] = {}

    def known(self) -> Collection[int]:
        """Which are there."""
        return self._members.keys()

    def put(self, number: int, member: Member) -> None:
        """Add one."""
        self._members[number] = member

    def figures_of(self, number: int) -> dict[Figure, float]:
        """The figures of one."""
        return self._members[number].figures

    def answers_of(self, number: int) -> np.ndarray:
        """What one says to the observations."""
        return self._members[number].answers

    def arrays_of(self, numbers: Sequence[int]) -> dict[str, np.ndarray]:
        """The series of several under each other; each draw gives its own up, one by one."""
        members = [self._members[number].arrays for number in numbers]
        return {name: np.stack([arrays.pop(name) for arrays in members]) for name in list(members[0])}


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
    arrays : mapping of name -> array[n, ...], as `results.series.kept_series` names them; many stay on disk
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
    arrays: Mapping[str, np.ndarray] = field(repr=False)
    figures: tuple[Figure, ...] = field(repr=False)
    figure_values: np.ndarray = field(repr=False)
    answers: np.ndarray = field(repr=False)
    failed: tuple[FailedDraw, ...]

    def sample(self, view: View) -> Sample:
        """The draws as a sample, with the view of the central course."""
        return Sample(view, self.arrays, self.figures, self.figure_values, int(self.numbers.size))

    def all_arrays(self) -> dict[str, np.ndarray]:
        """Every number of the draws, by name."""
        return {name: getattr(self, name) for name in NUMBERS} | dict(self.arrays)


def first_size(n_draws: int) -> int:
    """The size from which a design of so many draws grew by doubling: 25 for 200, which is 25 x 8."""
    return n_draws // (n_draws & -n_draws)


def draws_hash(central: str, draws: Draws) -> str:
    """SHA-256 of all numbers of draws and of the hash of their central course: equal bits have equal hashes."""
    digest = hashlib.sha256(central.encode("ascii"))
    for name in sorted({*NUMBERS, *draws.arrays}):
        values = getattr(draws, name) if name in NUMBERS else stored(draws.arrays, name)
        digest.update(f"{name}{values.shape}".encode())
        for block in blocks_of(values):
            digest.update(np.ascontiguousarray(block).data)
    return digest.hexdigest()
