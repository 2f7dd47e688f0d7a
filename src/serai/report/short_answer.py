"""The answer first: three to five sentences made from a run, each with the picture that shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from serai.ensemble.camps import CampDraws
from serai.ensemble.figures import Band
from serai.ensemble.headline import EnsembleHeadline
from serai.report.draws_words import band_in_words, days_in_words, three_in_words
from serai.report.words import (
    ENGLISH,
    counted,
    date_in_words,
    hours_in_words,
    number_in_words,
    people_in_words,
    texts,
    time_in_words,
)
from serai.results.camps import WAYS, CampScore, Figures
from serai.results.headline import Headline

AnyHeadline = Headline | EnsembleHeadline


class Sentence(NamedTuple):
    """A sentence, and the id of the picture that shows what it says."""

    text: str
    picture: str


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
    return (*told, *_naive(_percent(score.all_days.ard, language), score.baselines, words["camps_naive"], language))


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
    naive = (
        _naive(band_in_words(ard, _percent, language), score.baselines, words["camps_naive_draws"], language)
        if ard
        else ()
    )
    return (*told, *naive)


def _percent(share: float, language: str) -> str:
    return f"{number_in_words(100 * share, 1, language)} %"


def _naive(ard: str, baselines: dict[str, Figures], text: str, language: str) -> tuple[Sentence, ...]:
    known = {name: error for name in WAYS if (error := baselines[name].ard_rescaled) is not None}
    if not known:
        return ()
    best = min(known, key=lambda name: known[name])
    name = f"“{texts(language)['camps'][best]}”"
    told = text.format(ard=ard, naive=_percent(known[best], language), name=name)
    return (Sentence(told, "evidence"),)


def _said(figure: float | Band, words: Callable[[float, str], str], language: str) -> str:
    return band_in_words(figure, words, language) if isinstance(figure, Band) else words(figure, language)


def _day(day: date | Sequence[date], language: str) -> str:
    if isinstance(day, date):
        return date_in_words(day, language)
    middle, low, high = (date_in_words(one, language) for one in day)
    return three_in_words(middle, low, high, language)


def _minus(figure: float | Band) -> float | Band:
    if isinstance(figure, Band):
        return Band(-figure.median, -figure.high, -figure.low, figure.draws)
    return -figure


def _crossed(headline: AnyHeadline, words: Any, language: str) -> Sentence:
    total = headline.total
    middle = [one.median if isinstance(one, Band) else one for one in (total.entries, total.exits, total.stayed)]
    if not (middle[0] or middle[1]):
        return Sentence(words["nobody"], "entries")
    is_fewer = middle[2] < 0
    told = words["crossed_back" if is_fewer else "crossed"].format(
        first=date_in_words(total.start, language),
        last=date_in_words(total.end - timedelta(days=1), language),
        entries=_said(total.entries, people_in_words, language),
        exits=_said(total.exits, people_in_words, language),
        stayed=_said(_minus(total.stayed) if is_fewer else total.stayed, people_in_words, language),
    )
    if headline.trigger:
        told += " " + words["because"].format(because=_said(total.because, people_in_words, language))
    return Sentence(told, "entries")


def _wait(headline: AnyHeadline, words: Any, language: str) -> Sentence:
    if not headline.waits:
        return Sentence(words["no_wait"], "waits")
    worst = headline.waits[0]
    day = getattr(worst, "day", None)
    told = words["wait" if day else "wait_draws"].format(
        place=worst.place,
        day=_day(day, language) if day else "",
        mean=_said(worst.mean_hours, hours_in_words, language),
        high=_said(worst.p90_hours, hours_in_words, language),
    )
    return Sentence(told, "waits")


def _line(headline: AnyHeadline, words: Any, language: str) -> Sentence:
    worst = headline.registration
    if worst is None:
        return Sentence(words["no_line"], "registration")
    when = getattr(worst, "when", None)
    told = words["line" if when else "line_draws"].format(
        people=_said(worst.persons, people_in_words, language),
        place=worst.place,
        when=time_in_words(when, language) if when else "",
    )
    return Sentence(told, "registration")


def _full(headline: AnyHeadline, words: Any, language: str) -> Sentence:
    if not headline.shortages:
        return Sentence(words["never_full"], "lodging")
    first = headline.shortages[0]
    share = ""
    if isinstance(headline, EnsembleHeadline):
        share = words["share"].format(part=f"{headline.shortages[0].draws:,}", whole=f"{headline.draws:,}")
    told = words["full_draws" if share else "full"].format(
        place=first.place,
        day=_day(first.first_day, language),
        days=_said(first.n_days, days_in_words, language),
        n_days=_said(first.n_days, _plain, language),
        places=counted(len(headline.shortages), "place", language),
        n_places=len(headline.shortages),
        share=share,
    )
    return Sentence(told, "lodging")


def _plain(number: float, language: str) -> str:
    return number_in_words(round(number), 0, language)


def _night(headline: AnyHeadline, words: Any, language: str) -> Sentence:
    worst = headline.worst_night
    if worst is None:
        return Sentence(words["no_night"], "without_bed")
    day = getattr(worst, "day", None)
    told = words["night" if day else "night_draws"].format(
        people=_said(worst.persons, people_in_words, language),
        place=worst.place,
        day=_day(day, language) if day else "",
    )
    return Sentence(told, "without_bed")
