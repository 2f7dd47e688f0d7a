"""The score of many draws in words: by group of facts and use, and figure by figure."""

from __future__ import annotations

from collections.abc import Sequence

from serai.ensemble.score import DrawsRow, coverage, of_use
from serai.report.score_words import figure_in_words, in_order_of_use, rows_sections, score_section
from serai.report.sentences import Section, Table
from serai.report.words import texts
from serai.results.score import USES

PARTED_USES = ("fit", "test")
YES_NO = {True: "yes", False: "no", None: "-"}
CENTRAL, MEDIAN, MET = "central_inside", "inside", "covered"


def draws_score_section(rows: Sequence[DrawsRow]) -> Section:
    """The score by group of facts: central run, median and 90 % interval, with fit and test apart.

    Parameters
    ----------
    rows : sequence of DrawsRow

    Returns
    -------
    Section
    """
    words, single = texts()["draws_score"], score_section(rows)
    if not rows:
        return single
    uses = [use for use in USES if of_use(rows, use)]
    columns = [(use, by) for use in uses for by in ((CENTRAL, MEDIAN, MET) if use in PARTED_USES else (MET,))]
    heads = (texts()["score"]["group"], *(words["head"].format(use=use, by=words[by]) for use, by in columns))
    groups = list(dict.fromkeys(row.fact_group for row in rows))
    lines = [_counts(group, [row for row in rows if row.fact_group == group], columns) for group in groups]
    lines.append(_counts(texts()["score"]["all"], rows, columns))
    met = [_met(rows, use) for use in uses]
    return Section(single.title, (words["how"], *single.sentences[1:], *met), Table(heads, tuple(lines)))


def draws_rows_sections(rows: Sequence[DrawsRow]) -> tuple[Section, ...]:
    """Every figure with the central run, the median and the 90 % interval, one section for each group of facts."""
    words, sections = texts()["draws_score"], []
    has_agreeing = any(row.agreeing_low is not None for row in rows)
    for section in rows_sections(rows):
        members = in_order_of_use(row for row in rows if row.fact_group == section.title)
        if section.table is None:
            continue
        heads = (*section.table.heads[:-2], *words["heads"], *(words["agreeing_heads"] if has_agreeing else ()))
        lines = (
            (*line[:-2], *_figures(row, with_agreeing=has_agreeing))
            for line, row in zip(section.table.rows, members, strict=True)
        )
        sections.append(Section(section.title, section.sentences, Table(heads, tuple(lines), section.table.left)))
    return tuple(sections)


def _figures(row: DrawsRow, *, with_agreeing: bool) -> tuple[str, ...]:
    central, median = (figure_in_words(figure) for figure in (row.central, row.simulated))
    cells = (central, median, _interval(row.simulated_low, row.simulated_high), YES_NO[row.covered])
    if not with_agreeing:
        return cells
    return (*cells, _interval(row.agreeing_low, row.agreeing_high), YES_NO[row.agreeing_covered])


def _interval(low: float | None, high: float | None) -> str:
    return "-" if low is None else f"{figure_in_words(low)} to {figure_in_words(high)}"


def _counts(name: str, rows: Sequence[DrawsRow], columns: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return (name, *(_of(coverage(of_use(rows, use), by)) for use, by in columns))


def _of(found: dict[str, int]) -> str:
    return f"{found['covered']} of {found['total']}" if found["total"] else ""


def _met(rows: Sequence[DrawsRow], use: str) -> str:
    """How many figures of a use the intervals meet, of all draws and of those that agree with the fit figures."""
    words, mine = texts()["draws_score"], of_use(rows, use)
    all_draws, agreeing = coverage(mine), coverage(mine, "agreeing_covered")
    told: str = words["met"].format(use=use, share=_share(all_draws), **all_draws)
    if agreeing["total"]:
        told += words["met_agreeing"].format(share=_share(agreeing), **agreeing)
    return told + "."


def _share(found: dict[str, int]) -> str:
    return f"{found['covered'] / found['total']:.0%}".replace("%", " %") if found["total"] else "-"
