"""The figures of one course by name, so that those of many draws can stand under each other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from serai.results.beds import full_days
from serai.results.lines import Chain, chains, high_waits_by_day, mean_wait_in
from serai.results.totals import totals
from serai.results.view import View

PERIOD_PARTS = ("entries", "exits", "stayed", "because")
LOSSES = ("refused", "gave_up", "moved_on")
STAYED_HOME = "stayed_home"  # found no open way; over the whole run
WHOLE = "whole"
LEAST_PERSONS = 30


class Figure(NamedTuple):
    """The name of one figure.

    Attributes
    ----------
    subject : str
        total, peak, lost, wait, shortage or whole.
    of : str
        The place; blank where there is one only.
    part : str
        As the fields of `serai.results.headline`; days count since the first day of the axes. Of `whole` the names
        of `serai.results.totals`.
    """

    subject: str
    of: str
    part: str


def course_figures(view: View) -> dict[Figure, float]:
    """Every figure of a course, by name; those of posts and places that have none are absent."""
    since = first_day_of_trigger(view)
    entries = _by_day(view, "entries")[since:]
    figures = _total(view, since)
    figures[Figure("peak", "", "day")] = float(since + int(entries.argmax()))
    figures[Figure("peak", "", "entries")] = float(entries.max())
    figures |= {Figure("lost", "", name): float(_by_day(view, name)[since:].sum()) for name in LOSSES}
    figures[Figure("lost", "", STAYED_HOME)] = float(view.outcome.totals.get(STAYED_HOME, 0))
    figures |= _waits(view, since) | _shortages(view)
    return figures | {Figure(WHOLE, "", name): value for name, value in totals(view).items()}


def first_day_of_trigger(view: View) -> int:
    """Row of the day of the first trigger; 0 where there is none."""
    trigger = view.first_trigger
    return view.day_of(trigger.date.date()) if trigger else 0


def _by_day(view: View, name: str) -> np.ndarray:
    return np.asarray(view.array(name)[:, :, view.profile_rows("")].sum(axis=(1, 2), dtype=np.int64))


def _total(view: View, since: int) -> dict[Figure, float]:
    """Crossings of tracked people from a day on."""
    entries, exits = (int(_by_day(view, name)[since:].sum()) for name in ("entries", "exits"))
    because = int(view.array("entries_by_cause")[since:][:, :, view.event_cause_rows].sum())
    parts = zip(PERIOD_PARTS, (entries, exits, entries - exits, because), strict=True)
    return {Figure("total", "", part): float(value) for part, value in parts}


def _waits(view: View, since: int) -> dict[Figure, float]:
    figures = {}
    ways = chains(view, view.line_rows(""))
    for chain, high_waits in zip(ways, high_waits_by_day(view, ways), strict=True):
        place = view.axes.lines[chain[0][0]].place
        for part, value in _worst_day(view, since, chain, high_waits).items():
            figures[Figure("wait", place, part)] = value
    return figures


def _worst_day(view: View, since: int, chain: Chain, high_waits: np.ndarray) -> dict[str, float]:
    """The day with the longest waits in one chain of lines; of days with equal ones that with the longest mean."""
    rows = np.concatenate(chain)
    days = since + np.flatnonzero(view.array("served")[since:, rows].sum(axis=1) >= LEAST_PERSONS)
    if not days.size:
        return {}
    p90 = high_waits[days]
    longest = days[p90 == p90.max()].tolist()
    means = [mean_wait_in(view, slice(day, day + 1), [chain]) for day in longest]
    worst = max(range(len(longest)), key=lambda k: means[k][0])
    mean, persons = means[worst]
    return {
        "day": float(longest[worst]), "mean_hours": mean, "p90_hours": float(p90.max()), "persons": float(persons)
    }  # fmt: skip


def _shortages(view: View) -> dict[Figure, float]:
    figures = {}
    for place in sorted({view.lodging_of[key].place for key in view.axes.lodging}):
        days = full_days(view, place)
        if days.size:
            figures[Figure("shortage", place, "first_day")] = float(days[0])
            figures[Figure("shortage", place, "n_days")] = float(days.size)
    return figures
