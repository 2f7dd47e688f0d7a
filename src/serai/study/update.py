"""`serai update`: what new figures change (docs/model/update.md).

The draws of the scenario, or of the update before, are run up to the cut and weighted by the figures that are new; the
parameters marked fit are drawn again from these weights, and the scenario is run with them to some days beyond the cut.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from serai.errors import ScenarioError, UsageError
from serai.jit import Progress
from serai.results.forecast_score import figure_of
from serai.results.model_error import points
from serai.runs.engine import Answers
from serai.runs.going_on import begin
from serai.runs.ranges import Range
from serai.runs.run import Run, simulate
from serai.scenario.cells import moment_text
from serai.scenario.known import as_known, known_since
from serai.scenario.nearest import nearest_or_all, quoted
from serai.scenario.schema import Observation, Scenario
from serai.study.ahead import as_forecast
from serai.study.forecast import SHARES, ahead, answers
from serai.study.posterior import UPDATED, Posterior, before_fit, fitted_scenario
from serai.study.renewal import inferred, priors_of, renewed, samples_of
from serai.study.updated import Expectation, ParameterChange, Update, read_update
from serai.study.weighing import Weights, answered, answers_kept, forget_weighing, refuse_typing_errors, weighed
from serai.study.weights import UNKNOWN_BIAS, biases_by_kind, by_kind, error_of_row, is_data, kind_of_row

DRAWS, QUICK = 200, 40
HORIZON = 7  # days
MOST_HORIZON = 60
REMARKS = {"source", "note", "url", "fact_rows", "rests_on", "ranges", "as_of", "fact", "unit", "use"}
ENDS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class UpdateOptions:
    """What an update is asked for.

    Attributes
    ----------
    observations : tuple of Observation
        New rows; one with the id of a row that is there takes its place.
    as_of : datetime or None
        The cut; None: when the newest of these rows, or of the scenario's, was known.
    horizon : int, days beyond the cut
    draws : int
    seed : int or None; that of the scenario, or of the update before
    leave_out, keep : tuple of str
        Ids of rows that are not used, or are right although nothing like them was expected.
    """

    observations: tuple[Observation, ...] = ()
    as_of: datetime | None = None
    horizon: int = HORIZON
    draws: int | None = None
    seed: int | None = None
    leave_out: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


class Updated(NamedTuple):
    """An updated run. `is_unchanged`: nothing was new, and it is the run of the update before, bit for bit."""

    run: Run
    update: Update
    is_unchanged: bool


@dataclass(frozen=True)
class _Start:
    """From where an update sets out."""

    whole: Scenario
    seed: int
    draws: int
    cut: datetime
    run: Run | None
    update: Update | None
    folder: Path | None


class _News(NamedTuple):
    """What the new figures said: figures float64[n_draws, n_rows]; of no rows, that all draws are alike."""

    answers: Answers | None
    rows: tuple[Observation, ...]
    figures: np.ndarray
    said: Weights


NOTHING_NEW = _News(None, (), np.zeros((0, 0)), Weights(np.zeros(0), 1.0, 1.0, {}, (), {}))


def update(
    given: Run | Scenario | Updated,
    asked: UpdateOptions,
    *,
    threads: int | None = None,
    on_progress: Progress | None = None,
    folder: Path | None = None,
) -> Updated:
    """Weight the draws by new figures, and forecast the days ahead.

    Parameters
    ----------
    given : Run, Scenario or Updated
        A run that is an update is gone on from, and one that was just made; of any other run its scenario is taken.
    asked : UpdateOptions
    threads : int, default the number of cores
    on_progress : function of (draws done, in all), optional
    folder : Path, optional
        Where the run is to be saved: each draw is kept there as it ends, and the same update goes on from them.

    Returns
    -------
    Updated

    Raises
    ------
    UsageError
        If a number is out of bounds, the cut lies outside the scenario or before that of the update before.
    ScenarioError
        If new rows lie outside the 99.9 % predictive interval and are neither left out nor kept, or the scenario
        cannot be run.
    """
    start = _start(given, asked, folder)
    known = as_known(start.whole, start.cut).scenario
    used = tuple(row for row in known.observations if is_data(row))
    seen = {_content(row) for row in start.update.used} if start.update else set()
    new = tuple(row for row in used if _content(row) not in seen)
    if start.run and start.update and not new and _is_the_same(start, asked):
        return Updated(start.run, start.update, True)
    on_part = _parts(on_progress, start.draws, 2 if new else 1)
    priors = priors_of(known)
    samples = None if start.run is None else samples_of(start.run.scenario, priors, start.seed, start.draws)
    news = _news(start, asked, new, priors, samples, {"threads": threads, "on_progress": on_part(0)})
    came = _came(start, news, threads)
    after = _samples_after(news, priors, samples, start)
    run = _run_ahead(start, asked.horizon, priors, after, {"threads": threads, "on_progress": on_part(1 if new else 0)})
    before = start.update
    widened = _widest(before.widened if before else {}, by_kind(news.rows, news.said.widened, start.whole))
    biases = {**(before.biases if before else {}), **biases_by_kind(news.rows, news.said.biases, start.whole)}
    made = Update(
        whole=start.whole, cut=start.cut, before=before.cut if before else None, horizon=asked.horizon,
        draws=start.draws, seed=start.seed, used=used, new=len(new), left_out=_left_out(start, asked),
        effective=news.said.effective, power=news.said.power, widened=widened, biases=biases,
        unexplained=news.said.unexplained, moved=_moved(news, priors, samples, after), came=came,
        answers=answers(start.run if before else None, run, start.cut, asked.horizon),
        ahead=ahead(run, start.cut, asked.horizon, widened, biases), ahead_before=before.ahead if before else (),
    )  # fmt: skip
    return Updated(run, made, False)


def default_name(given: Run | Scenario | Updated, asked: UpdateOptions) -> str:
    """A name for the folder of an update: scenario, seed and cut; raises as `update`."""
    start = _start(given, asked, None)
    return f"{start.whole.name}-{start.seed}-{start.cut:%Y%m%dT%H%M}"


def _start(given: Run | Scenario | Updated, asked: UpdateOptions, folder: Path | None) -> _Start:
    run: Run | None = None
    kept: Update | None = None
    if isinstance(given, Updated):
        run, kept, base = given.run, given.update, given.update.whole
    elif isinstance(given, Run):
        run, kept = given, read_update(given.folder)
        base = kept.whole if kept else given.scenario
    else:
        base = given
    if not base.has_lines:
        raise UsageError(f"update: a case of the rule {base.rule} has no figures of this kind")
    if not 1 <= asked.horizon <= MOST_HORIZON:
        raise UsageError(f"the horizon must be 1 to {MOST_HORIZON} days, got {asked.horizon}")
    seed = asked.seed if asked.seed is not None else run.seed if run else base.seed
    draws = asked.draws or (kept.draws if kept else (run.n_draws if run else 0) or DRAWS)
    whole = inferred(_with_rows(base, asked, kept))
    cut = asked.as_of or _newest(asked, whole, kept)
    if kept and cut < kept.cut:
        raise UsageError(
            f"an update must be later than the previous one: that was made at {moment_text(kept.cut)}, "
            f"this one asks for {moment_text(cut)}"
        )
    if not whole.start <= cut.date() < whole.end:
        raise UsageError(
            f"the cut {moment_text(cut)} is outside the scenario, which runs from {whole.start} to {whole.end}"
        )
    return _Start(whole, seed, draws, cut, run if kept else None, kept, folder)


def _with_rows(base: Scenario, asked: UpdateOptions, kept: Update | None) -> Scenario:
    """The scenario with the new rows in place of those of the same id, without those that are left out."""
    new = {row.id: row for row in asked.observations}
    rows = (*(new.pop(row.id, row) for row in base.observations), *new.values())
    ids = {row.id for row in rows} | set(kept.left_out if kept else ())
    for option, names in (("leave-out", asked.leave_out), ("keep", asked.keep)):
        for name in names:
            if name not in ids:
                raise UsageError(f"--{option}: there is no row {quoted(name)}.{nearest_or_all(name, ids)}")
    left = set(asked.leave_out)
    return base.model_copy(update={"observations": tuple(row for row in rows if row.id not in left)})


def _left_out(start: _Start, asked: UpdateOptions) -> tuple[str, ...]:
    before = start.update.left_out if start.update else ()
    there = {row.id for row in start.whole.observations}
    return tuple(dict.fromkeys(name for name in (*before, *asked.leave_out) if name not in there))


def _newest(asked: UpdateOptions, whole: Scenario, kept: Update | None) -> datetime:
    """When the newest of the new rows was known; without any, the cut before, or when the scenario's newest was."""
    rows = [row for row in asked.observations if row.id not in asked.leave_out]
    if not rows and kept:
        return kept.cut
    since = [known_since(row, whole) for row in rows or whole.observations]
    moments = [moment for moment in since if moment is not None and whole.start <= moment.date() < whole.end]
    if not moments:
        raise UsageError("the scenario has no observations; give the cut with --as-of")
    return max([*moments, *([kept.cut] if kept else [])])


