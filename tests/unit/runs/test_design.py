"""The draws of ranges: even in their strata, triangular, and dependent on names and numbers only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from serai.runs.design import design, member_seed, shares_up, triangular
from serai.runs.draws import first_size
from serai.runs.ranges import Range, ranges_of, width_share
from serai.scenario.address import Address
from serai.scenario.fields import fields_of
from serai.scenario.schema import Choice

N = 400


def one(name: str, low: float = 1.0, central: float = 2.0, high: float = 5.0) -> Range:
    return Range(name, name, low, central, high, "1", Address(("choice",), fields_of(Choice)["room_weight"]))


def triangular_cdf(x: float, low: float, central: float, high: float) -> float:
    """Kotz and van Dorp (2004), Beyond Beta, section 1.1."""
    if x < central:
        return (x - low) ** 2 / ((high - low) * (central - low))
    return 1.0 - (high - x) ** 2 / ((high - low) * (high - central)) if high > central else 1.0


def test_every_stratum_is_hit_once():
    for name in ("a", "b"):
        shares = shares_up(7, N, name)
        assert sorted(np.floor(shares * N)) == list(range(N))
        assert ((shares > 0) & (shares < 1)).all()


@pytest.mark.parametrize(("n_draws", "grown_from"), [(1, 1), (7, 7), (8, 1), (200, 25), (300, 75), (10_000, 625)])
def test_a_design_grows_by_doubling_from_an_odd_number(n_draws, grown_from):
    assert first_size(n_draws) == grown_from


@pytest.mark.parametrize("n_draws", [1, 2, 25, 50])
def test_twice_as_many_draws_begin_with_the_same_ones_bit_for_bit(n_draws):
    many = shares_up(7, 4 * n_draws, "a")
    assert np.array_equal(many[: 2 * n_draws], shares_up(7, 2 * n_draws, "a"))
    assert np.array_equal(many[:n_draws], shares_up(7, n_draws, "a"))
    assert sorted(np.floor(many * 4 * n_draws)) == list(range(4 * n_draws))


def test_the_place_inside_a_stratum_is_drawn_too():
    inside = shares_up(7, N, "a") * N % 1.0
    assert np.histogram(inside, 4, (0, 1))[0].min() > N / 4 - 4 * np.sqrt(N * 3 / 16)


@pytest.mark.parametrize(("low", "central", "high"), [(1, 2, 5), (0, 0, 1), (-3, 4, 4)])
def test_the_values_of_a_range_follow_the_triangular_distribution(low, central, high):
    """Kolmogorov's distance of n draws of a Latin hypercube from their distribution is at most 1 / n."""
    values = np.sort(design([one("x", low, central, high)], 3, N)[:, 0])
    expected = np.array([triangular_cdf(value, low, central, high) for value in values])
    steps = np.arange(N + 1) / N
    distance = max(np.abs(expected - steps[1:]).max(), np.abs(expected - steps[:-1]).max())
    assert distance <= 1.0 / N + 1e-9
    assert low <= values[0] < values[-1] <= high


def test_the_ends_of_the_distribution_are_the_ends_of_the_range():
    assert triangular(np.array([0.0, 1 / 4, 1.0]), 1.0, 2.0, 5.0).tolist() == [1.0, 2.0, 5.0]


def test_two_names_are_drawn_without_correlation():
    """Rank correlation of two keyed permutations: standard deviation 1 / sqrt(n - 1)."""
    a, b = shares_up(1, N, "a"), shares_up(1, N, "b")
    assert abs(np.corrcoef(a, b)[0, 1]) < 4 / np.sqrt(N - 1)


def test_another_range_or_another_order_of_rows_changes_no_draw(river):
    ranges = ranges_of(river)
    before = dict(zip([r.name for r in ranges], design(ranges, 1, 10).T.tolist(), strict=True))
    turned = river.model_copy(update={"services": river.services[::-1], "events": river.events[::-1]})
    more = (*ranges_of(turned)[::-1], one("a new one"))
    after = dict(zip([r.name for r in more], design(more, 1, 10).T.tolist(), strict=True))
    assert after.pop("a new one")
    assert after == before


def test_another_seed_gives_other_draws():
    assert not np.array_equal(shares_up(1, N, "a"), shares_up(2, N, "a"))


def test_ranges_that_share_a_draw_lie_at_the_same_share_of_their_way():
    wide, narrow = one("a", 0.0, 10.0, 30.0), replace(one("b", 0.0, 1.0, 3.0), drawn_as="a")
    values = design([wide, narrow], 1, 20)
    assert values[:, 0] == pytest.approx(10 * values[:, 1])


def test_seeds_of_draws_are_keyed_by_the_seed_and_the_number_and_do_not_depend_on_how_many_there_are():
    seeds = {member_seed(seed, number) for seed in (1, 2) for number in range(1, 500)}
    assert len(seeds) == 2 * 499
    assert all(0 <= seed < 2**63 for seed in seeds)


def test_how_far_out_a_value_lies_is_a_share_of_its_side():
    assert [width_share(one("a", 1.0, 2.0, 6.0), value) for value in (1.0, 2.0, 4.0, 6.0)] == [1.0, 0.0, 0.5, 1.0]
    assert width_share(one("a", 1.0, 1.0, 2.0), 1.0) == 0.0
