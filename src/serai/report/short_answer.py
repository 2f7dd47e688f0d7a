"""The answer first: three to five sentences made from a run, each with the picture that shows it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from serai.report.bands import (
    band_in_words,
    day_in_words,
    days_in_words,
    figure_or_band,
    middle_of,
    minus,
    most_of,
)
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
from serai.results.camps import WAYS, CampScore, Figures
from serai.results.headline import Headline, Shortage
from serai.runs.ensemble_camps import CampDraws
from serai.runs.ensemble_headline import EnsembleHeadline, ShortageBand
from serai.runs.ensemble_run import EnsembleRun
from serai.runs.run import Run

AnyHeadline = Headline | EnsembleHeadline


class Sentence(NamedTuple):
    """A sentence, and the id of the picture that shows what it says."""

    text: str
    picture: str


def answer(run: Run | EnsembleRun, language: str = ENGLISH) -> tuple[Sentence, ...]:
    """The short answer of a run, as the page and the terminal give it."""
    if not run.scenario.has_lines:
        return camps_answer(run.camp_score, language)
    return short_answer(run.headline, language)


def short_answer(headline: AnyHeadline, language: str = ENGLISH) -> tuple[Sentence, ...]:
    """Who came and stayed, the longest wait, the worst line, where beds ran out, the worst night.

    Parameters
    ----------
    headline : Headline or EnsembleHeadline
        Of a single run its figures; of an ensemble medians with the 80 % band.
    language : str, code of a language
    """
    makers = (_crossed, _wait, _line, _full, _night)
    return tuple(make(headline, texts(language)["answer"], language) for make in makers)


def camps_answer(score: CampScore | CampDraws | None, language: str = ENGLISH) -> tuple[Sentence, ...]:
    """Who is in camps at the end, how far the shares are off, and what a naive forecast would have said."""
    words = texts(language)["answer"]
    if score is None:
        return (Sentence(texts(language)["camps"]["none"], "camps"),)
    if isinstance(score, CampDraws):
        return _camps_of_draws(score, words, language)
    observed, simulated = (sum(pair[part] for pair in score.last.values()) for part in (0, 1))
    whole = words["camps"].format(
        simulated=people_in_words(simulated, language),
        observed=people_in_words(observed, language),
        camps=counted(len(score.camps), "camp", language),
    )
    errors = score.camp_errors
    worst = max(errors, key=lambda name: errors[name])
    mean = number_in_words(100 * sum(errors.values()) / len(errors), 1, language)
    most = number_in_words(100 * errors[worst], 1, language)
    shares = words["camps_error"].format(error=mean, place=worst, most=most)
    told = (Sentence(whole, "camps"), Sentence(shares, "camps"))
    if score.all_days.ard is None:
        return told
    return (
        *told,
        *_naive(
            percent_in_words(score.all_days.ard, language=language), score.baselines, words["camps_naive"], language
        ),
    )


def _camps_of_draws(score: CampDraws, words: Any, language: str) -> tuple[Sentence, ...]:
    whole = words["camps_draws"].format(
        simulated=band_in_words(score.last_total, people_in_words, language),
        observed=people_in_words(sum(seen for seen, _ in score.last.values()), language),
        camps=counted(len(score.camps), "camp", language),
    )
    told = [Sentence(whole, "camps")]
    errors = {name: found for name, found in score.share_errors.items() if found is not None}
    if errors:
        worst = max(errors, key=lambda name: errors[name].median)
        most = band_in_words(errors[worst], lambda part, code: number_in_words(100 * part, 1, code), language)
        told.append(Sentence(words["camps_error_draws"].format(place=worst, most=most), "camps"))
    ard = score.errors["ard"]
    if ard is None:
        return tuple(told)
    off = band_in_words(ard, percent_in_words, language)
    return (*told, *_naive(off, score.baselines, words["camps_naive_draws"], language))


def _naive(ard: str, baselines: dict[str, Figures], text: str, language: str) -> tuple[Sentence, ...]:
    known = {name: error for name in WAYS if (error := baselines[name].ard_rescaled) is not None}
    if not known:
        return ()
    best = min(known, key=lambda name: known[name])
    name = texts(language)["numbers"]["quoted"].format(words=texts(language)["camps"][best])
    told = text.format(ard=ard, naive=percent_in_words(known[best], language), name=name)
    return (Sentence(told, "evidence"),)


def _crossed(headline: AnyHeadline, words: Any, language: str) -> Sentence:
    total = headline.total
    if not (most_of(total.entries) or most_of(total.exits)):
        return Sentence(words["nobody"], "entries")
    is_fewer = middle_of(total.stayed) < 0
    name = ("crossed_back" if is_fewer else "crossed") + ("_because" if headline.trigger else "")
    told = words[name].format(
        first=date_in_words(total.start, language),
        last=date_in_words(total.end - timedelta(days=1), language),
        entries=figure_or_band(total.entries, people_in_words, language),
        because=figure_or_band(total.because, people_in_words, language),
        exits=figure_or_band(total.exits, people_in_words, language),
        stayed=figure_or_band(minus(total.stayed) if is_fewer else total.stayed, people_in_words, language),
    )
    return Sentence(told, "entries")


def _wait(headline: AnyHeadline, words: Any, language: str) -> Sentence:
    if not headline.waits:
        return Sentence(words["no_wait"], "waits")
    worst = headline.waits[0]
    day = getattr(worst, "day", None)
    told = words["wait" if day else "wait_draws"].format(
        place=worst.place,
        day=day_in_words(day, language) if day else "",
        mean=figure_or_band(worst.mean_hours, hours_in_words, language),
        high=figure_or_band(worst.p90_hours, hours_in_words, language),
    )
    return Sentence(told, "waits")


def _line(headline: AnyHeadline, words: Any, language: str) -> Sentence:
    worst = headline.registration
    if worst is None:
        return Sentence(words["no_line"], "registration")
    when = getattr(worst, "when", None)
    told = words["line" if when else "line_draws"].format(
        people=figure_or_band(worst.persons, people_in_words, language),
        place=worst.place,
        when=time_in_words(when, language) if when else "",
    )
    return Sentence(told, "registration")


def _full(headline: AnyHeadline, words: Any, language: str) -> Sentence:
    is_draws = isinstance(headline, EnsembleHeadline)
    if not headline.shortages:
        return Sentence(words["never_full_draws" if is_draws else "never_full"], "lodging")
    first = headline.shortages[0]
    told = words["full_draws" if is_draws else "full"].format(
        place=first.place,
        day=day_in_words(first.first_day, language),
        days=figure_or_band(first.n_days, days_in_words, language),
        n_days=figure_or_band(first.n_days, _plain, language),
        places=counted(len(headline.shortages), "place", language),
        n_places=len(headline.shortages),
        share=share_of_draws(headline, first, language),
    )
    return Sentence(told, "lodging")


def share_of_draws(headline: AnyHeadline, shortage: Shortage | ShortageBand, language: str = ENGLISH) -> str:
    """In how many of the draws lodging ran out at a place, as "150 of 200"; blank for a single run."""
    if not (isinstance(headline, EnsembleHeadline) and isinstance(shortage, ShortageBand)):
        return ""
    part, whole = (number_in_words(count, 0, language) for count in (shortage.draws, headline.draws))
    text: str = texts(language)["answer"]["share"]
    return text.format(part=part, whole=whole)


def _plain(number: float, language: str) -> str:
    return number_in_words(round(number), 0, language)


def _night(headline: AnyHeadline, words: Any, language: str) -> Sentence:
    worst = headline.worst_night
    if worst is None:
        return Sentence(words["no_night"], "without_bed")
    day = getattr(worst, "day", None)
    told = words["night" if day else "night_draws"].format(
        people=figure_or_band(worst.persons, people_in_words, language),
        place=worst.place,
        day=day_in_words(day, language) if day else "",
    )
    return Sentence(told, "without_bed")
