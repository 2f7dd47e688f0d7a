"""The settings of a scenario: what `scenario.yaml`, or the sheet `settings`, may hold, and how each is read."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from serai.scenario.cells import (
    is_blank,
    number_text,
    parse_choice,
    parse_moment,
    parse_number,
    parse_text,
    parse_yes_no,
    refuse_excel_error,
    shown,
)
from serai.scenario.nearest import nearest_or_all, quoted
from serai.scenario.schema import ASSUMED, TABLES, Mode, Quantity, Scenario, default_modes
from serai.scenario.tables import MULTI_LINE
from serai.scenario.where import Report
from serai.units import HOURS_PER_DAY, MINUTES_PER_DAY, MINUTES_PER_HOUR

Kind = Literal[
    "quantity", "numbers", "hours", "choice", "yes_no", "text", "date", "whole", "tick", "section", "modes"
]  # fmt: skip

QUANTITY_PARTS = ("value", "low", "high", "source")
# Sections that one rule alone uses: they are not written for another where they hold nothing but defaults.
RULES_OF = {
    **dict.fromkeys(("leaving", "modes", "travel", "choice", "queueing", "housing", "registration"), ("destination",)),
    **dict.fromkeys(("flee_as_run", "lookahead"), ("lookahead",)),
}
NO_MODE = "none"  # written for a default mode that a scenario does not have

_TICK = re.compile(r"([1-9][0-9]{0,3})\s*(min|h|d)", re.IGNORECASE)
_MINUTES = {"min": 1, "h": MINUTES_PER_HOUR, "d": MINUTES_PER_DAY}
_MODE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True)
class Setting:
    """One setting, as the user writes it (`name`) and as the model holds it (`field`)."""

    name: str
    field: str
    kind: Kind
    meaning: str
    unit: str
    required: bool
    optional: bool
    default: Any
    choices: tuple[str, ...]
    ge: float | None
    le: float | None
    length: int | None
    pattern: str | None
    model: type[BaseModel] | None


@cache
def settings_of(model: type[BaseModel]) -> dict[str, Setting]:
    """The settings of one section (or of the scenario itself, without its tables) by the names in files."""
    found = (_setting(field, info) for field, info in model.model_fields.items() if field not in TABLES)
    return {setting.name: setting for setting in found}


def setting_at(key: str) -> Setting | None:
    """The setting at a dotted key, as ``choice.room_weight`` or ``modes.car.speed_kmh``; None if there is none."""
    model: type[BaseModel] = Scenario
    words = key.split(".")
    while words:
        setting = settings_of(model).get(words.pop(0))
        if setting is None or not words:
            return setting
        if setting.kind == "modes":
            words.pop(0)
            model = Mode
            if not words:
                return None
        elif setting.model is not None:
            model = setting.model
        else:
            return None
    return None


def walk_settings(scenario: Scenario) -> Iterator[tuple[str, Setting, Any]]:
    """Every setting of a scenario that is not a section: dotted key, what it is, value. Modes that are absent
    though they are defaults come as (key, the setting `modes`, None). Left out are defaults of other rules."""
    for setting in settings_of(Scenario).values():
        value = getattr(scenario, setting.field)
        if scenario.rule not in RULES_OF.get(setting.name, (scenario.rule,)) and value == setting.default:
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


def read_settings(given: dict[str, Any], report: Report) -> dict[str, Any]:
    """The settings of a scenario by the fields of `Scenario`.

    Parameters
    ----------
    given : dict
        What stands in the file, nested; without the key `schema`.
    report : Report
        Takes every fault.

    Returns
    -------
    dict; faulty and absent settings are left out, so that defaults hold.
    """
    for key in [key for key in given if key in TABLES]:
        report.setting(key, f"this is a table; put it into its own file or sheet, as {key}.csv")
    return _read_section(Scenario, {key: value for key, value in given.items() if key not in TABLES}, "", report)


def parse_setting(setting: Setting, given: Any) -> Any:
    """The value of a setting that is neither a quantity nor a section.

    Raises
    ------
    ValueError
        With what is allowed and what was given.
    """
    if isinstance(given, dict):
        raise ValueError("takes one value, without a range")
    refuse_excel_error(given)
    if is_blank(given):
        if setting.optional:
            return None
        if setting.kind == "text" and not setting.required:
            return setting.default
        raise ValueError(f"a value is missing ({setting.meaning})")
    if setting.kind == "choice":
        return parse_choice(given, setting.choices)
    if setting.kind == "yes_no":
        return parse_yes_no(given)
    if setting.kind == "text":
        return _parse_text(setting, given)
    if setting.kind == "date":
        moment = parse_moment(given)
        if moment.time() != time():
            raise ValueError(f"must be a date without a time, got {shown(given)}")
        return moment.date()
    if setting.kind == "tick":
        return parse_tick(given)
    if setting.kind == "whole":
        return _parse_whole(setting, given)
    return _parse_numbers(setting, given)


def parse_tick(given: Any) -> int:
    """Minutes of a tick: ``1h``, ``30min``, ``1d``."""
    match = _TICK.fullmatch(given.strip()) if isinstance(given, str) else None
    minutes = int(match.group(1)) * _MINUTES[match.group(2).lower()] if match else 0
    if not minutes or minutes > MINUTES_PER_DAY or MINUTES_PER_DAY % minutes:
        raise ValueError(f"must be 1h, 30min, 1d or another length that divides a day, got {shown(given)}")
    return minutes


def tick_text(minutes: int) -> str:
    """The tick as a user writes it: 60 -> ``1h``."""
    for unit in ("d", "h"):
        if minutes % _MINUTES[unit] == 0:
            return f"{minutes // _MINUTES[unit]}{unit}"
    return f"{minutes}min"


def value_text(setting: Setting, value: Any) -> str:
    """A setting's value on one line: numbers of a list are parted by spaces, an absent value is blank."""
    if value is None:
        return NO_MODE if setting.kind == "modes" else ""
    if setting.kind == "tick":
        return tick_text(value)
    if isinstance(value, tuple):
        return " ".join(number_text(number) for number in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number_text(value) if isinstance(value, int | float) else str(value)


def quantity_fault(setting: Setting, quantity: Quantity) -> tuple[str, str]:
    """(part, fault) of a quantity that is outside its bounds or whose range does not hold it; blank without one."""
    for part in ("value", "low", "high"):
        number = getattr(quantity, part)
        if number is None:
            continue
        if (setting.ge is not None and number < setting.ge) or (setting.le is not None and number > setting.le):
            unit = f" {setting.unit}" if setting.unit not in ("", "1") else ""
            return part, f"must be {setting.ge:g} to {setting.le:g}{unit}, got {number_text(number)}"
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


def _setting(field: str, info: FieldInfo) -> Setting:
    name = "tick" if field == "tick_minutes" else field
    kind, optional, choices, model = _kind(name, info.annotation)
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}

    def bound(*names: str) -> Any:
        found = (getattr(item, name, None) for item in info.metadata for name in names)
        return next((value for value in found if value is not None), None)

    return Setting(
        name=name,
        field=field,
        kind=kind,
        meaning=info.description or ("where the figures come from" if name == "source" else ""),
        unit=str(extra.get("unit", "")),
        required=info.is_required(),
        optional=optional,
        default=None if info.is_required() else info.get_default(call_default_factory=True),
        choices=choices,
        ge=extra.get("ge", bound("ge")),  # type: ignore[arg-type]
        le=extra.get("le", bound("le", "lt")),  # type: ignore[arg-type]
        length=bound("min_length") if kind == "numbers" else None,
        pattern=bound("pattern"),
        model=model,
    )


