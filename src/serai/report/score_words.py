"""A score in words: by group of facts and use, and figure by figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time, timedelta
from typing import TypeVar

from serai.report.sentences import Section, Table
from serai.report.words import ENGLISH, counted, number_in_words, short_date, texts
from serai.results.score import USES, ScoreRow, Tally, summary

AnyRow = TypeVar("AnyRow", bound=ScoreRow)
EXACT_FROM = 1000
WHAT_WIDTH = 46


def score_section(rows: Sequence[ScoreRow]) -> Section:
    """The score by group of facts, with fit, test, given and shown apart.

    Parameters
    ----------
    rows : sequence of ScoreRow

    Returns
    -------
    Section
    """
    words, counts = texts()["score"], summary(rows)
    if not rows:
        return Section(words["title"], (words["none"],))
    uses = [use for use in USES if use in counts.by_use]
    lines = [
        (group, *(_tally_in_words(tallies.get(use, Tally())) for use in uses))
        for group, tallies in counts.by_fact_group_and_use.items()
    ]
    lines.append((words["all"], *(_tally_in_words(counts.by_use[use]) for use in uses)))
    sentences = [words["how"], " ".join(words[use] for use in uses)]
    if counts.all.consistent_by_choice:
        sentences.append(words["by_choice"].format(rows=counted(counts.all.consistent_by_choice, "figure")))
    if counts.all.not_computed:
        sentences.append(words["not_computed"].format(rows=counted(counts.all.not_computed, "figure")))
    return Section(words["title"], tuple(sentences), Table((words["group"], *uses), tuple(lines)))


def rows_sections(rows: Sequence[ScoreRow]) -> tuple[Section, ...]:
    """Every figure of a score, one section for each group of facts; what could not be compared says why.

    Parameters
    ----------
    rows : sequence of ScoreRow

    Returns
    -------
    tuple of Section
    """
    words = texts()["score"]
    sections = []
    for group in dict.fromkeys(row.fact_group for row in rows):
        members = in_order_of_use(row for row in rows if row.fact_group == group)
        count = _count_by_use(members)
        reasons = [
            words["reason"].format(what=what_in_words(row), reason=row.reason) for row in members if row.inside is None
        ]
        table = Table(tuple(words["heads"]), tuple(_row(row) for row in members), left=(0, 1, 2))
        sections.append(Section(group, (count, *reasons), table))
    return tuple(sections)


def in_order_of_use(rows: Iterable[AnyRow]) -> list[AnyRow]:
    """Rows for fit first, then those for test, given and shown."""
    return sorted(rows, key=lambda row: USES.index(row.use))


def _count_by_use(rows: Sequence[ScoreRow]) -> str:
    """Inside, of those that can be compared: "fit 4 of 6 inside, test 7 of 9 inside."."""
    words, counts = texts()["score"], summary(rows)
    told = [
        words["inside_of"].format(use=use, inside=tally.inside, total=tally.total)
        for use, tally in counts.by_use.items()
    ]
    return ", ".join(told) + "."


def figure_in_words(figure: float | None, language: str = ENGLISH) -> str:
    """A figure of any quantity: thousands separated, otherwise three digits; a dash where there is none."""
    if figure is None:
        return "-"
    if abs(figure) >= EXACT_FROM:
        return number_in_words(figure, 0, language)
    return f"{figure:.3g}".replace(".", texts(language)["numbers"]["point"])


def _tally_in_words(tally: Tally) -> str:
    if not (tally.total or tally.not_computed):
        return ""
    text: str = texts()["score"]["inside"].format(inside=tally.inside, total=tally.total)
    return text


def _row(row: ScoreRow) -> tuple[str, ...]:
    inside = {True: "yes", False: "no", None: "-"}[row.inside]
    return (what_in_words(row), row.use, period_in_words(row), range_in_words(row), _simulated(row), inside)


def _simulated(row: ScoreRow) -> str:
    """The simulated figure; for `covers` the median wait with the 5 % and 95 % points."""
    figure = figure_in_words(row.simulated)
    if row.statistic != "covers" or row.simulated_low is None:
        return figure
    return f"{figure} ({figure_in_words(row.simulated_low)} to {figure_in_words(row.simulated_high)})"


def what_in_words(row: ScoreRow) -> str:
    """What a figure is about, cut where it is too long for a table: "entries sum, North"."""
    parts = [
        f"{row.quantity} {row.statistic}".replace("_", " "),
        row.place,
        row.service,
        row.mode,
        row.lodging,
        row.who,
    ]
    text = ", ".join(part for part in parts if part)
    return text if len(text) <= WHAT_WIDTH else text[: WHAT_WIDTH - 3] + "..."


def period_in_words(row: ScoreRow) -> str:
    """The days of a figure, the last included: "21 Sep - 26 Sep"."""
    start, end = row.start, row.end
    last = (end - timedelta(days=1) if end.time() == time() and end > start else end).date()
    first = start.date()
    if first >= last:
        return short_date(last)
    return f"{short_date(first)} - {short_date(last)}"


def range_in_words(row: ScoreRow) -> str:
    """The published range as it is meant: "at least 90", "90 to 110"; the figure alone where there is no range."""
    words = texts()["score"]
    low, high = figure_in_words(row.low), figure_in_words(row.high)
    if row.low is None and row.high is None:
        return figure_in_words(row.observed)
    name = "at_most" if row.low is None else "at_least" if row.high is None else "between"
    text: str = words[name].format(low=low, high=high)
    return text
