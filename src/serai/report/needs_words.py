"""What people need, in words: the peak of all places under both standards, place by place, and who works where."""

from __future__ import annotations

import numpy as np

from serai.report.sections import Section, Table
from serai.report.words import ENGLISH, NONE, counted, number_in_words, short_date, texts
from serai.results.needs import Need, Needs
from serai.runs.needs_table import few_ever
from serai.runs.run import Run
from serai.scenario.standards import PHASES

BY_PLACE = ("beds", "water", "toilets", "taps", "staff at lanes and desks")
MOST_PLACES, ALL_PLACES = 6, 1000


def needs_heading(run: Run, language: str = ENGLISH) -> tuple[str, str]:
    """Title, and what the figures are."""
    words, scenario = texts(language)["needs"], run.scenario
    return words["heading"].format(title=scenario.title or scenario.name, seed=run.seed), words["caveat"]


def needs_sections(needed: Needs, language: str = ENGLISH, *, full: bool = False) -> tuple[Section, ...]:
    """What is needed in all, place by place, lanes and desks, and what has to be asked.

    Parameters
    ----------
    found : Needs
    language : str, code of a language
    full : bool, default False
        With every place.
    """
    words = texts(language)["needs"]
    if not needed.needs:
        return (Section(words["title"], (words["none"],)),)
    most = ALL_PLACES if full else MOST_PLACES
    parts = (_in_all(needed, language), _by_place(needed, language, most), _staff(needed, language, most))
    asked = tuple(words["ask"].format(item=_item(row.item, language), why=row.source) for row in needed.asked)
    return (*(part for part in parts if part), *((Section(words["asked_title"], asked),) if asked else ()))


def _in_all(needed: Needs, language: str) -> Section:
    words = texts(language)["needs"]
    pairs: dict[tuple[str, str], dict[str, Need]] = {}
    for item in needed.needs:
        pairs.setdefault((item.standard.item, item.standard.unit), {})[item.phase] = item
    rows = tuple(
        (
            _item(name, language) + (f", {words['units'].get(unit, unit)}" if unit not in ("", name) else ""),
            *(cell for phase in PHASES for cell in _cells(by_phase.get(phase), needed, language)),
            short_date(next(iter(by_phase.values())).peak_day, language),
        )
        for (name, unit), by_phase in pairs.items()
    )
    ends = (words["p90"],) if needed.draws > 1 else ()
    heads = (words["what"], words["emergency"], *ends, words["later"], *ends, words["day"])
    sentence = words["how_draws" if needed.draws > 1 else "how"]
    costs = [item for item in needed.needs if item.standard.cost is not None]
    sentences = tuple(
        words["cost"].format(
            item=_item(item.standard.item, language),
            phase=words[item.phase],
            cost=_number(float(item.peak[1] * (item.standard.cost or 0.0)), language),
        )
        for item in costs
    )
    return Section(words["title"], (sentence, *sentences), Table(heads, rows))


def _by_place(needed: Needs, language: str, most: int) -> Section | None:
    words, hidden = texts(language)["needs"], few_ever(needed)
    shown = {item.standard.item: item for item in needed.needs if item.phase == "emergency"}
    items = [shown[name] for name in BY_PLACE if name in shown]
    people = needed.most["present"][1]
    order = [row for row in np.argsort(-people, kind="stable").tolist() if people[row] and not hidden[row]]
    if not (order and items):
        return None
    values = [(people[row], *(item.places[1, row] for item in items)) for row in order[:most]]
    cells = [tuple(_number(float(value), language) for value in row) for row in values]
    rows = tuple((needed.places[row], *values) for row, values in zip(order, cells, strict=False))
    heads = (words["place"], words["people"], *(_item(item.standard.item, language) for item in items))
    more = len(order) - most
    said = words["more"].format(places=counted(more, "other place", language))
    sentences = (words["by_place_how"], *((said,) if more > 0 else ()))
    return Section(words["by_place"], sentences, Table(heads, rows))


def _staff(needed: Needs, language: str, most: int) -> Section | None:
    words = texts(language)["needs"]
    busiest = sorted(needed.capacity, key=lambda item: (-float(item.hours.max(initial=0)), item.place, item.service))
    if not busiest:
        return None
    named = texts(language)["page"]["evidence"]["services"]
    rows = tuple(
        (
            item.place,
            named.get(item.service, item.service),
            _number(item.physical, language),
            _number(float(item.staffed.max(initial=0)), language),
            _number(float(item.hours.max(initial=0)), language),
        )
        for item in busiest[:most]
    )
    return Section(words["staff"], (words["staff_how"],), Table(tuple(words["staff_heads"]), rows, left=(0, 1)))


def _cells(item: Need | None, needed: Needs, language: str) -> tuple[str, ...]:
    points = 2 if needed.draws > 1 else 1
    return tuple(NONE if item is None else _number(float(item.peak[row]), language) for row in range(points))


def _item(name: str, language: str) -> str:
    text: str = texts(language)["needs"]["items"].get(name, name)
    return text


def _number(value: float, language: str) -> str:
    return number_in_words(float(np.ceil(round(value, 6))), 0, language)
