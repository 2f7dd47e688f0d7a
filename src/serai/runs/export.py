"""A run for Excel, maps, spreadsheets and data tools, written whole or not at all.

What may be passed on, and what is left blank, is decided in `tables`; this module only writes.
"""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from serai.codes import Reason
from serai.errors import MissingExtraError, UsageError
from serai.results.journey import INVENTED, sample
from serai.results.needs import needs
from serai.results.sample import Sample
from serai.results.view import View
from serai.runs.files import write_folder, write_whole
from serai.runs.hub import hub_files
from serai.runs.needs_table import needs_table
from serai.runs.seal import refuse_other_file, sealed_map, sealed_workbook
from serai.runs.tables import Cell, Table, all_tables, measure_of
from serai.units import MOMENTS_PER_HOUR

if TYPE_CHECKING:
    from serai.runs.run import Run

FORMS = ("xlsx", "geojson", "csv", "parquet", "hubverse")
FOLDERS = ("csv", "parquet", "hubverse")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MOST_TRAVELLERS = 200
HALF_WORLD = 180.0
SHEET_ROWS, SHEET_COLUMNS, CELL_LETTERS = 1_048_576, 16_384, 32_767  # what Excel holds
MOST_CELLS_IN_MEMORY = 2_000_000  # beyond, rows are written as they come
MOST_COLUMN_WIDTH = 40
CAVEATS = (
    "One run with assumed values, not a forecast.",
    "Counts of 1 to 9 people by place and day are blank, and so is what is measured on so few people.",
    "People who were turned back are given by week and region only.",
    "Not for decisions on individuals, border enforcement or denial of entry.",
)
HUB_COUNTS = "In model-output counts of 1 to 9 people by place and day are given as 5; places with fewer are left out."
ABOUT = "about.txt"


def export(run: Run, to: str, out: str | Path | None = None) -> Path:
    """Write a run for other programs.

    Parameters
    ----------
    run : Run
    to : str
        ``xlsx`` (one workbook), ``geojson`` (one file), ``csv`` or ``parquet`` (a folder of files), ``hubverse`` (a hub
        of forecasts, `serai.runs.hub`; needs draws).
    out : str or Path, optional
        File or folder to write; default ``<scenario>.<to>``, or ``<scenario>-<to>`` for a folder, in the run's
        folder or, where it has none, the current one.

    Returns
    -------
    Path, what was written.

    Raises
    ------
    UsageError
        If the form is unknown or cannot hold the results, as a hub a single run, or Parquet is asked for and pyarrow
        is not installed.
    StoreError
        If it cannot be written, or would replace anything but an earlier export that nobody has changed.
    """
    if to not in FORMS:
        raise UsageError(f'a run is exported to {", ".join(FORMS)}, not to "{to}"')
    is_folder = to in FOLDERS
    name = f"{run.scenario.name}-{to}" if is_folder else f"{run.scenario.name}.{to}"
    path = Path(out) if out is not None else (run.folder or Path()) / name
    if not is_folder:
        refuse_other_file(path)
    if to == "hubverse":
        write_folder(path, {ABOUT: _lines([*_about(run), HUB_COUNTS]), **hub_files(run)})
        return path
    if to == "geojson":
        write_whole(path, sealed_map(_json_bytes(to_geojson(run.sample, _caveats(run)))))
        return path
    tables = [*all_tables(run.sample, run.score_rows()), needs_table(needs(run.sample))]
    about = _about(run)
    if to == "xlsx":
        write_whole(path, to_xlsx(tables, about))
    elif to == "csv":
        write_folder(path, {ABOUT: _lines(about), **{f"{t.name}.csv": to_csv(t) for t in tables}})
    else:
        write_folder(path, {ABOUT: _lines(about), **to_parquet(tables, run.view)})
    return path


def _about(run: Run) -> list[str]:
    what = f"{run.scenario.title or run.scenario.name}, seed {run.seed}, Serai {run.provenance.serai_version}"
    return [what, *_caveats(run)]


