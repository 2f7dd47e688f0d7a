"""What `serai run` says at its end: the short answer, in its parts, each with the table that the page draws."""

from __future__ import annotations

from collections.abc import Sequence

from serai.report.bands import band_in_words, day_in_words, days_in_words, figure_or_band, most_of
from serai.report.camp_words import camp_sections
from serai.report.journey_words import tell
from serai.report.score_words import score_section
from serai.report.sections import Section, Table
from serai.report.short_answer import AnyHeadline, answer, share_of_draws, short_answer
from serai.report.words import counted, hours_in_words, listed, people_in_words, short_date, texts
from serai.results.headline import PostWait
from serai.runs.draws import FailedDraw
from serai.runs.ensemble_headline import EnsembleHeadline
from serai.runs.ensemble_run import EnsembleRun
from serai.runs.run import Run

SHOWN_POSTS = 6
SHOWN_PLACES = 6
LOSSES = ("refused", "gave_up", "moved_on")
WEEK_COLUMNS, WEEK_COLUMNS_DRAWS = ("entries", "exits", "stayed", "because"), ("entries", "stayed", "because")
FEWER = "fewer than"


def run_sections(run: Run | EnsembleRun) -> tuple[Section, ...]:
    """Draws that failed, what happened, the score by group of facts, and of a single run one journey."""
    failed = failed_section(run.failed, run.n_draws) if isinstance(run, EnsembleRun) else ()
    rows = run.score_rows()
    if not run.scenario.has_lines:
        title = texts()["page"]["sections"]["answer"]
        first = Section(title, tuple(one.text for one in answer(run)))
        score = (score_section(rows),) if rows else ()
        return (*failed, first, *camp_sections(run.camp_score), *score)
    told = (*failed, *summary(run.headline), score_section(rows))
    return told if isinstance(run, EnsembleRun) else (*told, journey_section(tell(run.outcome, run.scenario)))


def summary(headline: AnyHeadline) -> tuple[Section, ...]:
    """What happened, in the order in which a planner asks: people, waits, registration, lodging.

    Parameters
    ----------
    headline : Headline or EnsembleHeadline
    """
    told = {one.picture: one.text for one in short_answer(headline)}
    titles = {name: texts()[name]["title"] for name in ("people", "waits", "registration", "lodging")}
    return (
        Section(titles["people"], (told["entries"], *_more_people(headline)), _weeks(headline)),
        Section(titles["waits"], (told["waits"], *_more_waits(headline)), _waits(headline)),
        Section(titles["registration"], (told["registration"],)),
        Section(titles["lodging"], (told["lodging"], *_more_lodging(headline), told["without_bed"]), _full(headline)),
    )


def journey_section(told: Sequence[str]) -> Section:
    """One journey: the remark that it is invented, then its sentences as one paragraph.

    Parameters
    ----------
    told : sequence of str
        As `journey_words.tell` gives it; empty where there is none.
    """
    words = texts()["journey"]
    return Section(words["title"], (told[0], " ".join(told[1:])) if told else (words["none"],))


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


def _has_crossings(headline: AnyHeadline) -> bool:
    return bool(most_of(headline.total.entries) or most_of(headline.total.exits))


def _more_people(headline: AnyHeadline) -> tuple[str, ...]:
    """The day of most entries, and those who did not get through or went on."""
    if not _has_crossings(headline):
        return ()
    words = texts()["people"]
    entries = figure_or_band(headline.peak_entries)
    peak = words["peak"].format(day=day_in_words(headline.peak_day), entries=entries)
    lost = headline.lost if isinstance(headline, EnsembleHeadline) else {n: getattr(headline, n) for n in LOSSES}
    others = [words[name].format(people=figure_or_band(count)) for name, count in lost.items() if most_of(count)]
    if not others:
        return (peak,)
    return (peak, listed(others)[0].upper() + listed(others)[1:] + ".")


def _weeks(headline: AnyHeadline) -> Table | None:
    if not (headline.weeks and _has_crossings(headline)):
        return None
    words = texts()["people"]["weeks"]
    columns = WEEK_COLUMNS_DRAWS if isinstance(headline, EnsembleHeadline) else WEEK_COLUMNS
    rows = tuple(
        (short_date(week.start), *(_short(figure_or_band(getattr(week, name))) for name in columns))
        for week in headline.weeks
    )
    return Table(tuple(words[name] for name in ("week", *columns)), rows)


def _short(told: str) -> str:
    """A band of people for a table."""
    return told.replace(FEWER, "under") if "(" in told else told


def _more_waits(headline: AnyHeadline) -> tuple[str, ...]:
    if not headline.waits:
        return ()
    words = texts()["waits"]
    how = words["how_draws" if isinstance(headline, EnsembleHeadline) else "how"]
    others = headline.waits[SHOWN_POSTS:]
    if not others:
        return (how,)
    most = figure_or_band(others[0].p90_hours, hours_in_words)
    return (how, words["others"].format(posts=counted(len(others), "other post"), hours=most))


def _waits(headline: AnyHeadline) -> Table | None:
    """The posts with the longest waits; of a single run with the day and how many people were served on it."""
    if not headline.waits:
        return None
    heads = texts()["waits"]["heads"]
    if isinstance(headline, EnsembleHeadline):
        rows = tuple(
            (one.place, *(band_in_words(band, hours_in_words) for band in (one.mean_hours, one.p90_hours)))
            for one in headline.waits[:SHOWN_POSTS]
        )
        return Table(tuple(heads[name] for name in ("post", "mean", "p90")), rows)
    return Table(tuple(heads.values()), tuple(_wait_row(wait) for wait in headline.waits[:SHOWN_POSTS]))


def _wait_row(wait: PostWait) -> tuple[str, ...]:
    hours = (hours_in_words(wait.mean_hours), hours_in_words(wait.p90_hours))
    return (wait.place, short_date(wait.day), *hours, people_in_words(wait.persons))


def _full(headline: AnyHeadline) -> Table | None:
    """Places where lodging ran out, in the order in which they were full; the first is in the sentence above."""
    shown = headline.shortages[:SHOWN_PLACES]
    if len(headline.shortages) < 2:
        return None
    heads = texts()["lodging"]["heads"]
    is_draws = isinstance(headline, EnsembleHeadline)
    rows = tuple(
        (
            one.place,
            day_in_words(one.first_day),
            figure_or_band(one.n_days, days_in_words),
            *((share_of_draws(headline, one),) if is_draws else ()),
        )
        for one in shown
    )
    return Table(tuple(heads if is_draws else heads[:-1]), rows)


def _more_lodging(headline: AnyHeadline) -> tuple[str, ...]:
    more = len(headline.shortages) - SHOWN_PLACES
    return (texts()["lodging"]["more"].format(count=counted(more, "place")),) if more > 0 else ()
