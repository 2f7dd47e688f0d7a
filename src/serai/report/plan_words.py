"""A plan in words: what to take, what each sum buys, what each step saves, when to order, and what is lost at worst."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from serai.report.bands import band_in_words, rounded, rounded_band
from serai.report.sections import Section, Table
from serai.report.words import ENGLISH, counted, listed, number_in_words, percent_in_words, short_date, texts
from serai.results.bands import Band
from serai.scenario.menu import Item
from serai.study.how_many import HowMany, Level
from serai.study.plan import Plan
from serai.study.plan_answer import Option
from serai.study.plan_goal import MISSED

BAR = 12  # letters


def plan_heading(result: Plan, language: str = ENGLISH) -> tuple[str, str]:
    """Title of a plan, and what its figures are."""
    words, scenario = texts(language)["plan"], result.scenario
    is_free = math.isinf(result.budget)
    title = words["heading_free" if is_free else "heading"].format(
        title=scenario.title or scenario.name,
        budget="" if is_free else number_in_words(result.budget, 0, language),
        seed=result.seed,
    )
    caveat = words["caveat"].format(runs=number_in_words(result.runs, 0, language))
    assumed = [item.name for item in result.items if item.is_assumed]
    return title, " ".join([caveat, *_assumed(assumed, result.items, language)])


def _assumed(names: Sequence[str], items: Sequence[Item], language: str) -> list[str]:
    if not names:
        return []
    words = texts(language)["plan"]
    shown = words["all"] if len(names) == len(items) else listed(names, language)
    return [words["assumed"].format(items=shown)]


def plan_sections(result: Plan, language: str = ENGLISH) -> tuple[Section, ...]:
    """The plan, the front of cost, its steps, when to order, and regret."""
    parts = (_plan(result, language), _front(result, language), _steps(result, language), _due(result, language))
    return (*(part for part in parts if part is not None), _regret(result, language))


def judged(result: Plan) -> str:
    """What is judged: the name of its figure."""
    return result.minimise or MISSED


def amount(value: float, result: Plan, language: str = ENGLISH) -> str:
    """A figure of what is judged, with its unit: "120,000 hours", "4 % of the days without the goal"."""
    unit = texts(language)["plan"]["units"][judged(result)]
    if result.goal is not None:
        return f"{percent_in_words(value, language)} {unit}"
    return f"{rounded(value, language)} {unit}"


def _plan(result: Plan, language: str) -> Section:
    words, answer = texts(language)["plan"], result.answer
    cost = number_in_words(answer.chosen.cost, 0, language)
    take = words["take"].format(plan=answer.chosen.name, cost=cost) if answer.chosen.name else words["take_nothing"]
    sentences = [take]
    if result.goal is not None:
        sentences.append(_held(result, language))
    for what in ("hours_waited", "nights_outside"):
        pair = [rounded_band(getattr(option, what), language) for option in (answer.base, answer.chosen)]
        sentences.append(words["leaves"].format(what=words["whats"][what], before=pair[0], after=pair[1]))
    sentences.append(_settled(result, language))
    if result.dropped:
        sentences.append(words["dropped"].format(items=listed(result.dropped, language)))
    if result.failed:
        first = result.failed[min(result.failed)]
        draws = counted(len(result.failed), "draw", language)
        sentences.append(words["failed"].format(draws=draws, why=first))
    return Section(words["title"], tuple(sentences))


def _held(result: Plan, language: str) -> str:
    words, answer = texts(language)["plan"], result.answer
    assert result.goal is not None
    before, after = (
        percent_in_words(1 - option.expected, language, digits=0) for option in (answer.base, answer.chosen)
    )
    told = words["held"].format(goal=result.goal.text, after=after, before=before)
    return f"{told} {words['holds' if result.holds else 'fails']}"


def _settled(result: Plan, language: str) -> str:
    words, sure = texts(language)["plan"], percent_in_words(result.sure, language, digits=0)
    if result.is_settled:
        told = words["settled"].format(sure=sure, tolerance=amount(result.tolerance, result, language))
        return str(told)
    loss, rival = amount(result.loss, result, language), result.answer.rival
    if rival is None:
        return str(words["not_settled_alone"].format(sure=sure, loss=loss))
    pair = [_named(option, language) for option in (result.answer.chosen, rival)]
    return str(words["not_settled"].format(plan=pair[0], rival=pair[1], sure=sure, loss=loss))


def _named(option: Option, language: str) -> str:
    text: str = option.name or texts(language)["plan"]["nothing"]
    return text


def _front(result: Plan, language: str) -> Section | None:
    words, answer = texts(language)["plan"], result.answer
    if len(answer.front) < 2:
        return None
    heads = [*words["front_heads"]]
    most = max(option.expected for option in answer.front) or 1.0
    rows = []
    for option in answer.front:
        row = [_named(option, language), number_in_words(option.cost, 0, language)]
        row += [rounded_band(option.hours_waited, language), rounded_band(option.nights_outside, language)]
        if option.held is not None:
            row.append(_shares(option.held, language))
        rows.append((*row, _bar(option.expected / most)))
    heads += [words["held_head"]] if result.goal is not None else []
    return Section(words["front_title"], (words["front_how"],), Table((*heads, ""), tuple(rows), (0, len(heads))))


def _bar(share: float) -> str:
    """What is left, as a bar."""
    full = round(BAR * min(max(share, 0.0), 1.0))
    return "█" * full + "░" * (BAR - full)


def _shares(band: Band, language: str) -> str:
    return band_in_words(band, lambda value, code: percent_in_words(value, code, digits=0), language)


def _steps(result: Plan, language: str) -> Section | None:
    words, steps = texts(language)["plan"], result.answer.steps
    if not steps:
        return None
    heads = [*words["steps_heads"]]
    heads += [words["gained_head"]] if result.goal is not None else []
    rows = []
    for step in steps:
        row = [step.adds, number_in_words(step.cost, 0, language)]
        row += [rounded_band(step.hours_saved, language), rounded_band(step.nights_saved, language)]
        row += [] if step.days_gained is None else [_shares(step.days_gained, language)]
        rows.append(tuple(row))
    return Section(words["steps_title"], (words["steps_how"],), Table(tuple(heads), tuple(rows)))


def _due(result: Plan, language: str) -> Section | None:
    words, due = texts(language)["plan"], result.answer.due
    if not due:
        return None
    rows = tuple(
        (
            one.name,
            str(one.units),
            *(short_date(day, language, year=True) for day in (one.starts, one.needed, one.order_by)),
        )
        for one in due
    )
    late = [one.name for one in due if one.order_by < result.scenario.start]
    sentences = [words["due_how"], *([words["past"].format(items=listed(late, language))] if late else [])]
    return Section(words["due_title"], tuple(sentences), Table(tuple(words["due_heads"]), rows))


def _regret(result: Plan, language: str) -> Section:
    words, regret = texts(language)["plan"], result.answer.regret
    told: dict[str, Any] = {
        "draws": counted(regret.draws, "draw", language), "left": amount(regret.left, result, language),
        "better": regret.better or words["nothing"], "loss": amount(regret.loss, result, language),
    }  # fmt: skip
    return Section(words["regret_title"], (words["regret" if regret.loss > 0 else "regret_same"].format(**told),))


def how_many_heading(result: HowMany, language: str = ENGLISH) -> tuple[str, str]:
    """Title of an answer to "how many", and what its figures are."""
    words, scenario = texts(language)["plan"], result.scenario
    title = words["how_many_heading"].format(
        title=scenario.title or scenario.name, measure=result.item.name, seed=result.seed
    )
    caveat = words["caveat"].format(runs=number_in_words(result.runs, 0, language))
    assumed = [result.item.name] if result.item.is_assumed else []
    return title, " ".join([caveat, *_assumed(assumed, (), language)])


def how_many_sections(result: HowMany, language: str = ENGLISH) -> tuple[Section, ...]:
    """How many units are needed, and what was tried."""
    words, number = texts(language)["plan"], partial(number_in_words, digits=0, language=language)
    found = next((level for level in result.levels if level.units == result.units), result.levels[-1])
    which = "how_many_none" if result.units is None else "how_many" if result.units else "how_many_zero"
    told = words[which].format(
        units=number(found.units), measure=result.item.name, goal=result.goal.text, cost=number(found.cost)
    )
    settled = words["how_many_settled" if result.is_settled else "how_many_unsettled"]
    rows = tuple(_level_row(level, number, language) for level in result.levels)
    return (Section(words["how_many_title"], (told, settled), Table(tuple(words["how_many_heads"]), rows)),)


def _level_row(level: Level, number: Callable[[float], str], language: str) -> tuple[str, ...]:
    shares = (percent_in_words(share, language, digits=1) for share in (level.held, level.error))
    sure = percent_in_words(level.sure, language, digits=0)
    return (number(level.units), number(level.cost), *shares, sure, number(level.draws))
