"""Journeys in plain words: invented travellers from one random draw."""

from __future__ import annotations

from datetime import datetime

from serai.report.words import ENGLISH, number_in_words, readable, texts
from serai.results.journey import Journey, Step, pick, steps_of
from serai.results.view import View
from serai.scenario.schema import Scenario
from serai.state.log import Outcome


def journey_sentences(outcome: Outcome, scenario: Scenario, language: str = ENGLISH) -> list[str]:
    """The journey of one invented party, in sentences, and first the remark that it is invented.

    Parameters
    ----------
    outcome : Outcome
    scenario : Scenario, as it was run
    language : str, code of a language

    Returns
    -------
    list of str; empty where no party that is followed crossed the border.
    """
    view = View(outcome, scenario)
    result = pick(outcome.journeys, view)
    if result is None:
        return []
    sentences = [sentence_of(step, result, view, language) for step in steps_of(result, view)]
    return [texts(language)["journey"]["invented"], *sentences]


def sentence_of(step: Step, journey: Journey, view: View, language: str = ENGLISH) -> str:
    """One step as a sentence."""
    words = texts(language)["journey"]
    numbers = words["numbers"]
    text = words[step.what][0 if journey.size == 1 else 1].format(
        place=step.place,
        other=step.other,
        when=_when(step.when, language, year=view.several_years),
        kind=_kind(step.kind, language),
        hours=_hours(step.wait_hours, language),
        times=_times(step.times, language),
        number=numbers[journey.size] if journey.size < len(numbers) else str(journey.size),
        profile=readable(view.axes.profiles[int(journey.entries["profile"][0])]),
    )
    return str(text[0].upper() + text[1:])


def _when(moment: datetime, language: str, *, year: bool) -> str:
    words = texts(language)
    month = words["dates"]["months"][moment.month - 1] + (f" {moment.year}" if year else "")
    return str(words["journey"]["when"].format(day=moment.day, month=month, time=f"{moment:%H:%M}"))


def _kind(kind: str, language: str) -> str:
    """A kind of lodging in words; one that the scenario made up as the scenario calls it."""
    return str(texts(language)["page"]["kinds"].get(kind, kind))


def _hours(hours: float, language: str) -> str:
    words = texts(language)["journey"]
    name = "less_hour" if hours < 1 else "one_hour" if round(hours) == 1 else "hours"
    return str(words[name].format(count=number_in_words(round(hours), 0, language)))


def _times(count: int, language: str) -> str:
    once, twice, often = texts(language)["journey"]["times"]
    return str({1: once, 2: twice}.get(count, often.format(count=count)))
