"""A scenario as one workbook to edit by hand: a sheet per table, notes on headers, lists to choose from."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from serai.scenario.fields import Field, tables_of
from serai.scenario.numbers import number_text
from serai.scenario.schema import ASSUMED, SCHEMA_VERSION, Quantity, Row, Scenario
from serai.scenario.settings import setting_text, walk_settings
from serai.scenario.where import SETTINGS_SHEET
from serai.scenario.write.front import FRONT_SHEET, LEGEND, Grid
from serai.scenario.write.text import value_of, written_columns

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LAST_ROW = 1_048_575
MAX_LIST = 255  # letters that Excel takes for a list of allowed values
NARROWEST, WIDEST = 8, 42
COLOURS = ("#C6EFCE", "#DDEBF7", "#FFF2CC")  # green, blue, yellow
MOST_COLOURED, LAST_COLOURED = 5000, 60
IF_FILLED = ("posterior", "given", "menu")  # sheets that hardly anybody fills by hand
SETTINGS_HEADERS = {
    "key": "Name of the setting. Do not change.",
    "value": "The value used.",
    "unit": "Unit of value, low and high.",
    "low": "Lowest possible value; blank: known exactly.",
    "high": "Highest possible value; blank: known exactly.",
    "source": f"Where the value comes from; blank: {ASSUMED}.",
}


def workbook_bytes(scenario: Scenario, remarks: Mapping[str, Grid] | None = None) -> bytes:
    """The .xlsx file. Text is always written as text, so no name or note is ever taken for a formula or a link.

    Sheets of remarks come first. With the one of what to ask first, cells that begin with a word of its legend are
    coloured.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, OPTIONS)
    formats = _formats(workbook)
    for name, grid in (remarks or {}).items():
        _write_remarks(workbook.add_worksheet(name), grid, formats)
    _write_settings(workbook.add_worksheet(SETTINGS_SHEET), scenario, formats)
    for table, model in tables_of(type(scenario)).items():
        if table not in IF_FILLED or getattr(scenario, table):
            _write_table(workbook.add_worksheet(table), model, getattr(scenario, table), formats)
    if FRONT_SHEET in (remarks or {}):
        for sheet in workbook.worksheets():
            _colour(sheet, formats)
    workbook.close()
    return buffer.getvalue()


def _formats(workbook: Workbook) -> dict[str, Format]:
    return {
        "header": workbook.add_format({"bold": True, "bg_color": "#DCE6F1", "bottom": 1}),
        "text": workbook.add_format({"num_format": "@"}),
        "moment": workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "day": workbook.add_format({"num_format": "yyyy-mm-dd"}),
        "number": workbook.add_format({"num_format": "General"}),
        "wrapped": workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        **{colour: workbook.add_format({"bg_color": colour}) for colour in COLOURS},
    }


def _write_remarks(sheet: Worksheet, grid: Grid, formats: dict[str, Format]) -> None:
    """A sheet of texts; what stands above the first and the last blank row is a heading."""
    heads = {0, *(number + 1 for number, row in enumerate(grid) if not any(row))}
    widths: dict[int, int] = {}
    for number, row in enumerate(grid):
        for column, text in enumerate(row):
            form = "header" if number in heads and text else "text" if number < max(heads) else "wrapped"
            sheet.write_string(number, column, text, formats[form])
            if number > max(heads):
                widths[column] = max(widths.get(column, 0), len(text))
    for column, width in widths.items():
        sheet.set_column(column, column, min(max(width + 2, NARROWEST), WIDEST))
    sheet.freeze_panes(max(heads) + 1, 0)


def _colour(sheet: Worksheet, formats: dict[str, Format]) -> None:
    """Cells that begin with a word of the legend take its colour, also those that are changed later."""
    for colour, word in zip(COLOURS, LEGEND, strict=True):
        rule = {"type": "text", "criteria": "begins with", "value": word, "format": formats[colour]}
        sheet.conditional_format(0, 0, MOST_COLOURED, LAST_COLOURED, rule)


