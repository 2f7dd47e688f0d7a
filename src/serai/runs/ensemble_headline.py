"""The few figures that a planner wants first, as medians with the 80 % band of the draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from serai.results.view import View
from serai.runs.draws import Draws
from serai.runs.figures import LOSSES, PERIOD_PARTS, Band, band
from serai.scenario.schema import Scenario
from serai.state.log import JOURNEY, Outcome
from serai.units import DAYS_PER_WEEK


@dataclass(frozen=True)
class PeriodBand:
    """Crossings of tracked people from `start` up to, not including, `end`; as `results.headline.Period`."""

    start: date
    end: date
    entries: Band
    exits: Band
    stayed: Band
    because: Band


@dataclass(frozen=True)
class WaitBand:
    """Waits at a post on the worst day of each draw."""

    place: str
    mean_hours: Band
    p90_hours: Band


@dataclass(frozen=True)
class ShortageBand:
    """A place whose nightly lodging ran out in some draws; the bands are of those draws."""

    place: str
    draws: int
    first_day: tuple[date, date, date]  # median, low, high
    n_days: Band


@dataclass(frozen=True)
class PlaceBand:
    """People at the place that has most of them, by the median of the draws."""

    place: str
    persons: Band


@dataclass(frozen=True)
class EnsembleHeadline:
    """Summary of many draws; every figure is a median with the 80 % band.

    Attributes
    ----------
    draws : int
        How many draws were run to their end.
    trigger : str
        Id of the first trigger; blank when there is none.
    total : PeriodBand; weeks : tuple of PeriodBand
    peak_day : tuple of date; median, low and high
    peak_entries : Band
    lost : dict of str -> Band
        refused, gave_up and moved_on.
    waits : tuple of WaitBand
        One for each post at which at least 30 people were served on a day in at least half of the draws.
    registration : PlaceBand or None
        The longest line before a registration, one line at a time.
    shortages : tuple of ShortageBand
        Places where lodging ran out in at least half of the draws, earliest first.
    worst_night : PlaceBand or None
        Most people without a bed in one night and place.
    """

    draws: int
    trigger: str
    total: PeriodBand
    weeks: tuple[PeriodBand, ...]
    peak_day: tuple[date, date, date]
    peak_entries: Band
    lost: dict[str, Band]
    waits: tuple[WaitBand, ...]
    registration: PlaceBand | None
    shortages: tuple[ShortageBand, ...]
    worst_night: PlaceBand | None


def ensemble_headline(draws: Draws, scenario: Scenario) -> EnsembleHeadline:
    """Sum up the draws of a scenario."""
    view = bare_view(draws, scenario)
    trigger = view.first_trigger
    since = view.day_of(trigger.date.date()) if trigger else 0
    start, end = max(view.date_of(since), scenario.start), scenario.end
    starts = [date.fromisoformat(one.of) for one in draws.figures if (one.subject, one.part) == ("week", "entries")]
    week = timedelta(days=DAYS_PER_WEEK)
    return EnsembleHeadline(
        draws=draws.numbers.size,
        trigger=trigger.id if trigger else "",
        total=_period(draws, "total", "", start, end),
        weeks=tuple(_period(draws, "week", one.isoformat(), one, min(one + week, end)) for one in starts),
        peak_day=_days(view, _known(draws, "peak", "", "day")),
        peak_entries=_known(draws, "peak", "", "entries"),
        lost={part: _known(draws, "lost", "", part) for part in LOSSES},
        waits=tuple(sorted(_waits(draws), key=lambda wait: (-wait.p90_hours.median, wait.place))),
        registration=_registration(draws),
        shortages=tuple(
            sorted(_shortages(draws, view), key=lambda one: (one.first_day, -one.n_days.median, one.place))
        ),
        worst_night=_most(draws.arrays["without_bed"].max(axis=1, initial=0), draws.axes.places),
    )


def bare_view(draws: Draws, scenario: Scenario) -> View:
    """Names and dates of the runs, without their arrays."""
    return View(Outcome(draws.axes, {}, np.zeros(0, dtype=JOURNEY), {}), scenario)


def _known(draws: Draws, subject: str, of: str, part: str) -> Band:
    """The band of a figure that every run has."""
    found = band(draws.of(subject, of, part))
    return found or Band(0.0, 0.0, 0.0, 0)


def _period(draws: Draws, subject: str, of: str, start: date, end: date) -> PeriodBand:
    return PeriodBand(start, end, *(_known(draws, subject, of, part) for part in PERIOD_PARTS))


def _days(view: View, days: Band) -> tuple[date, date, date]:
    median, low, high = (view.date_of(round(day)) for day in (days.median, days.low, days.high))
    return median, low, high


def _waits(draws: Draws) -> Iterator[WaitBand]:
    for place in [one.of for one in draws.figures if (one.subject, one.part) == ("wait", "p90_hours")]:
        mean, p90 = (band(draws.of("wait", place, part)) for part in ("mean_hours", "p90_hours"))
        if mean and p90 and 2 * p90.draws >= draws.numbers.size:
            yield WaitBand(place, mean, p90)


def _shortages(draws: Draws, view: View) -> Iterator[ShortageBand]:
    for place in [one.of for one in draws.figures if (one.subject, one.part) == ("shortage", "n_days")]:
        first, n_days = (band(draws.of("shortage", place, part)) for part in ("first_day", "n_days"))
        if first and n_days and 2 * n_days.draws >= draws.numbers.size:
            yield ShortageBand(place, n_days.draws, _days(view, first), n_days)


def _registration(draws: Draws) -> PlaceBand | None:
    lines = draws.axes.lines
    rows = [row for row, line in enumerate(lines) if line.service == "registration"]
    most = draws.arrays["waiting_max"][:, :, rows].max(axis=1, initial=0)
    return _most(most, tuple(lines[row].place for row in rows))


def _most(persons: np.ndarray, places: tuple[str, ...]) -> PlaceBand | None:
    """The column with the highest median: persons is int64[n_draws, n_columns]."""
    if not persons.any():
        return None
    column = int(np.argmax(np.median(persons, axis=0) + persons.mean(axis=0) * 1e-9))
    found = band(persons[:, column].astype(np.float64))
    return PlaceBand(places[column], found) if found else None
