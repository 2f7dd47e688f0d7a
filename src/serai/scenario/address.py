"""The address of a number or word in a scenario: where it is read, set and named, all in one way.

A cell is written ``table.row.column``, as ``services.syrym-in.servers``; names of rows may hold points. A setting is
written by its dotted key, as ``choice.room_weight``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from serai.scenario.fields import Field, fields_of, row_name, tables_of
from serai.scenario.names import line_of
from serai.scenario.nearest import Suggestions, quoted
from serai.scenario.schema import Quantity, Row, Scenario, Traffic
from serai.scenario.settings import setting_at, walk_settings

NUMBERS = ("number", "whole")
WILDCARDS = frozenset("*?[")


class CellName(NamedTuple):
    """The address of a cell as it is written; parts that are missing are blank."""

    table: str
    row: str
    column: str

    @classmethod
    def parse(cls, text: str) -> CellName:
        """Split ``services.syrym-in.servers`` at its first and its last point."""
        table, _, rest = text.partition(".")
        row, _, column = rest.rpartition(".")
        return cls(table, row, column)

    def __str__(self) -> str:
        return f"{self.table}.{self.row}.{self.column}"

    def matches(self, table: str, row: str) -> bool:
        """Whether it names a cell of this row; in the row's name ``*`` and ``?`` stand for any letters."""
        return self.table == table and (self.row == row or fnmatchcase(row, self.row))


@dataclass(frozen=True)
class Address:
    """Where one value of a scenario stands.

    Attributes
    ----------
    path : tuple
        What leads to its row, as ``("services", 3)``, or to the section of a setting, as ``("modes", "car")``.
    field : Field
        Its column or setting.
    """

    path: tuple[str | int, ...]
    field: Field

    @property
    def table(self) -> str:
        """The table of a cell; blank for a setting."""
        return str(self.path[0]) if self.path and isinstance(self.path[-1], int) else ""

    @property
    def row(self) -> int:
        """The number of a cell's row in its table, from 0."""
        return int(self.path[-1])

    def holder(self, scenario: Scenario) -> Any:
        """The row or section in which it stands."""
        part: Any = scenario
        for step in self.path:
            part = getattr(part, step) if isinstance(step, str) and not isinstance(part, dict) else part[step]
        return part

    def put(self, scenario: Scenario, holder: Any) -> Any:
        """A copy of the scenario with another row or section there."""
        return _put(scenario, self.path, holder)

    def value(self, scenario: Scenario) -> Any:
        """What stands there; for a quantity the whole of it."""
        return getattr(self.holder(scenario), self.field.attribute)

    def number(self, scenario: Scenario) -> float | None:
        """The number there; None where it is blank."""
        value = self.value(scenario)
        number = value.value if isinstance(value, Quantity) else value
        return None if number is None else float(number)

    def range(self, scenario: Scenario) -> tuple[float | None, float | None]:
        """Its low and high ends; None, None where it has no range."""
        if self.table:
            low, high = self.holder(scenario).range_of(self.field.attribute)
            return low, high
        value = self.value(scenario)
        return (value.low, value.high) if isinstance(value, Quantity) else (None, None)

    def name(self, scenario: Scenario) -> str:
        """As the user writes it."""
        if self.table:
            return str(CellName(self.table, row_name(self.holder(scenario)), self.field.name))
        return ".".join((*map(str, self.path), self.field.name))


def quantities(scenario: Scenario) -> Iterator[Address]:
    """Every number that may have a range: settings first, then table by table and row by row."""
    for key, setting, _ in walk_settings(scenario):
        if setting.kind == "quantity":
            yield Address(tuple(key.split(".")[:-1]), setting)
    for table, model in tables_of(type(scenario)).items():
        columns = [column for column in fields_of(model).values() if column.ranged]
        for row in range(len(getattr(scenario, table))):
            yield from (Address((table, row), column) for column in columns)


def setting_named(scenario: Scenario, key: str) -> Address | None:
    """The setting at a dotted key; None where the scenario has none that holds a value."""
    setting = setting_at(type(scenario), key)
    if setting is None or setting.kind in ("section", "modes") or key not in _keys(scenario):
        return None
    return Address(tuple(key.split(".")[:-1]), setting)


def unknown_setting(scenario: Scenario, key: str, suggestions: Suggestions) -> str:
    """What to say of a key that is no setting."""
    known = _keys(scenario)
    siblings = [name for name in known if name.startswith(f"{key.rpartition('.')[0]}.")]
    near = suggestions.near(key, lambda: [*known, *tables_of(type(scenario))])
    near = near or suggestions.near_or_all(key, lambda: siblings)
    return f"unknown setting; it is neither a setting nor table.row.column.{near}"


