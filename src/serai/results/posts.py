"""Waits and lines of each border post, inbound, day by day: what pictures of a post are drawn from.

A post has one figure a day over all its services and modes, as the summary speaks of it. Waits at services in series
add up (`waits.in_series`); lines side by side are mixed. The three waits are those of docs/glossary: of the people
served on a day, of those who stand there, of those who joined on a day.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from serai.results.lines import Chain, chains, high_waits_by_day
from serai.results.view import View
from serai.results.waits import hours_until_by_row, served_incidence
from serai.scenario.names import line_of
from serai.scenario.schema import passing_order
from serai.state.counts import sums_of
from serai.state.log import Axes, wait_bin_edges_hours
from serai.units import HOURS_PER_DAY

FEW = 10
Ways = list[tuple[int, Chain]]


def ways(view: View) -> Ways:
    """The inbound way through each post and junction: (row of the place, lines by kind of service in their order)."""
    if ways not in view.remembered:
        view.remembered[ways] = [*_posts(view), *_junctions(view)]
    result: Ways = view.remembered[ways]
    return result


def _posts(view: View) -> Ways:
    result = chains(view, view.line_rows(""))
    return [(view.place_row[view.axes.lines[int(chain[0][0])].place], chain) for chain in result]


def _junctions(view: View) -> Ways:
    """Lines that stand before posts, inbound, by junction; those of one kind are one line, whatever their posts."""
    values: dict[str, dict[float, list[int]]] = {}
    order = {line_of(row): passing_order(row) for row in view.scenario.services if row.at}
    for row, line in enumerate(view.axes.lines):
        if line.name in order and line.direction == "in":
            kinds = values.setdefault(view.junction_of_line[line.name], {})
            kinds.setdefault(order[line.name], []).append(row)
    return [
        (view.place_row[junction], [np.array(kinds[kind]) for kind in sorted(kinds)])
        for junction, kinds in values.items()
    ]


def wait_mean(view: View) -> np.ndarray:
    """Mean whole wait of the tracked people served on a day, hours: float64[n_days, n_places], NaN under 10 people."""
    result = _empty(view)
    sums, counts = view.array("wait_sum"), view.array("served")
    for place, chain in ways(view):
        hours = np.zeros(view.axes.n_days)
        for lines in chain:
            people = counts[:, lines].sum(axis=1)
            hours += np.divide(sums[:, lines].sum(axis=1), people, out=np.zeros(view.axes.n_days), where=people > 0)
        result[:, place] = np.where(counts[:, chain[-1]].sum(axis=1) >= FEW, hours, np.nan)
    return result


def wait_p90(view: View) -> np.ndarray:
    """Whole wait that one in ten of those served on a day exceeded, hours: as `wait_mean`."""
    result, counts = _empty(view), view.array("served")
    high_waits = high_waits_by_day(view, [chain for _, chain in ways(view)])
    for (place, chain), hours in zip(ways(view), high_waits, strict=True):
        enough = counts[:, chain[-1]].sum(axis=1) >= FEW
        result[enough, place] = hours[enough]
    return result


def wait_so_far(view: View) -> np.ndarray:
    """The longest, over the steps of a day, of the time that one in ten of those in line have stood: as `wait_mean`."""
    by_line = view.array("waiting"), view.array("wait_so_far_p90") * view.array("waiting")
    waiting, stood = (np.ascontiguousarray(values.T) for values in by_line)
    by_step: dict[int, np.ndarray] = {}
    for place, chain in ways(view):
        hours, most = np.zeros(view.axes.n_steps), np.zeros(view.axes.n_steps)
        for lines in chain:
            people = waiting[lines].sum(axis=0)
            hours += np.divide(stood[lines].sum(axis=0), people, out=np.zeros(view.axes.n_steps), where=people > 0)
            most += people
        by_step[place] = np.where(most >= FEW, hours, np.nan)
    return _most_of_day(view, by_step)


def wait_cohort(view: View) -> np.ndarray:
    """Wait within which half of those who joined on a day were served, hours: as `wait_mean`.

    By Aalen and Johansen, as `lines.waits_of_cohort`; NaN too where people pass several services in series, or where
    not half of them were ever served.
    """
    result, n_days = _empty(view), view.axes.n_days
    edges, days_left = wait_bin_edges_hours(), n_days - 1.5 - np.arange(n_days)
    bins = np.searchsorted(edges, days_left * HOURS_PER_DAY, side="right") - 1
    at = np.clip(bins, 0, edges.size - 2)
    simple = [(place, chain[0]) for place, chain in ways(view) if len(chain) == 1]
    sums = (sums_of(view.array(name), [lines for _, lines in simple]) for name in ("cohort_served", "cohort_left"))
    for (place, lines), *parts in zip(simple, *sums, strict=True):
        joined = view.array("joined")[:, lines].sum(axis=1, dtype=np.int64)
        enough = np.flatnonzero(joined >= FEW)
        served, left = (part[enough] for part in parts)
        still = np.zeros(served.shape)
        left_over = joined[enough] - served.sum(axis=1) - left.sum(axis=1)
        still[np.arange(enough.size), at[enough]] = np.maximum(left_over, 0)
        rise = served_incidence(served, left, still)
        known = rise.sum(axis=1) >= 0.5
        result[enough[known], place] = hours_until_by_row(rise[known], np.full(int(known.sum()), 0.5))
    return result


def line(view: View) -> np.ndarray:
    """Most people who stood in line at any step of a day, over all lines of the way in: float64[n_days, n_places]."""
    waiting = np.ascontiguousarray(view.array("waiting").T)
    by_step = {place: waiting[np.concatenate(chain)].sum(axis=0) for place, chain in ways(view)}
    return _most_of_day(view, by_step)


def _most_of_day(view: View, by_step: dict[int, np.ndarray]) -> np.ndarray:
    """The largest of the steps of each local day, by row of the place; NaN where there is none."""
    result, places = _empty(view), np.array(list(by_step), dtype=np.int64)
    if by_step:
        steps = np.stack(list(by_step.values()), dtype=np.float64).T
        result[:, places] = most_of_day(view, steps, places, np.nan)
    return result


def first_steps(view: View, zone: ZoneInfo) -> np.ndarray:
    """The first step of each local day, and the number of steps at the end: int64[n_days + 1].

    A step at midnight ends the day before.
    """
    if zone not in view.remembered:
        view.remembered[zone] = _first_steps(view.times, zone)
    return np.asarray(view.remembered[zone])


@lru_cache  # draws of a scenario share their axes
def _first_steps(axes: Axes, zone: ZoneInfo) -> np.ndarray:
    a_moment, a_step = timedelta(seconds=1), timedelta(minutes=axes.step_minutes)
    ends = (axes.start + (step + 1) * a_step - a_moment for step in range(axes.n_steps))
    days = [(end.astimezone(zone).date() - axes.first_day).days for end in ends]
    return np.searchsorted(np.array(days, dtype=np.int64), np.arange(axes.n_days + 1))


def most_of_day(view: View, by_step: np.ndarray, places: np.ndarray, otherwise: float) -> np.ndarray:
    """The largest of the steps of each local day, column by column; what is NaN does not count.

    Parameters
    ----------
    view : View
    by_step : [n_steps, n]
    places : int64[n], row of the place by whose clock the days of a column begin
    otherwise : float
        What stands for a day without a step.

    Returns
    -------
    [n_days, n], of the type of `by_step`.
    """
    result = np.full((view.axes.n_days, places.size), otherwise, dtype=by_step.dtype)
    for zone, columns in by_zone(view, places).items():
        starts = first_steps(view, zone)
        days = np.flatnonzero(starts[:-1] < starts[1:])
        result[np.ix_(days, columns)] = np.fmax.reduceat(by_step[: starts[-1], columns], starts[days], axis=0)
    return result


def by_zone(view: View, places: np.ndarray) -> dict[ZoneInfo, np.ndarray]:
    """Numbers of the entries of `places` (rows of places) by the time zone of the place."""
    result: dict[ZoneInfo, list[int]] = {}
    for number, place in enumerate(places.tolist()):
        result.setdefault(view.zone([place]), []).append(number)
    return {zone: np.array(numbers, dtype=np.int64) for zone, numbers in result.items()}


def _empty(view: View) -> np.ndarray:
    return np.full((view.axes.n_days, len(view.axes.places)), np.nan)
