"""A score in words: by group of facts and use, and figure by figure; of one run or of many draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from serai.report.evidence_words import (
    group_in_words,
    period_in_words,
    published_in_words,
    range_in_words,
    rounded,
    several_years,
    simulated_in_words,
    what_in_words,
    yes_or_no,
)  # fmt: skip
from serai.report.sections import Section, Table
from serai.report.words import ENGLISH, NONE, counted, percent_in_words, texts
from serai.results.intervals import SHOWN_LEVELS, interval_coverage
from serai.results.score import JUDGED_USES, USES, ScoreRow
from serai.results.tally import Tally, coverage, of_use, summary

CENTRAL, MEDIAN, MET = "central_inside", "inside", "covered"


def score_section(rows: Sequence[ScoreRow], language: str = ENGLISH) -> Section:
    """The score by group of facts, with fit, test, given and shown apart.

    Of many draws it counts the run with central values, the median and the 90 % interval.

    Parameters
    ----------
    rows : sequence of ScoreRow
    language : str, code of a language

    Returns
    -------
    Section
    """
    words = texts(language)["score"]
    if not rows:
        return Section(words["title"], (words["none"],))
    drawn = [row for row in rows if row.spread]
    uses = [use for use in USES if of_use(rows, use)]
    columns = (" ".join(words["uses"][use] for use in uses), *([words["by_how"]] if drawn else []))
    lead, *others = _sentences(rows, language)
    table = _draws_table(drawn, uses, language) if drawn else _table(rows, uses, language)
    return Section(words["title"], (lead, *columns, *others), table)


def score_brief(rows: Sequence[ScoreRow], language: str = ENGLISH) -> Section:
    """How many figures are inside, in a few sentences."""
    words = texts(language)["score"]
    return Section(words["title"], _sentences(rows, language) if rows else (words["none"],))


def _sentences(rows: Sequence[ScoreRow], language: str) -> tuple[str, ...]:
    """How many figures are inside, how many of them are no evidence, what was not compared, and what draws cover."""
    words, counts = texts(language)["score"], summary(rows).all
    sentences = [_lead(rows, language)]
    if counts.consistent_by_choice:
        figures = counted(counts.consistent_by_choice, "figure", language)
        sentences.append(words["by_choice"].format(rows=figures))
    if counts.not_computed:
        sentences.append(words["not_computed"].format(rows=counted(counts.not_computed, "figure", language)))
    drawn = [row for row in rows if row.spread]
    if drawn:
        sentences += [words["widened"], *_held(drawn, language)]
    sentences += [_met(drawn, use, language) for use in JUDGED_USES if of_use(drawn, use)]
    return tuple(sentences)


def rows_sections(rows: Sequence[ScoreRow]) -> tuple[Section, ...]:
    """Every figure of a score, one section for each group of facts; what could not be compared says why.

    Parameters
    ----------
    rows : sequence of ScoreRow
    """
    words = texts()["score"]
    year = several_years(rows)
    has_agreeing = any(row.spread and row.spread.agreeing_low is not None for row in rows)
    sections = []
    for group in dict.fromkeys(row.fact_group for row in rows):
        members = in_order_of_use(row for row in rows if row.fact_group == group)
        reasons = [
            words["reason"].format(what=what_in_words(row), reason=row.reason) for row in members if row.inside is None
        ]
        table = Table(
            _heads(members, has_agreeing=has_agreeing),
            tuple(_row(row, has_agreeing=has_agreeing, year=year) for row in members),
            left=(0, 1, 2),
        )
        sections.append(Section(group_in_words(group), (_count_by_use(members), *reasons), table))
    return tuple(sections)


def in_order_of_use(rows: Iterable[ScoreRow]) -> list[ScoreRow]:
    """Rows for fit first, then those for test, given and shown."""
    return sorted(rows, key=lambda row: USES.index(row.use))


def _lead(rows: Sequence[ScoreRow], language: str) -> str:
    """How many figures are inside: of all, and of those for test where there are any."""
    words, counts = texts(language)["score"], summary(rows)
    has_draws, test = rows[0].spread, counts.by_use.get("test")
    text: str = words["lead_draws" if has_draws else "lead"].format(inside=counts.all.inside, total=counts.all.total)
    if not (test and test.total):
        return text
    return f"{text} {words['lead_test'].format(test_inside=test.inside, test_total=test.total)}"


def _uses(language: str) -> dict[str, str]:
    labels: dict[str, str] = texts(language)["page"]["evidence"]["uses"]
    return labels


def _table(rows: Sequence[ScoreRow], uses: Sequence[str], language: str) -> Table:
    words, counts = texts(language)["score"], summary(rows)
    lines = [
        (group_in_words(group, language), *(_tally_in_words(tallies.get(use, Tally()), language) for use in uses))
        for group, tallies in counts.by_fact_group_and_use.items()
    ]
    lines.append((words["all"], *(_tally_in_words(counts.by_use[use], language) for use in uses)))
    return Table((words["group"], *(_uses(language)[use] for use in uses)), tuple(lines))


def _tally_in_words(tally: Tally, language: str) -> str:
    if not (tally.total or tally.not_computed):
        return ""
    return _of(tally.inside, tally.total, language)


def _of(part: int, whole: int, language: str) -> str:
    text: str = texts(language)["score"]["inside"].format(inside=part, total=whole)
    return text


def _draws_table(rows: Sequence[ScoreRow], uses: Sequence[str], language: str) -> Table:
    words = texts(language)["score"]
    columns = [(use, by) for use in uses for by in ((CENTRAL, MEDIAN, MET) if use in JUDGED_USES else (MET,))]
    heads = (words["group"], *(f"{_uses(language)[use]}, {words['by'][by]}" for use, by in columns))
    groups = list(dict.fromkeys(row.fact_group for row in rows))
    lines = [
        _counts(group_in_words(group, language), [row for row in rows if row.fact_group == group], columns, language)
        for group in groups
    ]
    lines.append(_counts(words["all"], rows, columns, language))
    return Table(heads, tuple(lines))


def _counts(
    name: str, rows: Sequence[ScoreRow], columns: Sequence[tuple[str, str]], language: str
) -> tuple[str, ...]:  # fmt: skip
    result = [coverage(of_use(rows, use), by) for use, by in columns]
    return (name, *(_of(item["covered"], item["total"], language) if item["total"] else "" for item in result))


def _met(rows: Sequence[ScoreRow], use: str, language: str) -> str:
    """How many figures of a use the intervals meet, of all draws and of those that agree with the fit figures."""
    words, mine = texts(language)["score"], of_use(rows, use)
    all_draws, agreeing = coverage(mine), coverage(mine, "agreeing_covered")
    text: str = words["met"].format(use=_uses(language)[use], share=_share(all_draws, language), **all_draws)
    if agreeing["total"]:
        text += words["met_agreeing"].format(share=_share(agreeing, language), **agreeing)
    return text + "."


def _held(rows: Sequence[ScoreRow], language: str) -> tuple[str, ...]:
    """How many two-sided figures lie inside the intervals, fit and test apart, in one sentence; nothing without any."""
    words = texts(language)["score"]
    parts = []
    for use in JUDGED_USES:
        counts = interval_coverage(of_use(rows, use))
        if counts.rows:
            given = {f"in{level}": counts.inside[level] for level in SHOWN_LEVELS}
            given |= {f"alone{level}": counts.alone[level] for level in SHOWN_LEVELS}
            shares = {f"share{level}": _percent(counts.inside[level], counts.rows, language) for level in SHOWN_LEVELS}
            parts.append(words["held_of_use"].format(use=_uses(language)[use], total=counts.rows, **given, **shares))
    return (words["held"].format(uses="; ".join(parts)),) if parts else ()


def _share(result: dict[str, int], language: str) -> str:
    return _percent(result["covered"], result["total"], language) if result["total"] else NONE


def _percent(part: int, whole: int, language: str) -> str:
    return percent_in_words(part / whole, language, digits=0)


def _count_by_use(rows: Sequence[ScoreRow]) -> str:
    """Inside, of those that can be compared: "fit 4 of 6 inside, test 7 of 9 inside."."""
    words, counts = texts()["score"], summary(rows)
    text = [
        words["inside_of"].format(use=use, inside=tally.inside, total=tally.total)
        for use, tally in counts.by_use.items()
    ]
    return ", ".join(text) + "."


def _heads(rows: Sequence[ScoreRow], *, has_agreeing: bool) -> tuple[str, ...]:
    words = texts()["score"]
    if rows[0].spread is None:
        return (*words["heads"], *words["heads_run"])
    return (*words["heads"], *words["heads_draws"], *(words["heads_agreeing"] if has_agreeing else ()))


def _row(row: ScoreRow, *, has_agreeing: bool, year: bool) -> tuple[str, ...]:
    start = (what_in_words(row), row.use, period_in_words(row, year=year), published_in_words(row))
    if row.spread is None:
        return (*start, simulated_in_words(row), yes_or_no(row.inside))
    spread, interval = row.spread, range_in_words(row.simulated_low, row.simulated_high)
    cells = (*start, rounded(spread.central), rounded(row.simulated), interval, yes_or_no(spread.covered))
    if not has_agreeing:
        return cells
    return (*cells, range_in_words(spread.agreeing_low, spread.agreeing_high), yes_or_no(spread.agreeing_covered))
