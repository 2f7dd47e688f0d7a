"""Waits and lines at border posts and centres, for any places, services, modes and periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache

import numpy as np

from serai.quantities import NO_QUEUE_HOURS, NO_QUEUE_VEHICLES
from serai.results.view import NotComputableError, View
from serai.results.waits import HIGH_SHARE, hours_until_by_row, in_series, percentile_by_row, served_incidence
from serai.scenario.same import Same
from serai.scenario.schema import SERVICE_ORDER, passing_order
from serai.state.counts import sums_of
from serai.state.log import wait_bin_edges_hours
from serai.units import HOURS_PER_DAY, METRES_PER_KM

Chain = list[np.ndarray]


def chains(view: View, rows: np.ndarray) -> list[Chain]:
    """Lines of each place and direction, by kind of service in the order in which people pass them.

    Parameters
    ----------
    view : View
    rows : int64[n], rows of lines

    Returns
    -------
    list of chains; a chain is a list of int64 arrays of lines, one for each kind of service at that place.
    """
    own = _passing_orders(Same(view.scenario.services))
    by_way: dict[tuple[str, str], dict[float, list[int]]] = {}
    for row in rows:
        line = view.axes.lines[row]
        kind = SERVICE_ORDER.get(line.service) or own[line.place, line.service]
        by_way.setdefault((line.place, line.direction), {}).setdefault(kind, []).append(int(row))
    return [[np.array(kinds[kind]) for kind in sorted(kinds)] for kinds in by_way.values()]


@lru_cache(maxsize=8)
def _passing_orders(services: Same) -> dict[tuple[str, str], float]:
    return {(row.place, row.service): passing_order(row) for row in services.part}


def waits_served(view: View, days: slice, rows: np.ndarray) -> np.ndarray:
    """Histogram of whole waits of the tracked people whose service ended in a period.

    Waits at services in series at one post are added up (`waits.in_series`); posts and lines side by side are mixed.

    Parameters
    ----------
    view : View
    days : slice of days
    rows : int64[n], rows of lines

    Returns
    -------
    float64[n_bins], persons.
    """
    ways, hist = chains(view, rows), view.array("wait_hist")
    sums = iter(sums_of(hist[days], [lines for chain in ways for lines in chain]).sum(axis=1, keepdims=True))
    total = np.zeros(hist.shape[2])
    for chain in ways:
        total += in_series([next(sums) for _ in chain])[0]
    return total


def high_waits_by_day(view: View, ways: Sequence[Chain]) -> list[np.ndarray]:
    """Whole wait, as in `waits_served`, that nine in ten of those served on a day in each chain did not exceed.

    Returns
    -------
    list of float64[n_days], hours; NaN on days on which nobody was served.
    """
    keys = [tuple(tuple(lines.tolist()) for lines in chain) for chain in ways]
    new = {key: chain for key, chain in zip(keys, ways, strict=True) if key not in view.remembered}
    if new:
        view.remembered.update(zip(new, _high_waits(view, list(new.values())), strict=True))
    return [view.remembered[key] for key in keys]


def _high_waits(view: View, ways: Sequence[Chain]) -> Iterator[np.ndarray]:
    sums = sums_of(view.array("wait_hist"), [lines for chain in ways for lines in chain])
    parts = zip(sums, percentile_by_row(sums, HIGH_SHARE), strict=True)
    for chain in ways:
        (hist, hours), *others = [next(parts) for _ in chain]
        yield _high_in_series([hist, *(other for other, _ in others)]) if others else hours


def _high_in_series(parts: list[np.ndarray]) -> np.ndarray:
    waits = in_series(parts)
    hours, served = np.full(len(waits), np.nan), waits.any(axis=1)
    hours[served] = hours_until_by_row(waits[served], HIGH_SHARE * waits[served].sum(axis=1))
    return hours


def mean_wait_served(view: View, days: slice, rows: np.ndarray) -> tuple[float, float]:
    """Mean whole wait of those served in a period, and how many they were.

    Returns
    -------
    (hours, persons); hours is 0 where nobody was served.
    """
    return mean_wait_in(view, days, chains(view, rows))


def mean_wait_in(view: View, days: slice, ways: Sequence[Chain]) -> tuple[float, float]:
    """As `mean_wait_served`, of chains of lines."""
    wait_sum, served = view.array("wait_sum")[days], view.array("served")[days]
    hours, persons = 0.0, 0.0
    for chain in ways:
        sums = [float(wait_sum[:, lines].sum()) for lines in chain]
        counts = [float(served[:, lines].sum()) for lines in chain]
        passed = next((count for count in reversed(counts) if count), 0.0)
        hours += passed * sum(total / count for total, count in zip(sums, counts, strict=True) if count)
        persons += passed
    return (hours / persons if persons else 0.0), persons


def waits_of_cohort(view: View, days: slice, rows: np.ndarray) -> np.ndarray:
    """Increase, bin by bin, of the chance of having been served for those who joined in a period.

    People still in line at the end of the run are censored at the time from noon of their day of joining.

    Parameters
    ----------
    view : View
    days : slice of days of joining
    rows : int64[n], rows of lines of one kind of service

    Returns
    -------
    float64[n_bins]

    Raises
    ------
    NotComputableError
        If the lines are services in series, or nobody joined.
    """
    if any(len(chain) > 1 for chain in chains(view, rows)):
        raise NotComputableError("people pass several services here; name one in the column service")
    served = view.array("cohort_served")[days][:, rows].sum(axis=1, dtype=np.int64)
    left = view.array("cohort_left")[days][:, rows].sum(axis=1, dtype=np.int64)
    joined = view.array("joined")[days][:, rows].sum(axis=1, dtype=np.int64)
    if not joined.sum():
        raise NotComputableError("nobody joined these lines in the period")
    still = np.maximum(joined - served.sum(axis=1) - left.sum(axis=1), 0)
    days_left = view.axes.n_days - 1.5 - np.arange(view.axes.n_days)[days]
    edges = wait_bin_edges_hours()
    bins = np.clip(np.searchsorted(edges, days_left * HOURS_PER_DAY, side="right") - 1, 0, served.shape[1] - 1)
    open_by_bin = np.bincount(bins, weights=still, minlength=served.shape[1])
    return served_incidence(served.sum(axis=0), left.sum(axis=0), open_by_bin)


def wait_so_far(view: View, step: int, rows: np.ndarray, statistic: str) -> float:
    """Time stood so far by the people in line at one step.

    One line is exact. Of several side by side it is the mean of their figures weighted by people; services in series
    at one post are added up.

    Parameters
    ----------
    view : View
    step : int
    rows : int64[n], rows of lines
    statistic : str, mean, p50 or p90

    Returns
    -------
    float, hours; 0 where nobody stands.
    """
    ages = view.array(f"wait_so_far_{statistic}")[step]
    waiting = view.array("waiting")[step].astype(np.float64)
    hours, persons = 0.0, 0.0
    for chain in chains(view, rows):
        standing = [float(waiting[lines].sum()) for lines in chain]
        age = sum(
            float(ages[lines] @ waiting[lines]) / count for lines, count in zip(chain, standing, strict=True) if count
        )
        hours += age * sum(standing)
        persons += sum(standing)
    return hours / persons if persons else 0.0


def vehicle_lines(view: View, rows: np.ndarray) -> np.ndarray:
    """The lines whose people sit in vehicles: car lines, or lines for any mode where a way has no car line."""
    chosen: list[int] = []
    for chain in chains(view, rows):
        lines = np.concatenate(chain)
        cars = [int(row) for row in lines if view.axes.lines[row].mode == "car"]
        chosen += cars or [int(row) for row in lines if view.axes.lines[row].mode == "any"]
    return np.array(sorted(chosen), dtype=np.int64)


def vehicles_waiting(view: View, steps: slice, rows: np.ndarray) -> np.ndarray:
    """Vehicles in line at each step: people of vehicle lines / persons_per_vehicle. float64[n_steps]."""
    return _vehicles(view, steps, vehicle_lines(view, rows))


def _vehicles(view: View, steps: slice, lines_of_vehicles: np.ndarray) -> np.ndarray:
    persons = view.array("waiting")[steps][:, lines_of_vehicles].sum(axis=1)
    return np.asarray(persons / view.scenario.queueing.persons_per_vehicle.value, dtype=np.float64)


def queue_km(view: View, steps: slice, rows: np.ndarray) -> np.ndarray:
    """Length of the line of vehicles at each step: vehicles * metres_per_vehicle / files / 1000. float64[n_steps]."""
    queueing = view.scenario.queueing
    metres = vehicles_waiting(view, steps, rows) * queueing.metres_per_vehicle.value
    return np.asarray(metres / queueing.files.value / METRES_PER_KM, dtype=np.float64)


def congested_posts(view: View, steps: slice, rows: np.ndarray) -> np.ndarray:
    """Number of posts with a queue at each step: float64[n_steps].

    A post has a queue when the 90th percentile of the time stood so far in its longest-standing vehicle line is at
    least 2 h and at least 50 vehicles wait.
    """
    lines = vehicle_lines(view, rows)
    places = np.array([view.axes.lines[row].place for row in lines])
    count = np.zeros(view.array("waiting")[steps].shape[0])
    for place in sorted(set(places)):
        own = lines[places == place]
        vehicles = _vehicles(view, steps, own)
        hours = view.array("wait_so_far_p90")[steps][:, own].max(axis=1)
        count += (hours >= NO_QUEUE_HOURS) & (vehicles >= NO_QUEUE_VEHICLES)
    return count


def longest_line(view: View, rows: np.ndarray) -> tuple[int, int, int] | None:
    """The most people that ever stood in one of these lines: (persons, row of the line, step); None if nobody did."""
    if not rows.size:
        return None
    waiting = view.array("waiting")[:, rows]
    step, column = np.unravel_index(int(waiting.argmax()), waiting.shape)
    persons = int(waiting[step, column])
    return (persons, int(rows[column]), int(step)) if persons else None


def local_time(view: View, step: int, place: str) -> datetime:
    """The moment of a step on the clock of a place (naive)."""
    zone = view.zone([view.place_row[place]])
    return view.step_time(step).astimezone(zone).replace(tzinfo=None)
