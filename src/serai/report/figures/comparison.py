"""What helps most, as data: how far each run is from the base, figure by figure, with bands and for its cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from serai.report.compare_words import best_sentences, compare_heading, figure_section, in_order, label_of
from serai.report.sections import section_data
from serai.results.bands import Band
from serai.results.totals import TOTALS, Total
from serai.study.compare import Comparison, Difference

EXACT_DIGITS = 4


def comparison(result: Comparison, spoken: Sequence[str]) -> dict[str, Any]:
    """Runs beside their base.

    Parameters
    ----------
    result : Comparison
    spoken : sequence of str, codes of the languages that sentences are made in

    Returns
    -------
    dict with `draws` and, by language, `caveat` (what the figures are), `best` (sentences on what helps most: {text,
    figure}) and `labels` (of the runs); and `figures`: {name, fewer (is better), order (rows of the runs, as in the
    table), changes (run less base, for each run: [median, low, high]), better (share of the draws), cost, per_cost
    (saved for a unit of cost, or null), words (by language: title, the base in a sentence, and a table)}.
    """
    return {
        "draws": result.draws,
        "caveat": {code: compare_heading(result, code)[1] for code in spoken},
        "best": {code: [item._asdict() for item in best_sentences(result, code)] for code in spoken},
        "labels": {code: [label_of(item, code) for item in result.runs] for code in spoken},
        "figures": [_figure(total, result, spoken) for total in TOTALS],
    }


def called(result: Comparison, names: Sequence[str], base: str = "") -> Comparison:
    """The same under other names of its runs, where there are any, and of its base, where it is not blank."""
    runs = [replace(item, label=name) for item, name in zip(result.runs, names, strict=True)] if names else result.runs
    return replace(result, runs=tuple(runs), base_label=base or result.base_label)


def _figure(total: Total, result: Comparison, spoken: Sequence[str]) -> dict[str, Any]:
    differences = [item.differences[total.name] for item in result.runs]
    return {
        "name": total.name,
        "fewer": total.fewer_is_better,
        "order": [result.runs.index(item) for item in in_order(total, result)],
        "words": {code: section_data(figure_section(total, result, code)) for code in spoken},
        "cost": [item.cost for item in result.runs],
        **_columns(differences),
    }


def _columns(differences: list[Difference]) -> dict[str, Any]:
    return {
        "changes": [_three(item.change) for item in differences],
        "better": [round(item.share_better, 3) for item in differences],
        "per_cost": [None if item.saved_per_cost is None else _three(item.saved_per_cost) for item in differences],
    }


def _three(band: Band) -> list[float]:
    return [float(f"{number:.{EXACT_DIGITS}g}") for number in (band.median, band.low, band.high)]
