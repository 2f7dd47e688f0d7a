"""How many of many: parts of a number of people by chance, drawn at once (docs/model/lookahead, cohorts).

A seed is 64 random bits. What one person's draw would be is taken from the seed itself; the others follow from it.
"""

import math

import numpy as np

from serai.jit import njit
from serai.rng import GAMMA, mix, to_unit

HALF = 0.5
OTHERS = 1 << 32  # number of the draw for those who fall where the lowest does; rows are fewer
BY_COUNTING_BELOW = 10.0  # expected people; from here on by rejection
STIRLING_FROM = 10
LN_FACTORIAL_REST = np.array(
    [
        0.08106146679532726, 0.04134069595540929, 0.02767792568499834, 0.02079067210376509, 0.01664469118982119,
        0.01387612882307075, 0.01189670994589177, 0.01041126526197209, 0.009255462182712733, 0.008330563433362871,
    ]
)  # fmt: skip


@njit(inline=True)
def next_seed(seed, number):
    """A seed that follows from another one."""
    return mix(seed + np.uint64(number) * GAMMA)


@njit(inline=True)
def part_key(seed, number):
    """Key of a part of a cohort, apart from all draws that the seed leads to."""
    return mix(mix(seed) + np.uint64(number) * GAMMA)


@njit()
def part_of(seed, n, chance):
    """How many of n people something happens to, each with the same chance: a binomial draw."""
    if chance >= 1.0:
        return n
    if not chance > 0.0 or n == 0:
        return 0
    if n == 1:
        return 1 if to_unit(seed) < chance else 0
    if chance > HALF:
        return n - rarer_part(seed, n, 1.0 - chance)
    return rarer_part(seed, n, chance)


@njit()
def rarer_part(seed, n, chance):
    """The same for a chance of at most a half."""
    if n * chance >= BY_COUNTING_BELOW:
        return part_by_rejection(seed, n, chance)
    odds = chance / (1.0 - chance)
    weight = math.exp(n * math.log(1.0 - chance))
    left = to_unit(seed)
    count = 0
    while left > weight and count < n:
        left -= weight
        count += 1
        weight *= odds * (n - count + 1) / count
    return count


@njit()
def part_by_rejection(seed, n, chance):
    """Transformed rejection with squeeze (Hoermann 1993, algorithm BTRS): some two draws, however many the people."""
    spread = math.sqrt(n * chance * (1.0 - chance))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * chance
    middle = n * chance + HALF
    inside = 0.92 - 4.2 / b
    number = 0
    while True:
        u = to_unit(next_seed(seed, number)) - HALF
        v = to_unit(next_seed(seed, number + 1))
        number += 2
        edge = HALF - abs(u)
        count = np.int64(math.floor((2.0 * a / edge + b) * u + middle))
        if edge >= 0.07 and v <= inside:
            return count
        if count < 0 or count > n:
            continue
        odds = chance / (1.0 - chance)
        alpha = (2.83 + 5.1 / b) * spread
        mode = np.int64((n + 1) * chance)
        most = (
            (mode + HALF) * math.log((mode + 1) / (odds * (n - mode + 1)))
            + (n + 1) * math.log((n - mode + 1) / (n - count + 1))
            + (count + HALF) * math.log(odds * (n - count + 1) / (count + 1))
            + factorial_rest(mode) + factorial_rest(n - mode) - factorial_rest(count) - factorial_rest(n - count)
        )  # fmt: skip
        if math.log(v * alpha / (a / (edge * edge) + b)) <= most:
            return count


@njit()
def factorial_rest(n):
    """What Stirling's formula leaves of ln n!."""
    if n < STIRLING_FROM:
        return LN_FACTORIAL_REST[n]
    square = np.float64(n + 1) * np.float64(n + 1)
    return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (n + 1)


@njit()
def row_above(cum, first, past, level):
    """First row of first..past - 1 whose cumulated weight is above a level; the last one if none is."""
    low = first
    high = past - 1
    while low < high:
        middle = (low + high) // 2
        if cum[middle] > level:
            high = middle
        else:
            low = middle + 1
    return low


@njit()
def next_share(seed, n, cum, first, past, passed):
    """A row and how many fall on it, where n people fall on weighted rows; nobody falls on the rows before it.

    Of at least as many people as rows it is the first row, and they may be none. Of fewer it is the first that anybody
    falls on: the lowest of n draws is drawn itself, so that rows on which nobody falls cost nothing.

    Parameters
    ----------
    cum : float64[:]
        Cumulated weights.
    first, past : int64
        Rows that are left.
    passed : float64
        Cumulated weight of the rows before `first`.

    Returns
    -------
    (int64, int64)
    """
    whole = cum[past - 1]
    if n >= past - first:
        return first, part_of(next_seed(seed, OTHERS), n, (cum[first] - passed) / (whole - passed))
    u = to_unit(seed)
    lowest = u if n == 1 else -math.expm1(math.log(u) / n)
    level = passed + (whole - passed) * lowest
    row = row_above(cum, first, past, level)
    if n == 1:
        return row, np.int64(1)
    return row, 1 + part_of(next_seed(seed, OTHERS), n - 1, (cum[row] - level) / (whole - level))
