"""Dates of Excel: numbers of days, which only the format of their cell tells from other numbers."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from enum import Enum

MILLISECONDS_PER_DAY = 86_400_000
NO_SUCH_DAY = 60  # of the epoch 1900

_DURATIONS = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_NOT_CODE = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
_BUILT_IN_DATES = frozenset(map(str, (*range(14, 23), *range(27, 37), 45, 47, *range(50, 59))))
_BUILT_IN_DURATION = "46"


class Shown(Enum):
    """How a cell shows its number."""

    PLAIN = "as it is"
    MOMENT = "date or time"
    DURATION = "duration"


class Epoch(Enum):
    """The day 0 of a workbook. That of 1900 is a day early, because day 60 is a 29 February 1900 that never was."""

    Y1900 = datetime(1899, 12, 30)
    Y1904 = datetime(1904, 1, 1)


def date_format(number: str, code: str | None) -> Shown:
    """What a number format shows.

    Parameters
    ----------
    number : str
        ``numFmtId`` of the format.
    code : str, optional
        The format itself, for one that is not built in.
    """
    if code is None:
        if number == _BUILT_IN_DURATION:
            return Shown.DURATION
        return Shown.MOMENT if number in _BUILT_IN_DATES else Shown.PLAIN
    first = code.partition(";")[0]
    if _DURATIONS.search(first):
        return Shown.DURATION
    return Shown.MOMENT if re.search("[dmyhs]", _NOT_CODE.sub("", first), re.IGNORECASE) else Shown.PLAIN


def from_serial(serial: float, shown: Shown, epoch: Epoch) -> float | date | datetime | time | timedelta:
    """The value of a number: a date without a time, a time without a date, or both; a number that is none stays.

    Parameters
    ----------
    serial : float
        Days since the epoch.
    shown : Shown
    epoch : Epoch
    """
    if shown is Shown.PLAIN:
        return serial
    try:
        since = timedelta(milliseconds=round(serial * MILLISECONDS_PER_DAY))
        if shown is Shown.DURATION:
            return since
        is_early = epoch is Epoch.Y1900 and serial < NO_SUCH_DAY
        moment = epoch.value + since + timedelta(days=int(is_early))
    except OverflowError:
        return serial
    if serial < 0:
        return serial
    if serial < 1:
        return moment.time()
    return moment.date() if serial.is_integer() else moment


def iso_moment(text: str) -> datetime | str:
    """A date that a workbook holds as text of ISO 8601; what is none stays text."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return text
