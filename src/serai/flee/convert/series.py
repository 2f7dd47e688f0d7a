"""The series of a Flee case: reported people by camp, put together and corrected as Flee does it, or as is meant."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

from serai.flee.convert.files import LAYOUT_NAMES, first_of, read_cells
from serai.flee.convert.notes import Notes, listed
from serai.flee.schema import MOST_PEOPLE
from serai.flee.series import TOTAL, Points, people_on

MOST_LETTERS = 120
EARLY_DAYS = 31


@dataclass(frozen=True)
class Series:
    """One row of data_layout.csv: its name, its points, and the days of reports."""

    name: str
    points: Points
    reported: frozenset[int]


def read_series(folder: Path, start: date, n_days: int, notes: Notes, *, as_run: bool) -> list[Series]:
    """All series of data_layout.csv in their order; the total is called ``total``."""
    layout = first_of(folder, LAYOUT_NAMES)
    if layout is None:
        notes.warnings.append("there is no data_layout.csv: no camp series, nothing to score")
        return []
    if layout.name != LAYOUT_NAMES[0]:
        notes.warnings.append(f"{layout.name} is read instead of {LAYOUT_NAMES[0]}, without which Flee stops")
    result: dict[str, Series] = {}
    rows: dict[str, list[str]] = {}
    for number, row in read_cells(layout, notes):
        if row[0].startswith("#"):
            continue
        where = f"{layout.name}, row {number}"
        if len(row) < 2 or not row[1]:
            notes.warnings.append(f"{where}: names no file for {row[0]}; the row is left out, as Flee does")
            continue
        if row[0] in rows:
            again = rows[row[0]] == row[1:]
            todo = "remove one of the equal rows" if again else "put its files into one row: name, file, file"
            notes.faults.append(f"{where}: {row[0]} appears twice; {todo}")
            continue
        rows[row[0]] = row[1:]
        if not 0 < len(row[0]) <= MOST_LETTERS:
            notes.faults.append(f"{where}: needs a name of 1 to {MOST_LETTERS} letters; correct the cell")
            continue
        tables = [
            table
            for name in row[1:]
            if name and (table := _read_file(folder / name, where, start, notes, as_run=as_run))
        ]
        if tables:
            result[row[0]] = _series(row[0], tables, where, notes, as_run=as_run)
    series = list(result.values())
    _look_at_first(series, notes, as_run=as_run)
    _look_at_ends(series, n_days, notes)
    return series


def files_of(folder: Path) -> list[str]:
    """Names of the files that data_layout.csv names."""
    layout = first_of(folder, LAYOUT_NAMES)
    return [name for _, row in read_cells(layout, Notes()) for name in row[1:]] if layout else []


def _series(name: str, tables: list[Points], where: str, notes: Notes, *, as_run: bool) -> Series:
    points = tables[0]
    for table in tables[1:]:
        points = _added(points, table, f"{where} ({name})", notes, as_run=as_run)
    return Series(name, points, frozenset(day for table in tables for day, _ in table))


def _look_at_first(series: list[Series], notes: Notes, *, as_run: bool) -> None:
    """Flee leaves the first row out of the daily sum, whatever it is called."""
    if series and series[0].name != TOTAL:
        here = "so does Serai" if as_run else "here it counts"
        notes.otherwise.append(
            f"data_layout.csv: the first row is {series[0].name}, not total; Flee leaves the first row out of the "
            f"daily sum, {here}"
        )
        if TOTAL in {entry.name for entry in series}:
            here = "so is it here" if as_run else "here it is not"
            notes.otherwise.append(
                f"data_layout.csv: total is not the first row; Flee adds it to the daily sum, {here}"
            )


def _look_at_ends(series: list[Series], n_days: int, notes: Notes) -> None:
    """Series that end before the simulation, by more than a month: their last figure holds on."""
    ends = {entry.name: max(entry.reported) for entry in series}
    early = [f"{name} with day {day}" for name, day in ends.items() if day < n_days - EARLY_DAYS]
    if early:
        notes.warnings.append(
            f"data_layout.csv: reports end before the {n_days} days of the simulation; the last figure is continued: "
            + listed(early)
        )


def _read_file(path: Path, where: str, start: date, notes: Notes, *, as_run: bool) -> Points:
    if not path.is_file():
        notes.faults.append(f"{where}: the file {path.name} is missing; add it, or remove the row of data_layout.csv")
        return []
    points: Points = []
    before = len(notes.faults)
    for number, row in read_cells(path, notes):
        when = date_of(row[0])
        if when is None:
            is_header = not points and not row[0][:1].isdigit()
            if row[0] and not row[0].startswith("#") and not is_header:
                notes.faults.append(
                    f"{path.name}, row {number}: {row[0]!r} is not a date such as 2015-05-01; correct the cell"
                )
            continue
        if len(row) < 2 or not row[1]:
            continue
        try:
            people = float(row[1])
        except ValueError:
            people = math.nan
        if abs(people) <= MOST_PEOPLE:
            points.append(((when - start).days, people))
        else:
            notes.faults.append(
                f"{path.name}, row {number}: {row[1]!r} is not a number of people up to {MOST_PEOPLE:.0e}; "
                "correct the cell"
            )
    if not points and len(notes.faults) == before:
        notes.faults.append(f"{path.name} contains no figures; add them, or remove the file from data_layout.csv")
    return _in_order(points, path.name, notes, as_run=as_run)


def _in_order(points: Points, name: str, notes: Notes, *, as_run: bool) -> Points:
    """Points by day, the last figure of a day; those that Flee's code takes as they stand are left so."""
    if _is_ordered(points):
        return points
    here = "so does Serai" if as_run else "here they are sorted, and the last figure of a date counts"
    notes.warnings.append(f"{name}: dates are not in order or appear twice")
    notes.otherwise.append(
        f"{name}: Flee takes reports in the order in which they are listed, whatever their dates; {here}"
    )
    return points if as_run else sorted(dict(points).items())


