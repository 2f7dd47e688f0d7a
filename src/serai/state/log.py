"""What a run writes down: arrays for counts, waits and journeys, allocated before tick 0.

`VARIABLES` is the one list of them. Kernels fill the arrays; `results.dataset` reads names, units and rules from here.

Days are local days of the place concerned. Day 0 is the day before the scenario's first day, because places west of
the scenario's time zone are still in it when the run starts; the last day is the day after the scenario's end.
Hours are those of the clock of the place concerned, 24 for each of these days; they are kept only where an observation
asks for a period of hours. Steps are moments at which states are written down: step k is k + 1 steps after the start of the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np

# Local days known beyond each end of the log: places differ by up to 26 hours, and the last tick may run over the end.
MARGIN_DAYS = 2

# Waits are counted in bins: bin 0 up to 512 moments (64 s), then 16 bins for each doubling.
WAIT_BIN_FIRST_BIT = 9
WAIT_BINS_PER_DOUBLING = 16
WAIT_BINS = 1 + (26 - WAIT_BIN_FIRST_BIT) * WAIT_BINS_PER_DOUBLING

JOURNEY = np.dtype(
    [
        ("key", "u8"),
        ("time", "i4"),  # moments since the start of the run
        ("value", "i4"),  # moments waited, or row of the line or lodging
        ("place", "i2"),
        ("reason", "u1"),  # codes.Reason
        ("profile", "u1"),
        ("size", "u1"),
        ("origin_known", "u1"),
        ("origin", "i2"),
    ],
    align=True,
)


class Variable(NamedTuple):
    """One array of a run: its name, dimensions, type, unit, meaning and how it adds up over time."""

    name: str
    dims: tuple[str, ...]
    dtype: str
    unit: str
    long_name: str
    add_up: str  # sum, mean or last


VARIABLES = (
    Variable("set_out", ("day", "place", "profile"), "i4", "persons", "people who set out, by origin", "sum"),
    Variable("set_out_by_cause", ("day", "place", "cause"), "i4", "persons", "people who set out, by origin and cause", "sum"),
    Variable("entries", ("day", "place", "profile"), "i4", "persons", "completed inbound crossings", "sum"),
    Variable("entries_by_cause", ("day", "place", "cause"), "i4", "persons", "completed inbound crossings by cause of departure", "sum"),
    Variable("exits", ("day", "place", "profile"), "i4", "persons", "completed outbound crossings", "sum"),
    Variable("newcomer_exits", ("day", "place"), "i4", "persons", "completed outbound crossings of people who came, or last changed city, since the day of the first trigger", "sum"),
    Variable("refused", ("day", "place", "profile"), "i4", "persons", "people turned back at a control", "sum"),
    Variable("gave_up", ("day", "place", "profile"), "i4", "persons", "people who left a line and went home", "sum"),
    Variable("changed_post", ("day", "place", "profile"), "i4", "persons", "people who left a line for another post", "sum"),
    Variable("changed_line", ("day", "place", "profile"), "i4", "persons", "people who changed to the line on foot", "sum"),
    Variable("joined", ("day", "line"), "i4", "persons", "tracked people who joined the line", "sum"),
    Variable("served", ("day", "line"), "i4", "persons", "tracked people whose service ended", "sum"),
    Variable("served_all", ("day", "line"), "i4", "persons", "all people whose service ended", "sum"),
    Variable("wait_sum", ("day", "line"), "f8", "person h", "hours from joining the line to the end of the service, tracked people", "sum"),
    Variable("wait_hist", ("day", "line", "wait_bin"), "i4", "persons", "tracked people by wait and day of the end of their service", "sum"),
    Variable("cohort_served", ("day", "line", "wait_bin"), "i4", "persons", "tracked people served, by wait and day of joining", "sum"),
    Variable("cohort_left", ("day", "line", "wait_bin"), "i4", "persons", "tracked people who left the line unserved or were turned back, by time in line and day of joining", "sum"),
    Variable("waiting", ("step", "line"), "i4", "persons", "people standing in the line", "mean"),
    Variable("wait_so_far_mean", ("step", "line"), "f4", "h", "mean time stood so far by people in the line", "mean"),
    Variable("wait_so_far_p50", ("step", "line"), "f4", "h", "median time stood so far by people in the line", "mean"),
    Variable("wait_so_far_p90", ("step", "line"), "f4", "h", "90th percentile of the time stood so far by people in the line", "mean"),
    Variable("reached_city", ("day", "place", "profile"), "i4", "persons", "arrivals in a city", "sum"),
    Variable("registered", ("day", "place", "profile"), "i4", "persons", "people registered", "sum"),
    Variable("lodged", ("step", "lodging"), "i4", "persons", "tracked people in the lodging", "mean"),
    Variable("beds_in_use", ("step", "lodging"), "i4", "places", "beds or units in use by tracked people", "mean"),
    Variable("free_beds", ("step", "lodging"), "i4", "places", "free beds or units", "mean"),
    Variable("without_bed", ("day", "place"), "i4", "persons", "people searching and not lodged at 02:00", "mean"),
    Variable("searches", ("day", "place"), "i4", "persons", "people who searched for lodging", "sum"),
    Variable("search_refused", ("day", "place"), "i4", "persons", "people whose search failed", "sum"),
    Variable("rent_index", ("day", "place"), "f8", "1", "asking rents at the end of the day, 1 before the event", "last"),
    Variable("supply_index", ("day", "place"), "f8", "1", "paid lodging on offer at the end of the day, 1 before the event", "last"),
    Variable("went_on", ("day", "place", "profile"), "i4", "persons", "people who left a city for another one", "sum"),
    Variable("went_home", ("day", "place", "profile"), "i4", "persons", "people who went home from a city", "sum"),
    Variable("moved_on", ("day", "place", "profile"), "i4", "persons", "people who left for third countries", "sum"),
    Variable("present", ("step", "stage", "place"), "i4", "persons", "tracked people by stage and place", "last"),
    Variable("entries_by_hour", ("hour", "place", "profile"), "i4", "persons", "completed inbound crossings by hour of the clock, where an observation asks for hours", "sum"),
    Variable("exits_by_hour", ("hour", "place", "profile"), "i4", "persons", "completed outbound crossings by hour of the clock, where an observation asks for hours", "sum"),
    Variable("registered_by_hour", ("hour", "place", "profile"), "i4", "persons", "people registered by hour of the clock, where an observation asks for hours", "sum"),
)  # fmt: skip


BY_CHANGE = ("present",)  # kept as `state.changes.Changes`
IN_BYTES = ("wait_hist", "cohort_served", "cohort_left")  # kept as `state.counts.Counts`, in this order
SERVED, COHORT_SERVED, COHORT_LEFT = range(len(IN_BYTES))
BYTES_AND_CARRIED = 5  # of each of their counts
# Of a line on a day, side by side: a service counts in all of them.
LINE_DAY = np.dtype([("wait_sum", "f8"), ("joined", "i4"), ("served", "i4"), ("served_all", "i4")], align=True)
PACKED = (*BY_CHANGE, *IN_BYTES, *(LINE_DAY.names or ()))  # what the main rule does not keep as an array of its own


@dataclass(frozen=True)
class LineName:
    """What a line is: its own name, place, service (`ServiceKind` name in lower case), line mode and direction."""

    name: str
    place: str
    service: str
    mode: str
    direction: str
    pool: str
    called: str


@dataclass(frozen=True)
class Axes:
    """The names along each dimension of the log.

    Attributes
    ----------
    start : datetime, UTC, aware; moment 0
    first_day : date; local date of day 0 (the day before the scenario's start)
    n_days : int; scenario days + 2
    n_steps : int
    step_minutes : int
    n_hours : int; 24 for each day, or 0 where nothing is kept by hour
    places, profiles, causes, lodging : tuple of str; cause 0 is "ordinary", the others are ids of trigger events
    lines : tuple of LineName
    place_zones : tuple of str; IANA time zone of each place
    """

    start: datetime
    first_day: date
    n_days: int
    n_steps: int
    step_minutes: int
    places: tuple[str, ...]
    place_zones: tuple[str, ...]
    profiles: tuple[str, ...]
    causes: tuple[str, ...]
    lines: tuple[LineName, ...]
    lodging: tuple[str, ...]
    n_hours: int = 0

    def size(self, dim: str) -> int:
        """Length of a dimension of the log."""
        from serai.codes import Stage

        sizes = {
            "day": self.n_days,
            "step": self.n_steps,
            "hour": self.n_hours,
            "place": len(self.places),
            "profile": len(self.profiles),
            "cause": len(self.causes),
            "line": len(self.lines),
            "lodging": len(self.lodging),
            "stage": len(Stage),
            "wait_bin": WAIT_BINS,
        }
        return sizes[dim]


@dataclass(frozen=True)
class Outcome:
    """All that a finished run leaves behind, before `results` gives it units and names.

    Attributes
    ----------
    axes : Axes
    arrays : dict of name -> array, one for each of `kept_variables`; those of `BY_CHANGE` are Changes,
        those of `IN_BYTES` Counts
    journeys : JOURNEY[n]; log of the parties that are followed, in order of time for each party
    totals : dict of name -> int; ledger of people (set_out, initial, entries, outside, ...) and events handled
    """

    axes: Axes
    arrays: dict[str, Any]  # of numpy, Changes or Counts
    journeys: np.ndarray
    totals: dict[str, int]


def kept_variables(axes: Axes) -> tuple[Variable, ...]:
    """Those of `VARIABLES` that a run with these axes keeps: counts by hour only where it has hours."""
    return tuple(variable for variable in VARIABLES if axes.n_hours or "hour" not in variable.dims)


def log_bytes(axes: Axes) -> int:
    """Bytes that the arrays of a log take."""
    total = 0
    for variable in kept_variables(axes):
        size = BYTES_AND_CARRIED if variable.name in IN_BYTES else np.dtype(variable.dtype).itemsize
        for dim in variable.dims:
            size *= axes.size(dim)
        total += size
    return total


def allocate(axes: Axes, *, without: Sequence[str] = ()) -> dict[str, np.ndarray]:
    """A zeroed array for each variable that is kept, by name, but for those `without`."""
    kept = [variable for variable in kept_variables(axes) if variable.name not in without]
    return {v.name: np.zeros([axes.size(d) for d in v.dims], dtype=v.dtype) for v in kept}


def allocate_counts(axes: Axes) -> dict[str, np.ndarray]:
    """Services and waits of nobody, as the main rule counts them.

    Returns
    -------
    dict with
        line_day : LINE_DAY[n_days, n_lines]
        waits : uint8[n of IN_BYTES, n_days * n_lines, WAIT_BINS]
        waits_carried : int32, of the same shape; how often 256 were taken out of each: hardly any is ever touched
    """
    days, lines = axes.n_days, len(axes.lines)
    shape = (len(IN_BYTES), days * lines, WAIT_BINS)
    return {
        "line_day": np.zeros((days, lines), dtype=LINE_DAY),
        "waits": np.zeros(shape, dtype=np.uint8),
        "waits_carried": np.zeros(shape, dtype=np.int32),
    }


def wait_bin_edges_hours() -> np.ndarray:
    """Edges of the bins of waits: float64[WAIT_BINS + 1], hours."""
    from serai.units import MOMENTS_PER_HOUR

    edges = [0.0, 2.0**WAIT_BIN_FIRST_BIT]
    for octave in range(WAIT_BIN_FIRST_BIT, 26):
        for sub in range(1, WAIT_BINS_PER_DOUBLING + 1):
            edges.append(2.0**octave * (1 + sub / WAIT_BINS_PER_DOUBLING))
    return np.array(edges) / MOMENTS_PER_HOUR
