"""The few figures of a run that a planner wants first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from serai.results.beds import full_days
from serai.results.lines import chains, local_time, longest_line, mean_wait_served, waits_by_day
from serai.results.view import View
from serai.results.waits import percentile_by_row
from serai.scenario.schema import Scenario
from serai.state.log import Outcome
from serai.units import DAYS_PER_WEEK

LEAST_PERSONS = 30


@dataclass(frozen=True)
class Period:
    """Crossings of tracked people from `start` up to, not including, `end` (local dates).

    `stayed` is entries - exits in this period; `because` those entries whose departure an event caused.
    """

    start: date
    end: date
    entries: int
    exits: int
    stayed: int
    because: int


@dataclass(frozen=True)
class PostWait:
    """The day with the longest waits at a post, inbound, over all its services and modes.

    Waits are hours from joining the line to the end of the control, of the tracked people served on that day.
    """

    place: str
    day: date
    mean_hours: float
    p90_hours: float
    persons: int


@dataclass(frozen=True)
class LongestLine:
    """The most people that ever stood in one line, at a local time."""

    place: str
    line: str
    persons: int
    when: datetime


@dataclass(frozen=True)
class Shortage:
    """A place whose nightly lodging ran out: at most 2 % free at 20:00, first on `first_day`, on `n_days` days."""

    place: str
    first_day: date
    n_days: int


@dataclass(frozen=True)
class Night:
    """The night with most people without a bed at 02:00 of that date, in one place."""

    place: str
    day: date
    persons: int


@dataclass(frozen=True)
class Headline:
    """Summary of a run.

    Attributes
    ----------
    trigger : str
        Id of the first trigger; blank when there is none.
    total : Period
        From the first trigger (or the start of the run) to the end of the run.
    weeks : tuple of Period
        The same in weeks; the last may be shorter.
    peak_day : date; peak_entries : int
        The day with most entries since the trigger.
    refused, gave_up, moved_on : int
        People turned back at a control, gone home from a line, gone to third countries, since the trigger.
    waits : tuple of PostWait
        One for each post at which at least 30 people were served on some day; longest p90 first.
    registration : LongestLine or None
    shortages : tuple of Shortage, in the order in which places were full first
    worst_night : Night or None
    """

    trigger: str
    total: Period
    weeks: tuple[Period, ...]
    peak_day: date
    peak_entries: int
    refused: int
    gave_up: int
    moved_on: int
    waits: tuple[PostWait, ...]
    registration: LongestLine | None
    shortages: tuple[Shortage, ...]
    worst_night: Night | None


def headline(outcome: Outcome, scenario: Scenario) -> Headline:
    """Sum up a run.

    Parameters
    ----------
    outcome : Outcome
    scenario : Scenario, as it was run

    Returns
    -------
    Headline
    """
    view = View(outcome, scenario)
    trigger = view.first_trigger
    since = view.day_of(trigger.date.date()) if trigger else 0
    entries = _by_day(view, "entries")[since:]
    peak = since + int(entries.argmax())
    return Headline(
        trigger=trigger.id if trigger else "",
        total=_period(view, since, view.axes.n_days),
        weeks=tuple(_weeks(view, since)),
        peak_day=view.date_of(peak),
        peak_entries=int(entries.max()),
        refused=int(_by_day(view, "refused")[since:].sum()),
        gave_up=int(_by_day(view, "gave_up")[since:].sum()),
        moved_on=int(_by_day(view, "moved_on")[since:].sum()),
        waits=_waits(view, since),
        registration=_registration(view),
        shortages=_shortages(view),
        worst_night=_worst_night(view),
    )


def _by_day(view: View, name: str) -> np.ndarray:
    return np.asarray(view.array(name)[:, :, view.profile_rows("")].sum(axis=(1, 2), dtype=np.int64))


def _period(view: View, first: int, past: int) -> Period:
    entries = int(_by_day(view, "entries")[first:past].sum())
    exits = int(_by_day(view, "exits")[first:past].sum())
    causes = view.array("entries_by_cause")[first:past][:, :, view.event_cause_rows]
    start, end = max(view.date_of(first), view.scenario.start), min(view.date_of(past), view.scenario.end)
    return Period(start, end, entries, exits, entries - exits, int(causes.sum()))


def _weeks(view: View, since: int) -> list[Period]:
    last = view.day_of(view.scenario.end)
    starts = range(max(since, 1), last, DAYS_PER_WEEK)
    return [_period(view, start, min(start + DAYS_PER_WEEK, last)) for start in starts]


def _waits(view: View, since: int) -> tuple[PostWait, ...]:
    worst = [wait for chain in chains(view, view.line_rows("")) if (wait := _worst_day(view, since, chain))]
    return tuple(sorted(worst, key=lambda wait: (-wait.p90_hours, wait.place)))


def _worst_day(view: View, since: int, chain: list[np.ndarray]) -> PostWait | None:
    """The day with the longest waits in one chain of lines; days of equal waits: the first."""
    rows = np.concatenate(chain)
    days = since + np.flatnonzero(view.array("served")[since:, rows].sum(axis=1) >= LEAST_PERSONS)
    if not days.size:
        return None
    p90 = percentile_by_row(waits_by_day(view, days, chain), 0.9)
    longest = days[p90 == p90.max()].tolist()
    means = [mean_wait_served(view, slice(day, day + 1), rows) for day in longest]
    best = max(range(len(longest)), key=lambda k: means[k][0])
    mean, persons = means[best]
    place = view.axes.lines[rows[0]].place
    return PostWait(place, view.date_of(longest[best]), mean, float(p90.max()), round(persons))


def _registration(view: View) -> LongestLine | None:
    found = longest_line(view, view.line_rows("", "registration"))
    if found is None:
        return None
    persons, row, step = found
    line = view.axes.lines[row]
    return LongestLine(line.place, line.name, persons, local_time(view, step, line.place))


def _shortages(view: View) -> tuple[Shortage, ...]:
    found = []
    for place in sorted({view.lodging_of[key].place for key in view.axes.lodging}):
        days = full_days(view, place)
        if days.size:
            found.append(Shortage(place, view.date_of(days[0]), int(days.size)))
    return tuple(sorted(found, key=lambda shortage: (shortage.first_day, -shortage.n_days, shortage.place)))


def _worst_night(view: View) -> Night | None:
    persons = view.array("without_bed")
    day, place = np.unravel_index(int(persons.argmax()), persons.shape)
    if not persons[day, place]:
        return None
    return Night(view.axes.places[place], view.date_of(int(day)), int(persons[day, place]))
