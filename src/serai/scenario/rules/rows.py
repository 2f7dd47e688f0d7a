"""Rules for one row at a time: small texts, ranges, periods, codes and zones."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time
from functools import cache, lru_cache
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from serai.scenario.cells import bounds_fault, moment_text, shown, text_fault
from serai.scenario.fields import HIGH, LOW, MULTI_LINE, Field, fields_by_attribute, fields_of, tables_of
from serai.scenario.nearest import quoted
from serai.scenario.schema import Row, Scenario
from serai.scenario.settings import quantity_fault, range_fault, walk_settings
from serai.scenario.texts import (
    parse_change,
    parse_factors,
    parse_hours,
    parse_modes,
    parse_pool_rule,
    parse_sizes,
    parse_weekdays,
)
from serai.scenario.where import Report
from serai.units import MAX_RUN_DAYS

TEXT_PARSERS: dict[str, dict[str, Callable[[str], object]]] = {
    "profiles": {"size": parse_sizes, "modes": parse_modes},
    "services": {"weekdays": parse_weekdays, "hours": parse_hours, "pool_rule": parse_pool_rule},
    "traffic": {"weekdays": parse_factors},
    "measures": {"change": parse_change},
}
CODES = {("places", "country"): "KAZ", ("lodging", "currency"): "KZT"}
ONE_WORD = {"profiles": "name", "lodging": "kind"}  # lists of them are parted by spaces

_CODE = re.compile(r"[A-Z]{3}")


def check_settings(scenario: Scenario, report: Report) -> None:
    """Dates of the run, its time zone, and the bounds and ranges of all quantities."""
    if not report.bad_settings & {"start", "end"}:
        days = (scenario.end - scenario.start).days
        if days <= 0:
            report.setting("end", f"must be after the start {scenario.start}, got {scenario.end}")
        elif days > MAX_RUN_DAYS:
            report.setting("end", f"a run has at most {MAX_RUN_DAYS} days, got {days}")
    fault = _zone_fault(scenario.time_zone, report)
    if fault:
        report.setting("time_zone", fault)
    for key, setting, value in walk_settings(scenario):
        if setting.kind == "quantity":
            part, fault = quantity_fault(setting, value)
            if fault:
                report.setting(key if part == "value" else f"{key}.{part}", fault)
            setting_text, multi_line = value.source, True
        else:
            setting_text, multi_line = value if isinstance(value, str) else "", setting.name in MULTI_LINE
        fault = text_fault(setting_text, multi_line=multi_line)
        if fault:
            report.setting(key, fault)
    for name, mode in scenario.modes.items():
        if mode.onward and mode.onward not in scenario.modes:
            near = report.near(mode.onward, lambda: scenario.modes)
            report.setting(f"modes.{name}.onward", f"mode {quoted(mode.onward)} is not a mode of this scenario.{near}")


def check_rows(scenario: Scenario, report: Report) -> None:
    """Every rule that needs no other row."""
    for table, model in tables_of(type(scenario)).items():
        rows: tuple[Row, ...] = getattr(scenario, table)
        parsers = TEXT_PARSERS.get(table, {})
        has_period = "start" in model.model_fields
        for row, entry in enumerate(rows):
            _check_key(table, row, entry, report)
            for column, parser in parsers.items():
                _check_text(table, row, column, getattr(entry, column), parser, report)
            if has_period:
                _check_period(table, row, entry, scenario, report)
        if report.where.kind == "memory":
            _check_stored(table, model, rows, report)
    _check_codes(scenario, report)


def check_ranges(scenario: Scenario, report: Report, drawn_from: Scenario | None = None) -> None:
    """Ranges of cells; rows that were drawn from are known to be right."""
    for table in tables_of(type(scenario)):
        rows: tuple[Row, ...] = getattr(scenario, table)
        known = () if drawn_from is None else getattr(drawn_from, table)
        for row, (entry, other) in enumerate(zip_longest(rows, known[: len(rows)])):
            if entry.ranges and entry is not other:
                _check_ranges(table, row, entry, report)


def check_moment(
    table: str, row: int, column: str, moment: datetime | None, scenario: Scenario, report: Report
) -> None:  # fmt: skip
    """A moment must not lie outside the run."""
    if moment is None or report.bad_settings & {"start", "end"}:
        return
    start, end = datetime.combine(scenario.start, time()), datetime.combine(scenario.end, time())
    if moment < start:
        report.cell(table, row, column, f"{moment_text(moment)} is before the run starts ({scenario.start})")
    elif moment > end:
        report.cell(table, row, column, f"{moment_text(moment)} is after the run ends ({scenario.end})")


def _check_key(table: str, row: int, entry: Row, report: Report) -> None:
    for column in _key_columns(type(entry)):
        name = getattr(entry, column.attribute)
        if name.startswith("#"):  # a row whose first cell begins so reads as a remark
            report.cell(table, row, column.name, f"must not begin with #, got {quoted(name)}")
    if table in ONE_WORD:
        word = getattr(entry, ONE_WORD[table])
        if re.search(r"\s", word):
            report.cell(table, row, ONE_WORD[table], f"must be one word, got {quoted(word)}")


@cache
def _key_columns(model: type[Row]) -> list[Field]:
    """Columns that may be the first cell of a row."""
    names = ("id", "name", "measure", "from")
    return [column for column in fields_of(model).values() if column.name in names and column.kind == "text"]


def _check_text(
    table: str, row: int, column: str, text: str, parser: Callable[[str], object], report: Report
) -> None:  # fmt: skip
    try:
        parser(text)
    except ValueError as error:
        report.cell(table, row, column, str(error))


def _check_ranges(table: str, row: int, entry: Row, report: Report) -> None:
    columns = fields_by_attribute(type(entry))
    for field, low, high in entry.ranges:
        column = columns.get(field)
        if column is None or not column.ranged:
            report.row(table, row, f"{quoted(field)} cannot have a range")
            continue
        ends = {"low": low, "high": high}
        headers = {part: _header(table, column.name, ending, report) for part, ending in (("low", LOW), ("high", HIGH))}
        for part, number in ends.items():
            fault = "" if number is None else bounds_fault(column, number)
            if fault:
                report.cell(table, row, headers[part], fault)
        if not report.is_bad(table, row, column.name):
            part, fault = range_fault(getattr(entry, field), low, high)
            if fault:
                report.cell(table, row, headers[part], fault)


def _header(table: str, column: str, ending: str, report: Report) -> str:
    """The column as the user wrote it: `people_low`, or plain `low` for the main column."""
    plain = ending.removeprefix("_")
    written = report.where.columns.get(table, {})
    return plain if plain in written and column + ending not in written else column + ending


def _check_period(table: str, row: int, entry: Any, scenario: Scenario, report: Report) -> None:
    if entry.start is None and entry.end is None:
        return
    check_moment(table, row, "from", entry.start, scenario, report)
    check_moment(table, row, "to", entry.end, scenario, report)
    if entry.start is not None and entry.end is not None and entry.start >= entry.end:
        period = f"from {moment_text(entry.start)} to {moment_text(entry.end)}"
        report.cell(table, row, "to", f"a period must end after it begins, got {period}")


def _check_codes(scenario: Scenario, report: Report) -> None:
    for (table, column), example in CODES.items():
        for row, entry in enumerate(getattr(scenario, table)):
            code = getattr(entry, column)
            if code and not _CODE.fullmatch(code):
                report.cell(table, row, column, f"must be three capital letters, e.g. {example}, got {shown(code)}")
    zones: dict[str, str] = {"": ""}
    for row, place in enumerate(scenario.places):
        if place.time_zone not in zones:
            zones[place.time_zone] = _zone_fault(place.time_zone, report)
        if zones[place.time_zone]:
            report.cell("places", row, "time_zone", zones[place.time_zone])


@cache
def _all_zones() -> set[str]:
    """Names of all time zones; to look them up takes a tenth of a second."""
    return available_timezones()


def _zone_fault(name: str, report: Report) -> str:
    if _is_zone(name):
        return ""
    near = report.near(name, _all_zones)
    return f"must be an IANA time zone, e.g. Asia/Almaty, got {quoted(name)}.{near}"


@lru_cache(maxsize=1024)
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return False
    return True


def _check_stored(table: str, model: type[Row], rows: tuple[Row, ...], report: Report) -> None:
    """A scenario made in Python must hold only what can be written and read back."""
    texts = [column for column in fields_of(model).values() if column.kind == "text"]
    for row, entry in enumerate(rows):
        for column in texts:
            text = getattr(entry, column.attribute)
            fault = text_fault(text, multi_line=column.name in MULTI_LINE)
            if not text and column.default:
                fault = f"must not be blank ({column.meaning})"
            if fault:
                report.cell(table, row, column.name, fault)
    if table == "places":
        for row, place in enumerate(rows):
            for language, label in place.labels:  # type: ignore[attr-defined]
                fault = text_fault(label)
                if fault:
                    report.cell(table, row, f"label_{language}", fault)