def _content(row: Observation) -> str:
    """What a row says, without remarks and without when it was known: the same figure counts once."""
    return row.model_dump_json(exclude=REMARKS)


def _is_the_same(start: _Start, asked: UpdateOptions) -> bool:
    before = start.update
    return (
        before is not None
        and (start.cut, asked.horizon, start.draws, start.seed)
        == (before.cut, before.horizon, before.draws, before.seed)
        and _events(start.whole, start.cut) == _events(before.whole, before.cut)
    )


def _events(whole: Scenario, cut: datetime) -> Scenario:
    """All that is known at a cut but observations: what runs depend on."""
    return as_known(whole, cut).scenario.model_copy(update={"observations": ()})


def _run_ahead(
    start: _Start, horizon: int, priors: Sequence[Range], samples: np.ndarray | None, how: dict[str, Any]
) -> Run:
    """The run to the horizon; its draws are kept as they end where there is a folder."""
    scenario = _with_samples(as_forecast(start.whole, start.cut, horizon), priors, samples)
    kept = None
    if start.folder is not None:
        kept = begin(start.folder, as_known(scenario, start.cut).scenario, start.seed, start.draws, force=True)
    return simulate(scenario, seed=start.seed, draws=start.draws, as_of=start.cut, folder=kept, **how)


