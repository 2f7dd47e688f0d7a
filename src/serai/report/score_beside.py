"""What stands beside a score in words: naive forecasts of the test figures, and the figures that are outside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

from serai.report.bands import three_in_words
from serai.report.evidence_words import (
    figure_in_words,
    group_in_words,
    period_in_words,
    published_in_words,
    rounded,
    several_years,
    what_in_words,
    yes_or_no,
)  # fmt: skip
from serai.report.sections import Section, Table
from serai.report.words import NONE, counted, listed, people_in_words, percent_in_words, short_date, texts
from serai.results.distance import row_distance
from serai.results.intervals import GroupScore, wis_by_group
from serai.results.naive import NAMES
from serai.results.naive_errors import NaiveError, naive_errors, relative_error, rows_with_naive, simulated_figures
from serai.results.score import JUDGED_USES, ScoreRow
from serai.results.tally import of_use
from serai.study.caused import Caused, Interval

ONE_DAY = timedelta(days=1)


def naive_sections(rows: Sequence[ScoreRow]) -> tuple[Section, ...]:
    """Test figures beside naive forecasts of them, and whose error is smaller; nothing where no row has a forecast.

    Parameters
    ----------
    rows : sequence of ScoreRow

    Returns
    -------
    tuple of Section, one or none.
    """
    tested, words = rows_with_naive(rows), texts()["naive"]
    if not tested:
        return ()
    names = [name for name in NAMES if any(name in row.naive for row in tested)]
    heads = (
        *words["heads"],
        *(words["labels"][label] for label in simulated_figures(rows)),
        *(words[name] for name in names),
    )
    table = Table(
        (*heads, words["closer"]),
        tuple(_naive_row(row, names, year=several_years(rows)) for row in tested),
        left=(0, 1),
    )
    errors = naive_errors(rows)
    text = [_error_in_words(name, errors[name]) for name in names]
    return (Section(words["title"], (words["how"], *text), table),)


def wis_sections(rows: Sequence[ScoreRow]) -> tuple[Section, ...]:
    """The weighted interval score of draws by group of facts, beside the best naive forecast; nothing of one run.

    Parameters
    ----------
    rows : sequence of ScoreRow

    Returns
    -------
    tuple of Section, one or none.
    """
    words = texts()["wis"]
    by_use = {use: wis_by_group(of_use(rows, use)) for use in JUDGED_USES}
    groups = dict.fromkeys(row.fact_group for row in rows)
    lines = [
        _wis_row(group, use, by_use[use][group]) for group in groups for use in JUDGED_USES if group in by_use[use]
    ]
    table = Table(tuple(words["heads"]), tuple(lines), left=(0, 1, 4))
    return (Section(words["title"], (words["how"],), table),) if lines else ()


def _wis_row(group: str, use: str, score: GroupScore) -> tuple[str, ...]:
    naive = score.naive
    mine = (group_in_words(group), use, str(score.rows), f"{score.wis:.2f}")
    if naive is None:
        return (*mine, NONE, "", "", "")
    return (*mine, texts()["naive"][naive.name], str(naive.rows), f"{naive.error:.2f}", f"{naive.wis:.2f}")


def outside_sections(rows: Sequence[ScoreRow]) -> tuple[Section, ...]:
    """Figures for fit and test that are outside their published range, furthest first; nothing where all are inside."""
    outside = [row for row in rows if row.use in JUDGED_USES and row.inside is False]
    if not outside:
        return ()
    words = texts()["outside"]
    outside.sort(key=lambda row: -(row_distance(row, math.inf) or 0.0))
    year = several_years(rows)
    lines = tuple(_outside_row(row, year=year) for row in outside)
    table = Table(tuple(words["heads"]), lines, left=(0, 1, 2))
    return (Section(words["title"], (words["how"],), table),)


def caused_sections(caused: Sequence[Caused]) -> tuple[Section, ...]:
    """How many came because of the trigger, by cause and by difference, week by week; nothing if it was not asked."""
    if not caused:
        return ()
    words = texts()["caused"]
    year = len({(item.until - ONE_DAY).year for item in caused}) > 1
    lines = [
        (short_date(item.until - ONE_DAY, year=year), _interval(item.by_cause), _interval(item.caused))
        for item in caused
    ]
    return (Section(words["title"], (words["how"],), Table(tuple(words["heads"]), tuple(lines))),)


def _interval(result: Interval) -> str:
    return three_in_words(*(people_in_words(point) for point in result))


def _naive_row(row: ScoreRow, names: Sequence[str], *, year: bool) -> tuple[str, ...]:
    simulated = [of(row) for of in simulated_figures([row]).values()]
    error = relative_error(row, simulated[0])
    is_closer = all(error < relative_error(row, row.naive[name]) for name in names if name in row.naive)
    cells = (figure_in_words(row.observed), *map(rounded, (*simulated, *(row.naive.get(name) for name in names))))
    return (what_in_words(row), period_in_words(row, year=year), *cells, yes_or_no(is_closer))


def _error_in_words(name: str, error: NaiveError) -> str:
    words = texts()["naive"]
    mine = listed([f"{words['labels'][label]} {percent_in_words(result)}" for label, result in error.simulated.items()])
    smaller = [result < error.naive for result in error.simulated.values()]
    verdict = words["smaller" if all(smaller) else "partly" if any(smaller) else "not_smaller"]
    text: str = words["error"].format(
        name=words[name],
        rows=counted(error.rows, "figure"),
        naive=percent_in_words(error.naive),
        mine=mine,
        verdict=verdict,
    )
    return text[0].upper() + text[1:]


def _outside_row(row: ScoreRow, *, year: bool) -> tuple[str, ...]:
    distance = row_distance(row, math.inf)
    off = NONE if distance is None else f"{distance:.2g}"
    return (
        what_in_words(row), row.use, period_in_words(row, year=year),
        published_in_words(row), rounded(row.simulated), off,
    )  # fmt: skip
