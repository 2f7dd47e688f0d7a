"""scenario.yaml, or the sheet `settings`, -> nested settings as the user gave them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

from serai.scenario.cells import is_blank, shown
from serai.scenario.fields import Field
from serai.scenario.nearest import quoted
from serai.scenario.read.csv import RawTable, decode
from serai.scenario.read.rows import normal_header
from serai.scenario.rule import rule_named
from serai.scenario.schema import Scenario
from serai.scenario.settings import setting_at
from serai.scenario.where import Report, column_letters

MAX_YAML_BYTES = 200_000  # settings of a scenario are a tenth of it; a long list in more takes the reader minutes
MAYBE_TEXT = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int")
SHEET_COLUMNS = ("key", "value", "unit", "low", "high", "source")


def read_yaml(content: bytes, report: Report) -> dict[str, Any] | None:
    """The settings of a YAML file, read by the rules of YAML 1.2; None, with a fault, when it cannot be read."""
    # Imported here because a workbook needs no YAML.
    from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError

    try:
        if len(content) > MAX_YAML_BYTES:
            raise ValueError(f"the file has {len(content):,} bytes; at most {MAX_YAML_BYTES:,} are read")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)  # YAML allows it; the newest holds
            given = _yaml_reader().load(decode(content, "UTF-8 text"))
    except ValueError as error:
        report.setting("", str(error))
    except MarkedYAMLError as error:
        line = "" if error.problem_mark is None else f"line {error.problem_mark.line + 1}: "
        report.setting("", f"{line}{_yaml_problem(error.problem or 'cannot be read as YAML')}")
    except (YAMLError, RecursionError):
        report.setting("", "cannot be read as YAML")
    else:
        if isinstance(given, dict):
            return given
        report.setting("", f"must contain settings, e.g. name: river-town, got {shown(given)}")
    return None


def model_of(settings: Mapping[Any, Any], report: Report) -> type[Scenario]:
    """The class of a scenario by the rule that its settings name; that of the built-in rule where they name none."""
    given = settings.get("rule")
    try:
        return Scenario if is_blank(given) else rule_named(given).scenario
    except ValueError as error:
        report.setting("rule", str(error))
        return Scenario


def read_settings_sheet(raw: RawTable, report: Report) -> dict[str, Any] | None:
    """The settings of the sheet, nested by their dotted keys; None, with a fault, when the sheet has no keys."""
    positions = _positions(raw, report)
    if positions is None:
        return None
    lines = [
        (number, {name: cells[position] for name, position in positions.items() if position < len(cells)})
        for number, cells in raw.rows
    ]
    model = model_of({line.get("key"): line.get("value") for _, line in lines}, report)
    nested: dict[str, Any] = {}
    seen: dict[str, int] = {}
    for number, line in lines:
        key = str(line.get("key") or "").strip()
        if not key:
            report.setting("", f"row {number} has a value but no key")
            continue
        for part in ("value", "low", "high", "source"):
            if part in positions:
                name = key if part == "value" else f"{key}.{part}"
                report.where.setting_cells[name] = f"{column_letters(positions[part])}{number}"
        if key in seen:
            report.setting(key, f"is already in row {seen[key]}")
            continue
        seen[key] = number
        setting = setting_at(model, key)
        _check_unit(key, setting, line, report)
        _put(nested, key, _value(setting, line), report)
    return nested


def _positions(raw: RawTable, report: Report) -> dict[str, int] | None:
    positions: dict[str, int] = {}
    for position, given in enumerate(raw.header):
        name = normal_header(given)
        if name in SHEET_COLUMNS and name not in positions:
            positions[name] = position
        elif name:
            near = report.near_or_all(name, lambda: SHEET_COLUMNS)
            report.setting("", f"row {raw.header_row}: unknown column {quoted(str(given))}.{near}")
    if "key" in positions and "value" in positions:
        return positions
    report.setting("", f"row {raw.header_row}: the sheet needs the columns {', '.join(SHEET_COLUMNS)}")
    return None


def _value(setting: Field | None, line: dict[str, Any]) -> Any:
    """A plain value, or a block with its range and source where the key is a quantity or a range is given."""
    extra = {part: line[part] for part in ("low", "high", "source") if not is_blank(line.get(part))}
    if setting is None or setting.kind != "quantity":
        extra.pop("source", None)
    value = None if is_blank(line.get("value")) else line["value"]
    return {"value": value, **extra} if extra else value


def _check_unit(key: str, setting: Field | None, line: dict[str, Any], report: Report) -> None:
    if setting is None or is_blank(line.get("unit")):
        return
    given = line["unit"]
    unit = str(int(given)) if isinstance(given, float) and given.is_integer() else str(given).strip()
    if unit != setting.unit:
        wanted = f"must be {setting.unit}" if setting.unit else "must be blank"
        report.setting(key, f"the unit {wanted}, got {quoted(unit)}")


def _put(nested: dict[str, Any], key: str, value: Any, report: Report) -> None:
    block = nested
    *sections, name = key.split(".")
    for section in sections:
        inner = block.setdefault(section, {})
        if not isinstance(inner, dict):
            report.setting(key, f"{quoted(section)} has a value of its own in another row")
            return
        block = inner
    if isinstance(block.get(name), dict):
        report.setting(key, "has settings below it in other rows, so it cannot have a value")
        return
    block[name] = value


def _yaml_reader() -> Any:
    """A reader of YAML 1.2. What looks like a date or number but is none stays text, and is refused by its setting."""
    from ruamel.yaml import YAML

    reader = YAML(typ="safe", pure=True)
    known = reader.constructor.yaml_constructors
    kept_as_text = {tag: _or_text(known[tag]) for tag in MAYBE_TEXT}
    reader.constructor.yaml_constructors = {**known, **kept_as_text}
    return reader


def _or_text(construct: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def construct_or_text(constructor: Any, node: Any) -> Any:
        try:
            return construct(constructor, node)
        except ValueError:
            return constructor.construct_scalar(node)

    return construct_or_text


def _yaml_problem(problem: str) -> str:
    if "duplicate key" in problem:
        return f"the key {problem.split(' ')[3] if len(problem.split(' ')) > 3 else ''} appears twice"
    return f"cannot be read as YAML ({problem})"
