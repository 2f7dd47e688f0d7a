"""A run compared with observations: inside the stated range or not, how far off, and how far its draws cover it.

Rows used for fit, given rows, tests and rows that are only shown are counted apart (`results.tally`). A row that rests
on assumed inputs and is inside is called consistent by choice: it is no evidence.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import numpy as np

from serai.results.bands import band
from serai.results.model_error import ModelError, error_of, points
from serai.results.naive import naive_forecasts
from serai.results.quantities import Simulated, answer
from serai.results.view import View
from serai.scenario.published import published_range
from serai.scenario.schema import Observation, Scenario

if TYPE_CHECKING:
    import pandas as pd

USES = ("fit", "test", "given", "shown")
JUDGED_USES = ("fit", "test")
MIXED = (("simulated_p10", 0.1), ("simulated_p90", 0.9), ("simulated_p25", 0.25), ("simulated_p75", 0.75))
ALONE = (("draws_p05", 0.05), ("draws_p25", 0.25), ("draws_p75", 0.75), ("draws_p95", 0.95))
NO_DRAW = "no draw gives this figure"


@dataclass(frozen=True)
class Spread:
    """What many draws add to a row of the score.

    Attributes
    ----------
    draws : int
        Draws that give the figure.
    simulated_p10, simulated_p90, simulated_p25, simulated_p75 : float or None
        Ends of the 80 % and the 50 % interval, with the model error.
    draws_p05, draws_p25, draws_p75, draws_p95 : float or None
        Ends of the intervals of the draws alone, without it. None for `covers`.
    central : float or None
        Figure of the run with central values.
    central_inside : bool or None
    share_inside : float or None
        Share of the draws that are inside by themselves.
    covered : bool or None
        Whether the 90 % interval meets the published range; for `covers` as `inside`.
    agreeing_low, agreeing_high : float or None
        As `simulated_low` and `simulated_high`, of the draws that agree best with the rows used for fit: the half with
        the smaller `fit_distance`. None where no row is used for fit.
    agreeing_covered : bool or None
        As `covered`, of those draws.
    """

    draws: int = 0
    simulated_p10: float | None = None
    simulated_p90: float | None = None
    simulated_p25: float | None = None
    simulated_p75: float | None = None
    draws_p05: float | None = None
    draws_p25: float | None = None
    draws_p75: float | None = None
    draws_p95: float | None = None
    central: float | None = None
    central_inside: bool | None = None
    share_inside: float | None = None
    covered: bool | None = None
    agreeing_low: float | None = None
    agreeing_high: float | None = None
    agreeing_covered: bool | None = None


SPREAD_FIELDS = tuple(item.name for item in fields(Spread))


@dataclass(frozen=True)
class ScoreRow:
    """One observation and what the run says to it.

    Attributes
    ----------
    id, quantity, statistic, place, who, service, mode, lodging, unit, bound, use, rests_on, fact_group, source : str
        As in the observation.
    start, end : datetime
        The period [start, end), local; blank ends are those of the run.
    observed : float or None
    low, high : float or None
        The interval that counts as inside, for this score.
    simulated : float or None
        None when the run cannot give it; then `reason` says why. For `covers` the median wait. Of draws the median.
    simulated_low, simulated_high : float or None
        For `covers` the 5th and 95th percentile of the waits, of draws the medians of theirs; else the ends
        of the 90 % interval: 5 % and 95 % points of draws x model error. None for a single course.
    inside : bool or None
        None when there is no figure or no interval.
    relative_error : float or None
        (simulated - observed) / observed.
    naive : dict of str -> float
        Naive forecasts of the same figure.
    spread : Spread or None
        Of draws; None for a single course. `inside` and `relative_error` speak of the median.
    """

    id: str
    quantity: str
    statistic: str
    place: str
    who: str
    service: str
    mode: str
    lodging: str
    start: datetime
    end: datetime
    observed: float | None
    low: float | None
    high: float | None
    bound: str
    unit: str
    simulated: float | None
    simulated_low: float | None
    simulated_high: float | None
    inside: bool | None
    reason: str
    relative_error: float | None
    use: str
    rests_on: str
    fact_group: str
    source: str
    naive: dict[str, float] = field(default_factory=dict)
    spread: Spread | None = None

    @property
    def is_consistent_by_choice(self) -> bool:
        """Whether the row is inside on assumed inputs: no evidence."""
        return bool(self.inside) and self.rests_on == "assumed"


def score(
    view: View,
    observations: Sequence[Observation] | None = None,
    draws: DrawnAnswers | None = None,
    known: Sequence[Observation] | None = None,
) -> list[ScoreRow]:
    """Hold a course, and its draws where there are any, against observations.

    Parameters
    ----------
    view : View, of the central course
    observations : sequence of Observation, default those of the scenario
    draws : DrawnAnswers, optional
        What each draw says to these observations.
    known : sequence of Observation, default these observations
        Of which naive forecasts are made.

    Returns
    -------
    list of ScoreRow, in the order of the observations.
    """
    scenario = view.scenario
    rows = scenario.observations if observations is None else tuple(observations)
    known_rows = rows if known is None else known
    central = [score_row(row, answer(row, view), naive_forecasts(row, known_rows, view), scenario) for row in rows]
    if draws is None:
        return central
    return [
        _row_of_draws(row, draws.answers[:, number], draws.agreeing, central[number], scenario)
        for number, row in enumerate(rows)
    ]


@dataclass(frozen=True)
class DrawnAnswers:
    """What many draws say to observations.

    Attributes
    ----------
    answers : float64[n_draws, n_observations, 3]
        Figure, low and high as in `Simulated`; NaN where a draw cannot give it.
    agreeing : bool[n_draws]
        The draws that agree best with the rows used for fit.
    """

    answers: np.ndarray
    agreeing: np.ndarray


def as_simulated(three: np.ndarray, reason: str = "") -> Simulated:
    """One answer of a draw: float64[3], NaN where there is none."""
    value, low, high = (None if math.isnan(part) else part for part in three.tolist())
    return Simulated(value, low, high, reason)


def score_row(row: Observation, result: Simulated, naive: dict[str, float], scenario: Scenario) -> ScoreRow:
    """One observation beside what was simulated and what naive forecasts say."""
    low, high = published_range(row)
    inside, reason = is_inside(row, result, low, high)
    error = None
    if result.value is not None and row.value and row.statistic != "covers":
        error = (result.value - row.value) / row.value
    return ScoreRow(
        id=row.id, quantity=row.quantity, statistic=row.statistic, place=row.place, who=row.who, service=row.service,
        mode=row.mode, lodging=row.lodging,
        start=row.start or datetime.combine(scenario.start, time()),
        end=row.end or datetime.combine(scenario.end, time()),
        observed=row.value, low=low, high=high, bound=row.bound, unit=row.unit,
        simulated=result.value, simulated_low=result.low, simulated_high=result.high,
        inside=inside, reason=reason, relative_error=error,
        use=row.use, rests_on=row.rests_on, fact_group=row.fact_group, source=row.source, naive=naive,
    )  # fmt: skip


def is_inside(row: Observation, result: Simulated, low: float | None, high: float | None) -> tuple[bool | None, str]:
    """Whether a figure lies in the published range, or its own range meets it; None, and why, where nobody can say."""
    if result.value is None:
        return None, result.reason
    if result.low is not None and result.high is not None:
        least = row.value if low is None else low
        most = row.value if high is None else high
        if least is None or most is None:
            return None, "the row states no figure that the simulated range could cover"
        return result.low <= most and least <= result.high, ""
    if low is None and high is None:
        return None, "the row states no interval"
    return (low is None or result.value >= low) and (high is None or result.value <= high), ""


def _row_of_draws(
    row: Observation, answers: np.ndarray, agreeing: np.ndarray, central: ScoreRow, scenario: Scenario
) -> ScoreRow:
    """One row of many draws: answers is float64[n_draws, 3], agreeing bool[n_draws]."""
    has_answer = ~np.isnan(answers[:, 0])
    known, middle = answers[has_answer], band(answers[:, 0])
    if middle is None:
        empty = score_row(row, Simulated(None, reason=central.reason or NO_DRAW), central.naive, scenario)
        return replace(empty, spread=Spread())
    error = error_of(row.quantity, row.statistic, central.start, central.end)
    low, high = _ends(row, known, error)
    simulated = Simulated(middle.median, low, high) if row.statistic == "covers" else Simulated(middle.median)
    judged = score_row(row, simulated, central.naive, scenario)
    inside = [is_inside(row, as_simulated(three), *published_range(row))[0] for three in known]
    spread = Spread(
        draws=middle.draws, central=central.simulated, central_inside=central.inside,
        share_inside=None if judged.inside is None else sum(map(bool, inside)) / len(known),
        covered=_meets(row, low, high),
    )  # fmt: skip
    if row.statistic != "covers":
        spread = replace(spread, **_intervals(known[:, 0], error))
    near = answers[agreeing & has_answer]
    if near.size:
        ends = _ends(row, near, error)
        spread = replace(spread, agreeing_low=ends[0], agreeing_high=ends[1], agreeing_covered=_meets(row, *ends))
    return replace(judged, simulated_low=low, simulated_high=high, spread=spread)


def _intervals(figures: np.ndarray, error: ModelError) -> dict[str, Any]:
    """Ends of the inner intervals with the model error, and of those of the draws alone."""
    mixed = points(figures, [share for _, share in MIXED], error)
    alone = np.quantile(figures, [share for _, share in ALONE]).tolist()
    return dict(zip((name for name, _ in (*MIXED, *ALONE)), (*mixed, *alone), strict=True))


def _ends(row: Observation, known: np.ndarray, error: ModelError) -> tuple[float, float]:
    """Ends of the 90 % interval, with the model error; for `covers` medians of those of the waits of each draw."""
    if row.statistic == "covers":
        return float(np.median(known[:, 1])), float(np.median(known[:, 2]))
    low, high = points(known[:, 0], (0.05, 0.95), error)
    return low, high


def _meets(row: Observation, low: float, high: float) -> bool | None:
    least, most = published_range(row)
    if row.statistic == "covers":
        least, most = (row.value if end is None else end for end in (least, most))
    if least is None and most is None:
        return None
    return (most is None or low <= most) and (least is None or high >= least)


def score_cells(rows: Sequence[ScoreRow]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The rows as a table: names of its columns, and the cells.

    The columns are those of `ScoreRow`, of draws those of `Spread` beside them, and naive_<name> for each naive
    forecast.
    """
    names, naive = _columns(rows), sorted({name for row in rows for name in row.naive})
    cells = [
        (
            *(getattr(row.spread if name in SPREAD_FIELDS else row, name) for name in names),
            *(row.naive.get(name) for name in naive),
        )
        for row in rows
    ]
    return (*names, *(f"naive_{name}" for name in naive)), cells


def _columns(rows: Sequence[ScoreRow]) -> list[str]:
    names = [item.name for item in fields(ScoreRow) if item.name not in ("naive", "spread")]
    if any(row.spread for row in rows):
        at = names.index("simulated_high") + 1
        names[at:at] = SPREAD_FIELDS
    return names


def to_frame(rows: Sequence[ScoreRow]) -> pd.DataFrame:
    """The rows as a table, as `score_cells`."""
    import pandas as pd

    columns, cells = score_cells(rows)
    return pd.DataFrame(cells, columns=list(columns))
