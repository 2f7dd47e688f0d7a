"""Series of camps compared with reports: ARD, MASE and naive forecasts, on every day and on days of reports.

The figures of a day count the people at each camp at its end. On days between two reports the observed people lie on a
straight line, so those days repeat the reports; the figures of days of reports alone do not. Days after the last report
of all camps do not count: nothing is known of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from serai.results.bands import Band, band, band_or_zero
from serai.results.sample import Sample
from serai.scenario.rule import camp_reports

NAIVE_DAY = 30
WAYS = ("split_by_capacity", "shares_of_day_30", "shares_30_days_before", "equal_split")


@dataclass(frozen=True)
class Errors:
    """Errors over some days; bands over the draws, without width for a single course or a forecast.

    Attributes
    ----------
    ard : Band or None
        Mean over days with an observed total above 0 of sum |simulated - observed| / sum observed, over camps; 0 to 2
        and beyond. None where there is no such day.
    ard_rescaled : Band or None
        The same after each simulated figure is multiplied by observed total / simulated total of its day.
    mase : Band or None
        Mean |simulated - observed| over the mean step |observed - observed on the day before, of these days|, both
        summed over camps, so that a camp that hardly changes does not decide. None where nothing changes.
    days : int
    """

    ard: Band | None
    ard_rescaled: Band | None
    mase: Band | None
    days: int


@dataclass(frozen=True)
class CampScore:
    """A run against the series of its camps.

    Attributes
    ----------
    camps : tuple of str
    people : float64[n_draws, n_days, n_camps]
        Simulated people at each camp at the end of each day of the scenario.
    all_days, report_days : Errors
        Days of reports are those on which at least one camp has a report.
    baselines : dict of name -> Errors
        Naive forecasts that share the observed total of each day among the camps.
    baselines_report_days : dict of name -> Errors
    camp_errors : dict of name -> Band
        Mean over days of |share simulated - share observed|.
    camp_mase : dict of name -> Band or None
        MASE of each camp alone, on the days of its own reports.
    last : dict of name -> (observed, simulated)
        On the last day of the run.
    last_total : (observed, simulated)
        The same at all camps together.
    given : dict
        What the run was given: `daily_totals`, `people_of_first_day`, `capacities` (camps that state one),
        `capacities_equal_to_largest_observation` (to 2 %), `camps`, and `text`.
    """

    camps: tuple[str, ...]
    people: np.ndarray = field(repr=False)
    all_days: Errors
    report_days: Errors
    baselines: dict[str, Errors]
    baselines_report_days: dict[str, Errors]
    camp_errors: dict[str, Band]
    camp_mase: dict[str, Band | None]
    last: dict[str, tuple[int, Band]]
    last_total: tuple[int, Band]
    given: dict[str, Any] = field(default_factory=dict)


def camp_score(sample: Sample) -> CampScore | None:
    """Compare a run with the series of its camps.

    Returns
    -------
    CampScore, or None where the rule has no camps or no camp has a series.
    """
    reports = camp_reports(sample.view.scenario)
    if reports is None:
        return None
    camps = reports.camps
    observed = np.array([reports.daily[name] for name in camps], dtype=np.float64).T
    rows = [sample.view.place_row[name] for name in camps]
    people = sample.days("staying")[:, :, rows]
    reported = _days_of(frozenset().union(*reports.days.values()))
    every = np.arange(min(len(observed), 1 + reports.last_day))
    capacities = np.array([reports.capacities[name] for name in camps])
    naive = {name: forecast[np.newaxis] for name, forecast in naive_forecasts(observed, capacities).items()}
    off = np.abs(shares(people) - shares(observed))[:, observed.sum(axis=1) > 0]
    return CampScore(
        camps=camps,
        people=people,
        all_days=errors(people, observed, every),
        report_days=errors(people, observed, reported),
        baselines={name: errors(forecast, observed, every) for name, forecast in naive.items()},
        baselines_report_days={name: errors(forecast, observed, reported) for name, forecast in naive.items()},
        camp_errors={
            name: band_or_zero(off[:, :, row].mean(axis=1) if off.shape[1] else np.zeros(0))
            for row, name in enumerate(camps)
        },
        camp_mase={
            name: errors(people[:, :, [row]], observed[:, [row]], _days_of(reports.days[name])).mase
            for row, name in enumerate(camps)
        },
        last={name: (int(observed[-1, row]), band_or_zero(people[:, -1, row])) for row, name in enumerate(camps)},
        last_total=(int(observed[-1].sum()), band_or_zero(people[:, -1].sum(axis=1))),
        given=reports.given,
    )


def _days_of(days: frozenset[int]) -> np.ndarray:
    return np.array(sorted(days), dtype=np.int64)


def errors(simulated: np.ndarray, observed: np.ndarray, days: np.ndarray) -> Errors:
    """Errors over some days.

    Parameters
    ----------
    simulated : float64[n_draws, n_days, n_camps]
        Days on which it holds NaN are left out.
    observed : float64[n_days, n_camps]
    days : int64[n]
    """
    days = days[~np.isnan(simulated[:, days]).any(axis=(0, 2))]
    ours, theirs = simulated[:, days], observed[days]
    total = theirs.sum(axis=1)
    counted = total > 0
    mase = _mase(ours, theirs)
    if not counted.any():
        return Errors(None, None, mase, 0)
    sums = ours.sum(axis=2)
    factor = np.divide(total, sums, out=np.zeros_like(sums), where=sums > 0)
    return Errors(
        ard=_mean_ard(ours, theirs, counted),
        ard_rescaled=_mean_ard(ours * factor[:, :, np.newaxis], theirs, counted),
        mase=mase,
        days=int(counted.sum()),
    )


def _mean_ard(simulated: np.ndarray, observed: np.ndarray, counted: np.ndarray) -> Band | None:
    off = np.abs(simulated - observed).sum(axis=2)[:, counted]
    return band((off / observed.sum(axis=1)[counted]).mean(axis=1))


def _mase(simulated: np.ndarray, observed: np.ndarray) -> Band | None:
    if len(observed) < 2:
        return None
    step = float(np.abs(np.diff(observed, axis=0)).sum(axis=1).mean())
    off = np.abs(simulated - observed).sum(axis=2).mean(axis=1)
    return band(off / step) if step > 0 else None


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


def camps_json(score: CampScore) -> dict[str, Any]:
    """What ``serai score --json`` adds to `summary`.

    Returns
    -------
    dict with `ard`, `ard_rescaled`, `mase` (all days), `report_days` (the same, and `days`), `baselines` (by name:
    the same on all days and on `report_days`), `given` and `camps` (by camp: MASE on days of reports, mean error of the
    share, and the figures of the last day). Of draws each simulated figure is {median, low, high}.
    """
    return {
        **_errors_json(score.all_days),
        "report_days": _errors_json(score.report_days),
        "baselines": {
            name: _errors_json(score.baselines[name])
            | {"report_days": _errors_json(score.baselines_report_days[name])}
            for name in WAYS
        },
        "given": score.given,
        "camps": [
            {"camp": name, "mase_report_days": _band_json(score.camp_mase[name]),
             "mean_share_error": _band_json(score.camp_errors[name]), "last_observed": observed,
             "last_simulated": _band_json(simulated, whole=True)}
            for name, (observed, simulated) in score.last.items()
        ],
    }  # fmt: skip


def _errors_json(result: Errors) -> dict[str, Any]:
    parts = {name: _band_json(getattr(result, name)) for name in ("ard", "ard_rescaled", "mase")}
    return {**parts, "days": result.days}


def _band_json(result: Band | None, *, whole: bool = False) -> Any:
    if result is None:
        return None
    if result.draws <= 1:
        return int(result.median) if whole else result.median
    return {"median": result.median, "low": result.low, "high": result.high}
