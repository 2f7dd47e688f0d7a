"""Medians and 80 % bands, from made-up figures that can be worked out on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from serai.runs.ensemble_headline import ensemble_headline
from serai.runs.figures import Band, Figure, band

PEAK = Figure("peak", "", "day")


def with_figures(ensemble, given):
    """The ensemble with other figures: Figure -> one value for each of its eight draws."""
    draws = ensemble.draws
    figures = tuple(sorted({*draws.figures, *given}))
    values = [given[one] if one in given else draws.of(*one) for one in figures]
    return replace(draws, figures=figures, figure_values=np.array(values, dtype=float).T)


def test_a_band_is_the_median_with_the_10_and_90_percent_points_of_the_draws_that_have_the_figure():
    assert band(np.array([*range(11), np.nan])) == Band(5.0, 1.0, 9.0, 11)
    assert band(np.array([np.nan])) is None


def test_the_headline_is_made_of_the_medians_of_the_draws(ensemble):
    entries = [ensemble.draws.of("total", "", "entries")[k] for k in range(8)]
    total = ensemble.headline.total
    assert total.entries.median == np.median(entries)
    assert (total.start, total.end) == (date(2024, 5, 4), date(2024, 5, 22))
    assert [week.start for week in ensemble.headline.weeks] == [date(2024, 5, 4), date(2024, 5, 11), date(2024, 5, 18)]
    assert ensemble.headline.weeks[-1].end == date(2024, 5, 22)
    assert (ensemble.headline.draws, ensemble.headline.trigger) == (8, "flood-households")


def test_stayed_is_the_band_of_the_differences_not_the_difference_of_the_bands(ensemble):
    entries = np.array([100.0] * 4 + [200.0] * 4)
    given = {Figure("total", "", part): entries - 90 * (part == "stayed") for part in ("entries", "exits", "stayed")}
    given[Figure("total", "", "exits")] = np.full(8, 90.0)
    total = ensemble_headline(with_figures(ensemble, given), ensemble.scenario).total
    assert (total.stayed.low, total.stayed.high) == (10.0, 110.0)


def test_days_are_dates_again(ensemble):
    draws = with_figures(ensemble, {PEAK: [5, 5, 6, 6, 6, 6, 8, 8]})
    assert ensemble_headline(draws, ensemble.scenario).peak_day == (
        date(2024, 5, 6),
        date(2024, 5, 5),
        date(2024, 5, 8),
    )


@pytest.mark.parametrize(("known", "is_told"), [(4, True), (3, False)])
def test_posts_and_places_are_told_that_half_of_the_draws_know(ensemble, known, is_told):
    some = [3.0] * known + [np.nan] * (8 - known)
    names = [("wait", "mean_hours"), ("wait", "p90_hours"), ("shortage", "n_days"), ("shortage", "first_day")]
    given = {Figure(subject, "Hill Camp", part): some for subject, part in names}
    told = ensemble_headline(with_figures(ensemble, given), ensemble.scenario)
    assert ("Hill Camp" in [wait.place for wait in told.waits]) == is_told
    assert [one.draws for one in told.shortages if one.place == "Hill Camp"] == [known] * is_told


def test_posts_come_with_the_longest_median_first_and_places_with_the_earliest_day(ensemble):
    waits, shortages = ensemble.headline.waits, ensemble.headline.shortages
    assert [wait.p90_hours.median for wait in waits] == sorted((w.p90_hours.median for w in waits), reverse=True)
    assert [one.first_day for one in shortages] == sorted(one.first_day for one in shortages)
    assert len(waits) > 1
    assert len(shortages) > 1


def test_the_worst_night_is_at_the_place_with_the_highest_median(ensemble):
    arrays = {name: np.zeros_like(array) for name, array in ensemble.draws.arrays.items()}
    arrays["without_bed"][:, 4, 2] = 50
    arrays["without_bed"][:, 5, 2] = np.arange(8) * 20
    arrays["without_bed"][0, 6, 3] = 9000
    night = ensemble_headline(replace(ensemble.draws, arrays=arrays), ensemble.scenario).worst_night
    assert night.place == ensemble.draws.axes.places[2]
    assert night.persons.median == np.median(np.maximum(np.arange(8) * 20, 50))


def test_nobody_without_a_bed_or_in_a_line_is_nothing(ensemble):
    arrays = {name: np.zeros_like(array) for name, array in ensemble.draws.arrays.items()}
    headline = ensemble_headline(replace(ensemble.draws, arrays=arrays), ensemble.scenario)
    assert (headline.worst_night, headline.registration) == (None, None)


def test_the_longest_registration_line_is_of_registrations_only(ensemble):
    lines = ensemble.draws.axes.lines
    centre = next(row for row, line in enumerate(lines) if line.service == "registration")
    gate = next(row for row, line in enumerate(lines) if line.service != "registration")
    arrays = {name: np.zeros_like(array) for name, array in ensemble.draws.arrays.items()}
    arrays["waiting_max"][:, 3, centre] = 40
    arrays["waiting_max"][:, 3, gate] = 4000
    line = ensemble_headline(replace(ensemble.draws, arrays=arrays), ensemble.scenario).registration
    assert (line.place, line.persons) == (lines[centre].place, Band(40.0, 40.0, 40.0, 8))
