"""Numbers as text: the shortest form, decimal marks, and texts that are refused because they have two readings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeGuard

from serai.scenario.fields import Field
from serai.scenario.nearest import quoted
from serai.scenario.texts import Change, parse_change

DecimalMark = Literal[".", ","]
NUMBER_KINDS = ("number", "whole", "quantity")

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]{1,4})?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_SIGN_OR_FACTOR = re.compile(r"([x*]\s*)?(.*)", re.IGNORECASE | re.DOTALL)
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
    return column.kind in NUMBER_KINDS and is_grouped(given) and column.is_inside(_with_thousands(given))


def refuse_two_readings(column: Field, given: object) -> None:
    """Raise ValueError for a text that is a number of this column or setting in two ways."""
    if has_two_readings(column, given):
        raise ValueError(two_readings(str(given)))


def refuse_grouped(words: Sequence[object]) -> None:
    """Raise ValueError for a list of numbers of which one has two readings and none shows that points mark decimals."""
    grouped = next((str(word) for word in words if is_grouped(word)), "")
    if grouped and not any(shows_decimals(word, ".") for word in words):
        raise ValueError(two_readings(grouped))


def read_change(column: Field, text: str, before: float | None) -> Change:
    """What a change text does to the number of a column or setting that is `before` now; None where it is blank.

    Raises
    ------
    ValueError
        If the text is blank, or the number in it can be read in two ways that the column allows.
    """
    change = parse_change(text)
    if change.how == "set":
        refuse_two_readings(column, change.text)
        return change
    amount = _SIGN_OR_FACTOR.fullmatch(change.text)
    if amount is None or not is_grouped(amount[2]):
        return change
    if column.is_inside(change._replace(amount=_with_thousands(amount[2])).applied_to(before)):
        raise ValueError(two_readings(change.text))
    return change


def two_readings(given: str, decimal_mark: DecimalMark = ".") -> str:
    """What is said of such a text, a number or a change: both readings, and how to write either."""
    text = given.strip()
    parts = _SIGN_OR_FACTOR.fullmatch(text)
    factor, number = (parts[1] or "", parts[2]) if parts else ("", text)
    sign = "+" if number.startswith("+") else ""
    decimals = f"{factor}{sign}{number_text(float(number.replace(',', '.')))}"
    thousands = factor + re.sub("[.,]", "", number)
    exact = f"{text}0".replace(",", decimal_mark)  # a fourth digit can follow decimals only
    return f"{quoted(text)} may be {decimals} or {thousands}; write {exact} or {thousands}"


def _with_thousands(grouped: str) -> float:
    return float(re.sub("[.,]", "", grouped))


def point_number(text: str, decimal_mark: DecimalMark) -> str:
    """The text of a number with a decimal point; raises ValueError for what is no number, or could be two."""
    number = text
    if decimal_mark == ",":
        if "." in text and _NUMBER.fullmatch(text.replace(",", "").replace(".", "")):
            raise ValueError(f'"{text}" has a point, but numbers of this table have decimal commas; write 1234,5')
        number = text.replace(",", ".")
    elif _MANY_COMMAS.fullmatch(text):
        plain = text.replace(",", "")
        several = f'"{text}" must be written without commas: {plain}'
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
