"""The few figures that a planner wants first; each a median with the 80 % band, without width for a single course."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal

import numpy as np

from serai.results.bands import Band, band, band_or_zero
from serai.results.figures import LOSSES, PERIOD_PARTS, STAYED_HOME, first_day_of_trigger
from serai.results.lines import local_time, longest_line
from serai.results.sample import Sample
from serai.units import DAYS_PER_WEEK

MOST_WEEKS, MOST_MONTHS, DAYS_PER_MONTH = 27, 36, 31
Part = Literal["week", "month", "year"]


@dataclass(frozen=True)
class Days:
    """A day in every draw: the median with the ends of the 80 % band."""

    median: date
    low: date
    high: date

    @property
    def order(self) -> tuple[date, date, date]:
        """What days are sorted by."""
        return self.median, self.low, self.high


@dataclass(frozen=True)
class Period:
    """Crossings of tracked people from `start` up to, not including, `end` (local dates).

    `stayed` is entries - exits in this period; `because` those entries whose departure an event caused.
    """

    start: date
    end: date
    entries: Band
    exits: Band
    stayed: Band
    because: Band


@dataclass(frozen=True)
class PostWait:
    """The day with the longest waits at a post, inbound, over all its services and modes; worst in each draw.

    Waits are hours from joining the line to the end of the control, of the `persons` served on that day (tracked).
    """

    place: str
    day: Days
    mean_hours: Band
    p90_hours: Band
    persons: Band


@dataclass(frozen=True)
class LongestLine:
    """The most people that ever stood in one line; of a single course the local time of it."""

    place: str
    line: str
    persons: Band
    when: datetime | None


@dataclass(frozen=True)
class Shortage:
    """A place whose nightly lodging ran out: at most 2 % free at 20:00, first on `first_day`, on `n_days` days.

    The bands are of the `draws` in which it ran out.
    """

    place: str
    first_day: Days
    n_days: Band
    draws: int


@dataclass(frozen=True)
class Night:
    """The place with most people without a bed at 02:00 of one night; of a single course the date of that night."""

    place: str
    persons: Band
    day: date | None


@dataclass(frozen=True)
class Headline:
    """Summary of a run.

    Attributes
    ----------
    draws : int
        How many courses it sums up; 1 for a single one.
    several_years : bool
        Whether the run lies in several years, so that dates are shown with their year.
    trigger : str
        Id of the first trigger; blank when there is none.
    total : Period
        From the first trigger (or the start of the run) to the end of the run.
    parts : tuple of Period; part : str
        The same by week, month or year, whichever makes a table that can be read; the first and last may be shorter.
    peak_day : Days; peak_entries : Band
        The day with most entries since the trigger.
    lost : dict of str -> Band
        People since the trigger: refused (turned back at a control), gave_up (gone home from a line), moved_on (gone
        to third countries).
    stayed_home : Band
        People who were about to leave and found no open way, over the whole run.
    waits : tuple of PostWait
        One for each post at which at least 30 people were served on some day, in at least half of the draws; longest
        p90 first.
    registration : LongestLine or None
        The longest line for registration.
    shortages : tuple of Shortage
        Places where lodging ran out in at least half of the draws, earliest first.
    worst_night : Night or None
    """

    draws: int
    several_years: bool
    trigger: str
    total: Period
    parts: tuple[Period, ...]
    part: Part
    peak_day: Days
    peak_entries: Band
    lost: dict[str, Band]
    stayed_home: Band
    waits: tuple[PostWait, ...]
    registration: LongestLine | None
    shortages: tuple[Shortage, ...]
    worst_night: Night | None


def headline(sample: Sample) -> Headline:
    """Sum up a course, or many draws."""
    view = sample.view
    trigger = view.first_trigger
    start, end = max(view.date_of(first_day_of_trigger(view)), view.scenario.start), view.scenario.end
    part: Part = _part_of((end - start).days)
    return Headline(
        draws=sample.n_draws,
        several_years=view.several_years,
        trigger=trigger.id if trigger else "",
        total=Period(start, end, *(band_or_zero(sample.of("total", "", name)) for name in PERIOD_PARTS)),
        parts=tuple(_period(sample, *ends) for ends in pairwise(_starts(start, end, part))),
        part=part,
        peak_day=_days(sample, sample.of("peak", "", "day")),
        peak_entries=band_or_zero(sample.of("peak", "", "entries")),
        lost={part: band_or_zero(sample.of("lost", "", part)) for part in LOSSES},
        stayed_home=band_or_zero(sample.of("lost", "", STAYED_HOME)),
        waits=tuple(sorted(_waits(sample), key=lambda wait: (-wait.p90_hours.median, wait.place))),
        registration=_registration(sample),
        shortages=tuple(
            sorted(_shortages(sample), key=lambda row: (row.first_day.order, -row.n_days.median, row.place))
        ),
        worst_night=_worst_night(sample),
    )


def _named(sample: Sample, subject: str, part: str) -> list[str]:
    """What a subject has figures of, as weeks or places."""
    return [figure.of for figure in sample.figures if (figure.subject, figure.part) == (subject, part)]


def _part_of(days: int) -> Part:
    """Into which parts so many days are cut: at most 27 weeks, 36 months, or years."""
    return "week" if days <= MOST_WEEKS * DAYS_PER_WEEK else "month" if days <= MOST_MONTHS * DAYS_PER_MONTH else "year"


def _starts(start: date, end: date, part: Part) -> list[date]:
    """The first day of each part of [start, end), and its end."""
    if start >= end:
        return []
    starts = [start]
    for day in (start + timedelta(days=number) for number in range(1, (end - start).days)):
        is_first = {
            "week": (day - start).days % DAYS_PER_WEEK == 0,
            "month": day.day == 1,
            "year": (day.month, day.day) == (1, 1),
        }[part]
        if is_first:
            starts.append(day)
    return [*starts, end]


def _period(sample: Sample, start: date, end: date) -> Period:
    """Crossings of tracked people in a part of the run."""
    days = slice(sample.view.day_of(start), sample.view.day_of(end))
    names = ("entries", "exits", "entries_because")
    entries, exits, because = (sample.arrays[name][:, days].sum(axis=(1, 2), dtype=np.float64) for name in names)
    return Period(start, end, *(band_or_zero(values) for values in (entries, exits, entries - exits, because)))


def _days(sample: Sample, days: np.ndarray) -> Days:
    spread = band_or_zero(days)
    return Days(*(sample.view.date_of(round(day)) for day in (spread.median, spread.low, spread.high)))


def _waits(sample: Sample) -> Iterator[PostWait]:
    for place in _named(sample, "wait", "p90_hours"):
        mean, p90, persons = (band(sample.of("wait", place, part)) for part in ("mean_hours", "p90_hours", "persons"))
        if mean and p90 and persons and 2 * p90.draws >= sample.n_draws:
            yield PostWait(place, _days(sample, sample.of("wait", place, "day")), mean, p90, persons)


def _shortages(sample: Sample) -> Iterator[Shortage]:
    for place in _named(sample, "shortage", "n_days"):
        n_days = band(sample.of("shortage", place, "n_days"))
        if n_days and 2 * n_days.draws >= sample.n_draws:
            yield Shortage(place, _days(sample, sample.of("shortage", place, "first_day")), n_days, n_days.draws)


def _registration(sample: Sample) -> LongestLine | None:
    view = sample.view
    rows = view.line_rows("", "registration")
    most = _column_with_most(sample.arrays["waiting_max"][:, :, rows].max(axis=1, initial=0))
    if most is None:
        return None
    column, persons = most
    line = view.axes.lines[rows[column]]
    longest = longest_line(view, rows[[column]]) if sample.n_draws == 1 else None
    return LongestLine(line.place, line.name, persons, local_time(view, longest[2], line.place) if longest else None)


def _worst_night(sample: Sample) -> Night | None:
    nights = sample.arrays["without_bed"]
    most = _column_with_most(nights.max(axis=1, initial=0))
    if most is None:
        return None
    column, persons = most
    day = sample.view.date_of(int(nights[0, :, column].argmax())) if sample.n_draws == 1 else None
    return Night(sample.view.axes.places[column], persons, day)


def _column_with_most(persons: np.ndarray) -> tuple[int, Band] | None:
    """The column with the highest median, of equal ones by the mean; None without people. int64[n_draws, n_columns]."""
    if not persons.any():
        return None
    ranks: Sequence[tuple[float, float]] = list(zip(np.median(persons, axis=0), persons.mean(axis=0), strict=True))
    column = max(range(len(ranks)), key=lambda number: ranks[number])
    return column, band_or_zero(persons[:, column].astype(np.float64))
