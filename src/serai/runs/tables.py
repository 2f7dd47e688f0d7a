"""The results of a run as tables for a planner, safe to pass on.

Counts of 1 to 9 people by place and day are blank, and so is what is measured on so few people. People who were turned
back appear by week and region only. Of draws a figure is the median, with the ends of the 80 % band in columns beside
it. The tables hold plain numbers, texts and dates; `export` writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from serai.results.bands import bands
from serai.results.sample import Sample
from serai.results.score import ScoreRow, score_cells
from serai.results.view import View
from serai.scenario.address import NUMBERS, Address
from serai.scenario.fields import fields_of, tables_of
from serai.scenario.schema import ASSUMED, Quantity
from serai.scenario.settings import setting_text, walk_settings
from serai.units import DAYS_PER_WEEK

FEW = 10
VALUE_TABLES = (
    "places", "profiles", "departures", "destinations", "no_entry", "traffic", "initial", "services", "lodging",
    "events",
)  # fmt: skip
BAND_ENDS = ("_low", "_high")

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


class Measure(NamedTuple):
    """One column of figures.

    Attributes
    ----------
    name : str
    figures : float64[3 or 1, ...]; of draws the median and the ends of the 80 % band, else the figure
    digits : int or None; after the decimal point; None for a number of people, of which 1 to 9 are blank
    """

    name: str
    figures: np.ndarray
    digits: int | None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its columns: its own and, of draws, those of the ends of the band."""
        return (self.name, *(self.name + end for end in BAND_ENDS if len(self.figures) > 1))

    def cells(self, *index: int) -> tuple[Cell, ...]:
        """The figure at a place of the arrays, and the ends of its band."""
        return tuple(self._cell(float(part[index])) for part in self.figures)

    def _cell(self, figure: float) -> Cell:
        if np.isnan(figure):
            return None
        if self.digits is None:
            return few_hidden(round(figure))
        return round(figure, self.digits) if self.digits else round(figure)


def all_tables(sample: Sample, rows: list[ScoreRow]) -> list[Table]:
    """All tables of a run, in the order of an export."""
    makers: tuple[Callable[[Sample], Table], ...] = (days, posts, waits, cities, lodging, registration, refused)
    return [*(make(sample) for make in makers), score_table(rows), values(sample.view)]


def measure_of(name: str, values: np.ndarray, digits: int | None = None) -> Measure:
    """A column of figures from those of each draw: values is [n_draws, ...]."""
    if len(values) == 1:
        return Measure(name, values.astype(np.float64), digits)
    low, median, high = bands(values.astype(np.float64))
    return Measure(name, np.stack([median, low, high]), digits)


def _table(
    name: str, about: str, keys: Sequence[str], measures: Sequence[Measure], rows: Iterable[tuple[Any, ...]]
) -> Table:
    """A table of rows (cells of the keys, place in the arrays of the measures)."""
    columns = (*keys, *(name for measure in measures for name in measure.columns))
    cells = [(*key, *(cell for measure in measures for cell in measure.cells(*index))) for key, index in rows]
    return Table(name, about, columns, tuple(cells))


def _dates(sample: Sample) -> list[date]:
    first = sample.view.day_of(sample.first_day)
    return [sample.view.date_of(first + day) for day in range(sample.n_days)]


def days(sample: Sample) -> Table:
    """Crossings of the whole country by day."""
    counts = {name: sample.days(name).sum(axis=2) for name in ("set_out", "entries", "entries_because", "exits")}
    names = ("set_out", "entries", "entries_because_of_events", "exits")
    measures = [measure_of(name, values) for name, values in zip(names, counts.values(), strict=True)]
    stayed = np.cumsum(counts["entries"] - counts["exits"], axis=1) + _stayed_before(sample)
    measures += [
        measure_of("stayed_since_start", stayed, 0),
        measure_of("gave_up_in_line", sample.days("gave_up").sum(axis=2)),
    ]
    rows = (((day,), (row,)) for row, day in enumerate(_dates(sample)))
    return _table("days", "people by local day, all places together", ("day",), measures, rows)


def _stayed_before(sample: Sample) -> np.ndarray:
    """Crossings on the local day before the scenario's first, which places west of its time zone may have."""
    first = sample.view.day_of(sample.first_day)
    before = [sample.arrays[name][:, :first].sum(axis=(1, 2), dtype=np.int64) for name in ("entries", "exits")]
    return np.asarray((before[0] - before[1])[:, np.newaxis])


