"""The answer in words, from the figures of a run and the texts in ``texts.json``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from serai.report.words import (
    ENGLISH,
    counted,
    date_in_words,
    hours_in_words,
    listed,
    people_in_words,
    period_in_words,
    short_date,
    texts,
    time_in_words,
)
from serai.results.headline import Headline, Period, PostWait
from serai.scenario.schema import Scenario

SHOWN_POSTS = 6
SHOWN_SHORTAGES = 6


@dataclass(frozen=True)
class Table:
    """Rows of words under column heads; the columns in `left` are text, the others are figures."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Section:
    """One part of the answer: a title, sentences, and perhaps a table after the first of them."""

    title: str
    sentences: tuple[str, ...]
    table: Table | None = None


def heading(scenario: Scenario, seed: int, language: str = ENGLISH) -> tuple[str, str]:
    """Title of a run, and what it is: ("Title, 1 September to 14 November 2022, seed 1", "One run ...")."""
    words = texts(language)
    period = period_in_words(scenario.start, scenario.end - timedelta(days=1), language)
    title: str = words["heading"]["run"].format(title=scenario.title or scenario.name, period=period, seed=seed)
    caveat: str = words["not_a_forecast"]
    return title, caveat[0].upper() + caveat[1:] + "."


def answer(headline: Headline) -> tuple[Section, ...]:
    """What happened, in the order in which a planner asks.

    Parameters
    ----------
    headline : Headline

    Returns
    -------
    tuple of Section: people, waits, registration, lodging.
    """
    return (_people(headline), _waits(headline), _registration(headline), _lodging(headline))


def journey_section(told: Sequence[str]) -> Section:
    """One journey: the remark that it is invented, then its sentences as one paragraph.

    Parameters
    ----------
    told : sequence of str
        As `journey_words.tell` gives it; empty where there is none.
    """
    words = texts()["journey"]
    return Section(words["title"], (told[0], " ".join(told[1:])) if told else (words["none"],))


def _people(headline: Headline) -> Section:
    words, total = texts()["people"], headline.total
    if not (total.entries or total.exits):
        return Section(words["title"], (words["nobody"],))
    crossed = {
        "first": date_in_words(total.start),
        "last": date_in_words(total.end - timedelta(days=1)),
        "entries": people_in_words(total.entries),
        "exits": people_in_words(total.exits),
        "stayed": people_in_words(total.stayed),
        "fewer": people_in_words(-total.stayed),
    }
    sentences = [words["crossed" if total.stayed >= 0 else "crossed_back"].format(**crossed)]
    if headline.trigger:
        sentences.append(words["because"].format(because=people_in_words(total.because)))
    peak_day, peak_entries = date_in_words(headline.peak_day), people_in_words(headline.peak_entries)
    sentences.append(words["peak"].format(day=peak_day, entries=peak_entries))
    ends = {name: getattr(headline, name) for name in ("refused", "gave_up", "moved_on")}
    others = [words[name].format(people=people_in_words(count)) for name, count in ends.items() if count]
    if others:
        sentences.append(listed(others)[0].upper() + listed(others)[1:] + ".")
    return Section(words["title"], tuple(sentences), _weeks(headline.weeks))


def _weeks(weeks: tuple[Period, ...]) -> Table:
    heads = ("week from", "came in", "went out", "stayed", "because of the trigger")
    return Table(
        heads,
        tuple(
            (short_date(week.start), *map(people_in_words, (week.entries, week.exits, week.stayed, week.because)))
            for week in weeks
        ),
    )


def _waits(headline: Headline) -> Section:
    words = texts()["waits"]
    if not headline.waits:
        return Section(words["title"], (words["none"],))
    shown = headline.waits[:SHOWN_POSTS]
    sentences = [words["how"]]
    others = headline.waits[SHOWN_POSTS:]
    if others:
        most = hours_in_words(others[0].p90_hours)
        sentences.append(words["others"].format(posts=counted(len(others), "other post"), hours=most))
    heads = ("post", "worst day", "mean wait", "one in ten over", "people served")
    return Section(words["title"], tuple(sentences), Table(heads, tuple(_wait_row(wait) for wait in shown)))


def _wait_row(wait: PostWait) -> tuple[str, ...]:
    hours = (hours_in_words(wait.mean_hours), hours_in_words(wait.p90_hours))
    return (wait.place, short_date(wait.day), *hours, people_in_words(wait.persons))


def _registration(headline: Headline) -> Section:
    words, worst = texts()["registration"], headline.registration
    if worst is None:
        return Section(words["title"], (words["none"],))
    people, when = people_in_words(worst.persons), time_in_words(worst.when)
    return Section(words["title"], (words["worst"].format(people=people, place=worst.place, when=when),))


def _lodging(headline: Headline) -> Section:
    words = texts()["lodging"]
    sentences = [
        words["full"].format(place=s.place, day=date_in_words(s.first_day), days=counted(s.n_days, "day"))
        for s in headline.shortages[:SHOWN_SHORTAGES]
    ] or [words["never_full"]]
    more = len(headline.shortages) - SHOWN_SHORTAGES
    if more > 0:
        sentences.append(words["more"].format(count=counted(more, "place")))
    night = headline.worst_night
    if night is None:
        sentences.append(words["no_night"])
    else:
        people, day = people_in_words(night.persons), date_in_words(night.day)
        sentences.append(words["worst_night"].format(people=people, place=night.place, day=day))
    return Section(words["title"], tuple(sentences))
