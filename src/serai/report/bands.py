"""Figures of one run and of many draws in words: the figure, or the median with the 80 % band in brackets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from serai.report.words import ENGLISH, counted, date_in_words, hours_in_words, people_in_words, texts
from serai.runs.figures import Band

InWords = Callable[[float, str], str]


def figure_or_band(figure: float | Band, words: InWords = people_in_words, language: str = ENGLISH) -> str:
    """A figure of one run in words; of many draws its median with the band."""
    return band_in_words(figure, words, language) if isinstance(figure, Band) else words(figure, language)


def band_in_words(band: Band, words: InWords = people_in_words, language: str = ENGLISH) -> str:
    """A figure as "206,000 (190,000 to 221,000)"; the figure alone where rounding leaves no band."""
    if words is hours_in_words:  # hours and days in one band are hard to compare
        words = partial(hours_in_words, beside=band.median)
    low, middle, high = (words(point, language) for point in (band.low, band.median, band.high))
    return three_in_words(middle, low, high, language)


def three_in_words(median: str, low: str, high: str, language: str = ENGLISH) -> str:
    """Three figures in words as one; a unit that they share is said once: "46 (32 to 67) hours"."""
    if low == median == high:
        return median
    text: str = texts(language)["draws"]["band"]
    parts = [words.partition(" ") for words in (median, low, high)]
    units = {unit for _, _, unit in parts}
    if len(units) == 1 and units != {""}:
        return f"{text.format(median=parts[0][0], low=parts[1][0], high=parts[2][0])} {units.pop()}"
    return text.format(median=median, low=low, high=high)


def day_in_words(day: date | Sequence[date], language: str = ENGLISH) -> str:
    """A day of one run; of many draws the median with its band: "29 (27 to 30) September"."""
    if isinstance(day, date):
        return date_in_words(day, language)
    middle, low, high = (date_in_words(one, language) for one in day)
    return three_in_words(middle, low, high, language)


def days_in_words(days: float, language: str = ENGLISH) -> str:
    """A number of days as "3 days"."""
    return counted(round(days), "day", language)


def middle_of(figure: float | Band) -> float:
    """The figure itself, or the median."""
    return figure.median if isinstance(figure, Band) else figure


def most_of(figure: float | Band) -> float:
    """The figure itself, or the high end of the band."""
    return figure.high if isinstance(figure, Band) else figure


def minus(figure: float | Band) -> float | Band:
    """The figure with its sign changed."""
    if isinstance(figure, Band):
        return Band(-figure.median, -figure.high, -figure.low, figure.draws)
    return -figure
