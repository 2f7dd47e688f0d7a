"""What people need, by place and day: people of a run times the standards of its scenario (docs/how-to/needs.md).

Every figure is one of each draw, with its 50 and 90 % points. The peak of all places is that of their sum,
not the sum of their peaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from serai.model.clock import Clock
from serai.model.shifts import pool_segments, pools_of, servers_of
from serai.results.sample import Sample
from serai.results.view import View
from serai.scenario.parameters import with_parameters
from serai.scenario.schema import REGISTRATION, Standard
from serai.scenario.standards import PHASES, standards_of
from serai.units import MOMENTS_PER_HOUR

POINTS = (0.5, 0.9)
HOURS = "server_hours"
PEOPLE = ("waiting", "lodged", "outside", "sleeping", "present", "entered", "registering")


@dataclass(frozen=True)
class Need:
    """How much of one thing is needed under one standard.

    Attributes
    ----------
    standard : Standard
    phase : str; emergency or later
    days : float64[2, n_days, n_places]; of the 50 and 90 % points of the people
    places : float64[2, n_places]; of the peak of each place
    peak : float64[2]; of the peak of the sum of all places
    peak_day : date; on which the sum is greatest in the middle one of the draws
    """

    standard: Standard
    phase: str
    days: np.ndarray
    places: np.ndarray
    peak: np.ndarray
    peak_day: date


@dataclass(frozen=True)
class Capacity:
    """Servers of one kind at a place.

    Attributes
    ----------
    place, service, called : str
    physical : int; the most that there ever are at the same time
    staffed : int64[n_days]; the most that work at the same time on a day
    hours : float64[n_days]; that all of them work together on a day
    """

    place: str
    service: str
    called: str
    physical: int
    staffed: np.ndarray
    hours: np.ndarray


@dataclass(frozen=True)
class Needs:
    """What is needed at which place on which day.

    Attributes
    ----------
    places : tuple of str; where anybody was, or works
    dates : tuple of date
    people : dict of basis -> float64[2, n_days, n_places]; 50 and 90 % points
    most : dict of basis -> float64[2, n_places]; of the peak of each place
    peaks : dict of basis -> float64[2]; of the peak of the sum
    needs : tuple of Need; those that are more than nothing
    asked : tuple of Standard; without an amount, though somebody would need it
    capacity : tuple of Capacity
    draws : int
    """

    places: tuple[str, ...]
    dates: tuple[date, ...]
    people: dict[str, np.ndarray]
    most: dict[str, np.ndarray]
    peaks: dict[str, np.ndarray]
    needs: tuple[Need, ...]
    asked: tuple[Standard, ...]
    capacity: tuple[Capacity, ...]
    draws: int


def needs(sample: Sample, standards: Sequence[Standard] | None = None) -> Needs:
    """What the people of a run need.

    Parameters
    ----------
    sample : Sample
    standards : sequence of Standard, default those of the scenario and, for other items, the published defaults

    Returns
    -------
    Needs
    """
    rows = standards_of(sample.view.scenario) if standards is None else tuple(standards)
    bases = {(name, ""): values for name, values in people_of(sample).items()}
    for row in rows:
        if row.lodging and (row.basis, row.lodging) not in bases:
            bases[row.basis, row.lodging] = people_of(sample, row.lodging)[row.basis]
    capacity = capacity_of(sample.view)
    if any(row.basis == HOURS for row in rows):
        bases[HOURS, ""] = _server_hours(sample, capacity)
    used = np.flatnonzero(np.any([values.any(axis=(0, 1)) for values in bases.values()], axis=0))
    bases = {key: values[:, :, used] for key, values in bases.items()}
    first = sample.view.day_of(sample.first_day)
    dates = tuple(sample.view.date_of(first + day) for day in range(sample.n_days))
    points = {key: np.quantile(values, POINTS, axis=0) for key, values in bases.items()}
    needed = [
        _need(row, phase, bases[key], points[key], dates)
        for row in rows
        for key in [(row.basis, row.lodging if (row.basis, row.lodging) in bases else "")]
        for phase in PHASES
        if row.amount is not None and row.phase in ("", phase)
    ]
    return Needs(
        places=tuple(sample.view.axes.places[row] for row in used),
        dates=dates,
        people={name: points[name, ""] for name in PEOPLE},
        most={name: np.quantile(bases[name, ""].max(axis=1, initial=0), POINTS, axis=0) for name in PEOPLE},
        peaks={name: _points(bases[name, ""].sum(axis=2).max(axis=1, initial=0)) for name in PEOPLE},
        needs=tuple(item for item in needed if item.peak[1] > 0),
        asked=tuple(row for row in rows if row.amount is None and bases[row.basis, ""].any()),
        capacity=capacity,
        draws=sample.n_draws,
    )


def people_of(sample: Sample, kinds: str = "") -> dict[str, np.ndarray]:
    """People by basis: float64[n_draws, n_days, n_places] each.

    Waiting are the most who stood in line at a post on a day; lodged those at 20:00, in some kinds of lodging if they
    are named; outside those without a bed at 02:00; sleeping both; present all three. Entered and registering are
    counts of a day.
    """
    view = sample.view
    shape = (sample.n_draws, sample.n_days, len(view.axes.places))
    lodged, registering = np.zeros(shape), np.zeros(shape)
    evening, joined = np.nan_to_num(sample.days("lodged_evening")), sample.days("joined")
    for row, key in enumerate(view.axes.lodging):
        if not kinds or view.lodging_of[key].kind in kinds.split():
            lodged[:, :, view.place_row[view.lodging_of[key].place]] += evening[:, :, row]
    for row, line in enumerate(view.axes.lines):
        if line.service == REGISTRATION:
            registering[:, :, view.place_row[line.place]] += joined[:, :, row]
    if not view.scenario.has_lines:
        lodged = sample.days("staying")
    outside, waiting = sample.days("without_bed"), np.nan_to_num(sample.days("post_line"))
    sleeping = lodged + outside
    values = (waiting, lodged, outside, sleeping, waiting + sleeping, sample.days("entries"), registering)
    return dict(zip(PEOPLE, values, strict=True))


def needed_of(standard: Standard, people: np.ndarray) -> np.ndarray:
    """How much so many people (or hours) at one place need; rounded up where it is counted in whole ones there."""
    amount = people * ((standard.amount or 0.0) / standard.per)
    return _up(amount) if standard.rounded == "place" else amount


def capacity_of(view: View) -> tuple[Capacity, ...]:
    """Servers by place and kind, on the days of the scenario, as the timetable has them in the central course."""
    scenario = with_parameters(view.scenario)
    if not scenario.has_lines:
        return ()
    clock = Clock(scenario)
    n_days = (scenario.end - scenario.start).days
    items: dict[tuple[str, str, str], list[np.ndarray]] = {}
    for lines in pools_of(scenario):
        service = lines[0][0]
        zone = clock.zone_of(view.place_of[service.place].time_zone)
        local = clock.local_days(zone)
        midnight = local.midnight[(scenario.start - local.first).days :][: n_days + 1]
        segments = pool_segments(scenario, clock, lines)
        worked = _worked([(opens, closes, servers_of(shifts)[0]) for opens, closes, shifts in segments], midnight)
        items.setdefault((service.place, service.service, service.called), []).append(worked)
    return tuple(
        Capacity(*key, sum(int(pool[0].max(initial=0)) for pool in pools), staffed.astype(np.int64), hours)
        for key, pools in items.items()
        for staffed, hours in [np.sum(pools, axis=0)]
    )


def _worked(segments: Sequence[tuple[int, int, int]], midnight: np.ndarray) -> np.ndarray:
    """Of a pool the most servers at the same time, and the hours that they work together, by day: [2, n_days]."""
    result = np.zeros((2, len(midnight) - 1))
    for opens, closes, servers in segments:
        overlap = np.minimum(closes, midnight[1:]) - np.maximum(opens, midnight[:-1])
        result[0] = np.maximum(result[0], np.where(overlap > 0, servers, 0))
        result[1] += np.maximum(overlap, 0) * (servers / MOMENTS_PER_HOUR)
    return result


def _server_hours(sample: Sample, capacity: Sequence[Capacity]) -> np.ndarray:
    hours = np.zeros((1, sample.n_days, len(sample.view.axes.places)))
    for item in capacity:
        hours[0, :, sample.view.place_row[item.place]] += item.hours
    return hours


def _need(standard: Standard, phase: str, people: np.ndarray, points: np.ndarray, dates: Sequence[date]) -> Need:
    total = needed_of(standard, people).sum(axis=2)
    if standard.rounded == "sum":
        total = _up(total)
    peaks = needed_of(standard, people.max(axis=1, initial=0))
    return Need(
        standard=standard,
        phase=phase,
        days=needed_of(standard, points),
        places=np.quantile(peaks, POINTS, axis=0),
        peak=_points(total.max(axis=1, initial=0)),
        peak_day=dates[int(np.median(total, axis=0).argmax())],
    )


def _points(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.quantile(values, POINTS))


def _up(amount: np.ndarray) -> np.ndarray:
    """Up to whole ones; what is whole but for rounding of the processor stays."""
    return np.asarray(np.ceil(np.round(amount, 9)))
