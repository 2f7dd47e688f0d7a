"""A comparison of runs in words: what helps most, then figure by figure."""

from __future__ import annotations

from typing import Any

from serai.ensemble.compare import Compared, Comparison, best_first
from serai.ensemble.figures import Band
from serai.report.sentences import Section, Table
from serai.report.words import counted, texts
from serai.results.totals import TOTALS, Total

EXACT_DIGITS = 3
LARGE = 1000


def compare_heading(found: Comparison) -> tuple[str, str]:
    """Title of a comparison, and what its figures are."""
    words, scenario = texts()["compare"], found.base.scenario
    title = words["heading"].format(
        title=scenario.title or scenario.name,
        runs=counted(len(found.runs), "run"),
        base=found.base_label,
        seed=found.base.seed,
    )
    if not found.draws:
        return title, words["single"]
    pairs = counted(found.pairs, "draw")
    return title, words["caveat" if found.is_enough else "few"].format(pairs=pairs)


def compare_sections(found: Comparison) -> tuple[Section, ...]:
    """What helps most, where there are draws enough to say; then one section for each figure."""
    words = texts()["compare"]
    best = (Section(words["best_title"], _best(found)),) if found.is_enough else ()
    return (*best, *(_section(total, found) for total in TOTALS))


def _best(found: Comparison) -> tuple[str, ...]:
    words, sentences, scale = texts()["compare"], [], _scale(found)
    for total in TOTALS:
        if not total.fewer_is_better:
            continue
        title, unit = words["titles"][total.name], words["units"][total.name]
        clear = [one for one in found.runs if _helps(one, total)]
        if not clear:
            sentences.append(words["best_none"].format(figure=title))
            continue
        first = best_first(clear, total.name, by_cost=False)[0]
        saved = f"{_band_text(_times(first.differences[total.name].change, -1))} {unit}"
        sentences.append(words["best"].format(figure=title, label=first.label, saved=saved))
        cheapest = best_first(clear, total.name, by_cost=True)[0]
        per_cost = cheapest.differences[total.name].saved_per_cost
        if per_cost is not None:
            told = f"{_band_text(_times(per_cost, scale))} {unit}"
            also = words["best_cost_too" if cheapest is first else "best_cost"]
            sentences[-1] += " " + also.format(label=cheapest.label, saved=told, scale=f"{scale:,}")
    sentences += [
        words["failed"].format(label=one.label, pairs=f"{one.pairs:,}", draws=counted(found.draws, "draw"))
        for one in found.runs
        if one.pairs < found.draws
    ]
    return tuple(sentences)


def _helps(one: Compared, total: Total) -> bool:
    change = one.differences[total.name].change
    return change.high < 0 if total.fewer_is_better else change.low > 0


def _section(total: Total, found: Comparison) -> Section:
    words = texts()["compare"]
    base = words["base"].format(
        level=_band_text(found.levels[total.name]),
        unit=words["units"][total.name],
        meaning=words["meanings"][total.name],
    )
    has_cost = any(one.cost for one in found.runs)
    heads = [*words["heads" if found.draws else "heads_single"]]
    if has_cost:
        cost_heads = words["cost_heads" if total.fewer_is_better else "cost_heads_more"]
        heads += [head.format(scale=f"{_scale(found):,}") for head in cost_heads]
    ordered = best_first(found.runs, total.name, by_cost=has_cost)
    rows = tuple(_row(one, total, words, found, has_cost=has_cost) for one in ordered)
    return Section(words["titles"][total.name], (base,), Table(tuple(heads), rows))


def _row(
    one: Compared, total: Total, words: dict[str, Any], found: Comparison, *, has_cost: bool
) -> tuple[str, ...]:  # fmt: skip
    difference = one.differences[total.name]
    cells = [one.label, _band_text(difference.change, signed=True)]
    if found.draws:
        cells.append(f"{difference.share_better:.0%}".replace("%", " %"))
    if has_cost:
        per_cost = difference.saved_per_cost
        cells.append(words["none"] if one.cost is None else f"{one.cost:,.0f}")
        cells.append(words["none"] if per_cost is None else _band_text(_times(per_cost, _scale(found))))
    return tuple(cells)


def _scale(found: Comparison) -> int:
    """Units of cost for which savings are told: one, or a thousand where every cost is so high."""
    costs = [one.cost for one in found.runs if one.cost]
    return LARGE if costs and min(costs) >= LARGE else 1


def _times(band: Band, factor: int) -> Band:
    low, high = sorted((band.low * factor, band.high * factor))
    return Band(band.median * factor, low, high, band.draws)


def _band_text(band: Band, *, signed: bool = False) -> str:
    median, low, high = (_rounded(part, signed=signed) for part in (band.median, band.low, band.high))
    if low == median == high:
        return median
    text: str = texts()["draws"]["band"]
    return text.format(median=median, low=low, high=high)


def _rounded(value: float, *, signed: bool) -> str:
    """Three figures that count, thousands separated: "-310,000", "14.8"; with a plus sign where it is a difference."""
    rounded = float(f"{value:.{EXACT_DIGITS}g}") + 0.0
    text = f"{rounded:,.0f}" if abs(rounded) >= LARGE or rounded == int(rounded) else f"{rounded:.{EXACT_DIGITS}g}"
    return f"+{text}" if signed and rounded > 0 else text
