"""One cell -> one value. What can be read in two ways is refused, with the spelling that cannot.

Cells come as text (from CSV), or as what Excel holds: text, numbers, booleans, dates and times. Every function raises
ValueError with a message that says what is allowed and what was given.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from serai.scenario.fields import DECIMALS_IN_TEXT, MULTI_LINE, Field
from serai.scenario.nearest import did_you_mean, quoted
from serai.scenario.numbers import DecimalMark, number_text, point_number, refuse_grouped
from serai.scenario.texts import DASHES
from serai.units import HOURS_PER_DAY, MINUTES_PER_DAY, MINUTES_PER_HOUR, SECONDS_PER_MINUTE

YES = frozenset({"yes", "true", "1", "y"})
NO = frozenset({"no", "false", "0", "n"})
NOT_CALCULATED = "#NOT CALCULATED!"  # our own, for a formula whose result is not stored
EXCEL_ERRORS = frozenset({
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
    "#CONNECT!", "#UNKNOWN!", "#GETTING_DATA", NOT_CALCULATED,
})  # fmt: skip
MAX_TEXT = 32_000  # an Excel cell holds 32,767
MOST_DIGITS = 20  # of a whole number: no setting takes more
FIRST_YEAR, LAST_YEAR = 1901, 2199  # what Excel and every other reader hold as a date alike

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?")
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?: +([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?")
_SLASHED = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})\b.*")
_TICK = re.compile(r"([1-9][0-9]{0,3})\s*(min|h|d)", re.IGNORECASE)
_MINUTES = {"min": 1, "h": MINUTES_PER_HOUR, "d": MINUTES_PER_DAY}
_SPACES = re.compile(r"[^\S\n\t\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")  # of all kinds, but for what ends lines
_BAD_CATEGORIES = frozenset({"Cc", "Cs", "Cn", "Co"})


def is_blank(given: object) -> bool:
    """Whether a cell holds nothing but spaces."""
    return given is None or (isinstance(given, str) and not given.strip())


def shown(given: object) -> str:
    """A given value as a message shows it."""
    if isinstance(given, str):
        return quoted(given)
    if isinstance(given, bool):
        return "TRUE" if given else "FALSE"
    if isinstance(given, int | float):
        return number_text(given)
    if isinstance(given, datetime | date | time):
        return given.isoformat()
    names = {dict: "a block of settings", list: "a list", timedelta: "a duration", type(None): "nothing"}
    return names.get(type(given), "something else")


def moment_text(value: datetime) -> str:
    """``2022-09-21`` at midnight, else ``2022-09-21 14:30`` or, with seconds, ``2022-09-21 14:30:05``."""
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="seconds" if value.second else "minutes")


def refuse_excel_error(given: object) -> None:
    """Raise ValueError if a cell holds an error of Excel instead of a value."""
    text = given.strip() if isinstance(given, str) else ""
    if text == NOT_CALCULATED:
        raise ValueError("contains a formula whose result is not stored; open the workbook in Excel and save it")
    if text in EXCEL_ERRORS:
        raise ValueError(f"contains the Excel error {text}")


def parse_field(field: Field, given: Any, decimal_mark: DecimalMark = ".") -> Any:
    """The value of a column, or of a setting that is neither a quantity nor a section, where it is not blank.

    Parameters
    ----------
    field : Field
        Its kind, allowed values and bounds.
    given : str, int, float, bool, date, datetime, time, timedelta, or a list of numbers
    decimal_mark : ``.`` or ``,``: how numbers are written in this table.

    Returns
    -------
    The value, by `field.kind`.

    Raises
    ------
    ValueError
        With what is allowed and what was given.
    """
    refuse_excel_error(given)
    if field.kind in ("number", "whole"):
        return _bounded(field, given, decimal_mark)
    if field.kind == "choice":
        return parse_choice(given, field.choices)
    if field.kind in ("numbers", "hours"):
        return _parse_numbers(field, given)
    parsers = {"moment": parse_moment, "date": _parse_date, "yes_no": parse_yes_no, "tick": parse_tick}
    if field.kind in parsers:
        return parsers[field.kind](given)
    return _parse_words(field, given, decimal_mark)


def field_text(field: Field, value: Any) -> str:
    """A value on one line, as text that is read back as the same value; blank for None."""
    if field.kind == "tick":
        return tick_text(value)
    if isinstance(value, tuple):
        return " ".join(number_text(number) for number in value)
    return value_text(value)


def value_text(value: Any) -> str:
    """A word, number, date or moment, or whether, as text that is read back as the same value; blank for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_text(value)
    return moment_text(value) if isinstance(value, datetime) else str(value)


