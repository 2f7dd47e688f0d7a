"""The results of a run as tables for a planner, safe to pass on.

Counts of 1 to 9 people by place and day are blank, and so is what is measured on so few people. People who were turned
back appear by week and region only. The tables hold plain numbers, texts and dates; `export` writes them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

import numpy as np

from serai.results.beds import EVENING_HOUR
from serai.results.score import ScoreRow
from serai.results.view import View
from serai.results.waits import percentile
from serai.scenario.address import NUMBERS, Address
from serai.scenario.fields import fields_of, tables_of
from serai.scenario.schema import ASSUMED, Quantity
from serai.scenario.settings import setting_text, walk_settings
from serai.units import DAYS_PER_WEEK

FEW = 10
VALUE_TABLES = ("places", "profiles", "departures", "traffic", "initial", "services", "lodging", "events")

Cell = str | int | float | bool | date | None


@dataclass(frozen=True)
class Table:
    """One table: its name, what it holds, its columns, its rows."""

    name: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def few_hidden(count: float) -> int | None:
    """A count of people, or None where it is 1 to 9."""
    return None if 0 < count < FEW else int(count)


def all_tables(view: View, rows: list[ScoreRow]) -> list[Table]:
    """All tables of a run, in the order of an export."""
    makers: tuple[Callable[[View], Table], ...] = (days, posts, waits, cities, lodging, registration, refused)
    return [*(make(view) for make in makers), score_table(rows), values(view)]


def _scenario_days(view: View) -> range:
    return range(1, view.axes.n_days - 1)


def _by_place(view: View, name: str) -> np.ndarray:
    return np.asarray(view.array(name)[:, :, view.profile_rows("")].sum(axis=2, dtype=np.int64))


def _because(view: View) -> np.ndarray:
    return np.asarray(view.array("entries_by_cause")[:, :, view.event_cause_rows].sum(axis=2, dtype=np.int64))


def days(view: View) -> Table:
    """Crossings of the whole country by day."""
    entries, exits = _by_place(view, "entries").sum(axis=1), _by_place(view, "exits").sum(axis=1)
    because, stayed = _because(view).sum(axis=1), np.cumsum(entries - exits)
    set_out, home = _by_place(view, "set_out").sum(axis=1), _by_place(view, "gave_up").sum(axis=1)
    rows = [
        (
            view.date_of(d),
            *(few_hidden(x[d]) for x in (set_out, entries, because, exits)),
            int(stayed[d]),
            few_hidden(home[d]),
        )
        for d in _scenario_days(view)
    ]
    columns = (
        "day",
        "set_out",
        "entries",
        "entries_because_of_events",
        "exits",
        "stayed_since_start",
        "gave_up_in_line",
    )
    return Table("days", "people by local day, all places together", columns, tuple(rows))


def posts(view: View) -> Table:
    """Crossings by place and day, of the places where anybody crossed."""
    entries, exits, because = _by_place(view, "entries"), _by_place(view, "exits"), _because(view)
    used = np.flatnonzero((entries + exits).sum(axis=0))
    rows = [
        (
            view.date_of(d),
            view.axes.places[p],
            _region(view, int(p)),
            *(few_hidden(x[d, p]) for x in (entries, because, exits)),
        )
        for p in used
        for d in _scenario_days(view)
    ]
    columns = ("day", "place", "region", "entries", "entries_because_of_events", "exits")
    return Table("posts", "people who crossed, by post and local day", columns, tuple(rows))


def waits(view: View) -> Table:
    """Lines at the border by day."""
    lines = [row for row, line in enumerate(view.axes.lines) if line.service != "registration"]
    return _lines(view, "waits", "lines at posts, and for seats, by local day; waits in hours", lines)


def registration(view: View) -> Table:
    """Lines for registration by day."""
    lines = [row for row, line in enumerate(view.axes.lines) if line.service == "registration"]
    return _lines(view, "registration", "lines for registration, by local day; waits in hours", lines)


def _lines(view: View, name: str, about: str, lines: list[int]) -> Table:
    joined, served, hours = view.array("joined"), view.array("served"), view.array("wait_sum")
    hist = view.array("wait_hist")
    rows: list[tuple[Cell, ...]] = []
    for row in lines:
        line = view.axes.lines[row]
        longest = _longest_by_day(view, row)
        for d in _scenario_days(view):
            is_known = served[d, row] >= FEW
            mean = round(float(hours[d, row] / served[d, row]), 2) if is_known else None
            p90 = round(percentile(hist[d, row], 0.9), 2) if is_known and hist[d, row].any() else None
            kind = (line.place, line.name, line.service, line.mode, line.direction)
            counts = (few_hidden(joined[d, row]), few_hidden(served[d, row]))
            rows.append((view.date_of(d), *kind, *counts, mean, p90, few_hidden(longest[d])))
    columns = (
        "day", "place", "line", "service", "mode", "direction", "joined", "served", "mean_wait_hours", "p90_wait_hours",
        "longest_line_people",
    )  # fmt: skip
    return Table(name, about, columns, tuple(rows))


def _longest_by_day(view: View, row: int) -> np.ndarray:
    """Most people in a line at any step of each local day: int64[n_days]."""
    zone = view.zone([view.place_row[view.axes.lines[row].place]])
    waiting = view.array("waiting")[:, row]
    longest = np.zeros(view.axes.n_days, dtype=np.int64)
    for d in _scenario_days(view):
        start = datetime.combine(view.date_of(d), time())
        longest[d] = waiting[view.steps(start, start + timedelta(days=1), zone)].max(initial=0)
    return longest


def cities(view: View) -> Table:
    """Arrivals, registration, lodging and rents by city and day."""
    reached, registered = _by_place(view, "reached_city"), _by_place(view, "registered")
    others = [view.array(name) for name in ("without_bed", "searches", "search_refused")]
    used = [row for row, name in enumerate(view.axes.places) if view.place_of[name].kind in ("city", "camp")]
    rows: list[tuple[Cell, ...]] = []
    for p in used:
        for d in _scenario_days(view):
            counts = [few_hidden(x[d, p]) for x in (reached, registered, *others)]
            rent = round(float(view.array("rent_index")[d, p]), 4)
            rows.append((view.date_of(d), view.axes.places[p], _region(view, p), *counts, rent))
    columns = (
        "day", "place", "region", "reached", "registered", "without_bed_at_02", "searches", "searches_in_vain",
        "rent_index",
    )  # fmt: skip
    return Table("cities", "people by city and local day; rents against those before", columns, tuple(rows))


def lodging(view: View) -> Table:
    """People lodged and free beds at 20:00 local, by lodging and day."""
    rows: list[tuple[Cell, ...]] = []
    for row, key in enumerate(view.axes.lodging):
        found = view.lodging_of[key]
        zone = view.zone([view.place_row[found.place]])
        steps = view.steps_at_hour(slice(1, view.axes.n_days - 1), EVENING_HOUR, zone)
        for d, step in zip(_scenario_days(view), steps, strict=True):
            lodged, free = view.array("lodged")[step, row], view.array("free_beds")[step, row]
            rows.append((view.date_of(d), found.place, key, found.kind, few_hidden(lodged), int(free), found.unit))
    columns = ("day", "place", "lodging", "kind", "lodged", "free", "unit")
    return Table("lodging", "people lodged and free beds or units at 20:00 local time", columns, tuple(rows))


def refused(view: View) -> Table:
    """People turned back, by week and region only."""
    counts = _by_place(view, "refused")
    regions = sorted({_region(view, int(p)) for p in np.flatnonzero(counts.sum(axis=0))})
    rows: list[tuple[Cell, ...]] = []
    for region in regions:
        members = [p for p, _ in enumerate(view.axes.places) if _region(view, p) == region]
        for first in range(1, view.axes.n_days - 1, DAYS_PER_WEEK):
            week = slice(first, min(first + DAYS_PER_WEEK, view.axes.n_days - 1))
            rows.append((view.date_of(first), region, few_hidden(counts[week][:, members].sum())))
    return Table("refused", "people turned back, by week and region", ("week_from", "region", "refused"), tuple(rows))


def score_table(rows: list[ScoreRow]) -> Table:
    """The score; naive forecasts in columns of their own."""
    columns = [field.name for field in fields(ScoreRow) if field.name != "naive"]
    names = sorted({name for row in rows for name in row.naive})
    cells = [(*(getattr(row, column) for column in columns), *(row.naive.get(name) for name in names)) for row in rows]
    all_columns = (*columns, *(f"naive_{name}" for name in names))
    return Table("score", "the run against its observations", all_columns, tuple(cells))


def values(view: View) -> Table:
    """Every number that the run used, with its range and source; roads and observations are left out."""
    rows: list[tuple[Cell, ...]] = []
    for key, setting, value in walk_settings(view.scenario):
        if isinstance(value, Quantity):
            rows.append((key, value.value, setting.unit, value.low, value.high, value.source))
        else:
            rows.append((key, setting_text(setting, value), setting.unit, None, None, ASSUMED))
    for table in VALUE_TABLES:
        columns = fields_of(tables_of(type(view.scenario))[table]).values()
        numbers = [column for column in columns if column.kind in NUMBERS]
        for row, entry in enumerate(getattr(view.scenario, table)):
            for address in (Address((table, row), column) for column in numbers):
                value = address.value(view.scenario)
                if value is not None:
                    ends = address.range(view.scenario)
                    rows.append((address.name(view.scenario), value, address.field.unit, *ends, entry.source))
    heads = ("key", "value", "unit", "low", "high", "source")
    return Table("values", "the values that were used", heads, tuple(rows))


def _region(view: View, place: int) -> str:
    found = view.place_of[view.axes.places[place]]
    return found.region or found.country