def _write_settings(sheet: Worksheet, scenario: Scenario, formats: dict[str, Format]) -> None:
    for column, (header, note) in enumerate(SETTINGS_HEADERS.items()):
        sheet.write_string(0, column, header, formats["header"])
        sheet.write_comment(0, column, note)
    sheet.freeze_panes(1, 1)
    for column, width in enumerate((36, 24, 10, 10, 10, 60)):
        sheet.set_column(column, column, width)
    _write_cell(sheet, 1, 0, "schema", formats)
    _write_cell(sheet, 1, 1, SCHEMA_VERSION, formats)
    for row, (key, setting, value) in enumerate(walk_settings(scenario), start=2):
        _write_cell(sheet, row, 0, key, formats)
        if setting.meaning:
            sheet.write_comment(row, 0, setting.meaning)
        _write_cell(sheet, row, 2, setting.unit or None, formats)
        if isinstance(value, Quantity):
            for column, part in ((1, "value"), (3, "low"), (4, "high")):
                _write_cell(sheet, row, column, getattr(value, part), formats)
            _write_cell(sheet, row, 5, None if value.source == ASSUMED else value.source, formats)
        elif isinstance(value, date) or (isinstance(value, int) and setting.kind == "whole" and abs(value) < 2**53):
            _write_cell(sheet, row, 1, value, formats)
        else:
            _write_cell(sheet, row, 1, setting_text(setting, value), formats)
        if setting.kind in ("choice", "yes_no"):
            _allow_only(sheet, row, row, 1, setting.choices or ("yes", "no"))


def _write_table(sheet: Worksheet, model: type[Row], rows: tuple[Row, ...], formats: dict[str, Format]) -> None:
    for position, (header, (column, part)) in enumerate(written_columns(model, rows, every=True)):
        sheet.write_string(0, position, header, formats["header"])
        sheet.write_comment(0, position, _note(column, part), {"x_scale": 2})
        width = len(header)
        for number, row in enumerate(rows, start=1):
            value = value_of(row, column, part)
            width = max(width, _write_cell(sheet, number, position, value, formats))
        is_text = column is None or (column.kind in ("text", "choice") and part == "value")
        width = min(max(width + 2, NARROWEST), WIDEST)
        sheet.set_column(position, position, width, formats["text"] if is_text else None)
        if column is not None and part == "value":
            choices = ("yes", "no") if column.kind == "yes_no" else column.choices
            _allow_only(sheet, 1, LAST_ROW, position, choices)
    sheet.freeze_panes(1, 1)


def _write_cell(sheet: Worksheet, row: int, column: int, value: Any, formats: dict[str, Format]) -> int:
    """Write one value and return about how many letters wide it is."""
    if value is None or value == "":
        return 0
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, int | float):
        if float(f"{value:.16G}") == value:
            sheet.write_number(row, column, value, formats["number"])
        else:  # the writer keeps 16 digits, so a number that needs 17 is written as text
            sheet.write_string(row, column, number_text(value), formats["text"])
        return 10
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value, formats["moment"])
        return 19
    if isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["day"])
        return 10
    sheet.write_string(row, column, value, formats["text"])
    return len(value)


def _allow_only(sheet: Worksheet, first_row: int, last_row: int, column: int, choices: tuple[str, ...]) -> None:
    allowed = [choice for choice in choices if choice]
    if allowed and len(",".join(allowed)) <= MAX_LIST:
        rule = {"validate": "list", "source": allowed, "ignore_blank": True}
        sheet.data_validation(first_row, column, last_row, column, rule)


def _note(column: Field | None, part: str) -> str:
    """The note on a header: meaning, unit, bounds, allowed values, what a blank cell means."""
    if column is None:
        return f"Name of the place in the language {part}."
    if part != "value":
        return f"{'Least' if part == 'low' else 'Greatest'} value that {column.name} may have."
    lines = [column.meaning or {"note": "a remark", "source": "where the figures come from"}.get(column.name, "")]
    lines += [f"Unit: {column.unit}"] if column.unit else []
    lines += [f"Allowed: {column.allowed()}"] if column.allowed() else []
    lines += [f"One of: {', '.join(choice for choice in column.choices if choice)}"] if column.choices else []
    if column.required:
        lines.append("Must be filled.")
    elif column.default not in (None, ""):
        default = {True: "yes", False: "no"}.get(column.default) if column.kind == "yes_no" else column.default
        lines.append(f"Blank: {default}")
    if column.ranged:
        lines.append(f"A range goes into columns {column.name}_low and {column.name}_high.")
    if column.refers:
        lines.append(f"Names a row of: {', '.join(column.refers)}")
    return "\n".join(lines)
