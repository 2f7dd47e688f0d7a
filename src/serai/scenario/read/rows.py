"""Raw tables -> rows of a scenario. Every fault is reported; a faulty row stays, so that references to it hold."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from serai.scenario.cells import is_blank, parse_field, parse_number, shown
from serai.scenario.fields import DECIMALS_IN_TEXT, HIGH, LABEL_PREFIX, LOW, Field, fields_of, main_column
from serai.scenario.nearest import quoted
from serai.scenario.numbers import DecimalMark, has_two_readings, is_grouped, shows_decimals, two_readings
from serai.scenario.read.csv import RawTable
from serai.scenario.schema import Place, Row
from serai.scenario.where import Report, column_letters

log = logging.getLogger(__name__)

OF_SERVICES = ("url", "licence", "as_of")  # what `serai get` says of a row beside its source; nothing reads it
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[a-z0-9]{2,8})?")
_STRONG_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")


@dataclass(frozen=True)
class Slot:
    """What one column of the user's table means."""

    header: str
    part: Literal["value", "low", "high", "label"]
    column: Field | None  # None for a label
    language: str = ""


def normal_header(given: object) -> str:
    """A header without case, outer spaces, and with ``_`` for spaces and dashes."""
    return re.sub(r"[\s_-]+", "_", str(given).strip().casefold())


def known_headers(model: type[Row]) -> list[str]:
    """Every header that a table may have, but for labels."""
    names = []
    for column in fields_of(model).values():
        names += [column.name, column.name + LOW, column.name + HIGH] if column.ranged else [column.name]
    return [*names, "low", "high"] if main_column(model) else names


def read_rows(table: str, model: type[Row], raw: RawTable, report: Report) -> tuple[Row, ...]:
    """Rows of a table in their order.

    Parameters
    ----------
    table : str
        Its name.
    model : class of its rows
    raw : RawTable
    report : Report
        Takes every fault, and learns the row numbers and column positions of the table.

    Returns
    -------
    tuple of rows; where a row has a fault, the faulty cells hold placeholders and are marked in the report.
    """
    report.where.row_numbers[table] = []
    slots = _slots(table, model, raw, report)
    mark = _decimal_mark(raw, slots)
    undecided = {position for position in slots if not _is_decided(table, raw, slots[position], position, mark, report)}
    rows: list[Row] = []
    for number, cells in raw.rows:
        report.where.row_numbers[table].append(number)
        if raw.separator and len(cells) != len(raw.header):
            filled = [cell for cell in cells[len(raw.header) :] if not is_blank(cell)]
            if filled or len(cells) < len(raw.header):
                hint = "; decimal commas need a semicolon between cells" if filled and raw.separator == "," else ""
                report.row(table, len(rows), f"has {len(cells)} cells, but the header has {len(raw.header)}{hint}")
        rows.append(_row(table, model, slots, cells, (mark, undecided), report))
    return tuple(rows)


def _slots(table: str, model: type[Row], raw: RawTable, report: Report) -> dict[int, Slot]:
    slots: dict[int, Slot] = {}
    taken: dict[tuple[str, str], str] = {}
    for position, given in enumerate(raw.header):
        header = normal_header(given) if not is_blank(given) else ""
        slot = _slot(model, header)
        if not header or (slot is None and header in OF_SERVICES):
            continue
        if slot is None:
            near = report.near_or_all(header, lambda: known_headers(model))
            report.table(table, f"unknown column {quoted(str(given))}.{near}", line=raw.header_row)
        else:
            meaning = (slot.column.name if slot.column else slot.language, slot.part)
            if meaning in taken:
                both = f"columns {quoted(taken[meaning])} and {quoted(str(given))}"
                report.table(table, f"{both} mean the same", line=raw.header_row)
            taken[meaning] = str(given)
            slots[position] = slot
            report.where.columns.setdefault(table, {})[header] = position
    _report_nameless(table, raw, report)
    for column in fields_of(model).values():
        if column.required and (column.name, "value") not in taken:
            report.table(table, f'column "{column.name}" is missing ({column.meaning})', line=raw.header_row)
    return slots


def _report_nameless(table: str, raw: RawTable, report: Report) -> None:
    """Report columns that have values, but no header."""
    filled = {position for _, cells in raw.rows for position, cell in enumerate(cells) if not is_blank(cell)}
    nameless = [position for position, given in enumerate(raw.header) if position in filled and is_blank(given)]
    if nameless:
        first, last = column_letters(nameless[0]), column_letters(nameless[-1])
        which = f"column {first} has" if first == last else f"{len(nameless):,} columns from {first} to {last} have"
        report.table(table, f"{which} values but no name", line=raw.header_row)


