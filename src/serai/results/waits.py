"""Waits from histograms: percentiles, services in series, and the cumulative incidence of being served.

A histogram counts people in the bins of `state.log.wait_bin_edges_hours`; inside a bin people are spread evenly.
Everything is weighted by people, not parties.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import prod

import numpy as np

from serai.state.counts import Counts, in_use
from serai.state.log import wait_bin_edges_hours

SERIES_POINTS = 1000
HIGH_SHARE = 0.9


@cache
def _edges() -> np.ndarray:
    edges = wait_bin_edges_hours()
    edges.flags.writeable = False
    return edges


def hours_until(hist: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Wait within which a given number of people was served.

    Parameters
    ----------
    hist : float64 or int64[n_bins], persons in each bin, not all 0
    counts : float64[n], persons, 0 <= counts <= hist.sum()

    Returns
    -------
    float64[n], hours.
    """
    edges = _edges()
    filled = np.flatnonzero(hist > 0)
    ends = np.cumsum(hist[filled], dtype=np.float64)
    at = np.minimum(np.searchsorted(ends, counts, side="left"), filled.size - 1)
    inside = np.clip((counts - (ends[at] - hist[filled][at])) / hist[filled][at], 0.0, 1.0)
    low, high = edges[filled[at]], edges[filled[at] + 1]
    return np.asarray(low + inside * (high - low), dtype=np.float64)


def percentile(hist: np.ndarray, share: float) -> float:
    """Wait that a share of the people did not exceed.

    Parameters
    ----------
    hist : [n_bins], persons in each bin, not all 0
    share : float, 0 to 1

    Returns
    -------
    float, hours.
    """
    return float(hours_until(hist, np.array([share * hist.sum()]))[0])


def percentile_by_row(hist: np.ndarray | Counts, share: float) -> np.ndarray:
    """As `percentile`, of many histograms at once; NaN where one is empty.

    Parameters
    ----------
    hist : int[..., n_bins] or Counts, persons in each bin
    share : float, 0 to 1

    Returns
    -------
    float64[...], hours.
    """
    return _percentiles(hist, np.array([share])).reshape(hist.shape[:-1])


def _percentiles(hist: np.ndarray | Counts, shares: np.ndarray) -> np.ndarray:
    """As `percentile`, for several shares of each histogram: float64[n, n_shares], NaN where one is empty.

    Only filled bins are looked at. Persons are whole, so that the place of a share among those of all histograms can be
    found exactly.

    Parameters
    ----------
    hist : int[..., n_bins], of n histograms, or Counts; persons in each bin
    shares : float64[n_shares], 0 to 1, ascending
    """
    n, n_bins = prod(hist.shape[:-1]), hist.shape[-1]
    at_bin, persons = in_use(hist)
    ends = np.zeros(at_bin.size + 1)  # persons before each filled bin, and in all
    np.cumsum(persons, dtype=np.float64, out=ends[1:])
    people = ends[np.searchsorted(at_bin, np.arange(n + 1) * n_bins)]
    rows = np.flatnonzero(people[:-1] < people[1:])
    before = people[rows, np.newaxis]
    counts = shares * (people[rows + 1, np.newaxis] - before)
    at = _first_reaching(ends, before + np.maximum(np.ceil(counts), 1.0)) - 1
    part = np.clip((counts - (ends[at] - before)) / persons[at], 0.0, 1.0)
    edges, bins = _edges(), at_bin[at] - rows[:, np.newaxis] * n_bins
    hours = np.full((n, shares.size), np.nan)
    hours[rows] = edges[bins] + part * np.diff(edges)[bins]
    return hours


