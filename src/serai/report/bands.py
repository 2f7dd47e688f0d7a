"""Bands in words: the median with the 80 % band in brackets, or the figure alone where there is no band."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from serai.report.words import ENGLISH, counted, date_in_words, hours_in_words, number_in_words, people_in_words, texts
from serai.results.bands import Band
from serai.results.headline import Days

EXACT_DIGITS = 3
LARGE = 1000
InWords = Callable[[float, str], str]


def band_in_words(band: Band, words: InWords = people_in_words, language: str = ENGLISH) -> str:
    """A figure as "206,000 (190,000 to 221,000)"; the figure alone where rounding leaves no band."""
    if words is hours_in_words:  # hours and days in one band are hard to compare
        words = partial(hours_in_words, beside=band.median)
    low, middle, high = (words(point, language) for point in (band.low, band.median, band.high))
    return three_in_words(middle, low, high, language)


def rounded_band(band: Band, language: str = ENGLISH, *, signed: bool = False) -> str:
    """A band of figures of which three digits count: "-310,000 (-450,000 to -200,000)"."""
    return band_in_words(band, partial(rounded, signed=signed), language)


def rounded(value: float, language: str = ENGLISH, *, signed: bool = False) -> str:
    """Three figures that count, thousands separated: "-310,000", "14.8"; with a plus sign where it is a difference."""
    exact = float(f"{value:.{EXACT_DIGITS}g}") + 0.0
    plain = f"{exact:.{EXACT_DIGITS}g}"
    is_whole = abs(exact) >= LARGE or exact == int(exact)
    text = number_in_words(exact, 0 if is_whole else len(plain.partition(".")[2]), language)
    return f"+{text}" if signed and exact > 0 else text


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


def day_in_words(day: Days, language: str = ENGLISH, *, year: bool = False) -> str:
    """A day with its band: "29 (27 to 30) September"."""
    middle, low, high = (date_in_words(end, language, year=year) for end in (day.median, day.low, day.high))
    return three_in_words(middle, low, high, language)


def days_in_words(days: float, language: str = ENGLISH) -> str:
    """A number of days as "3 days"."""
    return counted(round(days), "day", language)
