"""One setting or one column: its name, kind, unit, bounds, meaning and default.

Everything is read off `schema`, so that reader, writer and checks cannot disagree with it.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from serai.scenario.schema import Mode, Quantity, Route, Row, Scenario

Kind = Literal[
    "text", "number", "whole", "yes_no", "choice", "moment", "date", "tick", "quantity", "numbers", "hours",
    "section", "modes", "table",
]  # fmt: skip

MULTI_LINE = frozenset({"source", "note", "description"})
DECIMALS_IN_TEXT = frozenset({"size", "modes", "weekdays", "change"})
NOT_A_FIELD = frozenset({"ranges", "labels"})  # they stand in columns beside those of the fields
LAST = frozenset({"source", "note"})
LOW, HIGH = "_low", "_high"  # ends of the names of columns that hold a range
LABEL_PREFIX = "label_"
BOUNDS = ("ge", "le", "gt", "max_length", "min_length", "pattern")

_KINDS: dict[Any, Kind] = {
    str: "text", float: "number", int: "whole", bool: "yes_no", datetime: "moment", date: "date", Quantity: "quantity",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Field:
    """One setting or column, as the user writes it (`name`) and as the model holds it (`attribute`)."""

    name: str
    attribute: str
    kind: Kind
    meaning: str
    unit: str
    required: bool
    optional: bool  # blank is a value of its own (None)
    default: Any
    choices: tuple[str, ...]
    model: Any  # the class of a section, or of the rows of a table
    ranged: bool  # a column beside which columns for low and high may stand
    main: bool  # the column to which plain low and high belong
    refers: tuple[str, ...]
    ge: float | None
    le: float | None
    gt: float | None
    max_length: int | None
    min_length: int | None
    pattern: str | None

    def allowed(self) -> str:
        """The bounds in words: ``0 to 1``, ``at least 0``, ``greater than 0``; blank when there are none."""
        if self.ge is not None and self.le is not None:
            return f"{_plain(self.ge)} to {_plain(self.le)}"
        low = f"greater than {_plain(self.gt)}" if self.gt is not None else ""
        low = f"at least {_plain(self.ge)}" if self.ge is not None else low
        high = f"at most {_plain(self.le)}" if self.le is not None else ""
        return " and ".join(part for part in (low, high) if part)

    def is_inside(self, value: float) -> bool:
        """Whether a number is within the bounds."""
        return (
            (self.ge is None or value >= self.ge)
            and (self.le is None or value <= self.le)
            and (self.gt is None or value > self.gt)
        )


@cache
def fields_of(model: type[BaseModel]) -> dict[str, Field]:
    """The columns of a table's rows, or the settings of a section, by the names in files; `source` and `note` last."""
    names = [name for name in model.model_fields if name not in NOT_A_FIELD]
    fields = [_field(name, model.model_fields[name]) for name in sorted(names, key=lambda name: name in LAST)]
    return {field.name: field for field in fields}


@cache
def fields_by_attribute(model: type[BaseModel]) -> dict[str, Field]:
    """The same by the names of the model's attributes."""
    return {field.attribute: field for field in fields_of(model).values()}


@cache
def tables_of(model: type[Scenario]) -> dict[str, type[Row]]:
    """The tables of a scenario of this class: name -> class of its rows."""
    return {field.name: field.model for field in fields_of(model).values() if field.kind == "table"}


@cache
def main_column(model: type[Row]) -> Field | None:
    """The column to which plain `low` and `high` belong; None where the table has its own, or no ranged column."""
    return next((column for column in fields_of(model).values() if column.main), None)


@cache
def key_column(model: type[Row]) -> str:
    """The column by which rows are known: an id or a name; blank where there is none, as for routes."""
    return next((name for name in ("measure", "name", "id") if name in fields_of(model)), "")


def row_name(row: Row) -> str:
    """The name or id of a row; for a route its two ends; where there is no key, its first two columns."""
    key = key_column(type(row))
    if key:
        return str(getattr(row, key))
    first, second, *_ = fields_of(type(row)).values()
    ends = [str(getattr(row, column.attribute)) for column in (first, second) if column is first or column.required]
    return (" - " if isinstance(row, Route) else ", ").join(ends)


def _field(attribute: str, info: FieldInfo) -> Field:
    kind, optional, choices, model = _kind(info.annotation)
    extra: dict[str, Any] = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    bounds = {name: extra.get(name, _bound(info, name)) for name in BOUNDS}
    return Field(
        name=extra.get("name", info.alias or attribute),
        attribute=attribute,
        kind=extra.get("kind", kind),
        meaning=info.description or ("where the figures come from" if attribute == "source" else ""),
        unit=extra.get("unit", ""),
        required=info.is_required(),
        optional=optional,
        default=None if info.is_required() else info.get_default(call_default_factory=True),
        choices=choices,
        model=model,
        ranged=extra.get("ranged", False),
        main=extra.get("main", False),
        refers=tuple(word for word in extra.get("refers", "").split("|") if word),
        **bounds,
    )


def _kind(annotation: Any) -> tuple[Kind, bool, tuple[str, ...], Any]:
    """Kind, whether it may be None, allowed words, and the class of a section or of a table's rows."""
    optional = False
    if get_origin(annotation) in (Union, types.UnionType):
        arguments = [argument for argument in get_args(annotation) if argument is not type(None)]
        optional = len(arguments) < len(get_args(annotation))
        annotation = arguments[0]
    if get_origin(annotation) is Literal:
        return "choice", optional, tuple(get_args(annotation)), None
    if get_origin(annotation) is dict:
        return "modes", optional, (), Mode
    if get_origin(annotation) is tuple:
        item = get_args(annotation)[0]
        if isinstance(item, type) and issubclass(item, Row):
            return "table", optional, (), item
        return ("hours" if item is int else "numbers"), optional, (), None
    if annotation in _KINDS:
        return _KINDS[annotation], optional, (), None
    return "section", optional, (), annotation


def _bound(info: FieldInfo, name: str) -> Any:
    given = (getattr(item, name, None) for item in info.metadata)
    return next((bound for bound in given if bound is not None), None)


def _plain(bound: float | None) -> str:
    return str(bound) if isinstance(bound, int) else f"{bound:g}"
