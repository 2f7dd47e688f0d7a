"""A published figure beside the simulated one, in words: for the table of evidence, its marks, and the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time, timedelta

from serai.report.bands import three_in_words
from serai.report.words import ENGLISH, NONE, number_in_words, people_in_words, readable, short_date, texts
from serai.results.score import ScoreRow

EXACT_FROM = 1000


def evidence_words(row: ScoreRow, language: str = ENGLISH, *, year: bool = False) -> dict[str, str]:
    """One row of the table of evidence: a text for each of its columns.

    Parameters
    ----------
    row : ScoreRow
    language : str, code of a language
    year : bool
        Whether dates are shown with their year.

    Returns
    -------
    dict with `what`, `period`, `published`, `simulated`, `inside`, `naive`, `use` and `rests_on`.
    """
    labels = texts(language)["page"]["evidence"]
    return {
        "what": what_in_words(row, language),
        "period": period_in_words(row, language, year=year),
        "published": published_in_words(row, language),
        "simulated": simulated_in_words(row, language),
        "inside": yes_or_no(row.inside, language),
        "naive": "; ".join(f"{labels['naive_names'][n]} {rounded(v, language)}" for n, v in row.naive.items()),
        "use": labels["uses"][row.use],
        "rests_on": labels["by_choice"] if row.is_consistent_by_choice else labels["rests"].get(row.rests_on, ""),
    }


def what_in_words(row: ScoreRow, language: str = ENGLISH) -> str:
    """What a figure is about: "entries, North, sum"."""
    words = texts(language)["page"]
    labels = words["evidence"]
    parts = (
        labels["quantities"][row.quantity],
        row.place,
        _named(row.service, labels["services"]),
        _named(row.mode if row.mode != "any" else "", words["app"]["modes"]),
        _named(row.lodging, words["kinds"]),
        _named(row.who, labels["who"]),
        labels["statistics"][row.statistic],
    )
    return ", ".join(part for part in parts if part)


def _named(names: str, labels: dict[str, str]) -> str:
    """Names, parted by spaces, as readers know them; those that the scenario made up as it calls them."""
    return " + ".join(labels.get(name, readable(name)) for name in names.split())


def group_in_words(name: str, language: str = ENGLISH) -> str:
    """A group of facts; one that the scenario made up as the scenario calls it."""
    text: str = texts(language)["page"]["evidence"]["groups"].get(name, name)
    return text


def several_years(rows: Iterable[ScoreRow]) -> bool:
    """Whether the periods of rows lie in several years, so that their dates need one."""
    return len({year for row in rows for year in (row.start.year, (row.end - timedelta(seconds=1)).year)}) > 1


def period_in_words(row: ScoreRow, language: str = ENGLISH, *, year: bool = False) -> str:
    """The days of a figure, the last included: "21–26 Sep", "28 Sep – 3 Oct"; with `year` "21–26 Sep 2022".

    With the hours where it begins or ends within a day: "24 Sep 10:00–18:00", "25 Sep 17:00 – 26 Sep 08:00".
    """
    start, end = row.start, row.end
    last = (end - timedelta(days=1) if end.time() == time() and end > start else end).date()
    first = start.date()
    if start.time() != time() or end.time() != time():
        begin = f"{short_date(first, language, year=year)} {start:%H:%M}"
        till = f"{end:%H:%M}" if end.time() != time() else "24:00"
        return f"{begin}–{till}" if first == last else f"{begin} – {short_date(last, language, year=year)} {till}"
    if first >= last:
        return short_date(last, language, year=year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{short_date(first, language).rpartition(' ')[0]}–{short_date(last, language, year=year)}"
    return f"{short_date(first, language, year=year)} – {short_date(last, language, year=year)}"


def published_in_words(row: ScoreRow, language: str = ENGLISH) -> str:
    """The published figure with its range and unit, as "14 (7 to 21) hours"; a bound as "at least 90"."""
    units = texts(language)["page"]["evidence"]["units"]
    unit = units.get(row.unit, row.unit)
    text = _published(row, language)
    return f"{text} {unit}" if unit and text != NONE else text


def _published(row: ScoreRow, language: str) -> str:
    words, figure = texts(language)["page"]["words"], figure_in_words(row.observed, language)
    if row.low is None and row.high is None:
        return figure
    if row.low is None or row.high is None:
        bound, name = (row.high, "at_most") if row.low is None else (row.low, "at_least")
        return str(words[name].format(low=figure_in_words(bound, language), high=figure_in_words(bound, language)))
    between = range_in_words(row.low, row.high, language)
    return between if row.observed is None else f"{figure} ({between})"


def range_in_words(low: float | None, high: float | None, language: str = ENGLISH) -> str:
    """Two rounded figures as "7 to 21"; a dash where there are none."""
    if low is None:
        return NONE
    text: str = texts(language)["page"]["words"]["between"]
    return text.format(low=rounded(low, language), high=rounded(high, language))


def yes_or_no(answer: bool | None, language: str = ENGLISH) -> str:
    """Whether something is so; a dash where it is not known."""
    if answer is None:
        return NONE
    text: str = texts(language)["page"]["words"]["yes" if answer else "no"]
    return text


def simulated_in_words(row: ScoreRow, language: str = ENGLISH) -> str:
    """The simulated figure; of draws the median with the 80 % interval, for `covers` that of 90 % of people."""
    low, high = row.simulated_low, row.simulated_high
    if row.spread and row.spread.simulated_p10 is not None:
        low, high = row.spread.simulated_p10, row.spread.simulated_p90
    middle = rounded(row.simulated, language)
    return middle if low is None else three_in_words(middle, rounded(low, language), rounded(high, language), language)


def figure_in_words(figure: float | None, language: str = ENGLISH) -> str:
    """A published figure: thousands separated, otherwise three digits; a dash where there is none."""
    if figure is None:
        return NONE
    if abs(figure) >= EXACT_FROM:
        return number_in_words(figure, 0, language)
    return f"{figure:.3g}".replace(".", texts(language)["numbers"]["point"])


def rounded(figure: float | None, language: str = ENGLISH) -> str:
    """A simulated figure: from a thousand on rounded as people are, otherwise as a published one."""
    if figure is None or abs(figure) < EXACT_FROM:
        return figure_in_words(figure, language)
    return people_in_words(figure, language)
