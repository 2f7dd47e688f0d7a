"""Parts of a number of people have the distributions that they should have."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from bounds import chi_square, chi_square_quantile
from serai import rng
from serai.flee.kernels import split
from serai.jit import entrance

next_seed, next_share = entrance(split.next_seed), entrance(split.next_share)
part_of, mix = entrance(split.part_of), entrance(rng.mix)


LEVEL = 0.999
N = 20_000
LEAST_EXPECTED = 8.0


def seeds(first: int, n: int = N) -> list[np.uint64]:
    return [np.uint64(mix(np.uint64(first * N + number))) for number in range(n)]


def binomial(people: int, chance: float) -> np.ndarray:
    """Probabilities of 0, 1, ... people."""
    found = np.arange(people + 1)
    logs = [math.lgamma(people + 1) - math.lgamma(k + 1) - math.lgamma(people - k + 1) for k in found]
    return np.exp(np.array(logs) + found * math.log(chance) + (people - found) * math.log1p(-chance))


def in_wide_bins(counts: np.ndarray, expected: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Neighbouring bins put together until each is to be expected often enough."""
    rows, sums = [], [0.0, 0.0]
    for count, often in zip(counts, expected, strict=True):
        sums = [sums[0] + count, sums[1] + often]
        if sums[1] >= LEAST_EXPECTED:
            rows.append(sums)
            sums = [0.0, 0.0]
    rows[-1] = [rows[-1][0] + sums[0], rows[-1][1] + sums[1]]
    return np.array(rows)[:, 0], np.array(rows)[:, 1]


@pytest.mark.parametrize(
    ("people", "chance"),
    [
        (1, 0.3), (2, 0.5), (20, 0.1), (30, 0.7), (9000, 0.001),
        (40, 0.25), (60, 0.5), (100, 0.3), (1000, 0.02), (500, 0.9),
    ],
)  # fmt: skip
def test_a_part_is_binomial(people: int, chance: float):
    counts = np.bincount([part_of(seed, people, chance) for seed in seeds(people)], minlength=people + 1)
    seen, expected = in_wide_bins(counts, N * binomial(people, chance))
    assert chi_square(seen, expected) < chi_square_quantile(LEVEL, seen.size - 1)


@pytest.mark.parametrize(("people", "chance"), [(10**6, 0.001), (10**9, 0.5), (10**12, 0.3)])
def test_a_part_of_very_many_has_the_mean_and_the_spread_of_a_binomial(people: int, chance: float):
    found = np.array([part_of(seed, people, chance) for seed in seeds(1)], dtype=float)
    spread = math.sqrt(people * chance * (1 - chance))
    scaled = (found - people * chance) / spread
    assert abs(scaled.mean()) < 4 / math.sqrt(N)
    assert scaled.std() == pytest.approx(1.0, abs=4 / math.sqrt(2 * N))


@pytest.mark.jit_off
@pytest.mark.parametrize(
    ("people", "chance", "found"), [(5, 0.0, 0), (5, -1.0, 0), (5, 1.0, 5), (5, 7.0, 5), (0, 0.5, 0)]
)
def test_nobody_or_everybody_needs_no_draw(people: int, chance: float, found: int):
    assert part_of(np.uint64(1), people, chance) == found


def spread_over(seed: np.uint64, people: int, cum: np.ndarray) -> tuple[int, ...]:
    """How many people fall on each row."""
    found, first, passed, draw, left = [0] * cum.size, 0, 0.0, seed, people
    while left > 0:
        row, some = next_share(np.uint64(draw), left, cum, first, cum.size, passed)
        found[row] += some
        left, first, passed, draw = left - some, row + 1, cum[row], next_seed(np.uint64(seed), row + 1)
    return tuple(found)


def test_people_on_weighted_rows_are_multinomial():
    shares = (0.2, 0.0, 0.5, 0.3)
    cum, people = 7 * np.cumsum(shares), 5
    counts = Counter(spread_over(seed, people, cum) for seed in seeds(2))
    assert all(found[1] == 0 for found in counts)
    ways = [(a, 0, b, people - a - b) for a in range(people + 1) for b in range(people + 1 - a)]
    expected = np.array(
        [
            N * math.factorial(people)
            * math.prod(share**k / math.factorial(k) for share, k in zip(shares, way, strict=True) if k)
            for way in ways
        ]
    )  # fmt: skip
    seen, often = in_wide_bins(np.array([counts[way] for way in ways]), expected)
    assert chi_square(seen, often) < chi_square_quantile(LEVEL, seen.size - 1)


@pytest.mark.jit_off
def test_one_person_falls_where_its_draw_does():
    cum = np.array([1.0, 3.0, 4.0])
    rows = [spread_over(seed, 1, cum).index(1) for seed in seeds(3, 300)]
    assert Counter(rows).keys() == {0, 1, 2}
    assert all(spread_over(seed, 50, cum) for seed in seeds(4, 20))
