"""`serai score --rolling`: forecasts from every cut of a list, each compared with what came afterwards.

A forecast sees what was known at its cut: events, figures, revisions. Its draws are those of the scenario as it was
known then, weighted by the figures that were known (`study.weights`), so that no draw is run twice. Simple forecasts
are made of the same figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import numpy as np

from serai.errors import ScenarioError, UsageError
from serai.jit import Progress
from serai.problems import Problem
from serai.results.baselines import NAMES, baselines
from serai.results.forecast_score import Scored, figure_of, scored, share_inside
from serai.results.proper_scores import pairwise_skill
from serai.results.view import View
from serai.runs.course import run
from serai.runs.engine import Answers, answers_of_draws
from serai.scenario.cells import moment_text
from serai.scenario.known import LATER_TABLES, as_known, known_rows, known_since, newest
from serai.scenario.schema import Observation, Scenario
from serai.study.ahead import as_forecast
from serai.study.population import resampled_rows
from serai.study.weighing import Weights, weighed
from serai.study.weights import NOT_DATA, UNKNOWN_BIAS, by_kind, error_of_row, is_data, kind_of_row

DRAWS = 40
EVENING = time(20)
HORIZONS = {"6h": 0.25, "1d": 1.0, "3d": 3.0, "7d": 7.0}  # days
ONE_DAY = timedelta(days=1)
CENTRAL = (0.5, 0.8, 0.9)


class Forecast(NamedTuple):
    """One figure that came, as it was forecast from one cut.

    Attributes
    ----------
    cut : datetime
    row : Observation
    horizon : str, of `HORIZONS`
    score : Scored; of the weighted draws
    unweighted : Scored; of the draws as they are
    """

    cut: datetime
    row: Observation
    horizon: str
    score: Scored
    unweighted: Scored


@dataclass(frozen=True)
class Tally:
    """Scores of several forecasts.

    Attributes
    ----------
    n : int
    wis, log_wis, crps, log_crps : float; means
    spread, over, under : float; parts of the mean log WIS
    relative_skill : float or None
        Geometric mean of the ratios of mean log WIS with each baseline; below 1 is better.
    skill : dict of baseline -> (figures that both forecast, ratio of mean log WIS)
    unweighted_skill : float or None; relative skill of the draws without weights
    point_skill : float or None
        Relative skill of the medians alone, which have no spread, as most simple forecasts have none.
    coverage : dict of level -> share inside, None where all are bounds
    n_figures : int; those that are no bounds
    """

    n: int
    wis: float
    log_wis: float
    crps: float
    log_crps: float
    spread: float
    over: float
    under: float
    relative_skill: float | None
    skill: dict[str, tuple[int, float | None]]
    unweighted_skill: float | None
    point_skill: float | None
    coverage: dict[float, float | None]
    n_figures: int


@dataclass(frozen=True)
class Rolling:
    """Forecasts from several cuts.

    Attributes
    ----------
    scenario : Scenario
    seed, draws : int
    cuts : tuple of datetime
    effective : tuple of float; of each cut the power of the likelihood that was used
    forecasts : tuple of Forecast, by cut and row
    """

    scenario: Scenario
    seed: int
    draws: int
    cuts: tuple[datetime, ...]
    powers: tuple[float, ...]
    forecasts: tuple[Forecast, ...]


def rolling(
    scenario: Scenario,
    cuts: Sequence[datetime] = (),
    *,
    seed: int | None = None,
    draws: int = DRAWS,
    threads: int | None = None,
    on_progress: Progress | None = None,
) -> Rolling:
    """Forecast from every cut, and score all forecasts.

    Parameters
    ----------
    scenario : Scenario, with all its observations
    cuts : sequence of datetime, default every evening on which something new became known (`evenings`)
    seed : int, default that of the scenario
    draws : int
        For each cut.
    threads : int, default the number of cores
    on_progress : function of (draws done, in all), optional

    Returns
    -------
    Rolling

    Raises
    ------
    UsageError
        If a cut lies outside the scenario, or the scenario follows a rule whose rows do not say when they were known.
    ScenarioError
        If no published figure lies ahead of any cut.
    """
    if not scenario.has_lines:
        raise UsageError(f"--rolling: tables of the rule {scenario.rule} do not state when their rows became known")
    chosen = tuple(sorted(set(cuts))) or evenings(scenario)
    _refuse_outside(scenario, chosen)
    chosen = tuple(cut for cut in chosen if targets(scenario, cut))
    if not chosen:
        problem = Problem("observations", "no figure was published after a cut")
        raise ScenarioError(f'scenario "{scenario.name}"', [problem])
    seed = scenario.seed if seed is None else seed
    powers, forecasts = [], []
    for number, cut in enumerate(chosen):
        power, of_cut = _from_cut(scenario, cut, seed, draws, threads, _part(on_progress, number, len(chosen), draws))
        powers.append(power)
        forecasts += of_cut
    return Rolling(scenario, seed, draws, chosen, tuple(powers), tuple(forecasts))


def evenings(scenario: Scenario) -> tuple[datetime, ...]:
    """20:00 of every day of the scenario by which something new had become known since the evening before."""
    known: set[date] = set()
    for row in (row for table in LATER_TABLES for row in getattr(scenario, table)):
        since = known_since(row, scenario)
        if since is not None:
            known.add(since.date() if since.time() <= EVENING else since.date() + ONE_DAY)
    return tuple(datetime.combine(day, EVENING) for day in sorted(known) if scenario.start <= day < scenario.end)


def targets(scenario: Scenario, cut: datetime) -> list[tuple[Observation, str]]:
    """Figures that became known after a cut, of periods that end at most seven days after it, and their horizon."""
    result = []
    for row in newest(scenario.observations, scenario):
        since = known_since(row, scenario)
        if row.use in NOT_DATA or row.start is None or row.end is None or since is None or since <= cut:
            continue
        horizon = horizon_of(row, cut)
        if horizon and figure_of(row) is not None:
            result.append((row, horizon))
    return result


def horizon_of(row: Observation, cut: datetime) -> str:
    """How far ahead the last day of a row's period lies: at most so far as the horizon says; blank where none is.

    6h is for periods of hours; a whole day is at least a day ahead.
    """
    assert row.start is not None
    assert row.end is not None
    if row.end <= cut:
        return ""
    is_hourly = row.start.time() != time() or row.end.time() != time()
    if is_hourly and row.end - cut <= timedelta(hours=6):
        return "6h"
    days = ((row.end - timedelta(microseconds=1)).date() - cut.date()).days
    return next((name for name, most in HORIZONS.items() if name != "6h" and days <= most), "")


def _refuse_outside(scenario: Scenario, cuts: Sequence[datetime]) -> None:
    for cut in cuts:
        if not scenario.start <= cut.date() < scenario.end:
            raise UsageError(
                f"the cut {moment_text(cut)} is outside the scenario, "
                f"which runs from {scenario.start} to {scenario.end}"
            )


def _part(on_progress: Progress | None, number: int, of: int, draws: int) -> Progress | None:
    if on_progress is None:
        return None
    return lambda done, _: on_progress(number * draws + done, of * draws)


def _from_cut(
    scenario: Scenario, cut: datetime, seed: int, draws: int, threads: int | None, on_progress: Progress | None
) -> tuple[float, list[Forecast]]:
    """The power of the likelihood that was used, and the forecasts."""
    asked = targets(scenario, cut)
    whole = as_forecast(scenario, cut, 7, [row for row, _ in asked])
    answers = answers_of_draws(whole, seed, draws, threads=threads, on_progress=on_progress)
    said, widened = weights_of(whole, answers, known_rows(scenario.observations, scenario, cut))
    chosen = resampled_rows(said.weights, answers.numbers.size)
    known = as_known(scenario, cut).scenario
    view = View(run(known, seed, until=known.start), known)
    column = {row: number for number, row in enumerate(whole.observations)}
    forecasts = []
    for row, horizon in asked:
        figures, simple = answers.answers[:, column[row], 0], baselines(row, known.observations, view)
        error, wider = error_of_row(row, scenario), widened.get(kind_of_row(row, scenario), 1.0)
        wide = error._replace(scale=error.scale * wider)
        score = scored(row, *said.biases.get(row.fact_group, UNKNOWN_BIAS).carried(figures[chosen], wide), simple)
        unweighted = scored(row, figures, error, simple)
        if score is not None and unweighted is not None:
            forecasts.append(Forecast(cut, row, horizon, score, unweighted))
    return said.power, forecasts


def weights_of(whole: Scenario, answers: Answers, known: Sequence[Observation]) -> tuple[Weights, dict[str, float]]:
    """What the known figures say of draws, as in an update, and by which the model error is multiplied, by its kind."""
    at = [number for number, row in enumerate(whole.observations) if row in known and is_data(row)]
    rows = [whole.observations[number] for number in at]
    said = weighed(rows, answers.answers[:, at, 0], whole)
    return said, by_kind(rows, said.widened, whole)


def tally(forecasts: Sequence[Forecast]) -> Tally:
    """Sum up forecasts, at least one."""
    scores = [item.score for item in forecasts]
    beside = {name: [item.score.baselines.get(name, np.nan) for item in forecasts] for name in NAMES}
    beside = {name: of for name, of in beside.items() if not np.isnan(of).all()}
    mine, plain = [item.log_wis.wis for item in scores], [item.unweighted.log_wis.wis for item in forecasts]

    def mean(values: Sequence[float]) -> float:
        return float(np.mean(values))

    return Tally(
        n=len(scores), wis=mean([item.wis.wis for item in scores]), log_wis=mean(mine),
        crps=mean([item.crps for item in scores]), log_crps=mean([item.log_crps for item in scores]),
        spread=mean([item.log_wis.spread for item in scores]), over=mean([item.log_wis.over for item in scores]),
        under=mean([item.log_wis.under for item in scores]),
        relative_skill=pairwise_skill(mine, beside),
        skill={
            name: (int((~np.isnan(of)).sum()), pairwise_skill(mine, {name: of})) for name, of in beside.items()
        },
        unweighted_skill=pairwise_skill(plain, beside),
        point_skill=pairwise_skill([item.log_error for item in scores], beside),
        coverage={level: share_inside(scores, level) for level in CENTRAL},
        n_figures=sum(not item.is_bound for item in scores),
    )  # fmt: skip


def by(forecasts: Sequence[Forecast], *parts: str) -> dict[tuple[str, ...], Tally]:
    """Forecasts summed up by `target`, `group`, `place`, `horizon`, in the order in which they first appear."""
    groups: dict[tuple[str, ...], list[Forecast]] = {}
    for item in forecasts:
        of = {"target": item.row.quantity, "group": item.row.fact_group, "place": item.row.place}
        key = tuple((of | {"horizon": item.horizon})[part] for part in parts)
        groups.setdefault(key, []).append(item)
    return {key: tally(items) for key, items in groups.items()}


def rolling_json(result: Rolling) -> dict[str, Any]:
    """For ``serai score --rolling --json``: by target, place and horizon, by group and horizon, and overall."""
    every, parts = result.forecasts, ("target", "group", "place", "horizon")
    return {
        "scenario": result.scenario.name,
        "seed": result.seed,
        "draws": result.draws,
        "cuts": [
            {"cut": cut.isoformat(), "power": power}
            for cut, power in zip(result.cuts, result.powers, strict=True)
        ],
        "targets": [
            dict(zip(parts, key, strict=True)) | {"horizon_days": HORIZONS[key[-1]]} | tally_json(of)
            for key, of in by(every, *parts).items()
        ],
        "groups": [
            dict(zip(("group", "horizon"), key, strict=True)) | tally_json(of)
            for key, of in by(every, "group", "horizon").items()
        ],
        "overall": tally_json(tally(every)),
    }  # fmt: skip


def tally_json(of: Tally) -> dict[str, Any]:
    """A tally as JSON; null where nothing can be said."""
    plain = (
        "n", "n_figures", "wis", "log_wis", "crps", "log_crps", "spread", "over", "under", "relative_skill",
        "unweighted_skill", "point_skill",
    )  # fmt: skip
    result: dict[str, Any] = {name: getattr(of, name) for name in plain}
    result["skill"] = {name: {"n": n, "ratio": ratio} for name, (n, ratio) in of.skill.items()}
    return result | {f"coverage_{round(100 * level)}": share for level, share in of.coverage.items()}