def _caveats(run: Run) -> list[str]:
    if run.draws is None:
        return list(CAVEATS)
    return [
        f"{run.draws.numbers.size:,} draws of assumed ranges, not a forecast: medians, and where 80 % of them lie.",
        *CAVEATS[1:],
    ]


def _lines(texts: list[str]) -> bytes:
    return ("\n".join(texts) + "\n").encode("utf-8")


def _json_bytes(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def to_xlsx(tables: list[Table], about: list[str]) -> bytes:
    """A workbook with one sheet for each table; texts stay texts, whatever they begin with."""
    import xlsxwriter

    sheets = [sheet for table in tables for sheet in _sheets_of(table)]
    buffer = io.BytesIO()
    is_large = sum(len(sheet.rows) * len(sheet.columns) for sheet in sheets) > MOST_CELLS_IN_MEMORY
    options = {
        "in_memory": not is_large, "constant_memory": is_large, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(buffer, options) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        notes = book.add_worksheet("about")
        notes.set_column(0, 0, 2 * MOST_COLUMN_WIDTH)
        for row, text in enumerate([*about, *(f"{table.name}: {table.about}" for table in tables)]):
            notes.write_string(row, 0, text)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, bold, day)
    return sealed_workbook(buffer.getvalue())


def _sheets_of(table: Table) -> list[Table]:
    """A table as sheets of at most as many rows as a sheet can hold: days, days 2, ...

    Raises
    ------
    UsageError
        If it has more columns, or a longer text, than a sheet can hold.
    """
    longest = max((len(cell) for row in table.rows for cell in row if isinstance(cell, str)), default=0)
    if len(table.columns) > SHEET_COLUMNS or longest > CELL_LETTERS:
        raise UsageError(
            f"the table {table.name} has {len(table.columns):,} columns and texts of up to {longest:,} letters; a "
            f"sheet of Excel has at most {SHEET_COLUMNS:,} and {CELL_LETTERS:,}; use --to csv or --to parquet"
        )
    starts = range(0, max(len(table.rows), 1), SHEET_ROWS - 1)
    return [
        replace(
            table,
            name=f"{table.name} {number}" if number > 1 else table.name,
            rows=table.rows[start:][: SHEET_ROWS - 1],
        )
        for number, start in enumerate(starts, start=1)
    ]


def _write_sheet(sheet: Any, table: Table, bold: Any, day: Any) -> None:
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(table.columns):
        sheet.write_string(0, column, head, bold)
        texts = [str(row[column]) for row in table.rows[:50] if row[column] is not None]
        sheet.set_column(column, column, min(max(map(len, [head, *texts])) + 2, MOST_COLUMN_WIDTH))
    for line, cells in enumerate(table.rows, start=1):
        for column, cell in enumerate(cells):
            _write_cell(sheet, line, column, cell, day)


def _write_cell(sheet: Any, line: int, column: int, cell: Cell, day: Any) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(line, column, cell)
    elif isinstance(cell, datetime):
        sheet.write_string(line, column, cell.isoformat(" ", "minutes"))
    elif isinstance(cell, date):
        sheet.write_datetime(line, column, cell, day)
    elif isinstance(cell, int | float):
        sheet.write_number(line, column, cell)
    elif cell:
        sheet.write_string(line, column, cell)


def to_csv(table: Table) -> bytes:
    """A table as CSV in UTF-8 with BOM, as Excel likes it; a text that a spreadsheet could run is quoted with '."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_csv_cell(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
    return str(cell)


def to_parquet(tables: list[Table], view: View) -> dict[str, bytes]:
    """Each table, and a sample of journeys of invented travellers, as Parquet files by name."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise MissingExtraError("Parquet", "parquet") from None
    files = {}
    for table in (*tables, journey_table(view)):
        columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
        arrays = [pa.array(_one_kind(column)) for column in columns]
        content = pa.table(arrays, names=list(table.columns)).replace_schema_metadata({"about": table.about})
        buffer = io.BytesIO()
        parquet.write_table(content, buffer)
        files[f"{table.name}.parquet"] = buffer.getvalue()
    return files


def _one_kind(column: tuple[Cell, ...]) -> list[Cell]:
    """A column whose cells are all of one kind: texts where texts and numbers are mixed."""
    if any(isinstance(cell, str) for cell in column):
        return [None if cell is None else str(cell) for cell in column]
    return list(column)


def journey_table(view: View) -> Table:
    """A limited number of journeys, numbered again: invented travellers, one draw."""
    log = sample(view.outcome.journeys, MOST_TRAVELLERS)
    _, numbers = np.unique(log["key"], return_inverse=True)
    rows = [
        (int(number) + 1, round(float(entry["time"]) / MOMENTS_PER_HOUR, 3), Reason(int(entry["reason"])).name.lower(),
         view.axes.places[int(entry["place"])], view.axes.profiles[int(entry["profile"])], int(entry["size"]))
        for number, entry in zip(numbers, log, strict=True)
    ]  # fmt: skip
    columns = ("traveller", "hours_since_start", "what", "place", "profile", "size")
    return Table("journeys", INVENTED, columns, tuple(rows))


def to_geojson(sample: Sample, about: list[str]) -> dict[str, Any]:
    """Places as points and routes as lines, with totals of the run; of draws medians and the ends of the 80 % band.

    A run does not count people by route: a line has the totals of its two ends.
    """
    view, totals = sample.view, _place_totals(sample)
    features = [
        _feature(
            "Point", [place.lon, place.lat],
            {"name": place.name, "kind": place.kind, "country": place.country, "region": place.region,
             **dict(place.labels), **totals[view.place_row[place.name]]},
        )
        for place in view.scenario.places
    ]  # fmt: skip
    for route in view.scenario.routes:
        ends = [view.place_of[name] for name in (route.from_place, route.to_place)]
        features.append(
            _feature(
                *line_between((ends[0].lon, ends[0].lat), (ends[1].lon, ends[1].lat)),
                {"from": ends[0].name, "to": ends[1].name, "mode": route.mode, "km": route.km,
                 **_ends(totals[view.place_row[ends[0].name]], "set_out", "_from"),
                 **_ends(totals[view.place_row[ends[1].name]], "entries", "_to")},
            )
        )  # fmt: skip
    return {"type": "FeatureCollection", "about": about, "features": features}


def line_between(start: tuple[float, float], end: tuple[float, float]) -> tuple[str, list[Any]]:
    """A line as a kind of geometry with its coordinates; cut in two where it crosses 180 degrees (RFC 7946, 3.1.9)."""
    width = end[0] - start[0]
    if abs(width) <= HALF_WORLD:
        return "LineString", [list(start), list(end)]
    edge = math.copysign(HALF_WORLD, start[0])
    across = width + 2 * edge  # the short way round
    lat = round(start[1] + (end[1] - start[1]) * (edge - start[0]) / across, 6) if across else start[1]
    return "MultiLineString", [[list(start), [edge, lat]], [[-edge, lat], list(end)]]


def _feature(kind: str, coordinates: list[Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def _place_totals(sample: Sample) -> list[dict[str, Cell]]:
    """Totals of each place, by its row."""
    names = ("set_out", "entries", "exits", "reached_city", "registered")
    totals = {name: sample.arrays[name].sum(axis=1, dtype=np.int64) for name in names}
    totals["worst_night_without_bed"] = sample.arrays["without_bed"].max(axis=1, initial=0)
    measures = [measure_of(name, values) for name, values in totals.items()]
    return [
        {name: cell for measure in measures for name, cell in zip(measure.columns, measure.cells(row), strict=True)}
        for row in range(len(sample.view.axes.places))
    ]


def _ends(totals: dict[str, Cell], name: str, of: str) -> dict[str, Cell]:
    """Figures of one end of a line: set_out_from, and of draws set_out_from_low and set_out_from_high."""
    return {
        key.replace(name, name + of, 1): totals[key] for key in (name, f"{name}_low", f"{name}_high") if key in totals
    }
