"""A comparison of runs in words: what helps most, then figure by figure."""

from __future__ import annotations

from typing import NamedTuple

from serai.report.bands import rounded_band
from serai.report.sections import Section, Table
from serai.report.words import ENGLISH, counted, number_in_words, percent_in_words, texts
from serai.results.totals import TOTALS, Total
from serai.study.compare import Compared, Comparison, best_first

LARGE = 1000


class Best(NamedTuple):
    """A sentence on what helps most, and the name of the figure that it is about; blank: about no one of them."""

    text: str
    figure: str


def compare_heading(result: Comparison, language: str = ENGLISH) -> tuple[str, str]:
    """Title of a comparison, and what its figures are."""
    words, scenario = texts(language)["compare"], result.base.scenario
    title = words["heading"].format(
        title=scenario.title or scenario.name,
        runs=counted(len(result.runs), "run", language),
        base=result.base_label,
        seed=result.base.seed,
    )
    if not result.draws:
        return title, words["single"]
    pairs = counted(result.pairs, "draw", language)
    return title, words["caveat" if result.is_enough else "few"].format(pairs=pairs)


def compare_sections(result: Comparison, language: str = ENGLISH) -> tuple[Section, ...]:
    """What helps most, where there are draws enough to say; then one section for each figure."""
    words_of = tuple(item.text for item in best_sentences(result, language))
    best = (Section(texts(language)["compare"]["best_title"], words_of),) if words_of else ()
    return (*best, *(figure_section(total, result, language) for total in TOTALS))


def best_sentences(result: Comparison, language: str = ENGLISH) -> tuple[Best, ...]:
    """Which run saves most, figure by figure, and for its cost; which runs lack draws. None where draws are too few."""
    if not result.is_enough:
        return ()
    words = texts(language)["compare"]
    best = [Best(_best(total, result, language), total.name) for total in TOTALS if total.fewer_is_better]
    failed = [
        words["failed"].format(
            label=label_of(item, language),
            pairs=number_in_words(item.pairs, 0, language),
            draws=counted(result.draws, "draw", language),
        )
        for item in result.runs
        if item.pairs < result.draws
    ]
    return (*best, *(Best(text, "") for text in failed))


def _best(total: Total, result: Comparison, language: str) -> str:
    words, scale = texts(language)["compare"], _scale(result)
    title, unit = words["titles"][total.name], words["units"][total.name]
    clear = [item for item in result.runs if _helps(item, total)]
    if not clear:
        none: str = words["best_none"].format(figure=title)
        return none
    first = best_first(clear, total.name, by_cost=False)[0]
    saved = f"{rounded_band(first.differences[total.name].change.times(-1), language)} {unit}"
    words_of: str = words["best"].format(figure=title, label=label_of(first, language), saved=saved)
    cheapest = best_first(clear, total.name, by_cost=True)[0]
    per_cost = cheapest.differences[total.name].saved_per_cost
    if per_cost is None:
        return words_of
    also = words["best_cost_too" if cheapest is first else "best_cost"].format(
        label=label_of(cheapest, language),
        saved=f"{rounded_band(per_cost.times(scale), language)} {unit}",
        scale=number_in_words(scale, 0, language),
    )
    return f"{words_of} {also}"


def label_of(run: Compared, language: str = ENGLISH) -> str:
    """The name of a run; what is on the screen and not kept has none of its own."""
    shown: str = run.label or texts(language)["page"]["app"]["now"]
    return shown


def _helps(item: Compared, total: Total) -> bool:
    change = item.differences[total.name].change
    return change.high < 0 if total.fewer_is_better else change.low > 0


def figure_section(total: Total, result: Comparison, language: str = ENGLISH) -> Section:
    """One figure: the base, then a table of the runs in the order of `in_order`."""
    words = texts(language)["compare"]
    base = words["base"].format(
        level=rounded_band(result.levels[total.name], language),
        unit=words["units"][total.name],
        meaning=words["meanings"][total.name],
    )
    has_cost = _has_cost(result)
    heads = [*words["heads" if result.draws else "heads_single"]]
    if has_cost:
        cost_heads = words["cost_heads" if total.fewer_is_better else "cost_heads_more"]
        heads += [head.format(scale=number_in_words(_scale(result), 0, language)) for head in cost_heads]
    rows = tuple(_row(item, total, result, language, has_cost=has_cost) for item in in_order(total, result))
    return Section(words["titles"][total.name], (base,), Table(tuple(heads), rows))


def in_order(total: Total, result: Comparison) -> list[Compared]:
    """The runs, those that save most for their cost first; most in all where none has a cost."""
    return best_first(result.runs, total.name, by_cost=_has_cost(result))


def _has_cost(result: Comparison) -> bool:
    return any(item.cost for item in result.runs)


def _row(
    item: Compared, total: Total, result: Comparison, language: str, *, has_cost: bool
) -> tuple[str, ...]:  # fmt: skip
    difference, none = item.differences[total.name], texts(language)["compare"]["none"]
    cells = [label_of(item, language), rounded_band(difference.change, language, signed=True)]
    if result.draws:
        cells.append(percent_in_words(difference.share_better, language, digits=0))
    if has_cost:
        per_cost = difference.saved_per_cost
        cells.append(none if item.cost is None else number_in_words(item.cost, 0, language))
        cells.append(none if per_cost is None else rounded_band(per_cost.times(_scale(result)), language))
    return tuple(cells)


def _scale(result: Comparison) -> int:
    """Units of cost for which savings are given: one, or a thousand if every cost is that high."""
    costs = [item.cost for item in result.runs if item.cost]
    return LARGE if costs and min(costs) >= LARGE else 1
