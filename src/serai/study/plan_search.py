"""The search for the best bundle: singles in pairs, the hopeless dropped, draws where it is undecided.

1. Nothing, every item alone, everything, and everything but one are run on the same draws. An item that saves nothing
   worth naming, neither alone nor as the last of all, is dropped.
2. What runs so far say of every bundle is held as a Gaussian process (`plan_belief`), from which effects that may be
   true are sampled. Draws go to the bundles that are best in these samples, run or not, and to the one that is chosen
   (top-two sampling: Russo 2020, Operations Research 68(6)).
3. It ends when the chosen bundle is the best, but for a tolerance, in 90 % of the samples (probability of good
   selection: Branke, Chick and Schmidt 2007, Management Science 53(12)), or runs are used up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from serai.study.plan_belief import Belief, believe
from serai.study.plan_choices import Bundle, Choices
from serai.study.plan_judge import Judge
from serai.study.plan_trials import Trials

FIRST_DRAWS, STEP_DRAWS, FINAL_DRAWS = 8, 8, 16
SAMPLES = 500
WIDTH = 5  # bundles that take draws in one round
LEAST_CHANCE = 0.02  # of being the best, for more draws
SURE = 0.9
POOL, EXPANSIONS, TOP = 1000, 3, 8
BOUND = 1.645  # 95 % of a normal distribution lies below
AT_WORST = 0.95


@dataclass(frozen=True)
class Round:
    """How far a search is: runs, number of the round, items left, what would be chosen, how sure that is."""

    runs: int
    number: int
    items: int
    chosen: Bundle
    sure: float


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes
    ----------
    chosen : Bundle
    rival : Bundle or None
        The bundle that may be better, where it is not settled.
    sure : float
        Chance that the chosen one is the best, but for the tolerance.
    loss : float
        What is lost at worst (in 19 of 20 cases less) beside the best, in the unit of what is judged.
    dropped : tuple of int
        Items that are hopeless.
    means : dict of bundle -> what it leaves, as is believed of each that was run
    rounds : int
    """

    chosen: Bundle
    rival: Bundle | None
    sure: float
    loss: float
    dropped: tuple[int, ...]
    means: dict[Bundle, float]
    rounds: int

    @property
    def is_settled(self) -> bool:
        """Whether the chosen one is sure enough."""
        return self.sure >= SURE


@dataclass(frozen=True)
class _Look:
    """What is known after a round."""

    pool: list[Bundle]
    belief: Belief
    allowed: np.ndarray
    costs: np.ndarray
    base: float


