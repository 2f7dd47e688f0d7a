"""Lodging at any places: people lodged, free places, occupancy, and when lodging ran out."""

from __future__ import annotations

from datetime import datetime, time

import numpy as np

from serai.results.view import View

EVENING_HOUR = 20
NIGHT_HOUR = 2
FULL_SHARE = 0.02
SCARCE_FREE = 0.10
SCARCE_REFUSED = 0.30


def places_per_bed(view: View, rows: np.ndarray) -> np.ndarray:
    """How many people one unit of each lodging holds: float64[n]; 1 where beds are let singly."""
    sizes = []
    for row in rows:
        lodging = view.lodging_of[view.axes.lodging[row]]
        sizes.append(lodging.unit_size if lodging.unit == "unit" else 1.0)
    return np.array(sizes, dtype=np.float64)


def free_places(view: View, steps: slice | np.ndarray, rows: np.ndarray) -> np.ndarray:
    """People for whom there is room at each step: float64[n_steps]; a free unit counts as all it holds."""
    return np.asarray(view.array("free_beds")[steps][:, rows] @ places_per_bed(view, rows), dtype=np.float64)


def all_places(view: View, steps: slice | np.ndarray, rows: np.ndarray) -> np.ndarray:
    """People for whom the lodging on offer has room when empty, at each step: float64[n_steps].

    Free, used by tracked people, and held by ordinary guests (taken_share of the beds, while the row is in force).
    """
    chosen = np.arange(view.axes.n_steps)[steps]
    size = places_per_bed(view, rows)
    used = (view.array("free_beds")[steps][:, rows] + view.array("beds_in_use")[steps][:, rows]) @ size
    for column, row in enumerate(rows):
        lodging = view.lodging_of[view.axes.lodging[row]]
        in_force = _in_force(view, lodging.place, lodging.start, lodging.end, chosen)
        used = used + in_force * (lodging.beds * lodging.taken_share * size[column])
    return np.asarray(used, dtype=np.float64)


def _in_force(view: View, place: str, start: datetime | None, end: datetime | None, steps: np.ndarray) -> np.ndarray:
    if start is None and end is None:
        return np.ones(steps.shape, dtype=np.bool_)
    zone = view.zone([view.place_row[place]])
    before = -1 if start is None else view.step_at(start, zone)
    last = view.axes.n_steps if end is None else view.step_at(end, zone)
    return np.asarray((steps > before) & (steps <= last))


def free_share(view: View, steps: slice | np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Share of the places on offer that is free, at each step: float64[n_steps]; NaN where nothing is on offer."""
    offered = all_places(view, steps, rows)
    share = free_places(view, steps, rows) / np.maximum(offered, 1e-9)
    return np.asarray(np.where(offered > 0, share, np.nan), dtype=np.float64)


def nightly_rows(view: View, place: str, kinds: str = "") -> np.ndarray:
    """Rows of the lodging of a place, of some kinds or all, that is let for money by the night."""
    rows = [int(row) for row in view.lodging_rows(place, kinds)]
    lodgings = {row: view.lodging_of[view.axes.lodging[row]] for row in rows}
    return np.array([r for r in rows if lodgings[r].paying and lodgings[r].per == "night"], dtype=np.int64)


def full_days(view: View, place: str) -> np.ndarray:
    """Days on which a place was full: at most 2 % of its nightly lodging free at 20:00 local. int64[n]."""
    rows = nightly_rows(view, place)
    if not rows.size:
        return np.zeros(0, dtype=np.int64)
    zone = view.zone([view.place_row[place]])
    days = slice(1, view.axes.n_days - 1)
    share = free_share(view, view.steps_at_hour(days, EVENING_HOUR, zone), rows)
    return np.flatnonzero(share <= FULL_SHARE) + days.start


def scarce_days(view: View, places: np.ndarray, days: slice, kinds: str = "") -> np.ndarray:
    """Whether lodging was scarce at these places together on each day: bool[n_days].

    Scarce: at least 30 % of those who searched on the day were refused, or at most 10 % of the lodging by the night, of
    some kinds or of all, was free at 20:00 local.
    """
    searches = view.array("searches")[days][:, places].sum(axis=1)
    refused = view.array("search_refused")[days][:, places].sum(axis=1)
    scarce = (searches > 0) & (refused >= SCARCE_REFUSED * searches)
    nightly = np.concatenate([nightly_rows(view, view.axes.places[row], kinds) for row in places])
    if nightly.size:
        evenings = view.steps_at_hour(days, EVENING_HOUR, view.zone(places))
        few = free_share(view, evenings, nightly) <= SCARCE_FREE
        scarce[max(1 - days.start, 0) :][: few.size] |= few
    return np.asarray(scarce)


def lodged_at_night(view: View, days: slice, rows: np.ndarray) -> np.ndarray:
    """People in these lodgings at 02:00 local of each day: float64[n_days]."""
    lodged = np.zeros(days.stop - days.start)
    for row in rows:
        zone = view.zone([view.place_row[view.lodging_of[view.axes.lodging[row]].place]])
        nights = [
            view.step_at(datetime.combine(view.date_of(d), time(NIGHT_HOUR)), zone)
            for d in range(days.start, days.stop)
        ]
        lodged += view.array("lodged")[nights, row]
    return lodged
