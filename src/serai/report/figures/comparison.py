"""What helps most, as data: how far each run is from the base, figure by figure, with bands and for its cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from serai.ensemble.compare import Comparison, Difference
from serai.ensemble.figures import Band
from serai.report.compare_words import best_sentences
from serai.results.totals import TOTALS

EXACT_DIGITS = 4


def comparison(found: Comparison, spoken: Sequence[str]) -> dict[str, Any]:
    """Runs beside their base.

    Parameters
    ----------
    found : Comparison
    spoken : sequence of str, codes of the languages that sentences are made in

    Returns
    -------
    dict with `base` (its label), `draws`, `pairs`, `enough` (pairs to speak of bands), `best`
    (sentences on what helps most by language: {text, figure}), `runs` ({label, measures, cost})
    and `figures`: {name, unit, fewer (is better), level (of the base), changes (run less base, one for each run:
    [median, low, high]), better (share of the draws), per_cost (saved for a unit of cost, or null)}.
    """
    return {
        "base": found.base_label,
        "draws": found.draws,
        "pairs": found.pairs,
        "enough": found.is_enough,
        "best": {code: [one._asdict() for one in best_sentences(found, code)] for code in spoken},
        "runs": [{"label": one.label, "measures": list(one.measures), "cost": one.cost} for one in found.runs],
        "figures": [
            {
                "name": total.name,
                "unit": total.unit,
                "fewer": total.fewer_is_better,
                "level": _three(found.levels[total.name]),
                **_columns([one.differences[total.name] for one in found.runs]),
            }
            for total in TOTALS
        ],
    }


def _columns(differences: list[Difference]) -> dict[str, Any]:
    return {
        "changes": [_three(one.change) for one in differences],
        "better": [round(one.share_better, 3) for one in differences],
        "per_cost": [None if one.saved_per_cost is None else _three(one.saved_per_cost) for one in differences],
    }


def _three(band: Band) -> list[float]:
    return [float(f"{number:.{EXACT_DIGITS}g}") for number in (band.median, band.low, band.high)]
