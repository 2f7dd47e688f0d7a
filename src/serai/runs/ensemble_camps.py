"""Camps of many draws against reports.

An ensemble keeps no people by day and stage; of camps it keeps what its score counts: the people there on each day with
a report. Between two such days a camp's people are taken as a straight line, simulated as reported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from serai.flee.schema import FleeScenario
from serai.flee.series import daily_people
from serai.results import camps as single
from serai.results.camps import Figures
from serai.runs.draws import Draws
from serai.runs.figures import Band, band
from serai.scenario.schema import Scenario

ERRORS = ("ard", "ard_rescaled", "mase")


@dataclass(frozen=True)
class CampDraws:
    """The draws of an ensemble against the series of its camps, on days with a report.

    Attributes
    ----------
    camps : tuple of str
        Those with at least one report that is scored.
    observed : float64[n_days, n_camps]; reported people, straight between reports
    people : float64[n_draws, n_days, n_camps]; NaN before the first and after the last report of a camp
    errors : dict of name -> Band or None; ARD, rescaled and MASE, as `results.camps.Figures`
    n_days : int; days with a report on which all camps are known and somebody was reported
    baselines : dict of name -> Figures; naive forecasts on the same days
    share_errors : dict of camp -> Band or None; mean over these days of |share simulated - share observed|
    last : dict of camp -> (observed, Band); on its last day with a report
    last_total : Band; people at all camps, each on its last day with a report
    given : dict, as `results.camps.CampScore`
    """

    camps: tuple[str, ...]
    observed: np.ndarray = field(repr=False)
    people: np.ndarray = field(repr=False)
    errors: dict[str, Band | None]
    n_days: int
    baselines: dict[str, Figures]
    share_errors: dict[str, Band | None]
    last: dict[str, tuple[float, Band]]
    last_total: Band
    given: dict[str, Any]


def camp_draws(draws: Draws, scenario: Scenario) -> CampDraws | None:
    """Hold the draws of the rule `lookahead` against the series of their camps; None where no camp has a report."""
    if not isinstance(scenario, FleeScenario):
        return None
    columns = _columns(scenario)
    if not columns:
        return None
    camps, daily = list(columns), daily_people(scenario)
    observed = np.array([daily[name] for name in camps], dtype=np.float64).T
    people = np.stack([_people(draws, columns[name], len(observed)) for name in camps], axis=-1)
    reported = sorted(set().union(*columns.values()))
    days = np.array([day for day in reported if not np.isnan(people[:, day]).any()], dtype=np.int64)
    found = [single.figures(one, observed, days) for one in people]
    counted = days[observed[days].sum(axis=1) > 0]
    shares = np.abs(single.shares(people[:, counted]) - single.shares(observed[counted]))
    naive = single.naive_forecasts(observed, single.capacities(scenario, camps))
    last = np.stack([people[:, max(columns[name]), row] for row, name in enumerate(camps)], axis=-1)
    return CampDraws(
        camps=tuple(camps),
        observed=observed,
        people=people,
        errors={name: _error(found, name) for name in ERRORS},
        n_days=int(counted.size),
        baselines={name: single.figures(forecast, observed, days) for name, forecast in naive.items()},
        share_errors={
            name: _band(shares[:, :, row].mean(axis=1)) if counted.size else None for row, name in enumerate(camps)
        },
        last={name: (observed[max(columns[name]), row], _band(last[:, row])) for row, name in enumerate(camps)},
        last_total=_band(last.sum(axis=1)),
        given=single.given(scenario, camps, observed),
    )  # fmt: skip


def _columns(scenario: FleeScenario) -> dict[str, dict[int, int]]:
    """Of each camp with a series: which observation, by its day of the run."""
    n_days = (scenario.end - scenario.start).days
    series = daily_people(scenario)
    camps = [row.place for row in scenario.lookahead_places if row.kind in single.CAMP_KINDS and row.place in series]
    found: dict[str, dict[int, int]] = {name: {} for name in camps}
    for column, row in enumerate(scenario.observations):
        if row.quantity == "present" and row.statistic == "last" and row.start and not row.who and row.place in found:
            day = (row.start.date() - scenario.start).days
            if 0 <= day < n_days:
                found[row.place][day] = column
    return {name: columns for name, columns in found.items() if columns}


def _people(draws: Draws, columns: dict[int, int], n_days: int) -> np.ndarray:
    """People of one camp: float64[n_draws, n_days], straight between the days that are kept."""
    days = sorted(columns)
    kept = draws.simulated[:, [columns[day] for day in days], 0]
    every = np.arange(n_days)
    return np.stack([np.interp(every, days, one, left=np.nan, right=np.nan) for one in kept])


def _band(values: np.ndarray) -> Band:
    """Of figures that every draw has."""
    low, median, high = np.quantile(values, (0.1, 0.5, 0.9))
    return Band(float(median), float(low), float(high), values.size)


def _error(found: list[Figures], name: str) -> Band | None:
    known = [np.nan if (value := getattr(one, name)) is None else value for one in found]
    return band(np.array(known, dtype=np.float64))
