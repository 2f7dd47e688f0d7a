"""Figures in words: rounded for people, with thousands separated, in days and hours, in the language that is asked for.

Texts stand in ``texts.json``, each with its translations side by side; one that lacks a language is given in English.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from serai.units import HOURS_PER_DAY, MINUTES_PER_HOUR

ENGLISH = "en"
SHORT_MONTH = 3
FEW = 10
DAYS_FROM_HOURS = 72
NONE = "–"  # where there is no figure


@cache
def languages() -> dict[str, Any]:
    """Languages by code: their name, whether a speaker has checked the texts, whether sentences are translated too."""
    result: dict[str, Any] = _all_texts()["languages"]
    return result


@cache
def page_languages() -> dict[str, Any]:
    """Languages with all that a page needs of each: its labels, and how it writes days."""
    return {
        code: {**about, "texts": texts(code)["page"], "dates": texts(code)["dates"]}
        for code, about in languages().items()
    }


@cache
def texts(language: str = ENGLISH) -> dict[str, Any]:
    """All texts in one language, by part and name; English where a text is not translated."""
    result: dict[str, Any] = _in_language(
        {name: part for name, part in _all_texts().items() if name != "languages"}, language
    )
    return result


@cache
def _all_texts() -> dict[str, Any]:
    result: dict[str, Any] = json.loads(files("serai.report").joinpath("texts.json").read_text(encoding="utf-8"))
    return result


def _in_language(part: Any, language: str) -> Any:
    if not isinstance(part, dict):
        return part
    if ENGLISH in part and part.keys() <= languages().keys():
        return part.get(language, part[ENGLISH])
    return {name: _in_language(inner, language) for name, inner in part.items()}


def number_in_words(number: float, digits: int = 0, language: str = ENGLISH) -> str:
    """A number with thousands separated and so many digits after the point: "1,234.5"."""
    point, comma = texts(language)["numbers"]["point"], texts(language)["numbers"]["thousands"]
    return f"{number:,.{digits}f}".translate(str.maketrans({",": comma, ".": point}))


def percent_in_words(share: float, language: str = ENGLISH, *, digits: int = 1) -> str:
    """A share as "8.0 %"."""
    return f"{number_in_words(100 * share, digits, language)} %"


def readable(name: str) -> str:
    """A name of a scenario, as "surge-men", as it is shown to readers: "surge men"."""
    return name.replace("-", " ").replace("_", " ")


def people_in_words(count: float, language: str = ENGLISH) -> str:
    """A number of people with three or four figures that count, as "206,000"; under ten, "fewer than 10"."""
    size = abs(count)
    if 0 < size < FEW:
        few: str = texts(language)["numbers"]["few"]
        return few
    step = 1000 if size >= 100_000 else 100 if size >= 10_000 else 10 if size >= 1000 else 1
    return number_in_words(round(count / step) * step, 0, language)


def hours_in_words(hours: float, language: str = ENGLISH, *, beside: float | None = None) -> str:
    """A duration as a person would say it: "under a minute", "25 minutes", "14 hours", "3.2 days".

    If it is shown beside another one, `beside` [h] decides between hours and days.
    """
    minutes = hours * MINUTES_PER_HOUR
    if minutes < 1:
        least: str = texts(language)["numbers"]["least_minute"]
        return least
    if round(minutes) < MINUTES_PER_HOUR:
        return counted(round(minutes), "minute", language)
    if (hours if beside is None else beside) < DAYS_FROM_HOURS:
        return counted(round(hours), "hour", language)
    return f"{number_in_words(hours / HOURS_PER_DAY, 1, language)} {_noun('day', 2, language)}"


def counted(count: int, noun: str, language: str = ENGLISH) -> str:
    """A count with its noun: "1 hour", "2 hours"; a noun of the texts, part nouns, or a regular English one."""
    return f"{number_in_words(count, 0, language)} {_noun(noun, count, language)}"


def _noun(noun: str, count: int, language: str) -> str:
    item, many = texts(language)["nouns"].get(noun, (noun, f"{noun}s"))
    return str(item if count == 1 else many)


def date_in_words(day: date, language: str = ENGLISH, *, year: bool = False) -> str:
    """A date as "24 September", or "24 September 2022"."""
    words = texts(language)["dates"]
    text: str = words["day"].format(day=day.day, month=words["months"][day.month - 1])
    return f"{text} {day.year}" if year else text


def short_date(day: date, language: str = ENGLISH, *, year: bool = False) -> str:
    """A date for a table, as "24 Sep", or "24 Sep 2022"."""
    words = texts(language)["dates"]
    text: str = words["day"].format(day=day.day, month=words["months"][day.month - 1][:SHORT_MONTH])
    return f"{text} {day.year}" if year else text


def month_in_words(day: date, language: str = ENGLISH) -> str:
    """The month of a date, as "September 2022"."""
    return f"{texts(language)['dates']['months'][day.month - 1]} {day.year}"


def period_in_words(first: date, last: date, language: str = ENGLISH) -> str:
    """Both days included: "1 September to 14 November 2022"."""
    begin = date_in_words(first, language, year=first.year != last.year)
    text: str = texts(language)["dates"]["period"].format(first=begin, last=date_in_words(last, language, year=True))
    return text


def time_in_words(moment: datetime, language: str = ENGLISH, *, year: bool = False) -> str:
    """A local moment as "24 September, 06:40"."""
    return f"{date_in_words(moment.date(), language, year=year)}, {moment:%H:%M}"


def listed(words: Sequence[str], language: str = ENGLISH) -> str:
    """Words in a row: "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {texts(language)['numbers']['and']} {words[-1]}"
