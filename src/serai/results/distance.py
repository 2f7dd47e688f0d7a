"""How far one run lies from the figures that are used for fit: one number, for `serai fit` and for the score of draws.

Only rows whose `use` is fit are looked at. Groups of facts weigh the same, however many rows each has, since many rows
of one group often tell one fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from serai.results.score import DrawnAnswers, ScoreRow, as_simulated, score_row
from serai.scenario.known import newest
from serai.scenario.schema import Scenario

FIT = "fit"
CAP = 3.0


def row_distance(row: ScoreRow, cap: float = CAP) -> float | None:
    """Distance of a simulated figure from the interval of its observation.

    In half-widths of the interval. A one-sided row, which has at most a far bound of plain sense, is measured on the
    scale of its own bound: half of 30,000 is 0.5 away from "at least 30,000". For `covers` it is the distance of the
    observed figure from the simulated range, in half-widths of that range. An interval without width has the scale of
    its own figure; 0 as a figure, the scale 1.

    Parameters
    ----------
    row : ScoreRow
    cap : float
        The most that it can be.

    Returns
    -------
    float, 0 (inside) to `cap` (further off, or a figure that the run cannot give); None where the row states no
    interval, so that nothing can be said.
    """
    if row.statistic == "covers":
        return _distance_covered(row, cap)
    if row.low is None and row.high is None:
        return None
    if row.simulated is None:
        return cap
    return min(_distance(row.simulated, row.low, row.high) / row_scale(row.low, row.high, row.bound), cap)


def fit_distance(rows: Iterable[ScoreRow]) -> float:
    """Distance of one run from the figures used for fit.

    The mean of `row_distance` within each `fact_group`, then the mean over the groups. Rows for test, given or shown
    are never looked at.

    Parameters
    ----------
    rows : iterable of ScoreRow, of one run

    Returns
    -------
    float, 0 (all inside) to 3; NaN when no row that states an interval is used for fit.
    """
    by_group: dict[str, list[float]] = {}
    for row in rows:
        if row.use != FIT:
            continue
        distance = row_distance(row)
        if distance is not None:
            by_group.setdefault(row.fact_group, []).append(distance)
    means = [sum(distances) / len(distances) for distances in by_group.values()]
    return sum(means) / len(means) if means else float("nan")


def row_scale(low: float | None, high: float | None, bound: str) -> float:
    """What counts as a distance of one: half the width of an interval, or the bound of a one-sided row."""
    if bound == "at least" and low is not None:
        return _or_one(low)
    if bound == "at most" and high is not None:
        return _or_one(high)
    if low is not None and high is not None and high > low:
        return (high - low) / 2
    stated = low if low is not None else high
    return _or_one(stated)


def _or_one(figure: float | None) -> float:
    return abs(figure) if figure else 1.0


def _distance(figure: float, low: float | None, high: float | None) -> float:
    below = 0.0 if low is None else low - figure
    above = 0.0 if high is None else figure - high
    return max(below, above, 0.0)


def _distance_covered(row: ScoreRow, cap: float) -> float | None:
    least = row.observed if row.low is None else row.low
    most = row.observed if row.high is None else row.high
    if least is None or most is None:
        return None
    low, high = row.simulated_low, row.simulated_high
    if low is None or high is None:
        return cap
    if low <= most and least <= high:
        return 0.0
    half = (high - low) / 2
    return min(max(low - most, least - high) / (half if half > 0 else _or_one(low)), cap)


def drawn_answers(answers: np.ndarray, own_answers: np.ndarray, scenario: Scenario) -> DrawnAnswers:
    """The answers of draws, together with the draws that agree best with the rows used for fit.

    Parameters
    ----------
    answers : float64[n_draws, n_observations, 3]
    own_answers : float64[n_draws, n_own, 3]
        To the observations of the scenario, by which draws are judged.
    scenario : Scenario
    """
    return DrawnAnswers(answers, agreeing_draws(draw_distances(own_answers, scenario)))


def draw_distances(answers: np.ndarray, scenario: Scenario) -> np.ndarray:
    """How far each draw lies from the rows used for fit: float64[n_draws], as `fit_distance`.

    Parameters
    ----------
    answers : float64[n_draws, n_own, 3], to the observations of the scenario

    Returns
    -------
    float64[n_draws], all NaN where no row of the scenario is used for fit.
    """
    counted = newest(scenario.observations, scenario)
    rows = [(number, row) for number, row in enumerate(scenario.observations) if row.use == FIT and row in counted]
    return np.array(
        [
            fit_distance(score_row(row, as_simulated(draw[number]), {}, scenario) for number, row in rows)
            for draw in answers
        ]
    )


def agreeing_draws(distances: np.ndarray) -> np.ndarray:
    """The draws that agree best with the rows used for fit: bool[n_draws], the half (rounded up) that lies nearest.

    Parameters
    ----------
    distances : float64[n_draws], as `draw_distances`; equal ones in the order of the draws

    Returns
    -------
    bool[n_draws]; all False where no row is used for fit.
    """
    nearest: Sequence[int] = np.argsort(distances, kind="stable")[: (distances.size + 1) // 2].tolist()
    chosen = np.zeros(distances.size, dtype=bool)
    chosen[nearest] = True
    return np.asarray(chosen & ~np.isnan(distances))
