"""Named parameters: one number that moves several cells together (docs/model/ensemble.md).

A run uses the scenario with all parameters taken in; what the user wrote stays as it is, in files and in the record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from serai.scenario.nearest import nearest_or_all, quoted
from serai.scenario.schema import TABLES, Parameter, Row, Scenario, Traffic
from serai.scenario.settings import setting_at, walk_settings
from serai.scenario.tables import columns_of, row_name

NOT_MOVED = frozenset({"parameters", "posterior", "measures", "observations"})
ANY_LETTERS = frozenset("*?[")


@dataclass(frozen=True)
class Cell:
    """One number of a scenario: a cell of a table, or a setting with blank `table` and its dotted key as `field`."""

    table: str
    row: int
    field: str


def with_parameters(scenario: Scenario) -> Scenario:
    """The scenario that is run: every parameter taken in, in the order of the table.

    factor: cell = cell * value; addend: cell = cell + value; set: cell = value

    Parameters
    ----------
    scenario : Scenario, checked

    Returns
    -------
    Scenario without parameters, so that taking them in twice is the same as once. Cells that were moved have no range;
    whole numbers are rounded; the end of a straight line of traffic moves in proportion to its begin.
    """
    if not scenario.parameters:
        return scenario
    moved: dict[Cell, float] = {}
    for parameter in scenario.parameters:
        for cell in cells_of(scenario, parameter):
            before = moved.get(cell, value_at(scenario, cell))
            if before is not None or parameter.how == "set":
                moved[cell] = applied(parameter.how, before or 0.0, parameter.value)
    update: dict[str, Any] = {"parameters": (), "posterior": ()}
    tables: dict[str, dict[int, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for cell, value in moved.items():
        if cell.table:
            tables[cell.table][cell.row][cell.field] = value
        else:
            scenario = with_quantity(scenario, cell.field.split("."), {"value": value, "low": None, "high": None})
    for table, changed in tables.items():
        rows = list(getattr(scenario, table))
        for number, values in changed.items():
            rows[number] = _moved_row(rows[number], values)
        update[table] = tuple(rows)
    return scenario.model_copy(update=update)


def applied(how: str, before: float, value: float) -> float:
    """A cell's number after a parameter of this kind."""
    if how == "factor":
        return before * value
    return before + value if how == "addend" else value


def cells_of(scenario: Scenario, parameter: Parameter) -> list[Cell]:
    """The numbers that a parameter moves.

    Raises
    ------
    ValueError
        With the nearest match, if a word of `cells` leads nowhere.
    """
    return [cell for word in parameter.cells.split() for cell in _cells_named(scenario, word)]


def following(parameters: Iterable[Parameter], made: Sequence[tuple[str, str, str]]) -> tuple[Parameter, ...]:
    """The parameters, so that what moves a row also moves the rows that were made of it.

    Parameters
    ----------
    parameters : iterable of Parameter
    made : sequence of (table, id of a row, id of a row that was made of it), in the order in which they were made
    """
    followed = []
    for parameter in parameters:
        words = parameter.cells.split()
        for table, old, new in made:
            columns = [word.rpartition(".")[2] for word in words if _names_cell(word, table, old)]
            for column in dict.fromkeys(columns):
                own = [word for word in words if word.endswith(f".{column}")]
                if not any(_names_cell(word, table, new) for word in own):
                    words.append(f"{table}.{new}.{column}")
        cells = " ".join(words)
        followed.append(parameter if cells == parameter.cells else parameter.model_copy(update={"cells": cells}))
    return tuple(followed)


def _names_cell(word: str, table: str, row: str) -> bool:
    head, _, rest = word.partition(".")
    pattern = rest.rpartition(".")[0]
    return head == table and (row == pattern or fnmatchcase(row, pattern))


def value_at(scenario: Scenario, cell: Cell) -> float | None:
    """The number in a cell; None where it is blank."""
    if cell.table:
        value = getattr(getattr(scenario, cell.table)[cell.row], cell.field)
        return None if value is None else float(value)
    part: Any = scenario
    for word in cell.field.split("."):
        part = part[word] if isinstance(part, dict) else getattr(part, word)
    return float(part.value)


def with_quantity(part: Any, words: list[str], update: dict[str, float | None]) -> Any:
    """A copy of a scenario, or of a part of it, with the quantity at a dotted key updated."""
    if not words:
        return part.model_copy(update=update)
    first, *rest = words
    if isinstance(part, dict):
        return {**part, first: with_quantity(part[first], rest, update)}
    return part.model_copy(update={first: with_quantity(getattr(part, first), rest, update)})


def line_moved_along(row: Row, values: dict[str, float]) -> dict[str, float]:
    """The new values of a row, with the end of a straight line of traffic moved in proportion to its begin."""
    if isinstance(row, Traffic) and "per_day" in values and row.per_day_end is not None and row.per_day > 0:
        return {**values, "per_day_end": row.per_day_end * values["per_day"] / row.per_day}
    return values


def _cells_named(scenario: Scenario, word: str) -> list[Cell]:
    table, _, rest = word.partition(".")
    if table not in TABLES:
        return [_setting(scenario, word)]
    if table in NOT_MOVED:
        raise ValueError(f"{quoted(word)}: rows of {table} cannot be moved")
    pattern, _, column_name = rest.rpartition(".")
    numbers = [name for name, column in columns_of(table).items() if column.kind in ("number", "whole")]
    if column_name not in numbers:
        near = nearest_or_all(column_name, numbers)
        raise ValueError(f"{quoted(word)}: {quoted(column_name)} is not a number of {table}.{near}")
    field = columns_of(table)[column_name].field
    rows: tuple[Row, ...] = getattr(scenario, table)
    found = list(_rows_named(rows, table, pattern))
    if not found:
        near = "" if ANY_LETTERS & set(pattern) else nearest_or_all(pattern, [row_name(table, row) for row in rows])
        raise ValueError(f"{quoted(word)}: no row of {table} is named {quoted(pattern)}.{near}")
    return [Cell(table, number, field) for number in found]


def _rows_named(rows: tuple[Row, ...], table: str, pattern: str) -> Iterator[int]:
    for number, row in enumerate(rows):
        name = row_name(table, row)
        if name == pattern or fnmatchcase(name, pattern):
            yield number


def _setting(scenario: Scenario, key: str) -> Cell:
    setting = setting_at(key)
    quantities = [name for name, one, _ in walk_settings(scenario) if one.kind == "quantity"]
    if setting is None or key not in quantities:
        near = nearest_or_all(key, quantities)
        raise ValueError(f"{quoted(key)} is neither table.row.column nor a setting that is a number.{near}")
    return Cell("", 0, key)


def _moved_row(row: Row, values: dict[str, float]) -> Row:
    update: dict[str, Any] = {}
    for field, value in line_moved_along(row, values).items():
        whole = isinstance(getattr(row, field), int) and not isinstance(getattr(row, field), bool)
        update[field] = round(value) if whole else value
    update["ranges"] = tuple(one for one in row.ranges if one[0] not in update)
    return row.model_copy(update=update)