def _is_ordered(points: Points) -> bool:
    days = [day for day, _ in points]
    return days == sorted(set(days))


def in_order(series: list[Series], n_days: int) -> list[Series]:
    """Series whose points stand in the order of their days; of others what Flee reads from them on each day."""
    return [
        entry if _is_ordered(entry.points)
        else replace(entry, points=[(day, float(_as_flee_reads(entry.points, day))) for day in range(n_days)])
        for entry in series
    ]  # fmt: skip


def _as_flee_reads(points: Points, day: int) -> int:
    """Whole people on a day: on a straight line to the first row that is later, from the row before it in the file."""
    if day <= points[0][0]:
        return int(points[0][1])
    for (before, low), (after, high) in pairwise(points):
        if day < after:
            return int(low + (high - low) * (day - before) / (after - before))
    return int(points[-1][1])


def date_of(text: str) -> date | None:
    """A date as 2015-05-01, also with slashes or a time behind it; None where it is none."""
    try:
        return datetime.strptime(text.replace("/", "-").split("T")[0].split(" ")[0], "%Y-%m-%d").date()
    except ValueError:
        return None


def _added(first: Points, second: Points, where: str, notes: Notes, *, as_run: bool) -> Points:
    """Two files of one camp in one series."""
    notes.otherwise.append(
        f"{where}: Flee does not add the interpolated files; it takes the next value of the first file at dates of the "
        "second and the last value of the second at dates of the first, and drops what comes after the second ends"
    )
    if as_run and first[0][0] >= second[0][0]:
        return _added_as_flee(first, second)
    if as_run:
        notes.warnings.append(f"{where}: Flee stops here, since the first file begins earlier; the files are added")
    first, second = sorted(dict(first).items()), sorted(dict(second).items())
    days = sorted({day for day, _ in (*first, *second)})
    return [(day, people_on(first, day) + people_on(second, day)) for day in days]


def _added_as_flee(first: Points, second: Points) -> Points:
    added: Points = []
    offset, last = 0, 0.0
    for day, people in second:
        while day > first[offset][0]:
            added.append((first[offset][0], last + first[offset][1]))
            if offset == len(first) - 1:
                break
            offset += 1
        if day == first[offset][0]:
            added.append((day, people + first[offset][1]))
            offset = min(offset + 1, len(first) - 1)
            last = people
        elif day < first[offset][0]:
            added.append((day, people + first[offset][1]))
            last = people
    return added


def corrected(result: list[Series], path: Path, start: date, notes: Notes) -> list[Series]:
    """Series after registration corrections: earlier reports are scaled so that no step is left."""
    if not path.is_file():
        return result
    by_name = {series.name: series for series in result}
    for number, row in read_cells(path, notes):
        where = f"{path.name}, row {number}"
        if row[0].startswith("#") or len(row) < 2:
            continue
        series, when = by_name.get(row[0]), date_of(row[1])
        if series is None:
            notes.warnings.append(f"{where}: {row[0]} has no series in data_layout.csv; the row is left out")
        elif when is None:
            notes.faults.append(f"{where}: {row[1]!r} is not a date such as 2015-05-01; correct the cell")
        else:
            by_name[series.name] = _rescaled(series, (when - start).days, where, notes)
        if len(row) > 2 and row[2]:
            notes.otherwise.append(f"{where}: Flee does not read the third column ({row[2]})")
    return [by_name[series.name] for series in result]


def _rescaled(series: Series, day: int, where: str, notes: Notes) -> Series:
    days = [at for at, _ in series.points]
    if day < 0:
        notes.warnings.append(f"{where}: the date is before the start; Flee ignores the correction, and so does Serai")
        return series
    if day not in days[1:]:
        notes.warnings.append(
            f"{where}: {series.name} has no report on that date and one before; Flee stops here, the row is left out"
        )
        return series
    points = series.points
    for row in [row for row, at in enumerate(days) if at == day and row > 0]:
        before = points[row - 1][1]
        if before == 0:
            notes.warnings.append(
                f"{where}: the report before that date is 0 and cannot be scaled; the row is left out"
            )
            return series
        factor = points[row][1] / before
        points = [(at, people * factor if place < row else people) for place, (at, people) in enumerate(points)]
    if not all(abs(people) <= MOST_PEOPLE for _, people in points):
        notes.faults.append(f"{where}: reports would be scaled to more than {MOST_PEOPLE:.0e} people; correct the row")
    return replace(series, points=points)
