"""Waits from histograms: percentiles, services in series, and the cumulative incidence of being served.

A histogram counts people in the bins of `state.log.wait_bin_edges_hours`; inside a bin people are spread evenly.
Everything is weighted by people, not parties.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

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


def percentile_by_row(hist: np.ndarray, share: float) -> np.ndarray:
    """As `percentile`, of many histograms at once; NaN where one is empty.

    Parameters
    ----------
    hist : int[..., n_bins], persons in each bin
    share : float, 0 to 1

    Returns
    -------
    float64[...], hours.
    """
    hours = np.full(hist.shape[:-1], np.nan)
    hours[hist.any(axis=-1)] = _percentiles(hist.reshape(-1, hist.shape[-1]), np.array([share]))[:, 0]
    return hours


def _percentiles(hist: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """As `percentile`, for several shares of each histogram that is not empty: float64[n_filled, n_shares].

    Only filled bins are looked at. Persons are whole, so that the place of a share among those of all histograms can be
    found exactly.

    Parameters
    ----------
    hist : int[n, n_bins], persons in each bin
    shares : float64[n_shares], 0 to 1
    """
    row, bins = np.divmod(np.flatnonzero(hist != 0), hist.shape[1])
    people = hist[row, bins].astype(np.int64)
    ends = np.cumsum(people)
    first = np.flatnonzero(np.diff(row, prepend=-1))
    before = (ends - people)[first]
    whole = np.diff(before, append=people.sum())
    counts = shares * whole[:, np.newaxis]
    at = np.searchsorted(ends, before[:, np.newaxis] + np.maximum(np.ceil(counts), 1.0), side="left")
    part = np.clip((counts - (ends[at] - people[at] - before[:, np.newaxis])) / people[at], 0.0, 1.0)
    edges = _edges()
    low, high = edges[bins[at]], edges[bins[at] + 1]
    return np.asarray(low + part * (high - low), dtype=np.float64)


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
    ends = np.cumsum(hist, axis=1, dtype=np.float64)
    counts = np.minimum(counts, ends[:, -1])  # shares that add up to a half may add up to a last bit less here
    at = np.argmax((ends >= counts[:, np.newaxis]) & (hist > 0), axis=1)
    rows, edges = np.arange(at.size), _edges()
    inside = hist[rows, at]
    part = np.clip((counts - (ends[rows, at] - inside)) / inside, 0.0, 1.0)
    return np.asarray(edges[at] + part * (edges[at + 1] - edges[at]), dtype=np.float64)


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
        hours[hist.any(axis=1)] += _percentiles(hist, shares)
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
    rise = np.zeros(served.shape)
    used = (served + left + open_by_bin).any(axis=tuple(range(served.ndim - 1)))  # the others change nothing
    served, open_by_bin = served[..., used], open_by_bin[..., used]
    gone = served + left[..., used]
    past = np.cumsum(gone + open_by_bin, axis=-1, dtype=np.float64)
    at_risk = past[..., -1:] - np.concatenate([np.zeros_like(past[..., :1]), past[..., :-1]], axis=-1)
    safe = np.maximum(at_risk, 1.0)
    stays = np.cumprod(np.where(at_risk > 0, 1.0 - gone / safe, 1.0), axis=-1)
    before = np.concatenate([np.ones_like(stays[..., :1]), stays[..., :-1]], axis=-1)
    rise[..., used] = np.where(at_risk > 0, before * served / safe, 0.0)
    return rise


def mean_hours(hist: np.ndarray) -> float:
    """Mean wait in hours from a histogram that is not empty, taking the middle of each bin."""
    edges = _edges()
    return float(np.sum(hist * (edges[1:] + edges[:-1]) / 2) / hist.sum())
