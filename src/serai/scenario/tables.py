"""The tables of a scenario, column by column: type, unit, bounds, allowed values.

Everything is read off `schema`, so that reader, writer and checks cannot disagree with it.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from serai.scenario.schema import TABLES, Row

Kind = Literal["text", "number", "whole", "yes_no", "moment", "choice"]

KEY_COLUMNS = {"places": "name", "groups": "name", "profiles": "name", "parameters": "name", "measures": "measure"}
MULTI_LINE = frozenset({"source", "note", "description"})
DECIMALS_IN_TEXT = frozenset({"size", "modes", "weekdays", "change"})
LABEL_PREFIX = "label_"
LOW, HIGH = "_low", "_high"


@dataclass(frozen=True)
class Column:
    """One column of a table, as the user sees it (`name`) and as the row holds it (`field`)."""

    table: str
    name: str
    field: str
    kind: Kind
    meaning: str
    unit: str
    required: bool
    optional: bool  # blank is a value of its own (None)
    default: Any
    choices: tuple[str, ...]
    ge: float | None
    le: float | None
    gt: float | None
    max_length: int | None
    ranged: bool
    main: bool
    refers: tuple[str, ...]

    def allowed(self) -> str:
        """The bounds in words: ``0 to 1``, ``at least 0``, ``greater than 0``; blank when there are none."""
        if self.ge is not None and self.le is not None:
            return f"{self.ge:g} to {self.le:g}"
        low = f"greater than {self.gt:g}" if self.gt is not None else ""
        low = f"at least {self.ge:g}" if self.ge is not None else low
        high = f"at most {self.le:g}" if self.le is not None else ""
        return " and ".join(part for part in (low, high) if part)

    def is_inside(self, value: float) -> bool:
        """Whether a number is within the bounds."""
        return (
            (self.ge is None or value >= self.ge)
            and (self.le is None or value <= self.le)
            and (self.gt is None or value > self.gt)
        )


@cache
def columns_of(table: str) -> dict[str, Column]:
    """The columns of a table by their names in files; `source` and `note` come last. Ranges and labels are apart."""
    model = TABLES[table]
    fields = {name: info for name, info in model.model_fields.items() if name not in ("ranges", "labels")}
    last = {name: fields.pop(name) for name in ("source", "note")}
    columns = [_column(table, field, info) for field, info in {**fields, **last}.items()]
    return {column.name: column for column in columns}


@cache
def columns_by_field(table: str) -> dict[str, Column]:
    """The columns of a table by the names of the row's fields."""
    return {column.field: column for column in columns_of(table).values()}


@cache
def main_column(table: str) -> Column | None:
    """The column to which plain `low` and `high` belong; None where the table has its own, or no ranged column."""
    return next((column for column in columns_of(table).values() if column.main), None)


def key_column(table: str) -> str:
    """The column by which rows are known: `id` or a name; for routes there is none, blank."""
    return KEY_COLUMNS.get(table, "id" if "id" in columns_of(table) else "")


def row_name(table: str, row: Row) -> str:
    """The name or id of a row; for a route its two ends; where there is no key, its first two columns."""
    if table == "routes":
        return f"{row.from_place} - {row.to_place}"  # type: ignore[attr-defined]
    key = key_column(table)
    if key:
        return str(getattr(row, key))
    first, *others = columns_of(table).values()
    second = [str(getattr(row, column.field)) for column in others[:1] if column.required]
    return ", ".join([str(getattr(row, first.field)), *second])


def _column(table: str, field: str, info: FieldInfo) -> Column:
    kind, optional, choices = _kind(info.annotation)
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    bounds = {
        name: next((getattr(item, name) for item in info.metadata if getattr(item, name, None) is not None), None)
        for name in ("ge", "le", "gt", "max_length")
    }
    return Column(
        table=table,
        name=info.alias or field,
        field=field,
        kind=kind,
        meaning=info.description or "",
        unit=str(extra.get("unit", "")),
        required=info.is_required(),
        optional=optional,
        default=None if info.is_required() else info.default,
        choices=choices,
        ranged=bool(extra.get("ranged", False)),
        main=bool(extra.get("main", False)),
        refers=tuple(word for word in str(extra.get("refers", "")).split("|") if word),
        **bounds,
    )


def _kind(annotation: Any) -> tuple[Kind, bool, tuple[str, ...]]:
    optional = False
    if get_origin(annotation) in (Union, types.UnionType):
        arguments = [argument for argument in get_args(annotation) if argument is not type(None)]
        optional = len(arguments) < len(get_args(annotation))
        annotation = arguments[0]
    if get_origin(annotation) == Literal:
        return "choice", optional, tuple(get_args(annotation))
    kinds: dict[Any, Kind] = {str: "text", float: "number", int: "whole", bool: "yes_no", datetime: "moment"}
    return kinds[annotation], optional, ()
