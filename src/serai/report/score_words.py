"""A score in words: by group of facts and use, and figure by figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from serai.report.sentences import Section, Table
from serai.report.words import ENGLISH, counted, number_in_words, short_date, texts
from serai.results.score import USES, ScoreRow, Tally, summary

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
        members = [row for row in rows if row.fact_group == group]
        judged = sum(row.inside is not None for row in members)
        inside = sum(bool(row.inside) for row in members)
        count = words["inside_of"].format(inside=inside, total=judged)
        reasons = [words["reason"].format(what=_what(row), reason=row.reason) for row in members if row.inside is None]
        table = Table(tuple(words["heads"]), tuple(_row(row) for row in members), left=(0, 1, 2))
        sections.append(Section(group, (count, *reasons), table))
    return tuple(sections)


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
    return (_what(row), row.use, _period(row.start, row.end), _range(row), figure_in_words(row.simulated), inside)


def _what(row: ScoreRow) -> str:
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


def _period(start: datetime, end: datetime) -> str:
    last = (end - timedelta(days=1) if end.time() == time() and end > start else end).date()
    first = start.date()
    if first >= last:
        return short_date(last)
    return f"{short_date(first)} - {short_date(last)}"


def _range(row: ScoreRow) -> str:
    words = texts()["score"]
    low, high = figure_in_words(row.low), figure_in_words(row.high)
    if row.low is None and row.high is None:
        return figure_in_words(row.observed)
    name = "at_most" if row.low is None else "at_least" if row.high is None else "between"
    text: str = words[name].format(low=low, high=high)
    return text
