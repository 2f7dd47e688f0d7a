"""What is kept of a draw agrees with the run that it was, and is little."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

import scenarios
import serai
from serai.model.build import axes_of
from serai.model.clock import Clock
from serai.results.series import kept_arrays, kept_bytes, kept_series
from serai.results.view import View
from serai.results.waits import percentile
from serai.units import BYTES_PER_GIB

DAYS = 6


@pytest.fixture(scope="module")
def view() -> View:
    scenario = scenarios.everything(days=DAYS)
    return View(serai.simulate(scenario).outcome, scenario)


@pytest.fixture(scope="module")
def kept(view):
    return kept_arrays(view)


def test_counts_are_those_of_the_tracked_profiles(view, kept):
    tracked = [row for row, profile in enumerate(view.scenario.profiles) if profile.tracked]
    assert 0 < len(tracked) < len(view.scenario.profiles)
    expected = view.array("entries")[:, :, tracked].sum(axis=2)
    assert expected.sum() > 0
    assert np.array_equal(kept["entries"], expected)


def test_entries_because_of_an_event_leave_ordinary_life_out(view, kept):
    by_cause = view.array("entries_by_cause")
    assert by_cause[:, :, 0].sum() > 0
    assert np.array_equal(kept["entries_because"], by_cause[:, :, 1:].sum(axis=2))


def test_the_90th_percentile_of_waits_is_that_of_the_histogram(view, kept):
    hists = np.asarray(view.array("wait_hist"))
    people = hists.sum(axis=2)
    assert (people > 0).any()
    assert (people == 0).any()
    for day, line in np.ndindex(people.shape):
        found = kept["wait_p90"][day, line]
        if people[day, line]:
            assert found == pytest.approx(percentile(hists[day, line], 0.9), rel=1e-6)
        else:
            assert np.isnan(found)


def test_the_longest_line_of_a_day_is_by_local_days_and_midnight_ends_a_day(view, kept):
    expected = np.zeros_like(kept["waiting_max"])
    for step in range(view.axes.n_steps):
        for row, line in enumerate(view.axes.lines):
            zone = ZoneInfo(view.axes.place_zones[view.place_row[line.place]])
            local = view.step_time(step).astimezone(zone)
            day = view.day_of((local - timedelta(seconds=1)).date())
            expected[day, row] = max(expected[day, row], view.array("waiting")[step, row])
    assert len({line.place for line in view.axes.lines}) > 2
    assert expected.max() > 0
    assert np.array_equal(kept["waiting_max"], expected)


def test_beds_are_counted_at_eight_in_the_evening_of_their_place(view, kept):
    for row, key in enumerate(view.axes.lodging):
        zone = ZoneInfo(view.axes.place_zones[view.place_row[view.lodging_of[key].place]])
        evening = view.step_at(datetime.combine(view.date_of(3), time(20)), zone)
        assert kept["free_beds_evening"][3, row] == view.array("free_beds")[evening, row]
        assert kept["beds_in_use_evening"][3, row] == view.array("beds_in_use")[evening, row]
    assert np.isnan(kept["free_beds_evening"][[0, -1]]).all()


def test_neither_journeys_nor_states_nor_histograms_are_kept():
    dims = {dim for kept in kept_series() for dim in kept.variable.dims}
    assert dims == {"day", "place", "line", "lodging"}


def test_the_bytes_of_a_draw_are_those_of_its_arrays(view, kept):
    assert sum(array.nbytes for array in kept.values()) == kept_bytes(view.axes)


def test_what_is_kept_of_500_draws_of_kazakhstan_is_less_than_half_a_gibibyte():
    """Twice of it is held for a moment, beside the runs under way, so 4 GiB are far off."""
    scenario = serai.load("kazakhstan-2022")
    assert 500 * kept_bytes(axes_of(scenario, Clock(scenario))) < 0.5 * BYTES_PER_GIB
