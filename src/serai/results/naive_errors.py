"""The error of a run on test rows beside that of naive forecasts of the same rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from serai.results.naive import NAMES
from serai.results.score import ScoreRow

SimulatedOf = Callable[[ScoreRow], float | None]
ONE_RUN: dict[str, SimulatedOf] = {"run": lambda row: row.simulated}
DRAWS: dict[str, SimulatedOf] = {
    "central": lambda row: row.spread.central if row.spread else None,
    "median": lambda row: row.simulated,
}


@dataclass(frozen=True)
class NaiveError:
    """Mean errors on the test rows for which one naive forecast exists.

    Attributes
    ----------
    rows : int
    naive : float
        Mean over the rows of abs(forecast - observed) / observed.
    simulated : dict of str -> float
        The same of the run; of many draws, by name (`central`, `median`).
    """

    rows: int
    naive: float
    simulated: dict[str, float]


def simulated_figures(rows: Sequence[ScoreRow]) -> Mapping[str, SimulatedOf]:
    """The simulated figures of each row, by name: that of the run; of draws the central one and the median."""
    return DRAWS if any(row.spread for row in rows) else ONE_RUN


def rows_with_naive(rows: Sequence[ScoreRow]) -> list[ScoreRow]:
    """Test rows with a figure and at least one naive forecast, which the run can answer."""
    figures = simulated_figures(rows)
    return [
        row
        for row in rows
        if row.use == "test" and row.naive and row.observed and all(of(row) is not None for of in figures.values())
    ]


def naive_errors(rows: Sequence[ScoreRow]) -> dict[str, NaiveError]:
    """Errors on test rows, by name of the naive forecast; each forecast is compared on its own rows.

    Parameters
    ----------
    rows : sequence of ScoreRow

    Returns
    -------
    dict with those of `naive.NAMES` for which there are rows.
    """
    result = {}
    figures, tested = simulated_figures(rows), rows_with_naive(rows)
    for name in NAMES:
        mine = [row for row in tested if name in row.naive]
        if mine:
            simulated = {label: _mean_error(mine, of) for label, of in figures.items()}
            result[name] = NaiveError(len(mine), _mean_error(mine, lambda row: row.naive[name]), simulated)  # noqa: B023
    return result


def relative_error(row: ScoreRow, figure: float | None) -> float:
    """abs(figure - observed) / abs(observed); infinite where the row or the run has no figure."""
    if figure is None or not row.observed:
        return math.inf
    return abs(figure - row.observed) / abs(row.observed)


def naive_json(errors: Mapping[str, NaiveError]) -> dict[str, Any]:
    """For ``serai score --json``: by name of the forecast its rows and mean errors, and whose error is smaller."""
    return {
        name: {
            "rows": error.rows,
            "mean_relative_error": {"naive": error.naive, **error.simulated},
            "smaller_than_naive": {label: mine < error.naive for label, mine in error.simulated.items()},
        }
        for name, error in errors.items()
    }


def _mean_error(rows: Sequence[ScoreRow], of: SimulatedOf) -> float:
    return sum(relative_error(row, of(row)) for row in rows) / len(rows)
