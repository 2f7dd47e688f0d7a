"""Many draws held against observations: the median beside the published range, and how far the draws cover it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from serai.results.distance import FIT, fit_distance
from serai.results.naive import naive_forecasts
from serai.results.naive_errors import Figure, naive_errors, naive_json
from serai.results.quantities import Simulated
from serai.results.score import ScoreRow, is_inside, score_json, score_row
from serai.runs.draws import Draws
from serai.runs.ensemble_headline import bare_view
from serai.scenario.published import published_range
from serai.scenario.schema import Observation, Scenario

if TYPE_CHECKING:
    import pandas as pd

POINTS = (0.05, 0.10, 0.50, 0.90, 0.95)
NO_DRAW = "no draw gives this figure"
MANY_RUNS: dict[str, Figure] = {"central": lambda row: row.central, "median": lambda row: row.simulated}


@dataclass(frozen=True)
class DrawsRow(ScoreRow):
    """One observation and what many draws say to it.

    `simulated` is the median of the draws, `simulated_low` and `simulated_high` their 5 % and 95 % points; `inside`
    and `relative_error` speak of the median. For the statistic `covers` the three are medians over the draws of the
    median, the 5th and the 95th percentile of the waits of each.

    Attributes
    ----------
    draws : int
        Draws that give the figure.
    simulated_p10, simulated_p90 : float or None
        Ends of the 80 % band.
    central : float or None
        Figure of the run with central values.
    central_inside : bool or None
    share_inside : float or None
        Share of the draws that are inside by themselves.
    covered : bool or None
        Whether the 90 % interval of the draws meets the published range; for `covers` as `inside`.
    agreeing_low, agreeing_high : float or None
        As `simulated_low` and `simulated_high`, of the draws that agree best with the rows used for fit: the half with
        the smaller `fit_distance`. None where no row is used for fit.
    agreeing_covered : bool or None
        As `covered`, of those draws.
    """

    draws: int = 0
    simulated_p10: float | None = None
    simulated_p90: float | None = None
    central: float | None = None
    central_inside: bool | None = None
    share_inside: float | None = None
    covered: bool | None = None
    agreeing_low: float | None = None
    agreeing_high: float | None = None
    agreeing_covered: bool | None = None


OWN_FIELDS = tuple(item.name for item in fields(DrawsRow) if item.name not in {one.name for one in fields(ScoreRow)})


def score_draws(draws: Draws, scenario: Scenario) -> list[DrawsRow]:
    """Hold the draws against the observations of their scenario.

    Returns
    -------
    list of DrawsRow, in the order of the observations.
    """
    view, rows = bare_view(draws, scenario), scenario.observations
    agreeing = agreeing_draws(draw_distances(draws, scenario))
    found = []
    for number, row in enumerate(rows):
        naive = naive_forecasts(row, rows, view)
        central = _as_simulated(draws.central_simulated[number], draws.reasons[number])
        central_row = score_row(row, central, naive, scenario)
        found.append(_row(row, draws.simulated[:, number], agreeing, central_row, scenario))
    return found


def draw_distances(draws: Draws, scenario: Scenario) -> np.ndarray:
    """How far each draw lies from the rows used for fit: float64[n_draws], as `results.distance.fit_distance`.

    All NaN where no row of the scenario is used for fit.
    """
    rows = [(number, row) for number, row in enumerate(scenario.observations) if row.use == FIT]
    return np.array(
        [
            fit_distance(score_row(row, _as_simulated(one[number], ""), {}, scenario) for number, row in rows)
            for one in draws.simulated
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
    nearest = np.argsort(distances, kind="stable")[: (distances.size + 1) // 2]
    chosen = np.zeros(distances.size, dtype=bool)
    chosen[nearest] = True
    return np.asarray(chosen & ~np.isnan(distances))


def _row(
    row: Observation, simulated: np.ndarray, agreeing: np.ndarray, central: ScoreRow, scenario: Scenario
) -> DrawsRow:
    """One row: simulated is float64[n_draws, 3], agreeing bool[n_draws]."""
    known = simulated[~np.isnan(simulated[:, 0])]
    if not known.size:
        empty = score_row(row, Simulated(None, reason=central.reason or NO_DRAW), central.naive, scenario)
        return DrawsRow(**_values(empty))
    _, p10, median, p90, _ = (float(point) for point in np.quantile(known[:, 0], POINTS))
    low, high = _ends(row, known)
    found = Simulated(median, low, high) if row.statistic == "covers" else Simulated(median)
    judged = score_row(row, found, central.naive, scenario)
    bounds = published_range(row)
    inside = [is_inside(row, _as_simulated(one, ""), *bounds)[0] for one in known]
    own = {
        "simulated_low": low, "simulated_high": high, "simulated_p10": p10, "simulated_p90": p90, "draws": len(known),
        "central": central.simulated, "central_inside": central.inside,
        "share_inside": None if judged.inside is None else sum(map(bool, inside)) / len(known),
        "covered": _meets(row, low, high),
    }  # fmt: skip
    near = simulated[agreeing & ~np.isnan(simulated[:, 0])]
    if near.size:
        low, high = _ends(row, near)
        own |= {"agreeing_low": low, "agreeing_high": high, "agreeing_covered": _meets(row, low, high)}
    return DrawsRow(**{**_values(judged), **own})


def _ends(row: Observation, known: np.ndarray) -> tuple[float, float]:
    """5 % and 95 % points of the draws; for `covers` medians of those of the waits of each."""
    if row.statistic == "covers":
        return float(np.median(known[:, 1])), float(np.median(known[:, 2]))
    low, high = np.quantile(known[:, 0], (0.05, 0.95))
    return float(low), float(high)


def _values(row: ScoreRow) -> dict[str, Any]:
    return {item.name: getattr(row, item.name) for item in fields(ScoreRow)}


def _as_simulated(three: np.ndarray, reason: str) -> Simulated:
    value, low, high = (None if math.isnan(part) else part for part in three.tolist())
    return Simulated(value, low, high, reason)


def _meets(row: Observation, low: float, high: float) -> bool | None:
    least, most = published_range(row)
    if row.statistic == "covers":
        least, most = (row.value if end is None else end for end in (least, most))
    if least is None and most is None:
        return None
    return (most is None or low <= most) and (least is None or high >= least)


def draws_json(rows: Sequence[DrawsRow]) -> dict[str, Any]:
    """The object that ``serai score --json`` prints of an ensemble: that of a single run, and what draws add."""
    given = score_json(rows)
    for written, row in zip(given["observations"], rows, strict=True):
        written.update({name: getattr(row, name) for name in OWN_FIELDS})
    uses = tuple(given["summary"]["by_use"])
    given["summary"] |= {
        "covered": coverage(rows),
        "covered_by_use": {use: coverage(of_use(rows, use)) for use in uses},
        "agreeing_covered_by_use": {use: coverage(of_use(rows, use), "agreeing_covered") for use in uses},
        "central_inside_by_use": {use: coverage(of_use(rows, use), "central_inside") for use in uses},
        "naive": naive_json(naive_errors(rows, MANY_RUNS)),
    }
    return given


def of_use(rows: Sequence[DrawsRow], use: str) -> list[DrawsRow]:
    """The rows of one use."""
    return [row for row in rows if row.use == use]


def coverage(rows: Sequence[DrawsRow], by: str = "covered") -> dict[str, int]:
    """How many rows are covered, of how many that can be judged.

    Parameters
    ----------
    rows : sequence of DrawsRow
    by : str
        What counts as that: `covered` (the 90 % interval of the draws meets the published range), `agreeing_covered`
        or `central_inside`.
    """
    judged = [getattr(row, by) for row in rows if getattr(row, by) is not None]
    return {"covered": sum(map(bool, judged)), "total": len(judged)}


def to_frame(rows: Sequence[DrawsRow]) -> pd.DataFrame:
    """The rows as a table: the columns of `DrawsRow`, with each naive forecast in a column naive_<name>."""
    from serai.results.score import to_frame as single_frame

    frame = single_frame(rows)
    for position, name in enumerate(OWN_FIELDS, start=list(frame.columns).index("simulated_high") + 1):
        frame.insert(position, name, [getattr(row, name) for row in rows])
    return frame