def posts(sample: Sample) -> Table:
    """Crossings by place and day, of the places where anybody crossed."""
    names = {"entries": "entries", "entries_because": "entries_because_of_events", "exits": "exits"}
    measures = [measure_of(name, sample.days(array)) for array, name in names.items()]
    used = np.flatnonzero((sample.arrays["entries"] + sample.arrays["exits"]).any(axis=(0, 1)))
    rows = (
        ((day, sample.view.axes.places[place], _region(sample.view, place)), (row, place))
        for place in used.tolist()
        for row, day in enumerate(_dates(sample))
    )
    return _table("posts", "people who crossed, by post and local day", ("day", "place", "region"), measures, rows)


def waits(sample: Sample) -> Table:
    """Lines at the border by day."""
    lines = [row for row, line in enumerate(sample.view.axes.lines) if line.service != "registration"]
    return _lines(sample, "waits", "lines at posts, and for seats, by local day; waits in hours", lines)


def registration(sample: Sample) -> Table:
    """Lines for registration by day."""
    lines = [row for row, line in enumerate(sample.view.axes.lines) if line.service == "registration"]
    return _lines(sample, "registration", "lines for registration, by local day; waits in hours", lines)


def _lines(sample: Sample, name: str, about: str, lines: list[int]) -> Table:
    served = sample.days("served")
    enough = served >= FEW
    mean = np.where(enough, sample.days("wait_sum") / np.maximum(served, 1), np.nan)
    measures = [
        measure_of("joined", sample.days("joined")),
        measure_of("served", served),
        measure_of("mean_wait_hours", mean, 2),
        measure_of("p90_wait_hours", np.where(enough, sample.days("wait_p90"), np.nan), 2),
        measure_of("longest_line_people", sample.days("waiting_max")),
    ]
    axes = sample.view.axes
    rows = (
        ((day, line.place, line.name, line.service, line.mode, line.direction), (row, number))
        for number, line in ((number, axes.lines[number]) for number in lines)
        for row, day in enumerate(_dates(sample))
    )
    return _table(name, about, ("day", "place", "line", "service", "mode", "direction"), measures, rows)


def cities(sample: Sample) -> Table:
    """Arrivals, registration, lodging and rents by city and day."""
    names = {
        "reached_city": "reached", "registered": "registered", "without_bed": "without_bed_at_02",
        "searches": "searches", "search_refused": "searches_in_vain",
    }  # fmt: skip
    measures = [measure_of(name, sample.days(array)) for array, name in names.items()]
    measures.append(measure_of("rent_index", sample.days("rent_index"), 4))
    view = sample.view
    used = [row for row, name in enumerate(view.axes.places) if view.place_of[name].kind in ("city", "camp")]
    rows = (
        ((day, view.axes.places[place], _region(view, place)), (row, place))
        for place in used
        for row, day in enumerate(_dates(sample))
    )
    about = "people by city and local day; rents against those before"
    return _table("cities", about, ("day", "place", "region"), measures, rows)


def lodging(sample: Sample) -> Table:
    """People lodged and free beds at 20:00 local, by lodging and day."""
    measures = [
        measure_of("lodged", sample.days("lodged_evening")),
        measure_of("free", sample.days("free_beds_evening"), 0),
    ]
    view = sample.view
    rows = (
        ((day, view.lodging_of[key].place, key, view.lodging_of[key].kind, view.lodging_of[key].unit), (row, number))
        for number, key in enumerate(view.axes.lodging)
        for row, day in enumerate(_dates(sample))
    )
    about = "people lodged and free beds or units at 20:00 local time"
    return _table("lodging", about, ("day", "place", "lodging", "kind", "unit"), measures, rows)


def refused(sample: Sample) -> Table:
    """People turned back, by week and region only."""
    view, counts = sample.view, sample.days("refused")
    turned_back = np.flatnonzero(counts.any(axis=(0, 1))).tolist()
    regions = sorted({_region(view, place) for place in turned_back})
    members = [[row for row in range(len(view.axes.places)) if _region(view, row) == name] for name in regions]
    starts = range(0, sample.n_days, DAYS_PER_WEEK)
    by_week = np.zeros((sample.n_draws, len(starts), len(regions)))
    for week, start in enumerate(starts):
        for region, places in enumerate(members):
            by_week[:, week, region] = counts[:, start : start + DAYS_PER_WEEK, places].sum(axis=(1, 2))
    dates = _dates(sample)
    rows = (
        ((dates[start], name), (week, region))
        for region, name in enumerate(regions)
        for week, start in enumerate(starts)
    )
    about = "people turned back, by week and region"
    return _table("refused", about, ("week_from", "region"), [measure_of("refused", by_week)], rows)


def score_table(rows: list[ScoreRow]) -> Table:
    """The score; naive forecasts in columns of their own."""
    columns, cells = score_cells(rows)
    return Table("score", "the run against its observations", columns, tuple(cells))


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
    result = view.place_of[view.axes.places[place]]
    return result.region or result.country
