"""The daily series of a course: what is kept of each draw, beside its figures, and what pictures are drawn from.

Journeys, hourly states, histograms of waits and the split by profile are let go as soon as a draw has been run. What
stays is some hundreds of kilobytes for a draw of `kazakhstan-2022`, so that hundreds of draws fit in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from serai.codes import Stage
from serai.results import posts
from serai.results.missing import with_missing
from serai.results.posts import by_zone, first_steps, most_of_day
from serai.results.view import View
from serai.results.waits import HIGH_SHARE, percentile_by_row
from serai.state.log import VARIABLES, Axes, Variable

EVENING_HOUR = 20
BY_CAUSE = "_by_cause"
BY_EVENT = "_because"
CAUSED = " because of an event"
TYPES = {"i4": "i4", "f4": "f4", "f8": "f4"}


class StoredSeries(NamedTuple):
    """One series that is kept: what it is, and how it is made from a course."""

    variable: Variable
    of: Callable[[View], np.ndarray]

    def values(self, view: View) -> np.ndarray:
        """The series of a course, in its type."""
        return self.of(view).astype(self.variable.dtype)


def kept_series() -> tuple[StoredSeries, ...]:
    """The series that are kept of each draw.

    - counts by day, place and profile: added up over the tracked profiles;
    - counts by day, place and cause: those because of events;
    - series by day and place, and counts by day and line: as they are;
    - of waits: the 90th percentile by line and day of service; of lines: the most who stood there on a day;
    - of posts, inbound and over all their lines: the three waits, and the most who stood there on a day;
    - of lodging: people lodged, beds in use and free at 20:00; people who stay at a place at the end of each day.
    """
    return (*(_as_logged(variable) for variable in VARIABLES if variable.dims[0] == "day" and _fits(variable)), *_MADE)


def kept_arrays(view: View) -> dict[str, np.ndarray]:
    """The series of one run, by name, in their types."""
    return {kept.variable.name: kept.values(view) for kept in kept_series()}


def kept_bytes(axes: Axes) -> int:
    """Bytes of the series of one draw."""
    return sum(
        np.dtype(kept.variable.dtype).itemsize * int(np.prod([axes.size(dim) for dim in kept.variable.dims]))
        for kept in kept_series()
    )


def _fits(variable: Variable) -> bool:
    return "wait_bin" not in variable.dims


def _as_logged(variable: Variable) -> StoredSeries:
    name, last = variable.name, variable.dims[-1]
    changed = variable._replace(dtype=TYPES[variable.dtype])
    if last == "profile":
        return StoredSeries(changed._replace(dims=variable.dims[:-1]), lambda view: _tracked(view, name))
    if last == "cause":
        new = changed._replace(
            name=name.replace(BY_CAUSE, BY_EVENT),
            dims=variable.dims[:-1],
            long_name=variable.long_name.replace(" and cause", "").replace(" by cause of departure", "") + CAUSED,
        )
        return StoredSeries(new, lambda view: _caused(view, name))
    return StoredSeries(changed, lambda view: with_missing(view, name))


def _tracked(view: View, name: str) -> np.ndarray:
    return np.asarray(view.array(name)[:, :, view.profile_rows("")].sum(axis=2))


def _caused(view: View, name: str) -> np.ndarray:
    return np.asarray(view.array(name)[:, :, view.event_cause_rows].sum(axis=2))


def _wait_p90(view: View) -> np.ndarray:
    """Wait that nine in ten of those served did not exceed, by day and line; NaN where nobody was served."""
    return percentile_by_row(view.array("wait_hist"), HIGH_SHARE)


def _waiting_max(view: View) -> np.ndarray:
    """Most people who stood in each line at any step of a local day; a step at midnight ends the day before."""
    places = np.array([view.place_row[line.place] for line in view.axes.lines], dtype=np.int64)
    return most_of_day(view, view.array("waiting"), places, 0)


def _in_the_evening(view: View, name: str) -> np.ndarray:
    """A state of lodging at 20:00 local time by day; NaN on days outside the run."""
    states = view.array(name)
    result = np.full((view.axes.n_days, len(view.axes.lodging)), np.nan)
    places = [view.place_row[view.lodging_of[key].place] for key in view.axes.lodging]
    for zone, rows in by_zone(view, np.array(places, dtype=np.int64)).items():
        days = slice(1, view.axes.n_days - 1)
        result[days, rows] = states[view.steps_at_hour(days, EVENING_HOUR, zone)][:, rows]
    return result


def _staying(view: View) -> np.ndarray:
    """Tracked people who stay at each place at the last step of each local day; 0 on days outside the run."""
    staying = np.zeros((view.axes.n_days, len(view.axes.places)), dtype=np.int32)
    zones = by_zone(view, np.arange(len(view.axes.places)))
    starts = {zone: first_steps(view, zone) for zone in zones}
    steps = np.unique(np.concatenate([start[1:] for start in starts.values()]))
    lodged = view.array("present")[np.maximum(steps - 1, 0), Stage.LODGED]
    for zone, rows in zones.items():
        ends = starts[zone][1:]
        days = np.flatnonzero(starts[zone][:-1] < ends)
        staying[np.ix_(days, rows)] = lodged[np.searchsorted(steps, ends[days])][:, rows]
    return staying


_MADE = (
    StoredSeries(
        Variable("wait_p90", ("day", "line"), "f4", "h", "90th percentile of waits, tracked people served", "mean"),
        _wait_p90,
    ),
    StoredSeries(
        Variable("waiting_max", ("day", "line"), "i4", "persons", "most people standing in the line", "last"),
        _waiting_max,
    ),
    StoredSeries(
        Variable("lodged_evening", ("day", "lodging"), "f4", "persons", "tracked people lodged at 20:00", "mean"),
        lambda view: _in_the_evening(view, "lodged"),
    ),
    StoredSeries(
        Variable("beds_in_use_evening", ("day", "lodging"), "f4", "places", "beds or units in use at 20:00", "mean"),
        lambda view: _in_the_evening(view, "beds_in_use"),
    ),
    StoredSeries(
        Variable("free_beds_evening", ("day", "lodging"), "f4", "places", "free beds or units at 20:00", "mean"),
        lambda view: _in_the_evening(view, "free_beds"),
    ),
    StoredSeries(
        Variable(
            "staying", ("day", "place"), "i4", "persons", "tracked people who stay there at the end of a day", "last"
        ),
        _staying,
    ),
    *(
        StoredSeries(
            Variable(
                f"post_{name}", ("day", "place"), "f4", unit, f"{meaning}, inbound, all lines of the post", "last"
            ),
            of,
        )
        for name, unit, meaning, of in (
            ("wait_mean", "h", "mean wait of tracked people served", posts.wait_mean),
            ("wait_p90", "h", "90th percentile of waits of tracked people served", posts.wait_p90),
            ("wait_so_far", "h", "longest 90th percentile of the time stood so far", posts.wait_so_far),
            ("wait_cohort", "h", "median wait of tracked people who joined", posts.wait_cohort),
            ("line", "persons", "most people standing in line", posts.line),
        )
    ),
)
