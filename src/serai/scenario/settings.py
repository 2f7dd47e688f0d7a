"""The settings of a scenario: what `scenario.yaml`, or the sheet `settings`, may hold, and how each is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from serai.scenario.cells import (
    bounds_fault,
    field_text,
    is_blank,
    parse_field,
    parse_number,
    parse_text,
    shown,
)
from serai.scenario.fields import Field, fields_of, tables_of
from serai.scenario.nearest import quoted
from serai.scenario.numbers import number_text, refuse_two_readings
from serai.scenario.schema import ASSUMED, Mode, Quantity, Scenario, default_modes
from serai.scenario.where import Report

QUANTITY_PARTS = ("value", "low", "high", "source")
NO_MODE = "none"  # written for a default mode that a scenario does not have

_MODE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def settings_of(model: type[BaseModel]) -> dict[str, Field]:
    """The settings of one section (or of a scenario itself, without its tables) by the names in files."""
    return {name: field for name, field in fields_of(model).items() if field.kind != "table"}


def setting_at(model: type[Scenario], key: str) -> Field | None:
    """The setting at a dotted key, as ``choice.room_weight`` or ``modes.car.speed_kmh``; None if there is none."""
    section: type[BaseModel] = model
    words = key.split(".")
    while words:
        setting = settings_of(section).get(words.pop(0))
        if setting is None or not words:
            return setting
        if setting.kind == "modes":
            words.pop(0)
        if setting.model is None or not words:
            return None
        section = setting.model
    return None


def walk_settings(scenario: Scenario) -> Iterator[tuple[str, Field, Any]]:
    """Every setting of a scenario that is not a section: dotted key, what it is, value.

    A default mode that the scenario does not have comes as (key, the setting `modes`, None). Defaults of settings that
    the rule does not use are left out.
    """
    settings = settings_of(type(scenario)).values()
    for setting in sorted(settings, key=lambda setting: setting.kind in ("section", "modes")):
        value = getattr(scenario, setting.attribute)
        if setting.name in scenario.unused and value == setting.default:
            continue
        if setting.kind == "modes":
            for name, mode in value.items():
                yield from _walk_section(f"modes.{name}", mode)
            for name in default_modes():
                if name not in value:
                    yield f"modes.{name}", setting, None
        elif setting.kind == "section":
            yield from _walk_section(setting.name, value)
        else:
            yield setting.name, setting, value


def read_settings(model: type[Scenario], given: dict[str, Any], report: Report) -> dict[str, Any]:
    """The settings of a scenario by the attributes of its class.

    Parameters
    ----------
    model : class of the scenario
    given : dict
        What stands in the file, nested; without the key `schema`.
    report : Report
        Takes every fault.

    Returns
    -------
    dict; faulty and absent settings are left out, so that defaults hold.
    """
    tables = given.keys() & tables_of(model).keys()
    for key in [key for key in given if key in tables]:
        report.setting(key, f"this is a table; put it into its own file or sheet: {key}.csv")
    return _read_section(model, {key: value for key, value in given.items() if key not in tables}, "", report)


def parse_setting(setting: Field, given: Any) -> Any:
    """The value of a setting that is neither a quantity nor a section.

    Raises
    ------
    ValueError
        With what is allowed and what was given.
    """
    if isinstance(given, dict):
        raise ValueError("takes one value, without a range")
    if is_blank(given):
        if setting.optional:
            return None
        if setting.kind == "text" and not setting.required:
            return setting.default
        raise ValueError(f"a value is missing ({setting.meaning})")
    if setting.kind == "text" and isinstance(given, bool | date | datetime):
        raise ValueError(f"must be text, got {shown(given)}; put it in quotes")
    refuse_two_readings(setting, given)
    return parse_field(setting, given)


def setting_text(setting: Field, value: Any) -> str:
    """A setting's value on one line; a mode that is absent is ``none``."""
    return NO_MODE if value is None and setting.kind == "modes" else field_text(setting, value)


def quantity_fault(setting: Field, quantity: Quantity) -> tuple[str, str]:
    """(part, fault) of a quantity that is outside its bounds or whose range does not hold it; blank without one."""
    for part in ("value", "low", "high"):
        number = getattr(quantity, part)
        fault = "" if number is None else bounds_fault(setting, number)
        if fault:
            return part, fault
    return range_fault(quantity.value, quantity.low, quantity.high)