def parse_number(given: Any, decimal_mark: DecimalMark = ".") -> float:
    """A finite number; refused are thousands separators, percent signs and numbers readable in two ways."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise ValueError(f"must be a number, got {shown(given)}")
    refuse_excel_error(given)
    if isinstance(given, str):
        given = float(point_number(given.strip().translate(DASHES), decimal_mark))
    try:
        value = float(given)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise ValueError(f"must be a finite number, got {shown(given)}")
    return value


def parse_yes_no(given: Any) -> bool:
    """yes, no, true, false, 1 or 0."""
    if isinstance(given, bool):
        return given
    word = given.strip().casefold() if isinstance(given, str) else number_text(given) if given in (0, 1) else ""
    if word in YES or word in NO:
        return word in YES
    raise ValueError(f"must be yes or no, got {shown(given)}")


def parse_choice(given: Any, choices: tuple[str, ...]) -> str:
    """One of a closed set of words; case does not matter, nor whether words are joined by ``_``, ``-`` or a space."""
    known = {_loose(choice): choice for choice in choices if choice}
    if isinstance(given, str) and _loose(given) in known:
        return known[_loose(given)]
    near = did_you_mean(given, known.values()) if isinstance(given, str) else ""
    raise ValueError(f"must be one of {', '.join(known.values())}, got {shown(given)}.{near}")


def parse_moment(given: Any) -> datetime:
    """A local date, or a date and time, to the second: Excel's own, 2022-09-21, 2022-09-21 14:30 or 21.09.2022."""
    if isinstance(given, datetime):
        return _in_years(given.replace(microsecond=0) + timedelta(seconds=round(given.microsecond / 1e6)))
    if isinstance(given, date):
        return _in_years(datetime(given.year, given.month, given.day))
    if not isinstance(given, str):
        hint = "; give the cell a date format" if isinstance(given, float) else ""
        raise ValueError(f"must be a date, e.g. 2022-09-21 or 2022-09-21 14:30, got {shown(given)}{hint}")
    text = given.strip()
    parts, order = _ISO.fullmatch(text), (1, 2, 3)
    if parts is None:
        parts, order = _DOTTED.fullmatch(text), (3, 2, 1)
    if parts is None:
        raise ValueError(_date_hint(text))
    year, month, day = (int(parts.group(number)) for number in order)
    hour, minute, second = (int(parts.group(number) or 0) for number in (4, 5, 6))
    try:
        return _in_years(datetime(year, month, day) + _clock(hour, minute, second))
    except (ValueError, OverflowError) as error:
        if "years" in str(error):
            raise
        raise ValueError(f"there is no such date: {quoted(text)}") from None


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


def parse_text(given: Any, *, multi_line: bool = False) -> str:
    """Text without spaces around it, in Unicode's composed form (NFC); on one line, spaces of all kinds are one."""
    if isinstance(given, bool):
        text = "TRUE" if given else "FALSE"
    elif isinstance(given, int | float):
        text = number_text(given)
    elif isinstance(given, datetime):
        text = moment_text(given)
    elif isinstance(given, time):
        text = given.isoformat(timespec="minutes")
    elif isinstance(given, date):
        text = given.isoformat()
    elif isinstance(given, str):
        text = given.replace("\r\n", "\n").strip()
    else:
        raise ValueError(f"must be text, got {shown(given)}")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).strip()
    if not multi_line:
        text = _SPACES.sub(" ", text)
    fault = text_fault(text, multi_line=multi_line)
    if fault:
        raise ValueError(fault)
    return text


@lru_cache(maxsize=1 << 13)  # draws of a scenario share their texts
@lru_cache(maxsize=2**15)  # the draws of a scenario have the same texts
def text_fault(text: str, *, multi_line: bool = False) -> str:
    """What keeps a text from being stored in every format and read back the same; blank when nothing does."""
    if len(text) > MAX_TEXT:
        return f"must have at most {MAX_TEXT} characters, got {len(text)}"
    if text in EXCEL_ERRORS:
        return f"must not be the Excel error {text}"
    if text != text.strip():
        return "must not begin or end with a space"
    if not multi_line and _SPACES.sub(" ", text) != text:
        return f"must have one plain space between words, got {quoted(ascii(text)[1:-1])}"
    if text.isascii() and text.isprintable():
        return ""
    for letter in text:
        if letter in "\n\t" and multi_line:
            continue
        if letter in "\n\t":
            return f"must be on one line, without tabs, got {quoted(text)}"
        if unicodedata.category(letter) in _BAD_CATEGORIES or letter in "\u2028\u2029":
            return f"contains a character that cannot be stored, U+{ord(letter):04X}, in {quoted(ascii(text)[1:-1])}"
    if not unicodedata.is_normalized("NFC", text):
        return f"must be in Unicode's composed form (NFC), got {quoted(text)}"
    return ""


