"""How far intervals of draws hold published figures, and the weighted interval score (WIS), by use and group of facts.

Two-sided figures alone are asked, those whose published range has both ends: of "at least 30,000" nobody can say where
it lies. The figure is the reported one, or the middle of its range. Rows of the statistic `covers` are left
out, since their range is one of people in one run, not of draws.

WIS (Bracher, Ray, Gneiting and Reich 2021) of the median m and K central intervals at levels 1 - a:
(|y - m| / 2 + sum of a / 2 x IS_a) / (K + 1/2), IS_a the width and 2 / a times the distance by which the figure lies
outside. It is in the unit of the figure and of a naive forecast, which is one point, its absolute error. Here it is
divided by the published figure, so that figures of one group can be averaged; dates are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from serai.quantities import error_kind
from serai.results.naive import NAMES
from serai.results.proper_scores import wis_of_intervals
from serai.results.score import JUDGED_USES, ScoreRow
from serai.scenario.published import published_figure

LEVELS = {"50": ("simulated_p25", "simulated_p75"), "80": ("simulated_p10", "simulated_p90")}  # and 90, of the row
OF_DRAWS = {"50": ("draws_p25", "draws_p75"), "90": ("draws_p05", "draws_p95")}
SHOWN_LEVELS = ("50", "90")


@dataclass(frozen=True)
class Coverage:
    """How many two-sided figures lie inside the 50 % and the 90 % interval.

    Attributes
    ----------
    rows : int
        Two-sided figures that the draws give.
    inside : dict of str -> int
        By level of the interval, "50" and "90".
    alone : dict of str -> int
        The same of the draws alone, without the model error.
    """

    rows: int
    inside: dict[str, int]
    alone: dict[str, int]

    def share(self, level: str) -> float | None:
        """The share inside; None without figures."""
        return self.inside[level] / self.rows if self.rows else None

    def share_alone(self, level: str) -> float | None:
        """The share inside the interval of the draws alone."""
        return self.alone[level] / self.rows if self.rows else None


@dataclass(frozen=True)
class BestNaive:
    """The best naive forecast of some rows: its mean relative error, and the mean relative WIS of the same rows."""

    name: str
    rows: int
    error: float
    wis: float


@dataclass(frozen=True)
class GroupScore:
    """Mean relative WIS of a group of facts, and of the naive forecasts that with the smallest mean error."""

    rows: int
    wis: float
    naive: BestNaive | None


def figure_of(row: ScoreRow) -> float | None:
    """The published figure of a two-sided row of draws; None of any other, and where the draws give none."""
    if row.bound != "two-sided" or row.low is None or row.high is None:
        return None
    if row.spread is None or row.spread.simulated_p25 is None:  # none of one run, of `covers`, or where no draw has it
        return None
    return published_figure(row.observed, row.low, row.high)


def interval_coverage(rows: Sequence[ScoreRow]) -> Coverage:
    """Count the two-sided figures inside the intervals."""
    known = [(row, figure) for row in rows if (figure := figure_of(row)) is not None]
    inside, alone = (
        {
            level: sum(low <= figure <= high for row, figure in known for low, high in [ends(row)[level]])
            for level in SHOWN_LEVELS
        }
        for ends in (intervals_of, _alone)
    )
    return Coverage(len(known), inside, alone)


def intervals_of(row: ScoreRow) -> dict[str, tuple[float, float]]:
    """Ends of the intervals with the model error, by level: "50", "80", "90"."""
    assert row.simulated_low is not None
    assert row.simulated_high is not None
    ends = {level: (getattr(row.spread, low), getattr(row.spread, high)) for level, (low, high) in LEVELS.items()}
    return {**ends, "90": (row.simulated_low, row.simulated_high)}


def _alone(row: ScoreRow) -> dict[str, tuple[float, float]]:
    return {level: (getattr(row.spread, low), getattr(row.spread, high)) for level, (low, high) in OF_DRAWS.items()}


def wis(figure: float, median: float, intervals: dict[str, tuple[float, float]]) -> float:
    """The weighted interval score of a figure, in its unit.

    Parameters
    ----------
    figure, median : float
    intervals : dict of str -> (low, high)
        By level in percent.
    """
    return wis_of_intervals(figure, median, {int(level) / 100: ends for level, ends in intervals.items()}).wis


def relative_wis(row: ScoreRow) -> float | None:
    """The WIS of a row by its published figure; None where it has no such figure, or one of 0, or is a date."""
    figure = figure_of(row)
    if not figure or row.simulated is None or error_kind(row.quantity, row.statistic, 0.0) == "date":
        return None
    return wis(figure, row.simulated, intervals_of(row)) / abs(figure)


def wis_by_group(rows: Sequence[ScoreRow]) -> dict[str, GroupScore]:
    """The mean relative WIS by group of facts, beside the best naive forecast on the rows that it speaks to."""
    groups: dict[str, list[tuple[ScoreRow, float]]] = {}
    for row in rows:
        score = relative_wis(row)
        if score is not None:
            groups.setdefault(row.fact_group, []).append((row, score))
    return {
        group: GroupScore(len(scored), _mean([score for _, score in scored]), _best_naive(scored))
        for group, scored in groups.items()
    }


def _best_naive(scored: Sequence[tuple[ScoreRow, float]]) -> BestNaive | None:
    beside = []
    for name in NAMES:
        mine = [(row, score) for row, score in scored if name in row.naive]
        if mine:
            errors = [abs(row.naive[name] - figure) / abs(figure) for row, _ in mine if (figure := figure_of(row))]
            beside.append(BestNaive(name, len(mine), _mean(errors), _mean([score for _, score in mine])))
    return min(beside, key=lambda naive: naive.error, default=None)


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)


def intervals_json(rows: Sequence[ScoreRow]) -> dict[str, Any]:
    """For ``serai score --json`` of draws: shares of figures inside by use, and the WIS by use and group of facts."""
    by_use = {use: [row for row in rows if row.use == use] for use in JUDGED_USES}
    counts = {use: interval_coverage(mine) for use, mine in by_use.items()}
    return {
        "coverage": {use: {level: coverage.share(level) for level in SHOWN_LEVELS} for use, coverage in counts.items()},
        "coverage_without_model_error": {
            use: {level: coverage.share_alone(level) for level in SHOWN_LEVELS} for use, coverage in counts.items()
        },
        "coverage_rows": {use: coverage.rows for use, coverage in counts.items()},
        "wis": {
            use: {group: asdict(score) for group, score in wis_by_group(mine).items()} for use, mine in by_use.items()
        },
    }
