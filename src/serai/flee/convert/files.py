"""The files of a Flee case: where they lie, and their rows by the names in their headers."""

from __future__ import annotations

import csv
import io
import math
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from serai.flee.convert.notes import Notes
from serai.scenario.read.csv import decode

INPUT_FOLDERS = ("input_csv", "", "csv")
DATA_FOLDERS = ("source_data", "", "refugee_data", "validation_data")
MOST_DAYS = 1_000_000
LAYOUT_NAMES = ("data_layout.csv", "data_layout_refugee.csv")
PERIOD_NAMES = ("sim_period.csv", "conflict_period.csv")
SETTINGS_NAMES = ("simsetting.yml", "simsetting.yaml", "simsettings.yml", "simsettings.yaml")

# What a header may call each column, and the order of columns where a file has no header.
LOCATION_COLUMNS = {
    "name": ("name", "location", "location_name", "location name"),
    "region": ("region",),
    "country": ("country",),
    "lat": ("lat", "latitude", "gps_x", "x"),
    "lon": ("lon", "long", "longitude", "gps_y", "y"),
    "type": ("location_type", "location type", "type"),
    "conflict_date": ("conflict_date", "conflict date", "date"),
    "population": ("population", "pop", "pop/cap", "population/capacity", "capacity"),
}
LOCATION_NEEDS = ("name", "type", "population")
ROUTE_COLUMNS = {
    "name1": ("name1", "from"),
    "name2": ("name2", "to"),
    "distance": ("distance", "distance [km]", "distance[km]", "distance (km)", "km", "distance_km"),
    "forced_redirection": ("forced_redirection", "redirection"),
}
ROUTE_NEEDS = ("name1", "name2", "distance")
CLOSURE_COLUMNS = {
    "type": ("closure_type", "type"),
    "name1": ("name1",),
    "name2": ("name2",),
    "start": ("closure_start", "closure_start = 0", "start"),
    "end": ("closure_end", "closure_end = -1", "end"),
}
CLOSURE_NEEDS = ("type", "name1", "start", "end")
CHANGE_COLUMNS = {
    "name": ("name", "location", "location_name", "location name"),
    "type": ("location_type", "new_location_type", "new location type", "type"),
    "day": ("date", "day", "change_date", "date (in simulation days)"),
}
CHANGE_NEEDS = ("name", "type", "day")


@dataclass(frozen=True)
class Line:
    """One row of a file: its cells by name, further cells by their header, and where it stands."""

    where: str
    cells: Mapping[str, str]
    more: Mapping[str, str] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()  # columns of the header for which the row has no cell


@dataclass(frozen=True)
class Folders:
    """Where the parts of a case lie."""

    root: Path
    inputs: Path
    data: Path


def find_folders(source: Path) -> Folders:
    """Where a case keeps its inputs and its series: in folders of their own, or at the top."""

    def holding(names: Sequence[str], wanted: Sequence[str]) -> Path:
        folders = [source / name for name in names]
        return next((item for item in folders if first_of(item, wanted)), folders[0])

    return Folders(source, holding(INPUT_FOLDERS, ("locations.csv",)), holding(DATA_FOLDERS, LAYOUT_NAMES))


def holds_case(folder: Path) -> bool:
    """Whether a folder holds the places of a case."""
    return any((folder / name / "locations.csv").is_file() for name in INPUT_FOLDERS)


def other_files(folders: Folders, used: frozenset[str]) -> list[Path]:
    """Tables and settings of a case that are not among the names that are read."""
    values = {path for folder in (folders.inputs, folders.data) if folder.is_dir() for path in folder.iterdir()}
    return sorted(path for path in values if path.suffix in (".csv", ".yml", ".yaml") and path.name not in used)


def first_of(folder: Path, names: Sequence[str]) -> Path | None:
    """The first file of a folder that has one of these names."""
    return next((folder / name for name in names if (folder / name).is_file()), None)


def read_cells(path: Path, notes: Notes) -> list[tuple[int, list[str]]]:
    """Numbered rows of a CSV file, without blank ones; none, with a fault, where it cannot be read."""
    try:
        content = path.read_bytes()
        text = decode(content) if content.strip() else ""  # cases come with empty files for what does not happen
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except OSError as error:
        notes.faults.append(f"{path.name}: cannot be read: {error.strerror or error}")
        return []
    except (ValueError, csv.Error) as error:
        notes.faults.append(f"{path.name}: {error}")
        return []
    cells = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, start=1)]
    return [(number, row) for number, row in cells if any(row)]