class Search:
    """A search among bundles.

    Parameters
    ----------
    choices : Choices
    trials : Trials
    what : str
        The figure that is judged, fewer being better.
    goal_limit : float or None
        The greatest mean of it with which the goal holds; None: the least is best.
    share, least : float
        The tolerance: a share of the figure without measures, but at least `least`.
    seed, most_runs : int
    on_round : function of a Round, optional
    """

    def __init__(
        self, choices: Choices, trials: Trials, what: str, *, goal_limit: float | None = None, share: float = 0.01,
        least: float = 1.0, seed: int = 1, most_runs: int = 300, on_round: Callable[[Round], None] | None = None,
    ) -> None:  # fmt: skip
        self._choices, self._trials, self._what, self._limit = choices, trials, what, goal_limit
        self._share, self._least, self._seed, self._most_runs = share, least, seed, most_runs
        self._on_round = on_round
        self._seen: list[Bundle] = []

    def run(self) -> Found:
        """Search until it is settled, or runs are used up."""
        kept, dropped = self._screened()
        number = 0
        while True:
            look = self._look(kept)
            judge = self._judge(look.base)
            effects = look.belief.sample(SAMPLES, self._seed * 1000 + number)
            chosen = self._chosen(look, judge)
            within = np.flatnonzero(look.allowed)
            at = int(np.searchsorted(within, chosen))
            inside, costs = effects[:, within], look.costs[within]
            sure = float(judge.is_good(inside, costs, at).mean())
            if self._on_round is not None:
                self._on_round(Round(self._trials.runs, number, len(kept), look.pool[chosen], sure))
            is_final = self._trials.count(look.pool[chosen]) >= FINAL_DRAWS
            chances = np.bincount(judge.best(inside, costs), minlength=len(within)) / SAMPLES
            order = [int(within[row]) for row in np.argsort(-chances, kind="stable") if chances[row] >= LEAST_CHANCE]
            wanted = [] if sure >= SURE and is_final else self._wanted(look, chosen, order)
            if not wanted:
                rival = next((look.pool[row] for row in order if row != chosen), None)
                loss = float(np.quantile(judge.loss(inside, at), AT_WORST))
                means = {look.pool[row]: look.base + float(look.belief.mean[row]) for row in self._rows(look.pool)}
                return Found(
                    look.pool[chosen], rival if sure < SURE else None, sure, loss, tuple(dropped), means, number
                )  # fmt: skip
            self._run(wanted)
            number += 1

    def expected(self, bundles: Sequence[Bundle]) -> list[float]:
        """What bundles leave, as is believed after all runs so far, whether they were run or not."""
        look = self._looked(bundles)
        number = {bundle: row for row, bundle in enumerate(look.pool)}
        return [look.base + float(look.belief.mean[number[bundle]]) for bundle in bundles]

    def add(self, bundles: Sequence[Bundle], n_draws: int) -> None:
        """Run so many draws of bundles, and of nothing beside them, after the search."""
        self._run([(bundle, n_draws) for bundle in dict.fromkeys([self._choices.nothing, *bundles])])

    @property
    def seen(self) -> tuple[Bundle, ...]:
        """Every bundle that was run."""
        return tuple(self._seen)

    @property
    def tolerance(self) -> float:
        """The difference that does not matter."""
        return self._tolerance()

    def _screened(self) -> tuple[list[int], list[int]]:
        """Items that are worth a search, and those that are hopeless."""
        choices, items = self._choices, self._choices.items
        alone: dict[int, list[Bundle]] = {}
        for number, item in enumerate(items):
            levels = dict.fromkeys((item.levels[-1], item.levels[0]))
            found = [choices.alone(number, units) for units in item.levels]
            paid = [bundle for bundle in found if choices.is_within(bundle)]
            if paid:
                alone[number] = [bundle for bundle in paid if bundle[number] in (*levels, paid[-1][number])]
        everything = choices.everything()
        without = {number: choices.without(everything, number) for number in alone if everything[number]}
        wanted = [choices.nothing, *(bundle for found in alone.values() for bundle in found)]
        wanted += [everything, *without.values()] if len(alone) > 1 else []
        self._run([(bundle, FIRST_DRAWS) for bundle in dict.fromkeys(wanted)])
        half = self._tolerance() / 2
        kept, dropped = [], []
        for number in range(len(items)):
            pairs = [(choices.nothing, bundle) for bundle in alone.get(number, ())]
            if number in without and len(alone) > 1:
                pairs.append((without[number], everything))
            if number in alone and any(self._may_save(*pair, half) for pair in pairs):
                kept.append(number)
            else:
                dropped.append(number)
        return self._with_needs(kept, alone), [number for number in dropped if number in alone]

    def _with_needs(self, kept: list[int], alone: dict[int, list[Bundle]]) -> list[int]:
        """What is kept, and what that needs."""
        needed = {row for number in kept for row, units in enumerate(alone[number][0]) if units}
        return sorted({*kept, *needed})

    def _may_save(self, before: Bundle, after: Bundle, least: float) -> bool:
        """Whether a bundle may save more than so much beside another: the upper 95 % bound of what it saves."""
        pairs = self._trials.values(before, self._what)[:FIRST_DRAWS], self._trials.values(after, self._what)
        size = min(map(len, pairs))
        saved = pairs[0][:size] - pairs[1][:size]
        saved = saved[~np.isnan(saved)]
        if saved.size < 4:
            return True
        error = float(saved.std(ddof=1)) / math.sqrt(saved.size) * math.sqrt((saved.size - 1) / (saved.size - 3))
        return float(saved.mean()) + BOUND * error > least

    def _run(self, wanted: Sequence[tuple[Bundle, int]]) -> None:
        self._trials.run(wanted)
        self._seen = list(dict.fromkeys([*self._seen, *(bundle for bundle, _ in wanted)]))

    def _tolerance(self) -> float:
        base = self._trials.values(self._choices.nothing, self._what)
        return max(self._share * float(np.nanmean(base)), self._least)

    def _judge(self, base: float) -> Judge:
        return Judge(self._tolerance(), -math.inf if self._limit is None else self._limit - base)

    def _look(self, kept: list[int]) -> _Look:
        """What is believed of the bundles worth a thought: all within the budget, or those near the best so far."""
        bundles = self._choices.all_within(kept, POOL)
        if bundles is not None:
            return self._looked(bundles)
        pool = [bundle for bundle in self._seen if self._choices.is_within(bundle)]
        for _ in range(EXPANSIONS):
            look = self._looked(pool)
            order = np.argsort(np.where(look.allowed, look.belief.mean, np.inf), kind="stable")[:TOP]
            near = [other for row in order for other in self._choices.near(look.pool[row], kept)]
            pool = list(dict.fromkeys([*(look.pool[row] for row in order), *pool, *near]))[:POOL]
        return self._looked(pool)

    def _looked(self, bundles: Sequence[Bundle]) -> _Look:
        choices, trials = self._choices, self._trials
        pool = list(dict.fromkeys([choices.nothing, *bundles, *self._seen]))
        level = trials.values(choices.nothing, self._what)
        base = float(np.nanmean(level))
        rows = [row for row in self._rows(pool) if self._limit is not None or pool[row] != choices.nothing]
        values = []
        for row in rows:
            found = trials.values(pool[row], self._what)
            values.append(found - (base if self._limit is not None else level[: len(found)]))
        spread = 0.0 if self._limit is None else 1.0
        belief = believe(choices.shares(pool), rows, values, self._tolerance(), spread)
        allowed = np.array([choices.is_within(bundle) for bundle in pool])
        return _Look(pool, belief, allowed, np.array([choices.cost(bundle) for bundle in pool]), base)

    def _rows(self, pool: list[Bundle]) -> list[int]:
        number = {bundle: row for row, bundle in enumerate(pool)}
        return [number[bundle] for bundle in self._seen]

    def _chosen(self, look: _Look, judge: Judge) -> int:
        """Of what was run and can be paid, what is best by what is believed."""
        rows = np.array(sorted(row for row in self._rows(look.pool) if look.allowed[row]))
        return int(rows[judge.choose(look.belief.mean[rows], look.costs[rows])])

    def _wanted(self, look: _Look, chosen: int, order: list[int]) -> list[tuple[Bundle, int]]:
        """Draws for the next round, within what is left of the runs."""
        trials, left = self._trials, self._most_runs - self._trials.runs
        most, wanted = trials.most_draws, []
        for row in dict.fromkeys([chosen, *order[:WIDTH]]):
            bundle = look.pool[row]
            count = trials.count(bundle)
            target = min(most, count + STEP_DRAWS if count else FIRST_DRAWS)
            if target > count:
                wanted.append((bundle, target))
        if not wanted or all(bundle == look.pool[chosen] for bundle, _ in wanted) and len(order) > 1:
            return []
        wanted.insert(0, (self._choices.nothing, max(target for _, target in wanted)))
        while len(wanted) > 1 and sum(max(target - trials.count(bundle), 0) for bundle, target in wanted) > left:
            wanted.pop()
        return wanted if len(wanted) > 1 else []
