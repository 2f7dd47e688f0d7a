"""Camps against reports, in words: for runs of the rule `lookahead`."""

from __future__ import annotations

from serai.report.bands import band_in_words
from serai.report.evidence_words import figure_in_words
from serai.report.sections import Section, Table
from serai.report.words import ENGLISH, NONE, counted, number_in_words, people_in_words, texts
from serai.results.camps import WAYS, CampScore, Figures
from serai.runs.ensemble_camps import ERRORS, CampDraws
from serai.runs.figures import Band


def camp_sections(score: CampScore | CampDraws | None, language: str = ENGLISH) -> tuple[Section, ...]:
    """What a run says of camps: who is where at its end, how far off it is, and what was known beforehand.

    Parameters
    ----------
    score : CampScore, CampDraws of an ensemble, or None
        None where no camp has a series.
    language : str, code of a language

    Returns
    -------
    tuple of Section
    """
    words = texts(language)["camps"]
    if score is None:
        return (Section(words["title"], (words["none"],)),)
    if isinstance(score, CampDraws):
        return (_camps_of_draws(score, language), _errors_of_draws(score, language), _given(score, language))
    return (_camps(score, language), _errors(score, language), _given(score, language))


def _camps(score: CampScore, language: str) -> Section:
    words = texts(language)["camps"]
    rows = tuple(
        (
            name,
            people_in_words(seen, language),
            people_in_words(found, language),
            number_in_words(100 * score.camp_errors[name], 1, language),
        )
        for name, (seen, found) in score.last.items()
    )
    return Section(words["title"], (words["how"],), Table(tuple(words["heads"]), rows))


def _errors(score: CampScore, language: str) -> Section:
    words = texts(language)["camps"]
    lines = [(words["this_run"], *_row(score.all_days, language), *_row(score.report_days, language))]
    for name in WAYS:
        lines.append(
            (words[name], *_row(score.baselines[name], language), *_row(score.baselines_report_days[name], language))
        )
    days = words["days"].format(
        all=counted(score.all_days.days, "day", language), reports=counted(score.report_days.days, "day", language)
    )
    table = Table(tuple(words["error_heads"]), tuple(lines))
    return Section(words["error_title"], (words["error_how"], days, words["naive"]), table)


def _camps_of_draws(score: CampDraws, language: str) -> Section:
    words = texts(language)["camps"]
    rows = tuple(
        (
            name,
            people_in_words(seen, language),
            band_in_words(found, people_in_words, language),
            _band(score.share_errors[name], 100, 1, language),
        )
        for name, (seen, found) in score.last.items()
    )
    return Section(words["title"], (words["how_draws"],), Table(tuple(words["heads"]), rows))


def _errors_of_draws(score: CampDraws, language: str) -> Section:
    words = texts(language)["camps"]
    lines = [(words["these_draws"], *(_band(score.errors[name], 1, 3, language) for name in ERRORS))]
    lines += [(words[name], *_row(score.baselines[name], language)) for name in WAYS]
    days = words["days_draws"].format(days=counted(score.n_days, "day", language))
    table = Table(tuple(words["error_heads_draws"]), tuple(lines))
    return Section(words["error_title"], (words["error_how"], days, words["naive"]), table)


def _band(found: Band | None, factor: int, digits: int, language: str) -> str:
    if found is None:
        return NONE
    return band_in_words(found, lambda value, code: number_in_words(factor * value, digits, code), language)


def _row(found: Figures, language: str) -> tuple[str, str, str]:
    return (_three(found.ard, language), _three(found.ard_rescaled, language), figure_in_words(found.mase, language))


def _three(value: float | None, language: str) -> str:
    return NONE if value is None else number_in_words(value, 3, language)


def _given(score: CampScore | CampDraws, language: str) -> Section:
    words, given = texts(language)["camps"], score.given
    sentences = []
    if given["daily_totals"]:
        sentences.append(words["totals"])
    if given["people_of_first_day"]:
        sentences.append(words["first_day"])
    if given["capacities"]:
        alike = given["capacities_equal_to_largest_observation"]
        sentences.append(words["capacities"].format(alike=alike, camps=counted(given["camps"], "camp", language)))
    return Section(words["given_title"], tuple(sentences) or (words["nothing"],))
