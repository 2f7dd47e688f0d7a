"""What `serai run` says at its end: the short answer, in its parts, each with the table that the page draws."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from serai.report.bands import band_in_words, day_in_words, days_in_words
from serai.report.camp_words import camp_sections
from serai.report.journey_words import journey_sentences
from serai.report.score_words import score_brief, score_section
from serai.report.sections import Section, Table
from serai.report.short_answer import answer, share_of_draws, short_answer
from serai.report.words import counted, hours_in_words, listed, month_in_words, people_in_words, short_date, texts
from serai.results.headline import Headline
from serai.runs.draws import FailedDraw
from serai.runs.run import Run

BRIEF_ROWS, FULL_ROWS = 4, 6  # of a table of posts or places
WEEK_COLUMNS, WEEK_COLUMNS_DRAWS = ("entries", "exits", "stayed", "because"), ("entries", "stayed", "because")
FEWER = "fewer than"


def run_sections(run: Run, *, full: bool = False) -> tuple[Section, ...]:
    """What `serai run` prints: draws that failed, what happened, and the score.

    Parameters
    ----------
    run : Run
    full : bool, default False
        Weeks, more posts and places, the score by group of facts, and one journey of the central course besides.
    """
    failed, rows = failed_section(run.failed, run.n_draws), run.score_rows()
    score = score_section(rows) if full else score_brief(rows)
    if not run.scenario.has_lines:
        first = Section(texts()["page"]["sections"]["answer"], tuple(item.text for item in answer(run)))
        camps = camp_sections(run.camp_score) if full else ()
        return (*failed, first, *camps, *((score,) if rows else ()))
    journey = (journey_section(journey_sentences(run.outcome, run.scenario)),) if full else ()
    return (*failed, *summary(run.headline, full=full), score, *journey)


def summary(headline: Headline, *, full: bool = False) -> tuple[Section, ...]:
    """What happened, in the order in which a planner asks: people, waits, registration, lodging.

    Parameters
    ----------
    headline : Headline
    full : bool, default False
        With the weeks, and more posts and places.
    """
    said = {item.picture: item.text for item in short_answer(headline)}
    titles = {name: texts()[name]["title"] for name in ("people", "waits", "registration", "lodging")}
    count = FULL_ROWS if full else BRIEF_ROWS
    people, waits = _more_people(headline), _more_waits(headline, count) if full else ()
    lodging = (said["lodging"], *_more_lodging(headline, count), said["without_bed"])
    people = (said["entries"], *people, *_stayed_home(headline))
    return (
        Section(titles["people"], people, _parts(headline) if full else None),
        Section(titles["waits"], (said["waits"], *waits), _waits(headline, count)),
        Section(titles["registration"], (said["registration"],)),
        Section(titles["lodging"], lodging, _full(headline, count)),
    )


def journey_section(words_of: Sequence[str]) -> Section:
    """One journey: the remark that it is invented, then its sentences as one paragraph.

    Parameters
    ----------
    words_of : sequence of str
        As `journey_words.journey_sentences` gives it; empty where there is none.
    """
    words = texts()["journey"]
    return Section(words["title"], (words_of[0], " ".join(words_of[1:])) if words_of else (words["none"],))


def failed_section(failed: Sequence[FailedDraw], n_draws: int) -> tuple[Section, ...]:
    """That some draws failed, and which; nothing when none did."""
    if not failed:
        return ()
    words = texts()["draws"]
    numbers = listed([str(item.number) for item in failed])
    text = words["failed" if len(failed) == 1 else "failed_many"]
    words_of = text.format(failed=f"{len(failed):,}", draws=counted(n_draws, "draw"), numbers=numbers)
    return (Section(words["failed_title"], (words_of,)),)


def failed_line(failed: FailedDraw, furthest: Sequence[str]) -> str:
    """One draw that failed: its number, seed, why, and those of its values that lie furthest out."""
    words = texts()["draws"]
    words_of = [f"{name} = {failed.values[name]:.4g}" for name in furthest]
    text: str = words["failed_draw" if words_of else "failed_plain"]
    return text.format(number=failed.number, seed=failed.seed, message=failed.message, values=", ".join(words_of))


def _stayed_home(headline: Headline) -> tuple[str, ...]:
    """That some were about to leave and did not, and why."""
    if not headline.stayed_home.high:
        return ()
    return (texts()["people"]["stayed_home"].format(people=band_in_words(headline.stayed_home)),)


def _has_crossings(headline: Headline) -> bool:
    return bool(headline.total.entries.high or headline.total.exits.high)


def _more_people(headline: Headline) -> tuple[str, ...]:
    """Day of peak entries, and those who did not get through or went on."""
    if not _has_crossings(headline):
        return ()
    words = texts()["people"]
    entries = band_in_words(headline.peak_entries)
    peak = words["peak"].format(day=day_in_words(headline.peak_day, year=headline.several_years), entries=entries)
    others = [words[name].format(people=band_in_words(count)) for name, count in headline.lost.items() if count.high]
    if not others:
        return (peak,)
    return (peak, listed(others)[0].upper() + listed(others)[1:] + ".")


def _parts(headline: Headline) -> Table | None:
    if not (headline.parts and _has_crossings(headline)):
        return None
    words = texts()["people"]["parts"]
    columns = WEEK_COLUMNS_DRAWS if headline.draws > 1 else WEEK_COLUMNS
    rows = tuple(
        (_part_in_words(part.start, headline), *(_short(band_in_words(getattr(part, name))) for name in columns))
        for part in headline.parts
    )
    return Table(tuple(words[name] for name in (headline.part, *columns)), rows)


def _part_in_words(start: date, headline: Headline) -> str:
    """A part of the run by its first day, its month or its year."""
    if headline.part == "week":
        return short_date(start, year=headline.several_years)
    return month_in_words(start) if headline.part == "month" else str(start.year)


def _short(words_of: str) -> str:
    """A band of people for a table."""
    return words_of.replace(FEWER, "under") if "(" in words_of else words_of


def _more_waits(headline: Headline, count: int) -> tuple[str, ...]:
    if not headline.waits:
        return ()
    words = texts()["waits"]
    how = words["how_draws" if headline.draws > 1 else "how"]
    others = headline.waits[count:]
    if not others:
        return (how,)
    most = band_in_words(others[0].p90_hours, hours_in_words)
    return (how, words["others"].format(posts=counted(len(others), "other post"), hours=most))


def _waits(headline: Headline, count: int) -> Table | None:
    """The posts with the longest waits; of a single course with the day and how many people were served on it."""
    if not headline.waits:
        return None
    heads = texts()["waits"]["heads"]
    rows: list[tuple[str, ...]] = []
    for wait in headline.waits[:count]:
        hours = (band_in_words(wait.mean_hours, hours_in_words), band_in_words(wait.p90_hours, hours_in_words))
        if headline.draws > 1:
            rows.append((wait.place, *hours))
        else:
            day = short_date(wait.day.median, year=headline.several_years)
            rows.append((wait.place, day, *hours, people_in_words(wait.persons.median)))
    names = ("post", "mean", "p90") if headline.draws > 1 else tuple(heads)
    return Table(tuple(heads[name] for name in names), tuple(rows))


def _full(headline: Headline, count: int) -> Table | None:
    """Places where lodging ran out, in the order in which they were full; the first is in the sentence above."""
    shown = headline.shortages[:count]
    if len(headline.shortages) < 2:
        return None
    heads = texts()["lodging"]["heads"]
    is_draws = headline.draws > 1
    rows = tuple(
        (
            item.place,
            day_in_words(item.first_day, year=headline.several_years),
            band_in_words(item.n_days, days_in_words),
            *((share_of_draws(headline, item),) if is_draws else ()),
        )
        for item in shown
    )
    return Table(tuple(heads if is_draws else heads[:-1]), rows)


def _more_lodging(headline: Headline, count: int) -> tuple[str, ...]:
    more = len(headline.shortages) - count
    return (texts()["lodging"]["more"].format(count=counted(more, "place")),) if more > 0 else ()
