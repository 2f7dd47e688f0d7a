"""The answer first: three to five sentences made from a run, each with the picture that shows it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from serai.report.bands import band_in_words, day_in_words, days_in_words
from serai.report.words import (
    ENGLISH,
    counted,
    date_in_words,
    hours_in_words,
    number_in_words,
    people_in_words,
    percent_in_words,
    texts,
    time_in_words,
)
from serai.results.camps import WAYS, CampScore, Errors
from serai.results.headline import Headline, Shortage
from serai.runs.run import Run


class Sentence(NamedTuple):
    """A sentence, and the id of the picture that shows what it says."""

    text: str
    picture: str


def answer(run: Run, language: str = ENGLISH) -> tuple[Sentence, ...]:
    """The short answer of a run, as the page and the terminal give it."""
    if not run.scenario.has_lines:
        return camps_answer(run.camp_score, language)
    return short_answer(run.headline, language)


def short_answer(headline: Headline, language: str = ENGLISH) -> tuple[Sentence, ...]:
    """Who came and stayed, the longest wait, the worst line, where beds ran out, the worst night.

    Parameters
    ----------
    headline : Headline
    language : str, code of a language
    """
    makers = (_crossed, _wait, _line, _full, _night)
    return tuple(make(headline, texts(language)["answer"], language) for make in makers)


def camps_answer(score: CampScore | None, language: str = ENGLISH) -> tuple[Sentence, ...]:
    """Who is in camps at the end, how far the shares are off, and what a naive forecast would have said."""
    words = texts(language)["answer"]
    if score is None:
        return (Sentence(texts(language)["camps"]["none"], "camps"),)
    observed, simulated = score.last_total
    whole = words["camps"].format(
        simulated=band_in_words(simulated, people_in_words, language),
        observed=people_in_words(observed, language),
        camps=counted(len(score.camps), "camp", language),
    )
    errors = score.camp_errors
    worst = max(errors, key=lambda name: errors[name].median)
    mean = number_in_words(100 * sum(error.median for error in errors.values()) / len(errors), 1, language)
    most = band_in_words(errors[worst], lambda part, code: number_in_words(100 * part, 1, code), language)
    off = words["camps_error"].format(error=mean, place=worst, most=most)
    return (Sentence(whole, "camps"), Sentence(off, "camps"), *_naive(score, words["camps_naive"], language))


def _naive(score: CampScore, text: str, language: str) -> tuple[Sentence, ...]:
    ard = score.all_days.ard
    known = {name: error for name in WAYS if (error := _median(score.baselines[name])) is not None}
    if ard is None or not known:
        return ()
    best = min(known, key=lambda name: known[name])
    name = texts(language)["numbers"]["quoted"].format(words=texts(language)["camps"][best])
    off = band_in_words(ard, percent_in_words, language)
    return (Sentence(text.format(ard=off, naive=percent_in_words(known[best], language), name=name), "evidence"),)


def _median(errors: Errors) -> float | None:
    return None if errors.ard_rescaled is None else errors.ard_rescaled.median


def _crossed(headline: Headline, words: Any, language: str) -> Sentence:
    total = headline.total
    if not (total.entries.high or total.exits.high):
        return Sentence(words["nobody"], "entries")
    is_fewer = total.stayed.median < 0
    name = ("crossed_back" if is_fewer else "crossed") + ("_because" if headline.trigger else "")
    words_of = words[name].format(
        first=date_in_words(total.start, language, year=headline.several_years),
        last=date_in_words(total.end - timedelta(days=1), language, year=headline.several_years),
        entries=band_in_words(total.entries, people_in_words, language),
        because=band_in_words(total.because, people_in_words, language),
        exits=band_in_words(total.exits, people_in_words, language),
        stayed=band_in_words(total.stayed.times(-1) if is_fewer else total.stayed, people_in_words, language),
    )
    return Sentence(words_of, "entries")


def _wait(headline: Headline, words: Any, language: str) -> Sentence:
    if not headline.waits:
        return Sentence(words["no_wait"], "waits")
    worst = headline.waits[0]
    text = words["wait" if headline.draws == 1 else "wait_draws"].format(
        place=worst.place,
        day=day_in_words(worst.day, language, year=headline.several_years),
        mean=band_in_words(worst.mean_hours, hours_in_words, language),
        high=band_in_words(worst.p90_hours, hours_in_words, language),
    )
    return Sentence(text, "waits")


def _line(headline: Headline, words: Any, language: str) -> Sentence:
    worst = headline.registration
    if worst is None:
        return Sentence(words["no_line"], "registration")
    text = words["line" if worst.when else "line_draws"].format(
        people=band_in_words(worst.persons, people_in_words, language),
        place=worst.place,
        when=time_in_words(worst.when, language, year=headline.several_years) if worst.when else "",
    )
    return Sentence(text, "registration")


def _full(headline: Headline, words: Any, language: str) -> Sentence:
    is_draws = headline.draws > 1
    if not headline.shortages:
        return Sentence(words["never_full_draws" if is_draws else "never_full"], "lodging")
    first = headline.shortages[0]
    words_of = words["full_draws" if is_draws else "full"].format(
        place=first.place,
        day=day_in_words(first.first_day, language, year=headline.several_years),
        days=band_in_words(first.n_days, days_in_words, language),
        n_days=band_in_words(first.n_days, _plain, language),
        places=counted(len(headline.shortages), "place", language),
        n_places=len(headline.shortages),
        share=share_of_draws(headline, first, language),
    )
    return Sentence(words_of, "lodging")


def share_of_draws(headline: Headline, shortage: Shortage, language: str = ENGLISH) -> str:
    """In how many of the draws lodging ran out at a place, as "150 of 200"."""
    part, whole = (number_in_words(count, 0, language) for count in (shortage.draws, headline.draws))
    text: str = texts(language)["answer"]["share"]
    return text.format(part=part, whole=whole)


def _plain(number: float, language: str) -> str:
    return number_in_words(round(number), 0, language)


def _night(headline: Headline, words: Any, language: str) -> Sentence:
    worst = headline.worst_night
    if worst is None:
        return Sentence(words["no_night"], "without_bed")
    text = words["night" if worst.day else "night_draws"].format(
        people=band_in_words(worst.persons, people_in_words, language),
        place=worst.place,
        day=date_in_words(worst.day, language, year=headline.several_years) if worst.day else "",
    )
    return Sentence(text, "without_bed")
