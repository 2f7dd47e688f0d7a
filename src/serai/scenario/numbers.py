"""Numbers as text: the shortest form, decimal marks, and texts that are refused because they have two readings."""

from __future__ import annotations

import re
from typing import Literal, TypeGuard

from serai.scenario.fields import Field
from serai.scenario.nearest import quoted

DecimalMark = Literal[".", ","]

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]{1,4})?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_MANY_COMMAS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+")


def number_text(value: float) -> str:
    """The shortest text from which the same number is read; whole numbers without a point."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def is_grouped(given: object) -> TypeGuard[str]:
    """Whether a text may be a number whose thousands are set apart: 12.500 or 12,500."""
    return isinstance(given, str) and _GROUPED.fullmatch(given.strip()) is not None


def shows_decimals(given: object, decimal_mark: DecimalMark) -> bool:
    """Whether a text is a number whose mark can only be the decimal one: 0.125, 12.5 or 1.2345."""
    text = given.strip() if isinstance(given, str) and decimal_mark in given else ""
    return not is_grouped(text) and _NUMBER.fullmatch(text.replace(decimal_mark, ".")) is not None


def has_two_readings(column: Field, given: object) -> bool:
    """Whether a text may be a number with decimals or with thousands set apart, and the column allows the latter."""
    if column.kind not in ("number", "whole") or not is_grouped(given):
        return False
    return column.is_inside(float(re.sub("[.,]", "", given)))


def two_readings(given: str, decimal_mark: DecimalMark = ".") -> str:
    """What is said of such a text: both readings, and how to write either."""
    text = given.strip()
    decimals, thousands = number_text(float(text.replace(",", "."))), re.sub("[.,]", "", text)
    exact = f"{text}0".replace(",", decimal_mark)  # a fourth digit can follow decimals only
    return f"{quoted(text)} may be {decimals} or {thousands}; write {exact} or {thousands}"


def point_number(text: str, decimal_mark: DecimalMark) -> str:
    """The text of a number with a decimal point; raises ValueError for what is no number, or could be two."""
    number = text
    if decimal_mark == ",":
        if "." in text and _NUMBER.fullmatch(text.replace(",", "").replace(".", "")):
            raise ValueError(f'"{text}" has a point, but numbers of this table have decimal commas; write 1234,5')
        number = text.replace(",", ".")
    elif _MANY_COMMAS.fullmatch(text):
        plain = text.replace(",", "")
        several = f'"{text}" must be written without commas, as {plain}'
        raise ValueError(two_readings(text) if is_grouped(text) else several)
    elif "," in text and _NUMBER.fullmatch(text.replace(",", "").replace(".", "")):
        raise ValueError(f'must be a number with a decimal point and without commas, got "{text}"')
    if _NUMBER.fullmatch(number):
        return number
    if _NUMBER.fullmatch(number.rstrip("% ")):
        raise ValueError(f'must be a number, got "{text}"; write a share as 0.4, not as 40 %')
    if _NUMBER.fullmatch(re.sub(r"(?<=[0-9])['\s](?=[0-9])", "", number)):
        raise ValueError(f"must be a number, got {quoted(text)}; write it without spaces or marks between digits")
    raise ValueError(f"must be a number, got {quoted(text)}")