def cells_named(scenario: Scenario, name: CellName, suggestions: Suggestions | None = None) -> list[Address]:
    """The cells of this name; the name of a line stands for all its rows.

    Raises
    ------
    ValueError
        With the nearest match, if there is no such row or column.
    """
    table, wanted, column = name
    suggestions = suggestions or Suggestions()
    if not wanted:
        raise ValueError(f"name a cell as {table}.<row>.<column>")
    rows: tuple[Row, ...] = getattr(scenario, table)
    names = [row_name(row) for row in rows]
    result = [row for row, known in enumerate(names) if known == wanted]
    if not result and table == "services":
        result = [row for row, service in enumerate(scenario.services) if line_of(service) == wanted]
    if not result:
        raise ValueError(f"{quoted(wanted)} is not in {table}.{suggestions.near_or_all(wanted, lambda: names)}")
    columns = fields_of(tables_of(type(scenario))[table])
    if column not in columns:
        raise ValueError(
            f"{quoted(column)} is not a column of {table}.{suggestions.near_or_all(column, lambda: columns)}"
        )
    return [Address((table, row), columns[column]) for row in result]


def numbers_named(scenario: Scenario, word: str, suggestions: Suggestions | None = None) -> list[Address]:
    """The numbers that a word of `parameters.cells` names: a setting, or cells whose rows may be a pattern.

    Raises
    ------
    ValueError
        With the nearest match, if it leads nowhere.
    """
    tables, name, suggestions = tables_of(type(scenario)), CellName.parse(word), suggestions or Suggestions()
    if name.table not in tables:
        setting = setting_named(scenario, word)
        if setting is None or setting.field.kind != "quantity":
            near = suggestions.near_or_all(word, lambda: _quantity_keys(scenario))
            raise ValueError(f"{quoted(word)} is neither table.row.column nor a setting that is a number.{near}")
        return [setting]
    columns = {key: column for key, column in fields_of(tables[name.table]).items() if column.kind in NUMBERS}
    if name.column not in columns:
        near = suggestions.near_or_all(name.column, lambda: columns)
        raise ValueError(f"{quoted(word)}: {quoted(name.column)} is not a number of {name.table}.{near}")
    names = [row_name(row) for row in getattr(scenario, name.table)]
    is_pattern = bool(WILDCARDS & set(name.row))
    result = [
        row for row, known in enumerate(names) if known == name.row or (is_pattern and name.matches(name.table, known))
    ]
    if not result:
        near = "" if is_pattern else suggestions.near_or_all(name.row, lambda: names)
        raise ValueError(f"{quoted(word)}: no row of {name.table} is named {quoted(name.row)}.{near}")
    return [Address((name.table, row), columns[name.column]) for row in result]


def with_numbers(scenario: Scenario, numbers: Mapping[Address, float], *, keep_ranges: bool = False) -> Scenario:
    """A copy with many numbers set, which have no range then unless ranges are kept.

    Whole numbers are rounded; the end of a straight line of traffic moves in proportion to its begin.
    """
    rows: dict[tuple[str | int, ...], dict[str, float]] = defaultdict(dict)
    for address, number in numbers.items():
        if address.table:
            rows[address.path][address.field.attribute] = round(number) if address.field.kind == "whole" else number
        else:
            ends = {} if keep_ranges else {"low": None, "high": None}
            value = address.value(scenario).model_copy(update={"value": number, **ends})
            section = address.holder(scenario).model_copy(update={address.field.attribute: value})
            scenario = address.put(scenario, section)
    tables: dict[str, list[Row]] = {}
    for (table, row), update in rows.items():
        changed = tables.setdefault(str(table), list(getattr(scenario, str(table))))
        changed[int(row)] = _with_cells(changed[int(row)], update, keep_ranges=keep_ranges)
    return scenario.model_copy(update={table: tuple(changed) for table, changed in tables.items()})


def _with_cells(row: Row, update: dict[str, float], *, keep_ranges: bool) -> Row:
    if isinstance(row, Traffic) and "per_day" in update and row.per_day_end is not None and row.per_day > 0:
        update = {**update, "per_day_end": row.per_day_end * update["per_day"] / row.per_day}
    ranges = tuple(entry for entry in row.ranges if keep_ranges or entry[0] not in update)
    return row.model_copy(update={**update, "ranges": ranges})


def _keys(scenario: Scenario) -> list[str]:
    return [key for key, _, _ in walk_settings(scenario)]


def _quantity_keys(scenario: Scenario) -> list[str]:
    return [key for key, setting, _ in walk_settings(scenario) if setting.kind == "quantity"]


def _put(part: Any, path: tuple[str | int, ...], holder: Any) -> Any:
    if not path:
        return holder
    step, *rest = path
    if isinstance(part, dict):
        return {**part, step: _put(part[step], tuple(rest), holder)}
    if isinstance(step, int):
        return (*part[:step], _put(part[step], tuple(rest), holder), *part[step + 1 :])
    return part.model_copy(update={step: _put(getattr(part, step), tuple(rest), holder)})