def _first_reaching(ends: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The first of `ends` that is no less than each of `counts`, of which none is above all; both ascend."""
    if counts.size < ends.size:
        return np.searchsorted(ends, counts)
    reached = np.searchsorted(counts.ravel(), ends, side="right")
    return np.repeat(np.arange(ends.size), np.diff(reached, prepend=0)).reshape(counts.shape)


def hours_until_by_row(hist: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """As `hours_until`, with one number of persons for each of many histograms.

    Parameters
    ----------
    hist : [n, n_bins], persons in each bin, none all 0
    counts : float64[n], persons

    Returns
    -------
    float64[n], hours.
    """
    if not counts.size:
        return np.zeros(0)
    used = np.flatnonzero(hist.any(axis=0))  # the others change nothing
    hist = hist.take(used, axis=1)
    ends = np.cumsum(hist, axis=1, dtype=np.float64)
    counts = np.minimum(counts, ends[:, -1])  # shares that add up to a half may add up to a last bit less here
    at = np.argmax((ends >= counts[:, np.newaxis]) & (hist > 0), axis=1)
    rows, edges, bins = np.arange(at.size), _edges(), used[at]
    inside = hist[rows, at]
    part = np.clip((counts - (ends[rows, at] - inside)) / inside, 0.0, 1.0)
    return np.asarray(edges[bins] + part * (edges[bins + 1] - edges[bins]), dtype=np.float64)


def in_series(hists: Sequence[np.ndarray]) -> np.ndarray:
    """Histograms of whole waits at a post where people pass several services one after the other.

    Who waited long at one is taken to have waited long at the next: percentiles add up. The mean of the sum is
    exact; its tails are upper bounds, since the log holds each line by itself.

    Parameters
    ----------
    hists : sequence of int[n, n_bins], in the order in which people pass, a row for each day or period; empty rows are
        left out

    Returns
    -------
    float64[n, n_bins], in each row with as many people as in the last that is not empty there.
    """
    if len(hists) == 1:
        return hists[0].astype(np.float64)
    total, filled = np.zeros(hists[0].shape), np.array([hist.any(axis=1) for hist in hists])
    for hist, used in zip(hists, filled, strict=True):
        total[used] = hist[used]
    several = np.flatnonzero(filled.sum(axis=0) > 1)
    if several.size:
        total[several] = _added_up([hist[several] for hist in hists], total[several].sum(axis=1))
    return total


def _added_up(hists: Sequence[np.ndarray], people: np.ndarray) -> np.ndarray:
    """Histograms of the sums of equal percentiles, of so many people: float64[n, n_bins]."""
    edges, shares = _edges(), (np.arange(SERIES_POINTS) + 0.5) / SERIES_POINTS
    hours = np.zeros((people.size, SERIES_POINTS))
    for hist in hists:
        filled = hist.any(axis=1)
        hours[filled] += _percentiles(hist[filled], shares)
    n_bins = edges.size - 1
    bins = np.searchsorted(edges, hours, side="right") - 1
    cells = np.minimum(bins, n_bins - 1) + np.arange(people.size)[:, np.newaxis] * n_bins
    counts = np.bincount(cells.ravel(), minlength=people.size * n_bins).reshape(people.size, n_bins)
    return np.asarray(counts * (people[:, np.newaxis] / SERIES_POINTS))


def served_incidence(served: np.ndarray, left: np.ndarray, open_by_bin: np.ndarray) -> np.ndarray:
    """Chance of having been served, bin by bin, by Aalen and Johansen (1978).

    Being served and leaving the line (given up, turned back) compete; those who still stand there when the run ends
    are censored.

    F(b) = sum over i <= b of S(i-1) * served(i) / n(i),  S(i) = S(i-1) * (1 - (served(i) + left(i)) / n(i))

    Parameters
    ----------
    served, left : [..., n_bins], persons by time in line
    open_by_bin : [..., n_bins], persons censored in each bin, after the events of that bin

    Returns
    -------
    float64[..., n_bins], the increase of F in each bin; its sum is the share of those who joined that is ever served.
    """
    rise, gone = np.zeros(served.shape), served + left
    before_last = tuple(range(served.ndim - 1))
    used = np.flatnonzero(gone.any(axis=before_last) | open_by_bin.any(axis=before_last))  # the others change nothing
    served, gone, still = (part.take(used, axis=-1).astype(np.float64) for part in (served, gone, open_by_bin))
    leaving = gone + still
    past = np.cumsum(leaving, axis=-1)
    at_risk = np.maximum(past[..., -1:] - past + leaving, 1.0)  # persons are whole: where there is nobody, nobody goes
    before = np.ones(served.shape)
    np.cumprod((1.0 - gone / at_risk)[..., :-1], axis=-1, out=before[..., 1:])
    rise[..., used] = before * served / at_risk
    return rise


def mean_hours(hist: np.ndarray) -> float:
    """Mean wait in hours from a histogram that is not empty, taking the middle of each bin."""
    edges = _edges()
    return float(np.sum(hist * (edges[1:] + edges[:-1]) / 2) / hist.sum())