def _parts(on_progress: Progress | None, draws: int, count: int) -> Callable[[int], Progress | None]:
    def part(number: int) -> Progress | None:
        if on_progress is None:
            return None
        return lambda done, _: on_progress(number * draws + done, count * draws)

    return part


def _news(
    start: _Start,
    asked: UpdateOptions,
    new: tuple[Observation, ...],
    priors: Sequence[Range],
    samples: np.ndarray | None,
    how: dict[str, Any],
) -> _News:
    """Draws up to the cut, weighted by the new figures."""
    if not new:
        return NOTHING_NEW
    walk_from = start.update.cut if start.update else start.cut
    scenario = _with_samples(as_forecast(start.whole, start.cut, 0, walk_from=walk_from), priors, samples)
    result = answers_kept(scenario, start.seed, start.draws, start.folder, "figures", **how)
    at = [scenario.observations.index(row) for row in new]
    figures = result.answers[:, at, 0]
    try:
        refuse_typing_errors(new, figures, scenario, {row.id for row in asked.observations} - set(asked.keep))
    except ScenarioError:
        forget_weighing(start.folder)  # the same draws will not be asked for again
        raise
    return _News(result, new, figures, weighed(new, figures, scenario))


def _widest(before: Mapping[str, float], now: Mapping[str, float]) -> dict[str, float]:
    """By kind of model error, the wider of two factors: what was not explained once stays wide."""
    return {kind: max(before.get(kind, 1.0), now.get(kind, 1.0)) for kind in {**before, **now}}


