"""Camps compared with reports, in words."""

from __future__ import annotations

from serai.report.bands import band_in_words
from serai.report.evidence_words import figure_in_words
from serai.report.sections import Section, Table
from serai.report.words import ENGLISH, NONE, counted, number_in_words, people_in_words, texts
from serai.results.bands import Band
from serai.results.camps import WAYS, CampScore, Errors


def camp_sections(score: CampScore | None, language: str = ENGLISH) -> tuple[Section, ...]:
    """What a run says of camps: who is where at its end, how far off it is, and what was known beforehand.

    Parameters
    ----------
    score : CampScore or None
        None where no camp has a series.
    language : str, code of a language

    Returns
    -------
    tuple of Section
    """
    words = texts(language)["camps"]
    if score is None:
        return (Section(words["title"], (words["none"],)),)
    return (_camps(score, language), _errors(score, language), _given(score, language))


def _camps(score: CampScore, language: str) -> Section:
    words = texts(language)["camps"]
    rows = tuple(
        (
            name,
            people_in_words(observed, language),
            band_in_words(simulated, people_in_words, language),
            _number(score.camp_errors[name], 100, 1, language),
        )
        for name, (observed, simulated) in score.last.items()
    )
    return Section(words["title"], (words["how"],), Table(tuple(words["heads"]), rows))


def _errors(score: CampScore, language: str) -> Section:
    """Errors of the run and of naive forecasts; of draws on all days only, since bands are wide."""
    words, is_draws = texts(language)["camps"], len(score.people) > 1
    ours = [("these_draws" if is_draws else "this_run", score.all_days, score.report_days)]
    forecasts = [(name, score.baselines[name], score.baselines_report_days[name]) for name in WAYS]
    lines = [
        (words[name], *_row(every, language), *(() if is_draws else _row(reports, language)))
        for name, every, reports in (*ours, *forecasts)
    ]
    days = words["days"].format(
        all=counted(score.all_days.days, "day", language), reports=counted(score.report_days.days, "day", language)
    )
    table = Table(tuple(words["error_heads_draws" if is_draws else "error_heads"]), tuple(lines))
    return Section(words["error_title"], (words["error_how"], days, words["naive"]), table)


def _row(errors: Errors, language: str) -> tuple[str, str, str]:
    ard, rescaled = (_number(error, 1, 3, language) for error in (errors.ard, errors.ard_rescaled))
    return (ard, rescaled, _mase(errors.mase, language))


def _number(error: Band | None, factor: int, digits: int, language: str) -> str:
    if error is None:
        return NONE
    return band_in_words(error, lambda value, code: number_in_words(factor * value, digits, code), language)


def _mase(error: Band | None, language: str) -> str:
    return NONE if error is None else band_in_words(error, figure_in_words, language)


def _given(score: CampScore, language: str) -> Section:
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