def range_fault(value: float | None, low: float | None, high: float | None) -> tuple[str, str]:
    """(part, fault) of a range; blank when there is no range, or low <= value <= high."""
    if low is None and high is None:
        return "", ""
    if value is None:
        return "low", "a range needs a value"
    if low is None:
        return "low", "a range needs both low and high; low is missing"
    if high is None:
        return "high", "a range needs both low and high; high is missing"
    if low > value:
        return "low", f"must be at most the value {number_text(value)}, got {number_text(low)}"
    if high < value:
        return "high", f"must be at least the value {number_text(value)}, got {number_text(high)}"
    return "", ""


def _walk_section(prefix: str, section: BaseModel) -> Iterator[tuple[str, Field, Any]]:
    for setting in settings_of(type(section)).values():
        yield f"{prefix}.{setting.name}", setting, getattr(section, setting.attribute)


def _read_section(model: type[BaseModel], given: Any, prefix: str, report: Report) -> dict[str, Any]:
    settings = settings_of(model)
    read: dict[str, Any] = {}
    for name, value in given.items():
        key = f"{prefix}{name}"
        setting = settings.get(name) if isinstance(name, str) else None
        if setting is None:
            near = report.near_or_all(str(name), lambda: settings)
            report.setting(key, f"unknown setting {quoted(str(name))}.{near}")
        elif setting.kind == "modes":
            read[setting.attribute] = _read_modes(value, f"{key}.", report)
        elif setting.kind == "section":
            if _is_block(value, key, report) and setting.model is not None:
                read[setting.attribute] = setting.model(**_read_section(setting.model, value, f"{key}.", report))
        elif setting.kind == "quantity":
            quantity = read_quantity(setting, value, key, report)
            if quantity is not None:
                read[setting.attribute] = quantity
        else:
            try:
                read[setting.attribute] = parse_setting(setting, value)
            except ValueError as error:
                report.setting(key, str(error))
    return read


def _read_modes(given: Any, prefix: str, report: Report) -> dict[str, Mode]:
    modes = default_modes()
    if not _is_block(given, prefix[:-1], report):
        return modes
    for name, value in given.items():
        key = f"{prefix}{name}"
        if not isinstance(name, str) or not _MODE_NAME.fullmatch(name):
            report.setting(key, f"a mode is named by small letters, digits, - and _, got {quoted(str(name))}")
        elif value is None or value == NO_MODE:
            modes.pop(name, None)
        elif _is_block(value, key, report):
            base = dict(modes[name]) if name in modes else {}
            read = {**base, **_read_section(Mode, value, f"{key}.", report)}
            for setting in settings_of(Mode).values():
                if setting.required and setting.attribute not in read:
                    report.setting(f"{key}.{setting.name}", f"a value is missing ({setting.meaning})")
                    read[setting.attribute] = "any" if setting.kind == "choice" else Quantity(value=1.0)
            modes[name] = Mode(**read)
    return modes


def read_quantity(setting: Field, given: Any, key: str, report: Report) -> Quantity | None:
    """A number, or a block of value, low, high and source; None, with the fault reported, when it is faulty."""
    parts = given if isinstance(given, dict) else {"value": given}
    values: dict[str, Any] = {}
    faults = len(report.problems)
    for part, value in parts.items():
        try:
            if part not in QUANTITY_PARTS:
                near = report.near_or_all(str(part), lambda: QUANTITY_PARTS)
                report.setting(f"{key}.{part}", f"unknown setting {quoted(str(part))}.{near}")
            elif part == "source":
                values[part] = ASSUMED if is_blank(value) else parse_text(value, multi_line=True)
            elif not is_blank(value):
                refuse_two_readings(setting, value)
                values[part] = parse_number(value)
        except ValueError as error:
            report.setting(key if part == "value" else f"{key}.{part}", str(error))
    if len(report.problems) > faults:
        return None
    if "value" not in values:
        report.setting(key, f"a value is missing ({setting.meaning})")
        return None
    quantity = Quantity(**values)
    part, fault = quantity_fault(setting, quantity)
    if fault:
        report.setting(key if part == "value" else f"{key}.{part}", fault)
        return None
    return quantity


def _is_block(given: Any, key: str, report: Report) -> bool:
    if not isinstance(given, dict):
        report.setting(key, f"must be a block of settings, got {shown(given)}")
    return isinstance(given, dict)
