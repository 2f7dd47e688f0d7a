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


def comparison(found: Comparison, spoken: Sequence[str]) -> dict[str, Any]:
    """Runs beside their base.

    Parameters
    ----------
    found : Comparison
    spoken : sequence of str, codes of the languages that sentences are made in

    Returns
    -------
    dict with `draws` and, by language, `caveat` (what the figures are), `best` (sentences on what helps most: {text,
    figure}) and `labels` (of the runs); and `figures`: {name, fewer (is better), order (rows of the runs, as in the
    table), changes (run less base, for each run: [median, low, high]), better (share of the draws), cost, per_cost
    (saved for a unit of cost, or null), words (by language: title, the base in a sentence, and a table)}.
    """
    return {
        "draws": found.draws,
        "caveat": {code: compare_heading(found, code)[1] for code in spoken},
        "best": {code: [one._asdict() for one in best_sentences(found, code)] for code in spoken},
        "labels": {code: [label_of(one, code) for one in found.runs] for code in spoken},
        "figures": [_figure(total, found, spoken) for total in TOTALS],
    }


def called(found: Comparison, names: Sequence[str], base: str = "") -> Comparison:
    """The same under other names of its runs, where there are any, and of its base, where it is not blank."""
    runs = [replace(one, label=name) for one, name in zip(found.runs, names, strict=True)] if names else found.runs
    return replace(found, runs=tuple(runs), base_label=base or found.base_label)


def _figure(total: Total, found: Comparison, spoken: Sequence[str]) -> dict[str, Any]:
    differences = [one.differences[total.name] for one in found.runs]
    return {
        "name": total.name,
        "fewer": total.fewer_is_better,
        "order": [found.runs.index(one) for one in in_order(total, found)],
        "words": {code: section_data(figure_section(total, found, code)) for code in spoken},
        "cost": [one.cost for one in found.runs],
        **_columns(differences),
    }


def _columns(differences: list[Difference]) -> dict[str, Any]:
    return {
        "changes": [_three(one.change) for one in differences],
        "better": [round(one.share_better, 3) for one in differences],
        "per_cost": [None if one.saved_per_cost is None else _three(one.saved_per_cost) for one in differences],
    }


def _three(band: Band) -> list[float]:
    return [float(f"{number:.{EXACT_DIGITS}g}") for number in (band.median, band.low, band.high)]