def _loose(word: str) -> str:
    return re.sub(r"[\s_-]+", "_", word.strip().casefold())


def _bounded(field: Field, given: Any, decimal_mark: DecimalMark) -> float | int:
    whole = field.kind == "whole"
    if whole and isinstance(given, str) and given.strip().isdecimal() and len(given) < MOST_DIGITS:
        given = int(given)
    value = given if whole and type(given) is int else parse_number(given, decimal_mark)  # a seed may have 19 digits
    if whole and int(value) != value:
        raise ValueError(f"must be a whole number, got {number_text(value)}")
    fault = bounds_fault(field, value)
    if fault:
        raise ValueError(fault)
    return int(value) if whole else value


def bounds_fault(field: Field, value: float) -> str:
    """What is wrong with a number that is outside the bounds of its field; blank when it is inside."""
    unit = f" {field.unit}" if field.unit not in ("", "1") else ""
    return "" if field.is_inside(value) else f"must be {field.allowed()}{unit}, got {number_text(value)}"


def _parse_date(given: Any) -> date:
    moment = parse_moment(given)
    if moment.time() != time():
        raise ValueError(f"must be a date without a time, got {shown(given)}")
    return moment.date()


def _parse_words(field: Field, given: Any, decimal_mark: DecimalMark) -> str:
    if field.name == "change" and not isinstance(given, str):
        raise ValueError(
            f"the number {shown(given)} may be a new value or a difference; make the cell text and write 6, +1 or x1.5"
        )
    text = parse_text(given, multi_line=field.name in MULTI_LINE)
    if decimal_mark == "," and field.name in DECIMALS_IN_TEXT:
        text = re.sub(r"(?<=[0-9]),(?=[0-9])", ".", text)
    if field.name in DECIMALS_IN_TEXT and field.name != "change":  # that depends on what it changes
        refuse_grouped(re.split(r"[\s:]+", text))
    too_long = field.max_length is not None and len(text) > field.max_length
    if field.pattern and (too_long or not re.fullmatch(field.pattern, text)):
        allowed = f"1 to {field.max_length} letters, digits, '.', '_' or '-' without spaces"
        raise ValueError(f"must be {allowed}, got {shown(text)}")
    if too_long:
        raise ValueError(f"must have at most {field.max_length} characters, got {len(text)}")
    return text


def _parse_numbers(field: Field, given: Any) -> tuple[float, ...]:
    parts = given.split() if isinstance(given, str) else given
    if not isinstance(parts, list | tuple):
        raise ValueError(f"must be numbers separated by spaces, got {shown(given)}")
    refuse_grouped(parts)
    numbers = tuple(parse_number(part) for part in parts)
    given_text = quoted(" ".join(map(number_text, numbers)))
    if field.kind == "hours":
        are_whole = len(numbers) == 2 and all(number.is_integer() for number in numbers)
        if not are_whole or not 0 <= numbers[0] < numbers[1] <= HOURS_PER_DAY:
            raise ValueError(f"must be two whole hours, the first before the second, e.g. 8 20, got {given_text}")
        return tuple(int(number) for number in numbers)
    if field.min_length is None and not numbers:
        raise ValueError("must be one number or more")
    if field.min_length is not None and len(numbers) != field.min_length:
        raise ValueError(f"must be {field.min_length} numbers, got {len(numbers)}")
    if min(numbers) < 0 or not any(numbers):
        raise ValueError(f"must be numbers of at least 0, not all 0, got {given_text}")
    return numbers


def _clock(hour: int, minute: int, second: int) -> timedelta:
    midnight = (hour, minute, second) == (24, 0, 0)
    if (hour > 23 and not midnight) or minute >= MINUTES_PER_HOUR or second >= SECONDS_PER_MINUTE:
        raise ValueError("no such time")
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _in_years(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise ValueError(f"times are local; leave out the offset, got {moment.isoformat(sep=' ')}")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"must be in the years {FIRST_YEAR} to {LAST_YEAR}, got {moment_text(moment)}")
    return moment


def _date_hint(text: str) -> str:
    slashed = _SLASHED.fullmatch(text)
    if slashed is None:
        has_offset = re.fullmatch(r".*:[0-9]{2}(Z|\s*[+-][0-9:]+)", text)
        hint = "; times are local, leave out the offset" if has_offset else ""
        return f"must be a date, e.g. 2022-09-21 or 2022-09-21 14:30, got {quoted(text)}{hint}"
    first, second, year = (int(part) for part in slashed.groups())
    either = [f"{year}-{month:02}-{day:02}" for day, month in {(first, second): 0, (second, first): 0} if month <= 12]
    return f"date {quoted(text)} can be read in two ways; write {' or '.join(either) or 'it as 2022-09-21'}"