def _kind(name: str, annotation: Any) -> tuple[Kind, bool, tuple[str, ...], type[BaseModel] | None]:
    optional = False
    if get_origin(annotation) in (Union, types.UnionType):
        optional = type(None) in get_args(annotation)
        annotation = get_args(annotation)[0]
    if get_origin(annotation) is Literal:
        return "choice", optional, tuple(get_args(annotation)), None
    if get_origin(annotation) is tuple:
        return ("hours" if get_args(annotation)[0] is int else "numbers"), optional, (), None
    if get_origin(annotation) is dict:
        return "modes", optional, (), Mode
    if name == "tick":
        return "tick", optional, (), None
    kinds: dict[Any, Kind] = {Quantity: "quantity", str: "text", date: "date", int: "whole", bool: "yes_no"}
    if annotation in kinds:
        return kinds[annotation], optional, (), None
    return "section", optional, (), annotation


def _walk_section(prefix: str, section: BaseModel) -> Iterator[tuple[str, Setting, Any]]:
    for setting in settings_of(type(section)).values():
        yield f"{prefix}.{setting.name}", setting, getattr(section, setting.field)


def _read_section(model: type[BaseModel], given: Any, prefix: str, report: Report) -> dict[str, Any]:
    settings = settings_of(model)
    read: dict[str, Any] = {}
    for name, value in given.items():
        key = f"{prefix}{name}"
        setting = settings.get(name) if isinstance(name, str) else None
        if setting is None:
            report.setting(key, f"unknown setting {quoted(str(name))}.{nearest_or_all(str(name), settings)}")
        elif setting.kind == "modes":
            read[setting.field] = _read_modes(value, f"{key}.", report)
        elif setting.kind == "section":
            if _is_block(value, key, report) and setting.model is not None:
                read[setting.field] = setting.model(**_read_section(setting.model, value, f"{key}.", report))
        elif setting.kind == "quantity":
            quantity = read_quantity(setting, value, key, report)
            if quantity is not None:
                read[setting.field] = quantity
        else:
            try:
                read[setting.field] = parse_setting(setting, value)
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
                if setting.required and setting.field not in read:
                    report.setting(f"{key}.{setting.name}", f"a value is missing ({setting.meaning})")
                    read[setting.field] = "any" if setting.kind == "choice" else Quantity(value=1.0)
            modes[name] = Mode(**read)
    return modes


