"""Camps against reports, in words: for runs of the rule `lookahead`."""

from __future__ import annotations

from serai.report.score_words import figure_in_words
from serai.report.sentences import Section, Table, texts
from serai.report.words import counted, people_in_words
from serai.results.camps import WAYS, CampScore, Figures


def camp_sections(score: CampScore | None) -> tuple[Section, ...]:
    """What a run says of camps: who is where at its end, how far off it is, and what was known beforehand.

    Parameters
    ----------
    score : CampScore or None
        None where no camp has a series.

    Returns
    -------
    tuple of Section
    """
    words = texts()["camps"]
    if score is None:
        return (Section(words["title"], (words["none"],)),)
    return (_camps(score), _errors(score), _given(score))


def _camps(score: CampScore) -> Section:
    words = texts()["camps"]
    rows = tuple(
        (name, people_in_words(seen), people_in_words(found), f"{100 * score.camp_errors[name]:.1f}")
        for name, (seen, found) in score.last.items()
    )
    return Section(words["title"], (words["how"],), Table(tuple(words["heads"]), rows))


def _errors(score: CampScore) -> Section:
    words = texts()["camps"]
    lines = [(words["this_run"], *_row(score.all_days), *_row(score.report_days))]
    for name in WAYS:
        lines.append((words[name], *_row(score.baselines[name]), *_row(score.baselines_report_days[name])))
    days = words["days"].format(all=counted(score.all_days.days, "day"), reports=counted(score.report_days.days, "day"))
    table = Table(tuple(words["error_heads"]), tuple(lines))
    return Section(words["error_title"], (words["error_how"], days, words["naive"]), table)


def _row(found: Figures) -> tuple[str, str, str]:
    return (_three(found.ard), _three(found.ard_rescaled), figure_in_words(found.mase))


def _three(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _given(score: CampScore) -> Section:
    words, given = texts()["camps"], score.given
    sentences = []
    if given["daily_totals"]:
        sentences.append(words["totals"])
    if given["people_of_first_day"]:
        sentences.append(words["first_day"])
    if given["capacities"]:
        alike = given["capacities_equal_to_largest_observation"]
        sentences.append(words["capacities"].format(alike=alike, camps=counted(given["camps"], "camp")))
    return Section(words["given_title"], tuple(sentences) or (words["nothing"],))
