"""A plan in words: what to take, what each sum buys, what each step saves, when to order, and what is lost at worst."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from serai.report.bands import band_in_words, rounded, rounded_band
from serai.report.sections import Section, Table
from serai.report.words import ENGLISH, counted, listed, number_in_words, percent_in_words, short_date, texts
from serai.results.bands import Band
from serai.scenario.menu import Item
from serai.study.how_many import HowMany, Level
from serai.study.plan import Plan
from serai.study.plan_answer import Option, Step
from serai.study.plan_goal import MISSED

BAR = 12  # letters
ALMOST = 0.99  # shown at most, since samples support no more
MOST_SHOWN = 5  # plans of the front on a screen


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


def plan_sections(result: Plan, language: str = ENGLISH, *, full: bool = False) -> tuple[Section, ...]:
    """The plan, the front of cost, its steps with the days of order, and regret.

    Parameters
    ----------
    result : Plan
    language : str, code of a language
    full : bool, default False
        With the whole front, and a table of the days of order.
    """
    parts = (
        _plan(result, language), _front(result, language, full=full), _steps(result, language),
        _due(result, language) if full else None,
    )  # fmt: skip
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
    nothing = words["take_nothing_goal" if result.holds else "take_nothing"]
    take = words["take"].format(plan=answer.chosen.name, cost=cost) if answer.chosen.name else nothing
    sentences = [take]
    if result.goal is not None:
        sentences.append(_held(result, language))
    saved = (("hours_waited", answer.saved.hours_saved), ("nights_outside", answer.saved.nights_saved))
    for what, band in saved if answer.chosen.name else ():
        before, after = (rounded_band(getattr(option, what), language) for option in (answer.base, answer.chosen))
        change = rounded_band(band.times(-1), language, signed=True)
        sentences.append(words["leaves"].format(what=words["whats"][what], before=before, after=after, change=change))
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
    text = words["held"].format(goal=result.goal.text, after=after, before=before)
    return f"{text} {words['holds' if result.holds else 'fails']}"


def _settled(result: Plan, language: str) -> str:
    words = texts(language)["plan"]
    sure = percent_in_words(min(result.sure, ALMOST), language, digits=0)
    if result.is_settled:
        which = "settled" if result.goal is None else "settled_holds" if result.holds else "settled_fails"
        text = words[which].format(sure=sure, tolerance=amount(result.tolerance, result, language))
        return str(text)
    loss, rival = amount(result.loss, result, language), result.answer.rival
    if rival is None:
        return str(words["not_settled_alone"].format(sure=sure, loss=loss))
    pair = [_named(option, language) for option in (result.answer.chosen, rival)]
    return str(words["not_settled"].format(plan=pair[0], rival=pair[1], sure=sure, loss=loss))


def _named(option: Option, language: str) -> str:
    text: str = option.name or texts(language)["plan"]["nothing"]
    return text


def _front(result: Plan, language: str, *, full: bool) -> Section | None:
    words, answer = texts(language)["plan"], result.answer
    if len(answer.front) < 2:
        return None
    heads = [*words["front_heads"]]
    heads += [words["held_head"]] if result.goal is not None else []
    most = answer.base.expected - min(option.expected for option in answer.front)
    rows = []
    for option in answer.front if full else worth_most(answer.front, MOST_SHOWN):
        row = [_named(option, language), number_in_words(option.cost, 0, language)]
        row += [rounded_band(option.hours_waited, language), rounded_band(option.nights_outside, language)]
        row += [] if option.held is None else [_shares(option.held, language)]
        rows.append((*row, _bar((answer.base.expected - option.expected) / most if most > 0 else 0.0)))
    table = Table((*heads, words["saves_head"]), tuple(rows), (0, len(heads)))
    return Section(words["front_title"], (words["front_how"],), table)


def worth_most(front: Sequence[Option], most: int) -> list[Option]:
    """Of a front the first, the last and those between that save most for their cost, in its order."""
    shown = list(front)
    while len(shown) > most:
        gains = [_lost_without(*three) for three in zip(shown, shown[1:], shown[2:], strict=False)]
        del shown[1 + gains.index(min(gains))]
    return shown


def _lost_without(before: Option, option: Option, after: Option) -> float:
    """How far an option leaves less than the straight line between its neighbours."""
    share = (option.cost - before.cost) / ((after.cost - before.cost) or 1.0)
    return before.expected + share * (after.expected - before.expected) - option.expected


def _bar(share: float) -> str:
    """What is saved, as a bar."""
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
    for step, due in zip(steps, map(partial(_order_by, result), steps), strict=True):
        row = [step.adds, number_in_words(step.cost, 0, language)]
        row += [rounded_band(step.hours_saved, language), rounded_band(step.nights_saved, language)]
        row += [] if step.days_gained is None else [_shares(step.days_gained, language)]
        rows.append((*row, short_date(due, language, year=True)))
    late = [item.name for item in result.answer.due if item.order_by < result.scenario.start]
    sentences = [words["steps_how"], *([words["past"].format(items=listed(late, language))] if late else [])]
    return Section(words["steps_title"], tuple(sentences), Table((*heads, words["order_head"]), tuple(rows)))


def _order_by(result: Plan, step: Step) -> date:
    """The day by which what a step adds must be ordered."""
    return min(due.order_by for due in result.answer.due if due.name in step.units)


def _due(result: Plan, language: str) -> Section | None:
    words, due = texts(language)["plan"], result.answer.due
    if not due:
        return None
    rows = tuple(
        (
            item.name,
            str(item.units),
            *(short_date(day, language, year=True) for day in (item.starts, item.needed, item.order_by)),
        )
        for item in due
    )
    return Section(words["due_title"], (words["due_how"],), Table(tuple(words["due_heads"]), rows))


def _regret(result: Plan, language: str) -> Section:
    words, regret = texts(language)["plan"], result.answer.regret
    values: dict[str, Any] = {
        "draws": counted(regret.draws, "draw", language), "left": amount(regret.left, result, language),
        "better": regret.better or words["nothing"], "loss": amount(regret.loss, result, language),
    }  # fmt: skip
    return Section(words["regret_title"], (words["regret" if regret.loss > 0 else "regret_same"].format(**values),))


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
    matches = next((level for level in result.levels if level.units == result.units), result.levels[-1])
    which = "how_many_none" if result.units is None else "how_many" if result.units else "how_many_zero"
    text = words[which].format(
        units=number(matches.units), measure=result.item.name, goal=result.goal.text, cost=number(matches.cost)
    )
    settled = words["how_many_settled" if result.is_settled else "how_many_unsettled"]
    rows = tuple(_level_row(level, number, language) for level in result.levels)
    return (Section(words["how_many_title"], (text, settled), Table(tuple(words["how_many_heads"]), rows)),)


def _level_row(level: Level, number: Callable[[float], str], language: str) -> tuple[str, ...]:
    shares = (percent_in_words(share, language, digits=1) for share in (level.held, level.error))
    sure = percent_in_words(level.sure, language, digits=0)
    return (number(level.units), number(level.cost), *shares, sure, number(level.draws))
