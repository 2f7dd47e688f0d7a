"""The scenario made anew of nothing but what `serai check` prints."""

from __future__ import annotations

from typing import Any

from serai.cli.contents import row_line, value_line
from serai.scenario.cells import parse_cell
from serai.scenario.rules.check import RowUsed, ValueUsed, rows_used, values_used
from serai.scenario.schema import TABLES, Mode, Quantity, Scenario, default_modes
from serai.scenario.settings import parse_setting, setting_at, settings_of
from serai.scenario.tables import columns_of, row_name


def as_shown(scenario: Scenario, printed: str) -> Scenario:
    """A scenario from the values and rows that `check` lists, each of which must stand in the print.

    Raises
    ------
    AssertionError
        If a line is not in the print.
    """
    lines = set(printed.splitlines())
    values, rows = values_used(scenario), rows_used(scenario)
    for used in values:
        assert not used.value or value_line(used) in lines, f"check does not print {used.key}"
    for row in rows:
        assert row_line(row) in lines, f"check does not print {row.name} of {row.table}"
    numbers = {used.key: used.value for used in values}
    return Scenario(**_settings(values), **_tables(rows, numbers))


def _settings(values: list[ValueUsed]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    modes: dict[str, dict[str, Any]] = {}
    absent = set()
    for used in values:
        words = used.key.split(".")
        if words[0] in TABLES:
            continue
        if words[0] == "modes" and len(words) == 2:
            absent.add(words[1])
            continue
        setting = setting_at(used.key)
        assert setting is not None, used.key
        given: Any = used.value
        if setting.kind == "quantity":
            given = Quantity(value=float(used.value))
        elif used.value or setting.optional:
            given = parse_setting(setting, used.value)
        else:
            given = setting.default
        if words[0] == "modes":
            modes.setdefault(words[1], {})[setting.field] = given
        elif len(words) == 2:
            nested.setdefault(words[0], {})[setting.field] = given
        else:
            nested[setting.field] = given
    made = {name: Mode(**parts) for name, parts in modes.items()}
    sections = settings_of(Scenario)
    nested = {name: sections[name].model(**part) if isinstance(part, dict) else part for name, part in nested.items()}  # type: ignore[misc]
    return {**nested, **({"modes": made} if made or absent else {"modes": default_modes()})}


def _tables(rows: list[RowUsed], numbers: dict[str, str]) -> dict[str, Any]:
    tables: dict[str, list[Any]] = {}
    for used in rows:
        columns = columns_of(used.table)
        cells = {columns[name].field: parse_cell(columns[name], text) for name, text in used.cells.items() if text}
        for column in columns.values():
            key = f"{used.table}.{used.name}.{column.name}"
            if column.ranged and key in numbers:
                cells[column.field] = parse_cell(column, numbers[key])
        row = TABLES[used.table].model_validate(cells)
        assert row_name(used.table, row) == used.name, used
        tables.setdefault(used.table, []).append(row)
    return {table: tuple(entries) for table, entries in tables.items()}
