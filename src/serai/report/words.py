"""Figures in words: rounded for people, with thousands separated, in days and hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from serai.units import HOURS_PER_DAY, MINUTES_PER_HOUR

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SHORT_MONTH = 3
FEW = 10
DAYS_FROM_HOURS = 72


def people_in_words(count: float) -> str:
    """A number of people with three or four figures that count, as "206,000"; under ten, "fewer than 10"."""
    size = abs(count)
    if 0 < size < FEW:
        return "fewer than 10"
    step = 1000 if size >= 100_000 else 100 if size >= 10_000 else 10 if size >= 1000 else 1
    return f"{round(count / step) * step:,.0f}"


def hours_in_words(hours: float) -> str:
    """A duration as a person would say it: "under a minute", "25 minutes", "14 hours", "3.2 days"."""
    minutes = hours * MINUTES_PER_HOUR
    if minutes < 1:
        return "under a minute"
    if round(minutes) < MINUTES_PER_HOUR:
        return counted(round(minutes), "minute")
    if hours < DAYS_FROM_HOURS:
        return counted(round(hours), "hour")
    return f"{hours / HOURS_PER_DAY:.1f} days"


def counted(count: int, noun: str) -> str:
    """A count with its noun: "1 hour", "2 hours"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def date_in_words(day: date, *, year: bool = False) -> str:
    """A date as "24 September", or "24 September 2022"."""
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return f"{text} {day.year}" if year else text


def short_date(day: date) -> str:
    """A date for a table, as "24 Sep"."""
    return f"{day.day} {MONTHS[day.month - 1][:SHORT_MONTH]}"


def period_in_words(first: date, last: date) -> str:
    """Both days included: "1 September to 14 November 2022"."""
    return f"{date_in_words(first, year=first.year != last.year)} to {date_in_words(last, year=True)}"


def time_in_words(moment: datetime) -> str:
    """A local moment as "24 September, 06:40"."""
    return f"{date_in_words(moment.date())}, {moment:%H:%M}"


def listed(words: Sequence[str]) -> str:
    """Words in a row: "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