def _came(start: _Start, news: _News, threads: int | None) -> tuple[Expectation, ...]:
    """The new figures beside what was expected of them, before they were known."""
    figures, rows = news.figures, news.rows
    before = start.update
    if rows and before and start.run and _events(start.whole, start.cut) != _events(before.whole, before.cut):
        figures = _expected_before(start.run, rows, start, threads)
    result = []
    for row, of in answered(rows, figures):
        figure, error = figure_of(row), error_of_row(row, start.whole)
        if figure is None:
            continue
        kind = kind_of_row(row, start.whole)
        wide = error._replace(scale=error.scale * (before.widened if before else {}).get(kind, 1.0))
        moved, left = (before.biases if before else {}).get(kind, UNKNOWN_BIAS).carried(of[~np.isnan(of)], wide)
        ends = points(moved, SHARES, left)
        result.append(Expectation(row.id, row.quantity, row.place, figure, row.bound, *ends))
    return tuple(result)


def _expected_before(run: Run, rows: Sequence[Observation], start: _Start, threads: int | None) -> np.ndarray:
    """What the update before said to figures, without events that became known since: float64[n_draws, n_rows]."""
    scenario = run.scenario.model_copy(update={"observations": tuple(rows)})
    return answers_kept(scenario, start.seed, run.n_draws, start.folder, "before", threads=threads).answers[:, :, 0]


def _values(news: _News, priors: Sequence[Range]) -> np.ndarray:
    """What the draws had for the parameters that figures move: float64[n_draws, n_parameters]."""
    assert news.answers is not None
    names = [item.name for item in news.answers.ranges]
    values = news.answers.range_values
    columns = [values[:, names.index(p.name)] if p.name in names else np.full(len(values), p.central) for p in priors]
    return np.array(columns).T.reshape(len(values), len(priors))


def _samples_after(
    news: _News, priors: Sequence[Range], samples: np.ndarray | None, start: _Start
) -> np.ndarray | None:
    if news.answers is None or not priors:
        return samples
    return renewed(_values(news, priors), news.said.weights, priors, start.seed, start.cut.isoformat())


def _with_samples(scenario: Scenario, priors: Sequence[Range], samples: np.ndarray | None) -> Scenario:
    plain = tuple(before_fit(item) for item in scenario.parameters)
    scenario = scenario.model_copy(update={"parameters": plain, "posterior": ()})
    names = {item.name for item in scenario.parameters}
    columns = [number for number, item in enumerate(priors) if item.name.split(".", 1)[1].rsplit(".", 1)[0] in names]
    if samples is None or not columns:
        return scenario
    by_name = {f"parameters.{item.name}.value": number for number, item in enumerate(scenario.parameters)}
    kept = tuple(
        replace(priors[n], address=replace(priors[n].address, path=("parameters", by_name[priors[n].name])))
        for n in columns
    )
    return fitted_scenario(scenario, Posterior(kept, samples[:, columns]), UPDATED)


def _moved(
    news: _News, priors: Sequence[Range], samples: np.ndarray | None, after: np.ndarray | None
) -> tuple[ParameterChange, ...]:
    """Parameters by how far they moved."""
    if after is None or news.answers is None:
        return ()
    before = _values(news, priors) if samples is None else samples
    result = []
    for number, item in enumerate(priors):
        then, now = (tuple(np.quantile(values[:, number], ENDS).tolist()) for values in (before, after))
        name = item.name.removeprefix("parameters.").removesuffix(".value")
        result.append(ParameterChange(name, then, now, (now[1] - then[1]) / (item.high - item.low)))
    return tuple(sorted(result, key=lambda moved: (-abs(moved.share), moved.name)))
