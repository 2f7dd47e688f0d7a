"""An update on one screen: changed parameters, expected and published figures, answers before and now, forecast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from serai.report.evidence_words import rounded
from serai.report.sections import Section, Table
from serai.report.words import (
    ENGLISH,
    NONE,
    counted,
    hours_in_words,
    listed,
    number_in_words,
    people_in_words,
    percent_in_words,
    readable,
    short_date,
    texts,
)
from serai.scenario.cells import moment_text
from serai.scenario.numbers import number_text
from serai.study.forecast import Ahead, Answer
from serai.study.updated import UPDATE_FILE, Expectation, Update

LEAST_MOVED = 0.05
MOST_MOVED, MOST_CAME = 6, 12
SHOWN_DAYS = (1, 3, 7)  # ahead, in the terminal
Three = tuple[float, float, float]


def update_heading(update: Update) -> tuple[str, str]:
    """Title of an update, and what it is."""
    words = texts()["update"]
    new = counted(update.new, "new figure") if update.new else words["nothing_new"]
    title = words["title"].format(name=update.whole.title or update.whole.name, cut=moment_text(update.cut), new=new)
    return title, words["caveat"].format(draws=counted(update.draws, "draw"), seed=update.seed)


def update_sections(update: Update, language: str = ENGLISH, *, is_unchanged: bool = False) -> tuple[Section, ...]:
    """All sections of an update, in reading order; `more_ahead` says where the complete forecast is."""
    sections = [*_trust(update, language, is_unchanged=is_unchanged)]
    if update.new and not is_unchanged:
        sections += [_moved(update, language), _came(update, language)]
    return (*sections, _answers(update, language), _ahead(update, language))


def more_ahead() -> str:
    """Where to find the days for which a screen has no room."""
    text: str = texts()["update"]["ahead_more"]
    return text.format(file=UPDATE_FILE)


def _trust(update: Update, language: str, *, is_unchanged: bool) -> list[Section]:
    words, sentences = texts(language)["update"], []
    if is_unchanged:
        sentences.append(words["unchanged"])
    elif update.new:
        share, power = percent_in_words(update.effective, language, digits=0), f"{update.power:.2f}"
        sentences.append(words["effective" if update.power < 1 else "effective_whole"].format(share=share, power=power))
    if update.left_out:
        sentences.append(words["left_out"].format(rows=listed(update.left_out, language)))
    if update.widened and not update.unexplained:
        sentences.append(words["still_wider"].format(wider=_wider(update, language)))
    sections = [Section(words["trust_title"], tuple(sentences))] if sentences else []
    if update.unexplained:
        share, rows = percent_in_words(update.effective, language), listed(update.unexplained, language)
        text = words["unexplained"].format(rows=rows, share=share, wider=_wider(update, language) or NONE)
        sections.append(Section(words["unexplained_title"], (text,)))
    return sections


def _wider(update: Update, language: str) -> str:
    """As "line 2 times and wait 1.5 times"."""
    text: str = texts(language)["update"]["wider"]
    factors = update.widened.items()
    parts = [text.format(kind=readable(kind), factor=number_text(factor)) for kind, factor in factors]
    return listed(parts, language)


def _moved(update: Update, language: str) -> Section:
    words = texts(language)["update"]
    rows = [
        (item.name, _three_digits(item.before[1]), _three_digits(item.after[1]), _between(item.after, language))
        for item in update.moved
        if abs(item.share) >= LEAST_MOVED
    ][:MOST_MOVED]
    table = Table(tuple(words["moved_heads"]), tuple(rows)) if rows else None
    return Section(words["moved_title"], (words["moved_how" if rows else "moved_none"],), table)


def _three_digits(value: float) -> str:
    return number_text(float(f"{value:.3g}"))


def _between(ends: Three, language: str) -> str:
    return _range(ends[0], ends[2], _three_digits, language)


def _range(low: float, high: float, say: Callable[[float], str], language: str) -> str:
    text: str = texts(language)["page"]["words"]["between"]
    return text.format(low=say(low), high=say(high))


def _came(update: Update, language: str) -> Section:
    """The figures furthest from what was expected first."""
    words = texts(language)["update"]
    ordered = sorted(update.came, key=lambda item: -_surprise(item))[:MOST_CAME]
    table = Table(tuple(words["came_heads"]), tuple(_came_row(item, language) for item in ordered))
    return Section(words["came_title"], (words["came_how"],), table if ordered else None)


def _surprise(item: Expectation) -> float:
    """How far outside the 90 % interval a figure is, by the width of that; below 0 inside."""
    low = item.p05 - item.figure if item.bound != "at least" else -1.0
    high = item.figure - item.p95 if item.bound != "at most" else -1.0
    return max(low, high) / max(item.p95 - item.p05, 1e-9)


def _came_row(item: Expectation, language: str) -> tuple[str, ...]:
    bounds, say = texts(language)["page"]["words"], partial(rounded, language=language)
    value = say(item.figure)
    if item.bound != "two-sided":
        value = bounds["at_least" if item.bound == "at least" else "at_most"].format(low=value, high=value)
    mark = "*" if _surprise(item) > 0 else ""
    inner, outer = _range(item.p25, item.p75, say, language), _range(item.p05, item.p95, say, language)
    return (f"{item.id}{mark}", value, say(item.median), inner, outer)


def _answers(update: Update, language: str) -> Section:
    words = texts(language)["update"]
    rows = [
        (words["answers"][item.name], *(_answer(item, value, update, language) for value in (item.before, item.after)))
        for item in update.answers
    ]
    how = words["answers_how" if update.before else "answers_first"]
    return Section(words["answers_title"], (how,), Table(tuple(words["answers_heads"]), tuple(rows)))


def _answer(item: Answer, value: Three | None, update: Update, language: str) -> str:
    if value is None:
        return NONE
    if item.name == "line_ends":
        return _day(value, update, language)
    say = hours_in_words if item.name == "longest_wait" else people_in_words
    text: str = texts(language)["draws"]["band"]
    median, low, high = (say(number, language) for number in value)
    return text.format(median=median, low=low, high=high)


def _day(value: Three, update: Update, language: str) -> str:
    """The last day with a line; one that lasts to the end of the run has no end that is known."""
    words = texts(language)["update"]
    if value[0] < 1:
        none: str = words["no_line"]
        return none
    day = update.whole.start + timedelta(days=round(value[0]) - 1)
    last = update.cut.date() + timedelta(days=update.horizon)
    if day < last:
        return short_date(day, language)
    open_end: str = words["open_end"].format(day=short_date(day, language))
    return open_end


def _ahead(update: Update, language: str) -> Section:
    """The first, third and seventh day of each target; of several posts the first."""
    words, rows = texts(language)["update"], []
    first: dict[str, str] = {}
    days = {update.cut.date() + timedelta(days=number) for number in SHOWN_DAYS}
    for item in update.ahead:
        if first.setdefault(item.target, item.place) == item.place and item.day in days:
            rows.append(_ahead_row(item, language))
    table = Table(tuple(words["ahead_heads"]), tuple(rows), left=(0, 1)) if rows else None
    return Section(words["ahead_title"], (words["ahead_how"],), table)


def _ahead_row(item: Ahead, language: str) -> tuple[str, ...]:
    name = texts(language)["update"]["targets"][item.target]
    is_country = item.target not in ("waiting-peak", "wait-hours-p90")
    place = "" if is_country else f", {item.place}"
    say = partial(_hours if item.target == "wait-hours-p90" else people_in_words, language=language)
    inner, outer = _range(item.p25, item.p75, say, language), _range(item.p05, item.p95, say, language)
    return (f"{name}{place}", short_date(item.day, language), say(item.median), inner, outer)


def _hours(hours: float, language: str) -> str:
    return f"{number_in_words(hours, 0 if hours >= 10 else 1, language)} h"