def read_quantity(setting: Setting, given: Any, key: str, report: Report) -> Quantity | None:
    """A number, or a block of value, low, high and source; None, with the fault reported, when it is faulty."""
    parts = given if isinstance(given, dict) else {"value": given}
    values: dict[str, Any] = {}
    faults = len(report.problems)
    for part, value in parts.items():
        try:
            if part not in QUANTITY_PARTS:
                near = nearest_or_all(str(part), QUANTITY_PARTS)
                report.setting(f"{key}.{part}", f"unknown setting {quoted(str(part))}.{near}")
            elif part == "source":
                values[part] = ASSUMED if is_blank(value) else parse_text(value, multi_line=True)
            elif not is_blank(value):
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


def _parse_text(setting: Setting, given: Any) -> str:
    if isinstance(given, bool | date | datetime):
        raise ValueError(f"must be text, got {shown(given)}; put it in quotes")
    text = parse_text(given, multi_line=setting.name in MULTI_LINE)
    if setting.pattern and (not re.fullmatch(setting.pattern, text) or len(text) > 80):
        raise ValueError(f"must be 1 to 80 letters, digits, '.', '_' or '-' without spaces, got {shown(text)}")
    return text


def _parse_whole(setting: Setting, given: Any) -> int:
    number = given if isinstance(given, int) and not isinstance(given, bool) else parse_number(given)
    most = 2**63 - 1 if setting.le is None or setting.le >= 2**62 else int(setting.le)
    if isinstance(given, str) and given.strip().isdecimal():
        number = int(given)
    if int(number) != number or not (setting.ge or 0) <= number <= most:
        raise ValueError(f"must be a whole number from {setting.ge or 0:g} to {most}, got {shown(given)}")
    return int(number)


def _parse_numbers(setting: Setting, given: Any) -> tuple[float, ...]:
    parts = given.split() if isinstance(given, str) else given
    if not isinstance(parts, list | tuple):
        raise ValueError(f"must be numbers separated by spaces, got {shown(given)}")
    numbers = tuple(parse_number(part) for part in parts)
    given_text = quoted(" ".join(map(number_text, numbers)))
    if setting.kind == "hours":
        are_whole = len(numbers) == 2 and all(number.is_integer() for number in numbers)
        if not are_whole or not 0 <= numbers[0] < numbers[1] <= HOURS_PER_DAY:
            raise ValueError(f"must be two whole hours, the first before the second, as 8 20, got {given_text}")
        return tuple(int(number) for number in numbers)
    if setting.length is None and not numbers:
        raise ValueError("must be one number or more")
    if setting.length is not None and len(numbers) != setting.length:
        raise ValueError(f"must be {setting.length} numbers, got {len(numbers)}")
    if min(numbers) < 0 or not any(numbers):
        raise ValueError(f"must be numbers of at least 0, not all 0, got {given_text}")
    return numbers
