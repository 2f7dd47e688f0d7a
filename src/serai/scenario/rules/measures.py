"""Rules for measures: each names a row and a column that can be changed, and gives a value that is allowed there.

Measures help people through. Events (controls, closures) are inputs: neither they, nor a border line that stands still,
can be a measure.
"""

from __future__ import annotations

from functools import partial

from serai.scenario.cells import parse_field
from serai.scenario.fields import LAST, Field, fields_of, tables_of
from serai.scenario.names import Names
from serai.scenario.nearest import quoted
from serai.scenario.numbers import read_change
from serai.scenario.schema import Measure, Row, Scenario, Service
from serai.scenario.where import Report

FIXED = frozenset({"id", "place", "service", "line", "direction", "mode", "pool", "kind", "from", "to"})
NOT_FOR_A_TIME = {"services": ("unit", "called")}  # of lodging it is everything but the beds
CLOSING = ("servers", "cap")  # columns of services by which a line stands still where they are 0
BORDER_SERVICES = ("exit_control", "entry_control")


def check_measures(scenario: Scenario, names: Names, report: Report) -> None:
    """Hold every row of `measures` against the row that it changes."""
    for row, measure in enumerate(scenario.measures):
        if measure.table in report.unread or report.is_bad("measures", row, "table", "id", "column"):
            continue
        target = find_row(measure.table, measure.id, names)
        if target is None:
            near = report.near(measure.id, partial(getattr, names, measure.table))
            file = report.where.table(measure.table)
            report.cell("measures", row, "id", f"{quoted(measure.id)} is not in {file}.{near}")
            continue
        fault = column_fault(measure, report)
        if fault:
            report.cell("measures", row, "column", fault)
        elif not report.is_bad("measures", row, "change"):
            fault = change_fault(measure, target)
            if fault:
                report.cell("measures", row, "change", fault)


def find_row(table: str, name: str, names: Names) -> Row | None:
    """The row with this id; for services also the first row of the line with this name."""
    rows: dict[str, Row] = dict(getattr(names, table))
    if name not in rows and table == "services" and name in names.lines:
        return rows[names.lines[name][0]]
    return rows.get(name)


def changed_value(column: Field, row: Row, change: str) -> object:
    """The value of a cell after a change text; its bounds are checked.

    Raises
    ------
    ValueError
        If the text does not give a value that the column allows.
    """
    if column.kind in ("number", "whole"):
        before = getattr(row, column.attribute)
        return parse_field(column, read_change(column, change, before).applied_to(before))
    return parse_field(column, change)


def column_fault(measure: Measure, report: Report) -> str:
    """Why a measure cannot change its column; blank where it can."""
    columns = [name for name in _columns(measure) if name not in FIXED | LAST]
    if measure.column not in columns:
        kind = "changeable column" if measure.column in _columns(measure) else "column"
        near = report.near_or_all(measure.column, lambda: columns)
        return f"{quoted(measure.column)} is not a {kind} of {measure.table}.{near}"
    if _is_for_a_time(measure):
        fixed = measure.column in NOT_FOR_A_TIME.get(measure.table, ())
        if fixed or (measure.table == "lodging" and measure.column != "beds"):
            return f"{quoted(measure.column)} cannot change during a run; leave the dates blank"
    return ""


def change_fault(measure: Measure, target: Row) -> str:
    """Why a measure cannot change its row so; blank where it can."""
    column = _columns(measure)[measure.column]
    try:
        value = changed_value(column, target, measure.change)
    except ValueError as error:
        return str(error)
    is_border = isinstance(target, Service) and target.service in BORDER_SERVICES
    if is_border and measure.column in CLOSING and value == 0:
        return f"closes the border line {quoted(measure.id)}; that is an event, never a measure"
    if measure.column == "beds" and _is_for_a_time(measure) and value < target.beds:  # type: ignore[attr-defined]
        return f"for a time beds can only be added, got {quoted(measure.change)}; for fewer, leave the dates blank"
    return ""


def _columns(measure: Measure) -> dict[str, Field]:
    return fields_of(tables_of(Scenario)[measure.table])


def _is_for_a_time(measure: Measure) -> bool:
    return measure.start is not None or measure.end is not None