def _slot(model: type[Row], header: str) -> Slot | None:
    columns, main = fields_of(model), main_column(model)
    if header in columns:
        return Slot(header, "value", columns[header])
    for part, ending in (("low", LOW), ("high", HIGH)):
        name = header.removesuffix(ending)
        if name != header and name in columns and columns[name].ranged:
            return Slot(header, part, columns[name])  # type: ignore[arg-type]
        if header == part and main:
            return Slot(header, part, main)  # type: ignore[arg-type]
    language = header.removeprefix(LABEL_PREFIX)
    if model is Place and language != header and _LANGUAGE.fullmatch(language):
        return Slot(header, "label", None, language)
    return None


def _decimal_mark(raw: RawTable, slots: dict[int, Slot]) -> DecimalMark:
    """A comma where the separator is not one and some number has a comma that cannot part thousands.

    It cannot where the column does not allow what would be read: 49,806 is no latitude of 49806 degrees.
    """
    if raw.separator in ("", ","):
        return "."
    numeric = {p: slot.column for p, slot in slots.items() if slot.column and slot.column.kind in ("number", "whole")}
    small = [p for p, slot in slots.items() if slot.column and slot.column.name in DECIMALS_IN_TEXT]
    for _, cells in raw.rows:
        for position, column in numeric.items():
            text = cells[position].strip() if position < len(cells) else ""
            if _STRONG_COMMA.fullmatch(text) and not (is_grouped(text) and has_two_readings(column, text)):
                return ","
        if any(re.search(r"(:|\s|^x?)[0-9]+,[0-9]+", cells[position]) for position in small if position < len(cells)):
            return ","
    return "."


def _is_decided(
    table: str, raw: RawTable, slot: Slot, position: int, mark: DecimalMark, report: Report
) -> bool:  # fmt: skip
    """Whether 12.500 is known to be 12.5 in a column, because another of its values shows decimals; then it is said.

    Where commas separate the cells, points are the usual decimal mark, and nothing is said.
    """
    if slot.column is None or slot.column.kind not in ("number", "whole"):
        return True
    values = [cells[position] for _, cells in raw.rows if position < len(cells)]
    grouped = next((value.strip() for value in values if has_two_readings(slot.column, value)), "")
    shown_decimals = next((value.strip() for value in values if shows_decimals(value, mark)), "") if grouped else ""
    if shown_decimals and raw.separator != ",":
        column = f"{report.where.table(table)}, column {slot.header}"
        log.warning('%s: "%s" is read with decimals, like "%s"', column, grouped, shown_decimals)
    return not grouped or bool(shown_decimals)


def _row(
    table: str, model: type[Row], slots: dict[int, Slot], cells: list[Any], numbers: tuple[DecimalMark, set[int]],
    report: Report
) -> Row:  # fmt: skip
    row = len(report.where.row_numbers[table]) - 1
    mark, undecided = numbers
    values: dict[str, Any] = {}
    ends: dict[str, dict[str, float]] = {}
    labels: list[tuple[str, str]] = []
    is_faulty = False
    for position, slot in slots.items():
        given = cells[position] if position < len(cells) else None
        if is_blank(given):
            continue
        try:
            if position in undecided and slot.column is not None and has_two_readings(slot.column, given):
                raise ValueError(two_readings(str(given), mark))
            if slot.column is None:
                labels.append((slot.language, parse_field(fields_of(model)["region"], given)))
            elif slot.part == "value":
                values[slot.column.attribute] = parse_field(slot.column, given, mark)
            else:
                ends.setdefault(slot.column.attribute, {})[slot.part] = parse_number(given, mark)
        except ValueError as error:
            is_faulty = True
            report.cell(table, row, slot.header, str(error))
    for column in fields_of(model).values():
        if column.required and column.attribute not in values:
            is_faulty = True
            values[column.attribute] = _placeholder(column)
            _report_missing(table, row, column, slots, report)
    values["ranges"] = tuple(
        (column.attribute, ends[column.attribute].get("low"), ends[column.attribute].get("high"))
        for column in fields_of(model).values()
        if column.attribute in ends
    )
    if model is Place:
        values["labels"] = tuple(sorted(labels))
    return _build(table, model, row, values, is_faulty, report)


def _build(table: str, model: type[Row], row: int, values: dict[str, Any], is_faulty: bool, report: Report) -> Row:
    if not is_faulty:
        try:
            return model.model_validate(values)
        except ValidationError as error:
            for fault in error.errors():
                column = str(fault["loc"][0])
                report.cell(table, row, column, f"is not allowed, got {shown(values.get(column))}")
    return model.model_construct(**values)


def _report_missing(table: str, row: int, column: Field, slots: dict[int, Slot], report: Report) -> None:
    has_column = any(slot.column is column and slot.part == "value" for slot in slots.values())
    if has_column:
        report.cell(table, row, column.name, f"a value is missing ({column.meaning})")
    else:
        report.bad_cells.add((table, row, column.name))


def _placeholder(column: Field) -> Any:
    return {"text": "", "choice": "", "number": 0.0, "whole": 0, "yes_no": False, "moment": None}[column.kind]
