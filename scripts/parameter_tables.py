"""Write units, bounds, defaults and meanings of all parameters from the schema into the pages that list them.

usage: python scripts/parameter_tables.py

In docs/odd.md the tables between the two marks are made anew. In docs/model each row that begins with the name of one
setting or column, as `choice.room_weight` or `services.servers`, gets its unit, bounds and default.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from serai.flee.schema import FleeScenario  # with the settings and tables of all scenarios
from serai.scenario.cells import number_text, tick_text
from serai.scenario.fields import Field, fields_of, tables_of
from serai.scenario.rule import rule_names
from serai.scenario.schema import ASSUMED, Mode, Quantity, Scenario
from serai.scenario.settings import setting_at, settings_of

DOCS = Path(__file__).parents[1] / "docs"
ODD = DOCS / "odd.md"
TABLES = tables_of(FleeScenario)
RULES = sorted((DOCS / "model").glob("*.md"))
BEGIN, END = "<!-- from the schema: begin -->\n", "<!-- from the schema: end -->\n"
ROW = re.compile(r"^\| `([a-z_]+(?:\.[a-z_]+)+|tick|seed|start|end|time_zone|rule|flee_as_run)` \|.*\|$", re.MULTILINE)
NO_PARAMETERS = ("source", "note", "title", "description", "name")


@dataclass(frozen=True)
class Parameter:
    """What a page says of one setting or column."""

    key: str
    unit: str
    bounds: str
    default: str
    meaning: str

    def short_row(self) -> str:
        """As a row of a rule's page."""
        return f"| `{self.key}` | {self.unit} | {self.bounds} | {self.default} |"

    def long_row(self) -> str:
        """As a row of the ODD page."""
        meaning = self.meaning.replace("|", "or")
        return f"| `{self.key}` | {self.unit} | {self.bounds} | {self.default} | {meaning} |"


def of_setting(key: str, setting: Field) -> Parameter:
    """A setting; one of a mode has no default of its own."""
    default = "none" if setting.required or key.startswith("modes.") else _default_setting(setting)
    return Parameter(key, _unit(setting.unit, setting.kind), _bounds_of_setting(setting), default, setting.meaning)


def of_column(table: str, column: Field) -> Parameter:
    """A column of a table."""
    default = "none" if column.required else _default_column(column)
    bounds = ", ".join(choice or "blank" for choice in column.choices) if column.choices else _bounds(column)
    return Parameter(f"{table}.{column.name}", _unit(column.unit, column.kind), bounds, default, column.meaning)


def all_parameters() -> dict[str, Parameter]:
    """Every setting and every column but names, titles, sources and notes, by its key."""
    parameters = {parameter.key: parameter for model in (FleeScenario, Scenario) for parameter in _settings(model, "")}
    parameters["rule"] = replace(parameters["rule"], bounds=", ".join(rule_names()))
    for table, rows in TABLES.items():
        for column in fields_of(rows).values():
            if column.name not in ("source", "note"):
                parameters[f"{table}.{column.name}"] = of_column(table, column)
    return parameters


def _settings(model: type[BaseModel], prefix: str) -> list[Parameter]:
    parameters = []
    for setting in settings_of(model).values():
        key = f"{prefix}{setting.name}"
        if setting.kind == "modes":
            parameters += _settings(Mode, "modes.car.")
        elif setting.model is not None:
            parameters += _settings(setting.model, f"{key}.")
        elif setting.name not in NO_PARAMETERS:
            parameters.append(of_setting(key, setting))
    return [
        Parameter(p.key.replace("modes.car.", "modes."), p.unit, p.bounds, p.default, p.meaning) for p in parameters
    ]


def _unit(unit: str, kind: str) -> str:
    return unit or ("1" if kind in ("quantity", "number", "whole", "numbers") else "-")


def _bounds_of_setting(setting: Field) -> str:
    if setting.choices:
        return ", ".join(setting.choices)
    if setting.kind == "yes_no":
        return "yes, no"
    if setting.kind == "numbers":
        count = f"{setting.min_length} numbers" if setting.min_length else "numbers"
        return f"{count} of at least 0, not all 0"
    if setting.kind == "hours":
        return "two whole hours, 0 to 24"
    if setting.kind == "tick":
        return "divides a day"
    if setting.ge is None:
        return "-"
    high = "2^63 - 1" if setting.le is not None and setting.le >= 2**62 else number_text(setting.le or 0)
    return f"{number_text(setting.ge)} to {high}"


def _bounds(column: Field) -> str:
    if column.kind == "yes_no":
        return "yes, no"
    return column.allowed() or "-"


def _default_setting(setting: Field) -> str:
    value = setting.default
    if setting.kind == "tick":
        return tick_text(value)
    if isinstance(value, tuple):
        return "in the schema" if len(value) > 7 else " ".join(number_text(number) for number in value)
    return _range_text(value) if isinstance(value, Quantity) else _text(value)


def _range_text(value: Quantity) -> str:
    ends = (
        "" if value.low is None or value.high is None else f" ({number_text(value.low)} to {number_text(value.high)})"
    )
    return number_text(value.value) + ends


def _default_column(column: Field) -> str:
    return _text(column.default)


def _text(value: Any) -> str:
    if value is None or value in ("", ASSUMED):
        return "blank"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number_text(value) if isinstance(value, int | float) else str(value)


def rule_page(text: str) -> str:
    """A rule's page with the rows of its parameters as the schema has them; names that are not in it stay."""
    known = all_parameters()

    def renewed(match: re.Match[str]) -> str:
        parameter = known.get(match[1])
        if parameter is None and setting_at(FleeScenario, match[1]) is not None:  # of one mode, with its own default
            return match[0]
        return parameter.short_row() if parameter is not None else match[0]

    return ROW.sub(renewed, text)


def odd_tables() -> str:
    """The tables of all settings and columns."""
    groups: dict[str, list[Parameter]] = {}
    for key, parameter in all_parameters().items():
        group = key.split(".")[0] if "." in key else "scenario"
        groups.setdefault(group, []).append(parameter)
    parts = []
    for group, parameters in groups.items():
        doc = (TABLES[group].__doc__ or "").partition(":")[2].strip() if group in TABLES else ""
        heading = f"**Table `{group}`:** {doc}" if group in TABLES else f"**Settings of `{group}`**"
        head = "| name | unit | bounds | default (range) | meaning |\n|---|---|---|---|---|"
        parts.append("\n".join([heading, "", head, *(parameter.long_row() for parameter in parameters)]))
    return "\n\n".join(parts) + "\n"


def odd_page(text: str) -> str:
    """The ODD page with its tables made anew."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + "\n" + odd_tables() + "\n" + END + rest.partition(END)[2]


def main() -> None:
    """Renew all pages."""
    ODD.write_text(odd_page(ODD.read_text(encoding="utf-8")), encoding="utf-8")
    for page in RULES:
        page.write_text(rule_page(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
