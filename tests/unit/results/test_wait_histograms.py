"""Percentiles, services in series and competing risks, from histograms of waits."""

import numpy as np
import pytest

from serai.results.waits import (
    hours_until,
    hours_until_by_row,
    in_series,
    mean_hours,
    percentile,
    percentile_by_row,
    served_incidence,
)
from serai.state.log import WAIT_BINS, wait_bin_edges_hours

EDGES = wait_bin_edges_hours()


def histogram(**persons_by_bin):
    hist = np.zeros(WAIT_BINS, dtype=np.int64)
    for name, persons in persons_by_bin.items():
        hist[int(name[1:])] = persons
    return hist


def test_people_are_spread_evenly_inside_a_bin():
    hist = histogram(b100=40)
    assert percentile(hist, 0.25) == pytest.approx(EDGES[100] + 0.25 * (EDGES[101] - EDGES[100]))


def test_a_percentile_between_two_groups_lies_at_the_end_of_the_first():
    hist = histogram(b50=10, b200=10)
    assert percentile(hist, 0.5) == pytest.approx(EDGES[51])
    assert percentile(hist, 0.9) == pytest.approx(EDGES[200] + 0.8 * (EDGES[201] - EDGES[200]))


def test_the_ends_of_a_histogram_are_the_edges_of_its_people():
    hist = histogram(b50=10, b200=10)
    assert hours_until(hist, np.array([0.0, 20.0])) == pytest.approx([EDGES[50], EDGES[201]])


def test_the_mean_takes_the_middle_of_each_bin():
    assert mean_hours(histogram(b100=3)) == pytest.approx((EDGES[100] + EDGES[101]) / 2)


def test_waits_in_series_add_up_percentile_by_percentile():
    first, second = histogram(b150=100), histogram(b170=50)
    both = in_series([hist[np.newaxis] for hist in (first, histogram(), second)])[0]
    assert both.sum() == pytest.approx(50)
    for share in (0.05, 0.5, 0.95):
        width = np.diff(EDGES)[np.searchsorted(EDGES, percentile(both, share)) - 1]
        assert percentile(both, share) == pytest.approx(percentile(first, share) + percentile(second, share), abs=width)


def test_one_service_is_its_own_series():
    hist = histogram(b10=3, b20=4)
    days, nothing = np.stack([hist, histogram()]), np.zeros((2, WAIT_BINS), dtype=np.int64)
    assert in_series([nothing, days]).tolist() == in_series([days, nothing]).tolist() == days.tolist()


def test_each_row_of_services_in_series_is_added_up_by_itself():
    first, second = histogram(b150=100), histogram(b170=50)
    days = in_series([np.stack([first, first, histogram()]), np.stack([second, histogram(), second])])
    assert days[0].tolist() == in_series([first[np.newaxis], second[np.newaxis]])[0].tolist()
    assert days[1:].tolist() == [first.tolist(), second.tolist()]


def test_percentiles_of_many_histograms_are_those_of_each():
    rows = np.stack([histogram(b0=1), histogram(), histogram(b50=10, b200=10), histogram(b3=7, b4=1, b250=2)])
    for share in (0.0, 0.5, 0.9, 1.0):
        found = percentile_by_row(rows, share)
        assert np.isnan(found[1])
        assert found[[0, 2, 3]].tolist() == [percentile(rows[row], share) for row in (0, 2, 3)]


def test_without_competition_the_incidence_is_the_share_served():
    nothing = np.zeros(WAIT_BINS)
    rise = served_incidence(histogram(b10=30, b20=70), nothing, nothing)
    assert rise[10] == pytest.approx(0.3)
    assert rise.sum() == pytest.approx(1)


def test_who_leaves_the_line_is_never_served():
    rise = served_incidence(histogram(b20=60), histogram(b10=40), np.zeros(WAIT_BINS))
    assert rise.sum() == pytest.approx(0.6)


def test_who_still_stands_counts_until_the_run_ends():
    """Of 100, 20 are served early, 40 are censored, 40 are served later: those 40 stand for the censored too."""
    rise = served_incidence(histogram(b10=20, b30=40), np.zeros(WAIT_BINS), histogram(b20=40).astype(float))
    assert rise[10] == pytest.approx(0.2)
    assert rise[30] == pytest.approx(0.8)


def test_a_half_that_shares_reach_but_for_their_last_bit_is_the_end_of_the_last_people():
    shares = np.zeros((2, WAIT_BINS))
    shares[0, [10, 20, 30]] = [0.1, 0.2, 0.2 - 1e-16]
    shares[1, 40] = 0.5
    assert hours_until_by_row(shares, np.array([0.5 + 1e-15, 0.5])) == pytest.approx([EDGES[31], EDGES[41]])
