"""The days ahead in numbers, and what an update changed in the answers of the one before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np

from serai.quantities import error_kind
from serai.results.bands import band
from serai.results.model_error import error_of, points
from serai.runs.hub_targets import TARGETS, Target, shown_series
from serai.runs.run import Run
from serai.study.ahead import first_day_after
from serai.study.weights import UNKNOWN_BIAS, Bias

SHOWN = ("entries", "waiting-peak", "wait-hours-p90", "nights-outside", "beds-occupied")
MOST_PLACES = 3  # of targets that do not add up
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
LINE_IS_THERE = 100.0  # people
A_DAY = datetime(2000, 1, 1)  # any: the model error of a day does not depend on it
ONE_DAY = timedelta(days=1)


class Ahead(NamedTuple):
    """A day ahead of a cut: median, 50 and 90 % interval of draws x model error.

    `target` is one of `runs.hub_targets`, `place` a country's code or a post.
    """

    target: str
    place: str
    day: date
    p05: float
    p25: float
    median: float
    p75: float
    p95: float


class Answer(NamedTuple):
    """An answer before and after: medians with the ends of the 80 % band; of a day its number from the first one."""

    name: str
    before: tuple[float, float, float] | None
    after: tuple[float, float, float] | None


def ahead(
    run: Run, cut: datetime, days: int, widened: Mapping[str, float], biases: Mapping[str, Bias]
) -> tuple[Ahead, ...]:
    """What a run says of some days after that of a cut.

    Counts that add up are of whole countries; lines and waits of the posts with the longest line in these days.
    `widened` multiplies the model error, by its kind; `biases` are what known figures say of it, by its kind.
    """
    sample = run.sample
    first, last = (first_day_after(cut) - sample.first_day).days, _past(run, cut, days)
    result = []
    series = {target.id: dict(shown_series(target, sample)) for target in TARGETS if target.id in SHOWN}
    posts = _longest(series["waiting-peak"], slice(first, last), MOST_PLACES)
    for target in (target for target in TARGETS if target.id in SHOWN):
        of = series[target.id]
        names = posts if target.id in ("waiting-peak", "wait-hours-p90") else _countries(run, of)
        for name in names:
            if name in of:
                result += _days(
                    target, name, of[name][:, first:last], sample.first_day + first * ONE_DAY, widened, biases
                )
    return tuple(result)


def _countries(run: Run, series: Mapping[str, np.ndarray]) -> list[str]:
    return [name for name in series if name not in run.view.place_row]


def _past(run: Run, cut: datetime, days: int) -> int:
    """The day of a run after the last of some days after that of a cut, or after its own last."""
    return min((cut.date() - run.sample.first_day).days + days + 1, run.sample.n_days)


def _longest(series: Mapping[str, np.ndarray], days: slice, most: int) -> list[str]:
    peaks = {name: float(np.median(np.nanmax(of[:, days], axis=1, initial=0.0))) for name, of in series.items()}
    return sorted((name for name in peaks if peaks[name] > 0), key=lambda name: (-peaks[name], name))[:most]


def _days(
    target: Target,
    place: str,
    values: np.ndarray,
    first: date,
    widened: Mapping[str, float],
    biases: Mapping[str, Bias],
) -> list[Ahead]:
    error, kind = error_of(*target.asked, A_DAY, A_DAY + ONE_DAY), error_kind(*target.asked, 1.0)
    wide = error._replace(scale=error.scale * widened.get(kind, 1.0))
    values, error = biases.get(kind, UNKNOWN_BIAS).carried(values, wide)
    items = []
    for number, day in enumerate(values.T):
        known = day[~np.isnan(day)]
        if 2 * known.size >= day.size:
            items.append(Ahead(target.id, place, first + number * ONE_DAY, *points(known, SHARES, error)))
    return items


def answers(before: Run | None, after: Run, cut: datetime, days: int) -> tuple[Answer, ...]:
    """The answers of two runs over the days that both have, up to some days after that of a cut.

    Entries since the trigger, longest wait, longest line and its end, most without a bed, most beds.
    """
    last = min(_past(run, cut, days) for run in (before, after) if run is not None)
    now = _answers(after, last)
    then = {} if before is None else _answers(before, last)
    return tuple(Answer(name, then.get(name), value) for name, value in now.items())


def _answers(run: Run, n_days: int) -> dict[str, tuple[float, float, float] | None]:
    sample = run.sample
    trigger = run.view.first_trigger
    first = 0 if trigger is None else max((trigger.date.date() - sample.first_day).days, 0)
    line = np.nan_to_num(sample.days("post_line")[:, first:n_days]).max(axis=2, initial=0.0)
    wait = np.nan_to_num(sample.days("post_wait_p90")[:, first:n_days]).max(axis=(1, 2), initial=0.0)
    beds = next(target for target in TARGETS if target.id == "beds-occupied").series(sample)
    places = [of for name, of in beds.items() if name not in run.view.place_row]
    used = np.sum(places, axis=0)[:, first:n_days] if places else np.zeros((sample.n_draws, 1))
    figures = {
        "entries": sample.days("entries")[:, first:n_days].sum(axis=(1, 2)),
        "longest_wait": wait,
        "longest_line": line.max(axis=1, initial=0.0),
        "line_ends": _end_of_line(line) + first,
        "without_bed": sample.days("without_bed")[:, first:n_days].sum(axis=2).max(axis=1, initial=0.0),
        "beds": np.nan_to_num(used).max(axis=1, initial=0.0),
    }
    return {name: _band(values) for name, values in figures.items()}


def _end_of_line(line: np.ndarray) -> np.ndarray:
    """The day after the last with a line, in each draw: float64[n_draws]; 0 where there is none."""
    has_line = line >= LINE_IS_THERE
    days = np.arange(1, line.shape[1] + 1)
    return np.asarray((has_line * days).max(axis=1, initial=0), dtype=np.float64)


def _band(values: np.ndarray) -> tuple[float, float, float] | None:
    interval = band(values)
    return None if interval is None else (interval.median, interval.low, interval.high)
