"""Series of camps against what was reported: ARD, MASE and naive forecasts, on every day and on days of reports.

The figures of a day count the people at each camp at its end. On days between two reports the observed people lie on a
straight line, so those days repeat the reports; the figures of days of reports alone do not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from serai.codes import Stage
from serai.flee.schema import FleeScenario
from serai.flee.series import daily_people, days_reported, is_largest_report, people_on_first_day, points_of
from serai.scenario.schema import Scenario
from serai.state.log import Outcome

CAMP_KINDS = ("camp", "idp_camp")
NAIVE_DAY = 30
WAYS = ("split_by_capacity", "shares_of_day_30", "shares_30_days_before", "equal_split")


@dataclass(frozen=True)
class Figures:
    """Errors over some days.

    Attributes
    ----------
    ard : float or None
        Mean over days with an observed total above 0 of sum |simulated - observed| / sum observed, over camps; 0 to 2
        and beyond. None where there is no such day.
    ard_rescaled : float or None
        The same after each simulated figure is multiplied by observed total / simulated total of its day.
    mase : float or None
        Mean |simulated - observed| over the mean step |observed - observed on the day before, of these days|, both
        summed over camps, so that a camp that hardly changes does not decide. None where nothing changes.
    days : int
    """

    ard: float | None
    ard_rescaled: float | None
    mase: float | None
    days: int


@dataclass(frozen=True)
class CampScore:
    """A run against the series of its camps.

    Attributes
    ----------
    camps : tuple of str
    all_days, report_days : Figures
        Days of reports are those on which at least one camp has a report.
    baselines : dict of name -> Figures
        Naive forecasts that share the observed total of each day among the camps.
    baselines_report_days : dict of name -> Figures
    camp_errors : dict of name -> float
        Mean over days of |share simulated - share observed|.
    camp_mase : dict of name -> float or None
        MASE of each camp alone, on the days of its own reports.
    last : dict of name -> (observed, simulated)
        On the last day of the run.
    given : dict
        What the run was told: `daily_totals`, `people_of_first_day`, `capacities` (camps that state one),
        `capacities_equal_to_largest_observation` (to 2 %), `camps`, and `text`.
    """

    camps: tuple[str, ...]
    all_days: Figures
    report_days: Figures
    baselines: dict[str, Figures]
    baselines_report_days: dict[str, Figures]
    camp_errors: dict[str, float]
    camp_mase: dict[str, float | None]
    last: dict[str, tuple[int, int]]
    given: dict[str, Any] = field(default_factory=dict)


def camp_score(outcome: Outcome, scenario: Scenario) -> CampScore | None:
    """Hold a run of the rule `lookahead` against the series of its camps.

    Returns
    -------
    CampScore, or None where the rule is another one or no camp has a series.
    """
    if not isinstance(scenario, FleeScenario):
        return None
    daily = daily_people(scenario)
    camps = [row.place for row in scenario.lookahead_places if row.kind in CAMP_KINDS and row.place in daily]
    if not camps:
        return None
    observed = np.array([daily[name] for name in camps], dtype=np.float64).T
    rows = [outcome.axes.places.index(name) for name in camps]
    simulated = outcome.arrays["present"][:, Stage.LODGED, :][:, rows].astype(np.float64)
    reports = days_reported(scenario)
    reported = _days_of(frozenset().union(*(reports.get(name, frozenset()) for name in camps)))
    every = np.arange(len(observed))
    naive = naive_forecasts(observed, capacities(scenario, camps))
    off = np.abs(shares(simulated) - shares(observed))[observed.sum(axis=1) > 0]
    return CampScore(
        camps=tuple(camps),
        all_days=figures(simulated, observed, every),
        report_days=figures(simulated, observed, reported),
        baselines={name: figures(forecast, observed, every) for name, forecast in naive.items()},
        baselines_report_days={name: figures(forecast, observed, reported) for name, forecast in naive.items()},
        camp_errors={name: float(off[:, row].mean()) if len(off) else 0.0 for row, name in enumerate(camps)},
        camp_mase={
            name: figures(simulated[:, [row]], observed[:, [row]], _days_of(reports.get(name, frozenset()))).mase
            for row, name in enumerate(camps)
        },
        last={name: (int(observed[-1, row]), int(simulated[-1, row])) for row, name in enumerate(camps)},
        given=given(scenario, camps, observed),
    )


def _days_of(days: frozenset[int]) -> np.ndarray:
    return np.array(sorted(days), dtype=np.int64)


def figures(simulated: np.ndarray, observed: np.ndarray, days: np.ndarray) -> Figures:
    """Errors of a forecast over some days.

    Parameters
    ----------
    simulated, observed : float64[n_days, n_camps]
        Days on which the forecast holds NaN are left out.
    days : int64[n]
    """
    days = days[~np.isnan(simulated[days]).any(axis=1)]
    one, other = simulated[days], observed[days]
    total = other.sum(axis=1)
    counted = total > 0
    if not counted.any():
        return Figures(None, None, _mase(one, other), 0)
    factor = np.divide(total, one.sum(axis=1), out=np.zeros(len(days)), where=one.sum(axis=1) > 0)
    return Figures(
        ard=_mean_ard(one, other, counted),
        ard_rescaled=_mean_ard(one * factor[:, None], other, counted),
        mase=_mase(one, other),
        days=int(counted.sum()),
    )


def _mean_ard(simulated: np.ndarray, observed: np.ndarray, counted: np.ndarray) -> float:
    errors = np.abs(simulated - observed).sum(axis=1)[counted]
    return float((errors / observed.sum(axis=1)[counted]).mean())


def _mase(simulated: np.ndarray, observed: np.ndarray) -> float | None:
    if len(observed) < 2:
        return None
    step = float(np.abs(np.diff(observed, axis=0)).sum(axis=1).mean())
    error = float(np.abs(simulated - observed).sum(axis=1).mean())
    return error / step if step > 0 else None


def naive_forecasts(observed: np.ndarray, capacities: np.ndarray) -> dict[str, np.ndarray]:
    """Forecasts that share each day's observed total among camps; NaN on days for which they cannot be made.

    Parameters
    ----------
    observed : float64[n_days, n_camps]
    capacities : float64[n_camps]
        0 where a camp states none.

    Returns
    -------
    dict of name -> float64[n_days, n_camps]: by capacity, by the shares of day 30 (after it), by the shares of 30
    days before, and equally.
    """
    total = observed.sum(axis=1, keepdims=True)
    known = shares(observed)
    known[observed.sum(axis=1) <= 0] = np.nan
    held, before = np.full_like(observed, np.nan), np.full_like(observed, np.nan)
    if len(observed) > NAIVE_DAY:
        held[NAIVE_DAY + 1 :] = known[NAIVE_DAY]
        before[NAIVE_DAY:] = known[:-NAIVE_DAY]
    even = np.full(observed.shape[1], 1 / observed.shape[1])
    by_capacity = capacities / capacities.sum() if capacities.sum() > 0 else np.full_like(even, np.nan)
    makers: dict[str, Callable[[], np.ndarray]] = {
        "split_by_capacity": lambda: np.broadcast_to(by_capacity, observed.shape),
        "shares_of_day_30": lambda: held,
        "shares_30_days_before": lambda: before,
        "equal_split": lambda: np.broadcast_to(even, observed.shape),
    }
    return {name: makers[name]() * total for name in WAYS}


def shares(people: np.ndarray) -> np.ndarray:
    """Share of each camp among all people in camps: over the last dimension; 0 where nobody is in any."""
    total = people.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(people, total, out=np.zeros_like(people), where=total > 0))


def capacities(scenario: FleeScenario, camps: list[str]) -> np.ndarray:
    """Stated capacity of each camp, persons; 0 where there is none."""
    stated = {row.place: max(row.capacity or 0.0, 0.0) for row in scenario.lookahead_places}
    return np.array([stated[name] for name in camps])


def given(scenario: FleeScenario, camps: list[str], observed: np.ndarray) -> dict[str, Any]:
    """What a run was told of what it is scored against."""
    stated = capacities(scenario, camps)
    points, n_days = points_of(scenario), len(observed)
    alike = [is_largest_report(capacity, points[name], n_days) for name, capacity in zip(camps, stated, strict=True)]
    return {
        "daily_totals": scenario.lookahead.new_people in ("camps", "total"),
        "people_of_first_day": bool(
            scenario.lookahead.insert_day0 and sum(people_on_first_day(scenario)[c] for c in camps)
        ),
        "capacities": int((stated > 0).sum()),
        "capacities_equal_to_largest_observation": sum(alike),
        "camps": len(camps),
        "text": scenario.lookahead.given,
    }


def camps_json(score: CampScore) -> dict[str, Any]:
    """What ``serai score --json`` adds to `summary`.

    Returns
    -------
    dict with `ard`, `ard_rescaled`, `mase` (all days), `report_days` (the same, and `days`), `baselines` (by name:
    the same on all days and on `report_days`), `given` and `camps` (by camp: MASE on days of reports, mean error of the
    share, and the figures of the last day).
    """
    return {
        **{name: value for name, value in asdict(score.all_days).items() if name != "days"},
        "days": score.all_days.days,
        "report_days": asdict(score.report_days),
        "baselines": {
            name: _of_baseline(score.baselines[name])
            | {"report_days": _of_baseline(score.baselines_report_days[name])}
            for name in WAYS
        },
        "given": score.given,
        "camps": [
            {"camp": name, "mase_report_days": score.camp_mase[name], "mean_share_error": score.camp_errors[name],
             "last_observed": score.last[name][0], "last_simulated": score.last[name][1]}
            for name in score.camps
        ],
    }  # fmt: skip


def _of_baseline(found: Figures) -> dict[str, Any]:
    """Forecasts that share out the observed total: ARD and rescaled ARD are the same."""
    return asdict(found)
