"""The search finds the best bundle of made-up menus with few runs, and says so when it does not know."""

from __future__ import annotations

import math
from datetime import datetime
from itertools import combinations

import numpy as np
import pytest

from serai.errors import UsageError
from serai.scenario.menu import Item
from serai.study.how_many import Level, _fewest
from serai.study.plan import checked_budget
from serai.study.plan_belief import believe, noise_of
from serai.study.plan_choices import Choices
from serai.study.plan_judge import Judge
from serai.study.plan_search import FIRST_DRAWS, Rules, Search

BASE = 100_000.0
ALL = 10**6


def item(name: str, cost: float, levels: tuple[int, ...] = (1,), needs: str = "", excludes: str = "") -> Item:
    return Item(
        name, "", (), cost, levels, datetime(2022, 9, 1), 0.0, tuple(needs.split()), tuple(excludes.split()), False, ""
    )


class MadeUp:
    """Draws of a formula: a level that differs much between draws, and shares that bundles save, which do little."""

    most_draws = 64

    def __init__(self, saves, pairs, seed: int, noise: float = 0.006) -> None:
        self.saves, self.pairs, self.seed, self.noise = np.array(saves), np.array(pairs), seed, noise
        self.counts: dict = {}
        self.level = BASE * np.exp(np.random.default_rng(seed).normal(-0.08, 0.4, 64))

    @property
    def runs(self) -> int:
        return sum(self.counts.values())

    def count(self, bundle) -> int:
        return self.counts.get(bundle, 0)

    def run(self, wanted) -> None:
        for bundle, n_draws in wanted:
            self.counts[bundle] = max(n_draws, self.count(bundle))

    def left(self, bundle) -> float:
        """Share that is left by a bundle."""
        units = np.array(bundle, dtype=float)
        return float(1 - self.saves @ units - units @ self.pairs @ units / 2)

    def values(self, bundle, what: str) -> np.ndarray:
        chance = np.random.default_rng([self.seed, *bundle]).normal(0, self.noise, 64) * any(bundle)
        return (self.level * (self.left(bundle) + chance))[: self.count(bundle)]


def world(number: int, n_items: int):
    """Items of which half save 2 to 12 %, others next to nothing; one pair in seven helps or hinders each other."""
    draw = np.random.default_rng(number)
    items = [item(f"m{row}", float(cost)) for row, cost in enumerate(draw.integers(20, 60, n_items))]
    saves = np.where(draw.random(n_items) < 0.5, draw.uniform(0.02, 0.12, n_items), draw.uniform(0, 0.01, n_items))
    pairs = np.zeros((n_items, n_items))
    for one, two in combinations(range(n_items), 2):
        if draw.random() < 0.15:
            pairs[one, two] = pairs[two, one] = draw.uniform(-0.04, 0.04)
    return items, saves, pairs


def searched(choices: Choices, trials: MadeUp, **rules):
    return Search(choices, trials, Rules("x", **rules)).run()


def best_of(choices: Choices, trials: MadeUp):
    """By enumeration: every bundle within the budget."""
    return sorted(choices.all_within(range(len(choices.items)), ALL), key=trials.left)


@pytest.mark.slow
def test_of_a_menu_of_20_the_best_is_found_by_a_quarter_of_the_runs_of_enumeration():
    """Of one with the draws of a first look for each bundle; on the mean even of one that runs each bundle once."""
    items, saves, pairs = world(3, 20)
    choices, found, runs = Choices(items, 120), 0, []
    for seed in range(10):
        trials = MadeUp(saves, pairs, seed)
        everything = best_of(choices, trials)
        assert trials.left(everything[1]) - trials.left(everything[0]) > 0.01
        result = searched(choices, trials, seed=seed, most_runs=800)
        found += result.chosen == everything[0]
        runs.append(trials.runs)
    assert found >= 9
    assert max(runs) <= len(everything) * FIRST_DRAWS / 4
    assert np.mean(runs) <= len(everything) / 4


def test_of_a_small_menu_the_best_is_found_and_said_to_be_settled():
    items, saves, pairs = world(8, 6)
    choices = Choices(items, 110)
    trials = MadeUp(saves, pairs, 1)
    first, second, *_ = best_of(choices, trials)
    assert trials.left(second) - trials.left(first) > 0.01
    result = searched(choices, trials)
    assert (result.chosen, result.is_settled, result.rival) == (first, True, None)
    assert trials.runs <= len(best_of(choices, trials)) * FIRST_DRAWS


def test_what_helps_only_with_another_is_not_dropped():
    """More desks without beds move the line: neither saves alone, both together do."""
    trials = MadeUp([0.0, 0.0, 0.0], [[0, 0.3, 0], [0.3, 0, 0], [0, 0, 0]], 1, noise=0.003)
    result = searched(Choices([item("desk", 10), item("beds", 10), item("flags", 10)]), trials)
    assert result.chosen == (1, 1, 0)
    assert result.dropped == (2,)


def test_two_that_cannot_be_told_apart_are_not_settled_and_the_loss_is_told():
    for seed in (3, 6):
        trials = MadeUp([0.20, 0.2101], np.zeros((2, 2)), seed, noise=0.1)
        choices = Choices([item("a", 10), item("b", 10)], 10)
        result = searched(choices, trials, share=0.001, most_runs=200, seed=seed)
        assert (result.is_settled, trials.runs) == (False, 200)
        assert {result.chosen, result.rival} == {(1, 0), (0, 1)}
        assert 0.0101 * BASE < result.loss < 0.03 * BASE


