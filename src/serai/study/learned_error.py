"""The model error by kind of quantity, learned on observations marked fit: how `results/model_error.csv` was made.

Rows of other uses are taken out before anything else is done. What is asked of each row that is left is how likely its
published range is under the mixture of draws x error, as its interval is printed, for every scale of the error. So what
the draws spread by themselves, and what the published range leaves open, is not counted as an error of the model, and
rows that are bounds count as such. One row in a hundred may be anything.

Kinds share what they know: the scale of a kind lies within a factor of two (one standard deviation) of a common one,
which is that under which all rows are likeliest. Shares and dates, in units of their own, are drawn towards a stated
scale instead. The scale given is the mean of what the rows of a kind leave possible; of a kind without rows, the common
or the stated one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from serai.quantities import ErrorKind, error_kind
from serai.results.model_error import ABSOLUTE, KnownError, error_of, share_below
from serai.scenario.published import PublishedRange, published_range
from serai.scenario.schema import Observation, Scenario

FIT = "fit"
KINDS: tuple[ErrorKind, ...] = (
    "flow_day", "flow_period", "stock", "line", "wait", "registration", "lodging", "nights", "rent", "share", "date",
)  # fmt: skip
STATED = {"share": 0.1, "date": 3.0}  # assumed: a tenth of all, three days
LIKE_OTHERS = math.log(2.0)
ANYTHING = 0.01
LEAST_WIDTH = 0.005  # of a range reported as one figure, to either side
GRID = np.geomspace(0.01, 3.0, 115)  # 5 % apart; of absolute kinds times the stated scale / 0.3
MIDDLE = 0.3


def learned_errors(scenario: Scenario, answers: np.ndarray) -> list[KnownError]:
    """The table of model errors.

    Parameters
    ----------
    scenario : Scenario
        Of its observations only those marked fit are looked at.
    answers : float64[n_draws, n_observations, 3]
        What draws say to all of its observations; NaN where they say nothing.

    Returns
    -------
    list of KnownError, one for each kind of quantity.
    """
    chosen = [number for number, row in enumerate(scenario.observations) if row.use == FIT]
    rows, figures = [scenario.observations[number] for number in chosen], answers[:, chosen, 0]
    likelihoods: dict[ErrorKind, list[np.ndarray]] = {kind: [] for kind in KINDS}
    for row, values in zip(rows, figures.T, strict=True):
        start, end = row.start or _midnight(scenario.start), row.end or _midnight(scenario.end)
        likelihood = _likelihood(row, values[~np.isnan(values)], start, end)
        if likelihood is not None:
            likelihoods[_kind(row, start, end)].append(likelihood)
    common = _common(
        [np.log(known).sum(axis=0) for kind, known in likelihoods.items() if known and kind not in ABSOLUTE]
    )
    return [
        KnownError(kind, _scale(known, STATED.get(kind, common), _grid(kind)), len(known))
        for kind, known in likelihoods.items()
    ]


def _kind(row: Observation, start: datetime, end: datetime) -> ErrorKind:
    return error_kind(row.quantity, row.statistic, (end - start) / timedelta(days=1))


def _midnight(day: object) -> datetime:
    return datetime.fromisoformat(str(day))


def _grid(kind: ErrorKind) -> np.ndarray:
    return GRID * (STATED[kind] / MIDDLE if kind in STATED else 1.0)


def _likelihood(row: Observation, values: np.ndarray, start: datetime, end: datetime) -> np.ndarray | None:
    """How likely the published range of a row is at each scale: float64[n_scales]; None where nothing can be said."""
    low, high = _wide_enough(published_range(row))
    if row.statistic == "covers" or not values.size or (low is None and high is None):
        return None
    chances = []
    for scale in _grid(_kind(row, start, end)).tolist():
        error = error_of(row.quantity, row.statistic, start, end, scale)
        above = 1.0 if high is None else share_below(values, high, error)
        below = 0.0 if low is None else share_below(values, math.nextafter(low, -math.inf), error)
        chances.append(above - below)
    return (1 - ANYTHING) * np.array(chances) + ANYTHING


def _wide_enough(reported: PublishedRange) -> PublishedRange:
    if reported.low is None or reported.high is None or reported.low < reported.high:
        return reported
    margin = LEAST_WIDTH * abs(reported.low)
    return PublishedRange(reported.low - margin, reported.high + margin)


def _prior(grid: np.ndarray, centre: float) -> np.ndarray:
    """What is thought of a kind's scale before its rows are looked at: float64[n_scales], sums up to 1."""
    weights = np.exp(-0.5 * (np.log(grid / centre) / LIKE_OTHERS) ** 2)
    return np.asarray(weights / weights.sum())


def _common(log_likelihoods: Sequence[np.ndarray]) -> float:
    """The common scale under which the rows of all kinds are likeliest."""
    chances = [
        sum(float(np.log(_prior(GRID, centre) @ np.exp(kind - kind.max()))) for kind in log_likelihoods)
        for centre in GRID.tolist()
    ]
    return float(GRID[int(np.argmax(chances))]) if log_likelihoods else MIDDLE


def _scale(likelihoods: Sequence[np.ndarray], centre: float, grid: np.ndarray) -> float:
    """The mean scale that the rows of a kind leave possible; the centre where there are none."""
    if not likelihoods:
        return centre
    log_likelihood = np.log(likelihoods).sum(axis=0)
    weights = _prior(grid, centre) * np.exp(log_likelihood - log_likelihood.max())
    return float(weights @ grid / weights.sum())
