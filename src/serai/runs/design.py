"""A Latin hypercube by keys: which value each range takes in each draw (docs/model/ensemble.md).

Of n draws each range is cut into n strata of equal chance, and every stratum is hit once. The order of the strata and
the place inside them depend on the seed, the name of the range and the number of the draw, on nothing else. Twice as
many draws begin with the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from serai.codes import Stream
from serai.rng import bits_by_draw, name_key, stream_keys, uniform_by_draw
from serai.runs.draws import first_size
from serai.runs.ranges import Range


def shares_up(seed: int, n_draws: int, name: str) -> np.ndarray:
    """Shares of the way up its distribution at which a name lies in each draw.

    u(k) = (s(k) + x(k)) / n, with s a keyed order of 0 ... n - 1 and x keyed draws from (0, 1). Of an even number the
    first half is the design of half as many; the others take the strata that it leaves free.

    Parameters
    ----------
    seed : int, 0 <= seed < 2**63
    n_draws : int, >= 1
    name : str, `Range.drawn_as`

    Returns
    -------
    float64[n_draws], strictly between 0 and 1; one in each of the n_draws equal parts.
    """
    stream, key = stream_keys(seed)[Stream.RANGE], name_key("range", name)
    order = bits_by_draw(stream, key, 2 * np.arange(n_draws))
    inside = uniform_by_draw(stream, key, 2 * np.arange(n_draws) + 1)
    stratum = np.zeros(0, dtype=np.int64)
    size = first_size(n_draws)
    while len(stratum) < n_draws:
        had = len(stratum)
        is_upper = inside[:had] >= 0.5  # each stratum is cut in two, exactly: no share changes by a bit
        stratum, inside[:had] = 2 * stratum + is_upper, 2 * inside[:had] - is_upper
        is_free = np.ones(size, dtype=np.bool_)
        is_free[stratum] = False
        free = np.flatnonzero(is_free)
        rank = np.empty(size - had, dtype=np.int64)
        rank[np.argsort(order[had:size], kind="stable")] = np.arange(size - had)
        stratum, size = np.concatenate([stratum, free[rank]]), 2 * size
    return np.asarray((stratum + inside) / n_draws, dtype=np.float64)


def triangular(share: np.ndarray, low: float, central: float, high: float) -> np.ndarray:
    """Values of the triangular distribution at shares of the way up.

    F(x) = (x - low)^2 / ((high - low) (central - low)) up to the central value,
    1 - F(x) = (high - x)^2 / ((high - low) (high - central)) from there on

    Parameters
    ----------
    share : float64[n], 0 to 1
    low, central, high : float, low <= central <= high and low < high

    Returns
    -------
    float64[n], low <= value <= high.
    """
    width = high - low
    rising = low + np.sqrt(share * width * (central - low))
    falling = high - np.sqrt((1.0 - share) * width * (high - central))
    return np.clip(np.where(share * width < central - low, rising, falling), low, high)


def design(
    ranges: Sequence[Range], seed: int, n_draws: int, posterior: Mapping[str, np.ndarray] | None = None
) -> np.ndarray:
    """The value of every range in every draw.

    Parameters
    ----------
    ranges : sequence of Range
    seed : int, 0 <= seed < 2**63
    n_draws : int, >= 1
    posterior : mapping of `Range.name` -> float64[n_samples], optional
        Samples that are drawn together: each draw takes one sample, and all samples are taken about equally often.

    Returns
    -------
    float64[n_draws, n_ranges]; column by column as `ranges`.
    """
    posterior = posterior or {}
    shares: dict[str, np.ndarray] = {}
    values = np.empty((n_draws, len(ranges)))
    for column, item in enumerate(ranges):
        if item.name in posterior:
            samples = posterior[item.name]
            values[:, column] = samples[(shares_up(seed, n_draws, "posterior") * samples.size).astype(np.int64)]
            continue
        if item.drawn_as not in shares:
            shares[item.drawn_as] = shares_up(seed, n_draws, item.drawn_as)
        values[:, column] = triangular(shares[item.drawn_as], item.low, item.central, item.high)
    return values


def member_seed(seed: int, number: int) -> int:
    """Seed of the run of one draw: keyed by the seed of all and the number of the draw, 0 <= seed < 2**63.

    Two scenarios with one seed so share the chance of each draw, as single runs with one seed do.
    """
    return int(name_key("draw", str(seed), str(number))) >> 1
