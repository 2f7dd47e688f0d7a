"""The scenario made anew of nothing but what `serai check` prints."""

from __future__ import annotations

from typing import Any

from serai.cli.contents import row_line, value_line
from serai.scenario.cells import parse_field
from serai.scenario.fields import fields_of, row_name, tables_of
from serai.scenario.inventory import RowUsed, ValueUsed, rows_used, values_used
from serai.scenario.schema import Mode, Quantity, Scenario, default_modes
from serai.scenario.settings import parse_setting, setting_at, settings_of


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
    model = type(scenario)
    return model(**_settings(model, values), **_tables(model, rows, numbers))


def _settings(model: type[Scenario], values: list[ValueUsed]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    modes: dict[str, dict[str, Any]] = {}
    absent = set()
    for used in values:
        words = used.key.split(".")
        if words[0] in tables_of(model):
            continue
        if words[0] == "modes" and len(words) == 2:
            absent.add(words[1])
            continue
        setting = setting_at(model, used.key)
        assert setting is not None, used.key
        given: Any = used.value
        if setting.kind == "quantity":
            given = Quantity(value=float(used.value))
        elif used.value or setting.optional:
            given = parse_setting(setting, used.value)
        else:
            given = setting.default
        if words[0] == "modes":
            modes.setdefault(words[1], {})[setting.attribute] = given
        elif len(words) == 2:
            nested.setdefault(words[0], {})[setting.attribute] = given
        else:
            nested[setting.attribute] = given
    made = {name: Mode(**parts) for name, parts in modes.items()}
    sections = settings_of(model)
    nested = {name: sections[name].model(**part) if isinstance(part, dict) else part for name, part in nested.items()}
    return {**nested, **({"modes": made} if made or absent else {"modes": default_modes()})}


def _tables(model: type[Scenario], rows: list[RowUsed], numbers: dict[str, str]) -> dict[str, Any]:
    tables: dict[str, list[Any]] = {}
    for used in rows:
        columns = fields_of(tables_of(model)[used.table])
        cells = {columns[name].attribute: parse_field(columns[name], text) for name, text in used.cells.items() if text}
        for column in columns.values():
            key = f"{used.table}.{used.name}.{column.name}"
            if column.ranged and key in numbers:
                cells[column.attribute] = parse_field(column, numbers[key])
        row = tables_of(model)[used.table].model_validate(cells)
        assert row_name(row) == used.name, used
        tables.setdefault(used.table, []).append(row)
    return {table: tuple(entries) for table, entries in tables.items()}