def read_lines(
    path: Path, columns: Mapping[str, Sequence[str]], needs: Sequence[str], notes: Notes
) -> list[Line]:  # fmt: skip
    """Rows of a file by the names in its header; by their order, with a warning, where it has none.

    A header without one of the columns that are needed is a fault, and gives no rows.
    """
    rows = read_cells(path, notes)
    header = next((row for _, row in rows if _is_header(row, columns)), None)
    if header is None:
        if rows:
            order = ", ".join(columns)
            notes.warnings.append(f"{path.name} has no header; its columns are assumed to be {order}")
        positions: dict[str, int] = {name: position for position, name in enumerate(columns)}
        more: dict[str, int] = {}
    else:
        positions, more = _positions(header, columns)
        for place, name in enumerate(columns):
            if name not in positions:
                _by_place(name, place, positions, more, f"{path.name}, header", notes)
        lacking = [columns[name][0] for name in needs if name not in positions]
        if lacking:
            names = " and no column ".join(lacking)
            notes.faults.append(f"{path.name}: the header has no column {names}; name the column so, or add it")
            return []
    named = {**positions, **more}
    lines = []
    for number, row in rows:
        if row is header or row[0].startswith("#"):
            continue
        lacks = tuple(name for name, position in named.items() if header is not None and position >= len(row))
        lines.append(Line(f"{path.name}, row {number}", _picked(row, positions), _picked(row, more), lacks))
    return lines


def _is_header(row: list[str], columns: Mapping[str, Sequence[str]]) -> bool:
    known = {alias for aliases in columns.values() for alias in aliases}
    return sum(_plain(cell) in known for cell in row) >= min(3, len(columns))


def _positions(header: list[str], columns: Mapping[str, Sequence[str]]) -> tuple[dict[str, int], dict[str, int]]:
    names = [_plain(cell) for cell in header]
    positions = {}
    for name, aliases in columns.items():
        result = next((names.index(alias) for alias in aliases if alias in names), None)
        if result is not None:
            positions[name] = result
    more = {name: position for position, name in enumerate(names) if name and position not in positions.values()}
    return positions, more


def _by_place(
    name: str, place: int, positions: dict[str, int], more: dict[str, int], where: str, notes: Notes
) -> None:  # fmt: skip
    """Take a column whose name is not known by its place, as Flee does, where it has a name of its own."""
    given = next((other for other, position in more.items() if position == place), None)
    if given is not None:
        positions[name] = place
        del more[given]
        notes.warnings.append(f"{where}: the name {given!r} is not known; by its position the column is read as {name}")


def _plain(cell: str) -> str:
    return re.sub(r"\s+", " ", cell.strip().lstrip("#").strip().strip('"').casefold())


def _picked(row: list[str], positions: Mapping[str, int]) -> dict[str, str]:
    return {name: row[position] for name, position in positions.items() if position < len(row)}


def number_of(line: Line, name: str, meaning: str, notes: Notes, *, default: float | None = None) -> float | None:
    """A number of a row; None with a fault where it is missing (without default) or is no number."""
    text = line.cells.get(name, line.more.get(name, ""))
    if not text:
        if default is None:
            notes.faults.append(f"{line.where}: the {meaning} is missing; write it into the row")
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        notes.faults.append(f"{line.where}: the {meaning} must be a number, got {text!r}; correct the cell")
        return None
    return value


def day_of(line: Line, name: str, meaning: str, notes: Notes, *, default: int | None = None) -> int | None:
    """A day of a row, as a whole number since the start of the simulation."""
    value = number_of(line, name, meaning, notes, default=default)
    if value is None:
        return None
    if not abs(value) < MOST_DAYS or value != int(value):
        notes.faults.append(f"{line.where}: the {meaning} must be a whole number of days, got {value:g}; correct it")
        return None
    return int(value)


def read_yaml(path: Path, notes: Notes) -> dict[str, Any]:
    """simsetting.yml as Flee reads it: YAML 1.1, the last of equal keys counts."""
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import SafeConstructor
    from ruamel.yaml.error import YAMLError

    class LastCounts(SafeConstructor):
        """Takes the last of equal keys, where its base takes the first or stops."""

        def check_mapping_key(self, node: Any, key_node: Any, mapping: Any, key: Any, value: Any) -> bool:
            if key in mapping:
                line = key_node.start_mark.line + 1
                notes.warnings.append(f"{path.name}, line {line}: the key {key} appears twice; the last one counts")
            return True

    reader = YAML(typ="safe", pure=True)
    reader.Constructor = LastCounts
    reader.version = (1, 1)
    try:
        content = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # 2e2 is no number to YAML 1.1, but to Flee
            given = reader.load(decode(content)) if content.strip() else None
    except OSError as error:
        notes.faults.append(f"{path.name}: cannot be read: {error.strerror or error}")
    except (ValueError, YAMLError) as error:
        lines = " ".join(str(error).split())
        notes.faults.append(f"{path.name}: cannot be read as YAML: {lines[:200]}; correct the file")
    else:
        if given is None or isinstance(given, dict):
            return dict(given or {})
        notes.faults.append(f"{path.name}: must contain sections such as move_rules; correct the file")
    return {}