def test_of_two_that_save_the_same_the_cheaper_is_taken():
    trials = MadeUp([0.2, 0.2], [[0, -0.2], [-0.2, 0]], 1, noise=0.0005)
    result = searched(Choices([item("dear", 20), item("cheap", 10)]), trials)
    assert (result.chosen, result.is_settled) == ((0, 1), True)


def test_a_goal_takes_the_cheapest_that_holds():
    class Missed(MadeUp):
        def values(self, bundle, what):
            return np.clip(super().values(bundle, what) / BASE, 0, 1)

    trials = Missed([0.5, 0.35, 0.92], np.zeros((3, 3)), 2)
    trials.level[:] = BASE * np.random.default_rng(2).uniform(0.4, 0.6, 64)
    choices = Choices([item("a", 10), item("b", 10), item("c", 30)])
    result = searched(choices, trials, goal_limit=0.1, share=0.0, least=0.01)
    assert result.chosen == (1, 1, 0)
    assert trials.left(result.chosen) * 0.5 == pytest.approx(result.means[result.chosen], abs=0.03)


def test_a_search_gives_the_same_each_time():
    items, saves, pairs = world(8, 6)
    results = [searched(Choices(items, 110), MadeUp(saves, pairs, 4)) for _ in range(2)]
    assert results[0] == results[1]


def test_draws_that_failed_are_left_out_of_both():
    class Failing(MadeUp):
        def values(self, bundle, what):
            return np.where(np.arange(self.count(bundle)) == 2, np.nan, super().values(bundle, what))

    items, saves, pairs = world(8, 6)
    trials = Failing(saves, pairs, 1)
    assert searched(Choices(items, 110), trials).chosen == best_of(Choices(items, 110), trials)[0]


def test_noise_of_means_that_share_draws_is_that_of_their_draws():
    draw = np.random.default_rng(1)
    common = draw.normal(0, 3, 4000)
    one, two = common + draw.normal(0, 1, 4000), common[:1000] + draw.normal(0, 1, 1000)
    noise = noise_of([one, two], 1e-6)
    np.testing.assert_allclose(noise, [[10 / 4000, 9 / 4000], [9 / 4000, 10 / 1000]], rtol=0.1)


def test_belief_comes_to_what_was_run_and_adds_up_what_was_not():
    pool = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], dtype=float)
    draw = np.random.default_rng(3)
    values = [effect + draw.normal(0, 0.01, 40) for effect in (-10.0, -20.0)]
    belief = believe(pool, [1, 2], values, 0.1)
    assert belief.mean[0] == 0
    assert belief.covariance[0, 0] == 0
    np.testing.assert_allclose(belief.mean[1:3], [-10, -20], rtol=0.01)
    assert belief.mean[3] == pytest.approx(-30, rel=0.2)
    assert belief.covariance[3, 3] > 10 * belief.covariance[1, 1]


def test_a_judge_without_a_goal_takes_the_least_and_with_one_the_cheapest_that_holds():
    effects, costs = np.array([[5.0, 3.0, 2.0], [5.0, 4.5, 4.4]]), np.array([0.0, 1.0, 2.0])
    least, goal = Judge(0.5), Judge(0.5, limit=3.0)
    assert least.best(effects, costs).tolist() == [2, 2]
    assert goal.best(effects, costs).tolist() == [1, 2]
    assert least.is_good(effects, costs, 1).tolist() == [False, True]
    assert goal.is_good(effects, costs, 1).tolist() == [True, True]
    assert goal.is_good(effects, costs, 2).tolist() == [True, True]
    assert least.loss(effects, 1).tolist() == pytest.approx([1.0, 0.1])
    assert least.choose(np.array([5.0, 2.2, 2.0]), costs) == 1


def test_needs_excludes_and_the_budget_bound_what_can_be_taken():
    items = [item("a", 10), item("b", 5, (1, 2), needs="a"), item("c", 1, excludes="a")]
    choices = Choices(items, 20)
    assert choices.all_within(range(3), ALL) == [(0, 0, 0), (0, 0, 1), (1, 0, 0), (1, 1, 0), (1, 2, 0)]
    assert choices.alone(1, 2) == (1, 2, 0)
    assert choices.without((1, 2, 0), 0) == (0, 0, 0)
    assert choices.everything() == (1, 2, 0)
    assert choices.name((1, 2, 0)) == "a + b x2"
    assert choices.all_within(range(3), 3) is None
    assert set(choices.near((1, 0, 0), range(3))) == {(0, 0, 0), (1, 1, 0), (1, 2, 0), (0, 0, 1)}


def test_a_budget_that_buys_nothing_names_what_is_cheapest():
    with pytest.raises(UsageError, match="a budget of 3 buys nothing on the menu; the cheapest is b for 5"):
        checked_budget(3, [item("a", 10), item("b", 5)])
    with pytest.raises(UsageError, match="the budget must be greater than 0, got 0"):
        checked_budget(0, [item("a", 10)])
    assert checked_budget(None, [item("a", 10)]) == math.inf


@pytest.mark.parametrize(("needed", "count", "found"), [(0, 5, 0), (3, 9, 3), (8, 9, 8), (9, 9, None), (1, 2, 1)])
def test_halving_finds_the_fewest_units_and_looks_at_one_fewer(needed, count, found):
    asked = []

    def level_of(at: int) -> Level:
        asked.append(at)
        return Level(at, 0.0, 0.95 if at >= needed else 0.5, 0.01, 16)

    assert _fewest(level_of, count) == found
    assert len(set(asked)) <= 2 + math.ceil(math.log2(count))
    assert found in (None, 0) or found - 1 in asked
