"""The files of a Flee case: where they lie, and their rows by the names in their headers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from serai.convert.notes import Notes
from serai.scenario.read_csv import decode

INPUT_FOLDERS = ("input_csv", "", "csv")
DATA_FOLDERS = ("source_data", "", "refugee_data", "validation_data")
SETTINGS_NAMES = ("simsetting.yml", "simsetting.yaml", "simsettings.yml", "simsettings.yaml")

# What a header may call each column, and the order of columns where a file has no header.
LOCATION_COLUMNS = {
    "name": ("name", "location", "location_name"),
    "region": ("region",),
    "country": ("country",),
    "lat": ("lat", "latitude", "gps_x", "x"),
    "lon": ("lon", "long", "longitude", "gps_y", "y"),
    "type": ("location_type", "type"),
    "conflict_date": ("conflict_date",),
    "population": ("population", "pop", "pop/cap", "population/capacity", "capacity"),
}
ROUTE_COLUMNS = {
    "name1": ("name1", "from"),
    "name2": ("name2", "to"),
    "distance": ("distance", "distance [km]", "km", "distance_km"),
    "forced_redirection": ("forced_redirection", "redirection"),
}
CLOSURE_COLUMNS = {
    "type": ("closure_type", "type"),
    "name1": ("name1",),
    "name2": ("name2",),
    "start": ("closure_start", "start"),
    "end": ("closure_end", "end"),
}
CHANGE_COLUMNS = {
    "name": ("name", "location", "location_name"),
    "type": ("location_type", "new_location_type", "type"),
    "day": ("date", "day", "change_date"),
}


@dataclass(frozen=True)
class Line:
    """One row of a file: its cells by name, further cells by their header, and where it stands."""

    where: str
    cells: Mapping[str, str]
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Folders:
    """Where the parts of a case lie."""

    root: Path
    inputs: Path
    data: Path


def find_folders(source: Path) -> Folders:
    """Where a case keeps its inputs and its series: in folders of their own, or at the top."""

    def holding(names: Sequence[str], wanted: str) -> Path:
        return next((source / name for name in names if (source / name / wanted).is_file()), source / names[0])

    return Folders(source, holding(INPUT_FOLDERS, "locations.csv"), holding(DATA_FOLDERS, "data_layout.csv"))


def read_cells(path: Path, notes: Notes) -> list[tuple[int, list[str]]]:
    """Numbered rows of a CSV file, without blank ones; none, with a fault, where it cannot be read."""
    try:
        text = decode(path.read_bytes())
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except OSError as error:
        notes.faults.append(f"{path.name}: cannot be read: {error.strerror or error}")
        return []
    except (ValueError, csv.Error) as error:
        notes.faults.append(f"{path.name}: {error}")
        return []
    cells = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, start=1)]
    return [(number, row) for number, row in cells if any(row)]


def read_lines(path: Path, columns: Mapping[str, Sequence[str]], notes: Notes) -> list[Line]:
    """Rows of a file by the names in its header; by their order, with a warning, where it has none."""
    rows = read_cells(path, notes)
    header = next((row for _, row in rows if _is_header(row, columns)), None)
    if header is None:
        if rows:
            order = ", ".join(columns)
            notes.warnings.append(f"{path.name} has no header; its columns are taken to be {order}")
        positions: dict[str, int] = {name: position for position, name in enumerate(columns)}
        more: dict[str, int] = {}
    else:
        positions, more = _positions(header, columns)
    lines = []
    for number, row in rows:
        if row is header or row[0].startswith("#"):
            continue
        lines.append(Line(f"{path.name}, row {number}", _picked(row, positions), _picked(row, more)))
    return lines


def _is_header(row: list[str], columns: Mapping[str, Sequence[str]]) -> bool:
    known = {alias for aliases in columns.values() for alias in aliases}
    return sum(_plain(cell) in known for cell in row) >= min(3, len(columns))


def _positions(header: list[str], columns: Mapping[str, Sequence[str]]) -> tuple[dict[str, int], dict[str, int]]:
    names = [_plain(cell) for cell in header]
    positions = {}
    for name, aliases in columns.items():
        found = next((names.index(alias) for alias in aliases if alias in names), None)
        if found is not None:
            positions[name] = found
    more = {name: position for position, name in enumerate(names) if name and position not in positions.values()}
    return positions, more


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
        return float(text)
    except ValueError:
        notes.faults.append(f"{line.where}: the {meaning} must be a number, got {text!r}; correct the cell")
        return None


def day_of(line: Line, name: str, meaning: str, notes: Notes, *, default: int | None = None) -> int | None:
    """A day of a row, as a whole number since the start of the simulation."""
    value = number_of(line, name, meaning, notes, default=default)
    if value is None:
        return None
    if value != int(value):
        notes.faults.append(f"{line.where}: the {meaning} must be a whole number of days, got {value:g}")
        return None
    return int(value)


def read_yaml(path: Path, notes: Notes) -> dict[str, Any]:
    """simsetting.yml as Flee reads it: YAML 1.1, the last of equal keys counts."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 1)
    reader.allow_duplicate_keys = True
    try:
        given = reader.load(decode(path.read_bytes()))
    except OSError as error:
        notes.faults.append(f"{path.name}: cannot be read: {error.strerror or error}")
    except (ValueError, YAMLError) as error:
        notes.faults.append(f"{path.name}: cannot be read as YAML: {str(error).splitlines()[0]}; correct the file")
    else:
        if given is None or isinstance(given, dict):
            return dict(given or {})
        notes.faults.append(f"{path.name}: must hold sections such as move_rules; correct the file")
    return {}
