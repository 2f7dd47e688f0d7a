"""What many draws say, in words: medians with the 80 % band, rounded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from serai.ensemble.figures import Band
from serai.ensemble.headline import EnsembleHeadline, PeriodBand, WaitBand
from serai.ensemble.outcome import FailedDraw
from serai.report.sentences import SHOWN_POSTS, SHOWN_SHORTAGES, Section, Table, heading
from serai.report.words import (
    ENGLISH,
    counted,
    date_in_words,
    hours_in_words,
    listed,
    people_in_words,
    short_date,
    texts,
)
from serai.scenario.schema import Scenario

FEWER = "fewer than"


def draws_heading(scenario: Scenario, seed: int, n_draws: int, language: str = ENGLISH) -> tuple[str, str]:
    """Title of an ensemble, and what its figures are."""
    title, _ = heading(scenario, seed, language)
    return title, texts(language)["draws"]["caveat"].format(draws=counted(n_draws, "draw", language))


def draws_answer(headline: EnsembleHeadline) -> tuple[Section, ...]:
    """What happened, in the order in which a planner asks.

    Parameters
    ----------
    headline : EnsembleHeadline

    Returns
    -------
    tuple of Section: people, waits, registration, lodging.
    """
    return (_people(headline), _waits(headline), _registration(headline), _lodging(headline))


def band_in_words(band: Band, words: Callable[[float, str], str] = people_in_words, language: str = ENGLISH) -> str:
    """A figure as "206,000 (190,000 to 221,000)"; the figure alone where rounding leaves no band."""
    if words is hours_in_words:  # hours and days in one band are hard to compare
        words = partial(hours_in_words, beside=band.median)
    low, middle, high = (words(point, language) for point in (band.low, band.median, band.high))
    return three_in_words(middle, low, high, language)


def failed_section(failed: Sequence[FailedDraw], n_draws: int) -> tuple[Section, ...]:
    """That some draws failed, and which; nothing when none did."""
    if not failed:
        return ()
    words = texts()["draws"]
    numbers = listed([str(one.number) for one in failed])
    text = words["failed" if len(failed) == 1 else "failed_many"]
    told = text.format(failed=f"{len(failed):,}", draws=counted(n_draws, "draw"), numbers=numbers)
    return (Section(words["failed_title"], (told,)),)


def failed_line(failed: FailedDraw, furthest: Sequence[str]) -> str:
    """One draw that failed: its number, seed, why, and those of its values that lie furthest out."""
    words = texts()["draws"]
    told = [f"{name} = {failed.values[name]:.4g}" for name in furthest]
    text: str = words["failed_draw" if told else "failed_plain"]
    return text.format(number=failed.number, seed=failed.seed, message=failed.message, values=", ".join(told))


def three_in_words(median: str, low: str, high: str, language: str = ENGLISH) -> str:
    """Three figures in words as one; a unit that they share is said once: "46 (32 to 67) hours"."""
    if low == median == high:
        return median
    text: str = texts(language)["draws"]["band"]
    parts = [words.partition(" ") for words in (median, low, high)]
    units = {unit for _, _, unit in parts}
    if len(units) == 1 and units != {""}:
        return f"{text.format(median=parts[0][0], low=parts[1][0], high=parts[2][0])} {units.pop()}"
    return text.format(median=median, low=low, high=high)


def days_in_words(days: float, language: str = ENGLISH) -> str:
    """A number of days as "3 days"."""
    return counted(round(days), "day", language)


def _short(band: Band) -> str:
    """A band of people for a table."""
    return band_in_words(band).replace(FEWER, "under")


def _days(days: tuple[date, date, date]) -> str:
    return three_in_words(*(date_in_words(day) for day in days))


def _people(headline: EnsembleHeadline) -> Section:
    words, own, total = texts()["people"], texts()["draws"], headline.total
    if not (total.entries.high or total.exits.high):
        return Section(words["title"], (words["nobody"],))
    ends_below = total.stayed.median < 0
    stayed = Band(-total.stayed.median, -total.stayed.high, -total.stayed.low, 0) if ends_below else total.stayed
    crossed = words["crossed_back" if ends_below else "crossed"].format(
        first=date_in_words(total.start),
        last=date_in_words(total.end - timedelta(days=1)),
        entries=band_in_words(total.entries),
        exits=band_in_words(total.exits),
        stayed=band_in_words(stayed),
        fewer=band_in_words(stayed),
    )
    sentences = [crossed]
    if headline.trigger:
        sentences.append(own["because"].format(because=band_in_words(total.because)))
    day, entries = _days(headline.peak_day), band_in_words(headline.peak_entries)
    sentences.append(own["peak"].format(day=day, entries=entries))
    others = [words[name].format(people=band_in_words(band)) for name, band in headline.lost.items() if band.high]
    if others:
        sentences.append(listed(others)[0].upper() + listed(others)[1:] + ".")
    return Section(words["title"], tuple(sentences), _weeks(headline.weeks))


def _weeks(weeks: tuple[PeriodBand, ...]) -> Table:
    rows = tuple((short_date(one.start), *map(_short, (one.entries, one.stayed, one.because))) for one in weeks)
    return Table(tuple(texts()["draws"]["weeks"]), rows)


def _waits(headline: EnsembleHeadline) -> Section:
    words, own = texts()["waits"], texts()["draws"]
    if not headline.waits:
        return Section(words["title"], (words["none"],))
    sentences = [own["waits"]]
    others = headline.waits[SHOWN_POSTS:]
    if others:
        most = band_in_words(others[0].p90_hours, hours_in_words)
        sentences.append(words["others"].format(posts=counted(len(others), "other post"), hours=most))
    rows = tuple(_wait_row(wait) for wait in headline.waits[:SHOWN_POSTS])
    return Section(words["title"], tuple(sentences), Table(tuple(own["wait_heads"]), rows))


def _wait_row(wait: WaitBand) -> tuple[str, ...]:
    return (wait.place, *(band_in_words(band, hours_in_words) for band in (wait.mean_hours, wait.p90_hours)))


def _registration(headline: EnsembleHeadline) -> Section:
    words, worst = texts()["registration"], headline.registration
    if worst is None:
        return Section(words["title"], (words["none"],))
    line = texts()["draws"]["line"].format(people=band_in_words(worst.persons), place=worst.place)
    return Section(words["title"], (line,))


def _lodging(headline: EnsembleHeadline) -> Section:
    words, own = texts()["lodging"], texts()["draws"]
    sentences = [
        own["full"].format(
            place=one.place,
            share=f"{one.draws:,} of {headline.draws:,}",
            day=_days(one.first_day),
            days=band_in_words(one.n_days, days_in_words),
        )
        for one in headline.shortages[:SHOWN_SHORTAGES]
    ] or [own["never_full"]]
    more = len(headline.shortages) - SHOWN_SHORTAGES
    if more > 0:
        sentences.append(words["more"].format(count=counted(more, "place")))
    night = headline.worst_night
    if night is None:
        sentences.append(words["no_night"])
    else:
        sentences.append(own["worst_night"].format(people=band_in_words(night.persons), place=night.place))
    return Section(words["title"], tuple(sentences))
