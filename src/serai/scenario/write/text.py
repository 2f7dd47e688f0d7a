"""A scenario as text files: scenario.yaml with units and meanings as remarks, and tables as CSV."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from serai.scenario.cells import tick_text, value_text
from serai.scenario.fields import HIGH, LABEL_PREFIX, LAST, LOW, Field, fields_of
from serai.scenario.numbers import has_two_readings, number_text
from serai.scenario.schema import ASSUMED, SCHEMA_VERSION, Place, Quantity, Row, Scenario
from serai.scenario.settings import walk_settings

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _/().-]*[A-Za-z0-9)]|[A-Za-z]")
_RESERVED = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n", "none"})
_TO_ESCAPE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\U00010000-\U0010ffff]")


def yaml_text(scenario: Scenario) -> str:
    """The file scenario.yaml: every setting, with its unit and meaning as a remark."""
    lines = [f"schema: {SCHEMA_VERSION}"]
    written: list[str] = []  # sections above the last line
    for key, setting, value in walk_settings(scenario):
        *sections, name = key.split(".")
        shared = 0
        while shared < min(len(sections), len(written)) and sections[shared] == written[shared]:
            shared += 1
        for depth in range(shared, len(sections)):
            if depth == 0:
                lines.append("")
            lines.append(f"{'  ' * depth}{_scalar(sections[depth])}:")
        written = sections
        line = f"{'  ' * len(sections)}{_scalar(name)}: {_yaml_value(setting, value)}"
        lines.append(line + _remark(setting) if value is not None and setting.name != "source" else line)
    return "\n".join(lines) + "\n"


def csv_bytes(model: type[Row], rows: tuple[Row, ...]) -> bytes:
    """One table: columns that hold anything but defaults, ranges and labels beside them.

    A byte order mark is put in front where there is more than ASCII, since Excel would not read it right without.
    """
    columns = written_columns(model, rows)
    lines = [",".join(header for header, _ in columns)]
    for row in rows:
        lines.append(",".join(_csv_cell(value_of(row, column, part), column) for _, (column, part) in columns))
    text = "\n".join(lines) + "\n"
    return text.encode("ascii" if text.isascii() else "utf-8-sig")


def written_columns(
    model: type[Row], rows: Iterable[Row], *, every: bool = False
) -> list[tuple[str, tuple[Field | None, str]]]:  # fmt: skip
    """Columns to write: (header, (column, part)).

    Parameters
    ----------
    model : class of the rows
    rows : iterable of Row
    every : bool
        Whether columns that hold only defaults are written too.

    Returns
    -------
    list; part is `value`, `low` or `high`; for a label the column is None and the part is the language.
    """
    entries = list(rows)
    ranged = {field for row in entries for field, _, _ in row.ranges}
    written: list[tuple[str, tuple[Field | None, str]]] = []
    last: list[tuple[str, tuple[Field | None, str]]] = []
    for position, column in enumerate(fields_of(model).values()):
        is_needed = every or column.required or position == 0 or column.attribute in ranged
        if is_needed or any(getattr(row, column.attribute) != column.default for row in entries):
            target = last if column.name in LAST else written
            target.append((column.name, (column, "value")))
            if column.attribute in ranged:
                target += [(column.name + LOW, (column, "low")), (column.name + HIGH, (column, "high"))]
    if model is Place:
        languages = sorted({language for row in entries for language, _ in row.labels})  # type: ignore[attr-defined]
        written += [(LABEL_PREFIX + language, (None, language)) for language in languages]
    return written + last


def value_of(row: Row, column: Field | None, part: str) -> Any:
    """What stands in one cell; None for a blank one."""
    if column is None:
        return dict(row.labels).get(part)  # type: ignore[attr-defined]
    if part != "value":
        return row.range_of(column.attribute)[0 if part == "low" else 1]
    value = getattr(row, column.attribute)
    return None if column.name == "source" and value == ASSUMED else value


def _csv_cell(value: Any, column: Field | None) -> str:
    text = value_text(value)
    if column is not None and has_two_readings(column, text):
        text += "0"  # 12.3450 has one reading
    needs_quotes = any(letter in text for letter in ',;\t"\n\r') or text.startswith("#")
    return '"' + text.replace('"', '""') + '"' if needs_quotes else text


def _remark(setting: Field) -> str:
    unit = f"{setting.unit}, " if setting.unit not in ("", "1") else ""
    choices = f" ({', '.join(setting.choices)})" if len(setting.choices) > 1 else ""
    return f"  # {unit}{setting.meaning}{choices}" if setting.meaning else ""


def _yaml_value(setting: Field, value: Any) -> str:
    if value is None:
        return "null"
    if setting.kind == "tick":
        return tick_text(value)
    if isinstance(value, Quantity):
        return _yaml_quantity(value)
    if isinstance(value, tuple):
        return f"[{', '.join(number_text(number) for number in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    return value.isoformat() if isinstance(value, date) else _scalar(value)


def _yaml_quantity(quantity: Quantity) -> str:
    parts = {part: getattr(quantity, part) for part in ("value", "low", "high")}
    words = [f"{part}: {number_text(number)}" for part, number in parts.items() if number is not None]
    if quantity.source != ASSUMED:
        words.append(f"source: {_scalar(quantity.source)}")
    return words[0].removeprefix("value: ") if len(words) == 1 else "{" + ", ".join(words) + "}"


def _scalar(text: str) -> str:
    """Text as YAML: plain where nobody can take it for anything else, else in double quotes (JSON is YAML)."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _RESERVED:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _TO_ESCAPE.sub(lambda match: f"\\U{ord(match.group()):08X}", quoted)
