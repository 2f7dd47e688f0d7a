"""The search for the best bundle: singles in pairs, the hopeless dropped, draws where it is undecided.

1. Nothing, every item alone, everything, and everything but one are run on the same draws. An item that saves nothing
   worth naming, neither alone nor as the last of all, is dropped.
2. What runs so far say of every bundle is held as a Gaussian process (`plan_belief`), from which effects that may be
   true are sampled. Draws go to the bundles that are best in these samples, run or not, and to the one that is chosen
   (top-two sampling: Russo 2020, Operations Research 68(6)).
3. It ends when the chosen bundle is the best, but for a tolerance, in 90 % of the samples (probability of good
   selection: Branke, Chick and Schmidt 2007, Management Science 53(12)) in two looks in a row, since who looks often
   is sure too soon; or when runs are used up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from serai.study.plan_belief import Belief, believe
from serai.study.plan_choices import Bundle, Choices
from serai.study.plan_judge import Judge
from serai.study.plan_trials import Trials, mean_and_error

FIRST_DRAWS, STEP_DRAWS, FINAL_DRAWS = 8, 8, 16
SAMPLES = 500
WIDTH = 5  # bundles that take draws in one round
LEAST_CHANCE = 0.02  # of being the best, for more draws
SURE, AT_ONCE = 0.9, 0.97  # in two looks in a row, or in one
POOL, EXPANSIONS, TOP = 1000, 3, 8
BOUND = 1.645  # 95 % of a normal distribution lies below
AT_WORST = 0.95


@dataclass(frozen=True)
class Rules:
    """By what a search goes.

    Attributes
    ----------
    what : str
        The figure that is judged, fewer being better.
    goal_limit : float or None
        The greatest mean of it with which the goal holds; None: the least is best.
    share, least : float
        The tolerance: a share of the figure without measures, but at least `least`.
    seed, most_runs : int
    """

    what: str
    goal_limit: float | None = None
    share: float = 0.01
    least: float = 1.0
    seed: int = 1
    most_runs: int = 300


@dataclass(frozen=True)
class Round:
    """How far a search is: runs, number of the round, items left, what would be chosen, how sure that is."""

    runs: int
    number: int
    items: int
    chosen: Bundle
    sure: float


@dataclass(frozen=True)
class SearchResult:
    """What a search found.

    Attributes
    ----------
    chosen : Bundle
    rival : Bundle or None
        The bundle that may be better, where it is not settled.
    sure : float
        Chance that the chosen one is the best, but for the tolerance.
    is_settled : bool
        Whether that is sure enough.
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
    is_settled: bool
    loss: float
    dropped: tuple[int, ...]
    means: dict[Bundle, float]
    rounds: int


@dataclass(frozen=True)
class _Look:
    """What is known after a round."""

    pool: list[Bundle]
    belief: Belief
    allowed: np.ndarray
    costs: np.ndarray
    base: float


@dataclass(frozen=True)
class _State:
    """What would be chosen of a look (its row), how sure that is, the loss at worst, and rows that may be the best."""

    chosen: int
    sure: float
    loss: float
    order: list[int]


class Search:
    """A search among bundles.

    Parameters
    ----------
    choices : Choices
    trials : Trials
    rules : Rules
    on_round : function of a Round, optional
    """

    def __init__(
        self, choices: Choices, trials: Trials, rules: Rules, on_round: Callable[[Round], None] | None = None
    ) -> None:
        self._choices, self._trials, self._rules = choices, trials, rules
        self._on_round = on_round
        self._seen: list[Bundle] = []
        self._dropped: frozenset[int] = frozenset()

    def run(self) -> SearchResult:
        """Search until it is settled, or runs are used up."""
        kept, dropped = self._screened()
        self._dropped = frozenset(dropped)
        number, before = 0, None
        while True:
            look = self._look(kept)
            state = self._state(look, number)
            if self._on_round is not None:
                self._on_round(Round(self._trials.runs, number, len(kept), look.pool[state.chosen], state.sure))
            chosen = look.pool[state.chosen]
            is_sure = state.sure >= AT_ONCE or (state.sure >= SURE and chosen == before)
            is_final = is_sure and self._trials.count(chosen) >= FINAL_DRAWS
            wanted = [] if is_final else self._wanted(look, state)
            if not wanted:
                return self._result(look, state, dropped, number, is_settled=is_sure)
            before = chosen if state.sure >= SURE else None
            self._run(wanted)
            number += 1

    def _state(self, look: _Look, number: int) -> _State:
        """What would be chosen, how sure that is, and which bundles may be the best."""
        judge = self._judge()
        effects = look.belief.sample(SAMPLES, self._rules.seed * 1000 + number) + self._levels(number)[:, np.newaxis]
        chosen = self._chosen(look, judge)
        within = np.flatnonzero(look.allowed)
        inside, costs, at = effects[:, within], look.costs[within], int(np.searchsorted(within, chosen))
        chances = np.bincount(judge.best(inside, costs), minlength=len(within)) / SAMPLES
        order = [int(within[row]) for row in np.argsort(-chances, kind="stable") if chances[row] >= LEAST_CHANCE]
        loss = float(np.quantile(judge.loss(inside, at), AT_WORST))
        return _State(chosen, float(judge.is_good(inside, costs, at).mean()), loss, order)

    def _result(self, look: _Look, state: _State, dropped: list[int], number: int, *, is_settled: bool) -> SearchResult:
        rival = next((look.pool[row] for row in state.order if row != state.chosen), None)
        means = {look.pool[row]: look.base + float(look.belief.mean[row]) for row in self._rows(look.pool)}
        return SearchResult(
            look.pool[state.chosen], None if is_settled else rival, state.sure, is_settled, state.loss, tuple(dropped),
            means, number,
        )  # fmt: skip

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
            result = [choices.alone(number, units) for units in item.levels]
            paid = [bundle for bundle in result if choices.is_within(bundle)]
            if paid:
                alone[number] = [bundle for bundle in paid if bundle[number] in (*levels, paid[-1][number])]
        everything = choices.everything()
        without = {number: choices.without(everything, number) for number in alone if everything[number]}
        wanted = [choices.nothing, *(bundle for result in alone.values() for bundle in result)]
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
        kept = self._with_needs(kept, alone)
        return kept, [number for number in dropped if number in alone and number not in kept]

    def _with_needs(self, kept: list[int], alone: dict[int, list[Bundle]]) -> list[int]:
        """What is kept, and what that needs."""
        needed = {row for number in kept for row, units in enumerate(alone[number][0]) if units}
        return sorted({*kept, *needed})

    def _may_save(self, before: Bundle, after: Bundle, least: float) -> bool:
        """Whether a bundle may save more than so much beside another: the upper 95 % bound of what it saves."""
        pairs = (
            self._trials.values(before, self._rules.what)[:FIRST_DRAWS],
            self._trials.values(after, self._rules.what),
        )
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
        base = self._trials.values(self._choices.nothing, self._rules.what)
        return max(self._rules.share * float(np.nanmean(base)), self._rules.least)

    def _judge(self) -> Judge:
        return Judge(self._tolerance(), -math.inf if self._rules.goal_limit is None else self._rules.goal_limit)

    def _levels(self, number: int) -> np.ndarray:
        """Levels without measures that may be true, of which only a goal depends: float64[SAMPLES]."""
        mean, error = mean_and_error(self._trials.values(self._choices.nothing, self._rules.what))
        draw = np.random.default_rng([self._rules.seed, number])
        return np.asarray(mean + error * draw.standard_normal(SAMPLES))

    def _look(self, kept: list[int]) -> _Look:
        """What is believed of the bundles worth a thought: all within the budget, or those near the best so far."""
        bundles = self._choices.all_within(kept, POOL)
        if bundles is not None:
            return self._looked(bundles)
        pool = [bundle for bundle in self._seen if self.is_allowed(bundle)]
        for _ in range(EXPANSIONS):
            look = self._looked(pool)
            order = np.argsort(np.where(look.allowed, look.belief.mean, np.inf), kind="stable")[:TOP]
            near = [other for row in order for other in self._choices.near(look.pool[row], kept)]
            pool = list(dict.fromkeys([*(look.pool[row] for row in order), *pool, *near]))[:POOL]
        return self._looked(pool)

    def _looked(self, bundles: Sequence[Bundle]) -> _Look:
        choices, trials = self._choices, self._trials
        pool = list(dict.fromkeys([choices.nothing, *bundles, *self._seen]))
        level = trials.values(choices.nothing, self._rules.what)
        base = float(np.nanmean(level))
        rows = [row for row in self._rows(pool) if pool[row] != choices.nothing]
        result = [trials.values(pool[row], self._rules.what) for row in rows]
        values = [figures - level[: len(figures)] for figures in result]
        belief = believe(choices.shares(pool), rows, values, self._tolerance())
        allowed = np.array([self.is_allowed(bundle) for bundle in pool])
        return _Look(pool, belief, allowed, np.array([choices.cost(bundle) for bundle in pool]), base)

    def is_allowed(self, bundle: Bundle) -> bool:
        """Whether a bundle can be the plan: within the budget, and without what is hopeless."""
        return self._choices.is_within(bundle) and not any(bundle[row] for row in self._dropped)

    def _rows(self, pool: list[Bundle]) -> list[int]:
        number = {bundle: row for row, bundle in enumerate(pool)}
        return [number[bundle] for bundle in self._seen]

    def _chosen(self, look: _Look, judge: Judge) -> int:
        """Of what was run and can be paid, what is best by what is believed."""
        rows = np.array(sorted(row for row in self._rows(look.pool) if look.allowed[row]))
        return int(rows[judge.choose(look.base + look.belief.mean[rows], look.costs[rows])])

    def _wanted(self, look: _Look, state: _State) -> list[tuple[Bundle, int]]:
        """Draws for the next round, within what is left of the runs."""
        trials, left = self._trials, self._rules.most_runs - self._trials.runs
        most, wanted, chosen, order = trials.most_draws, [], state.chosen, state.order
        for row in dict.fromkeys([chosen, *order[:WIDTH]]):
            bundle = look.pool[row]
            count = trials.count(bundle)
            target = min(most, count + STEP_DRAWS if count else FIRST_DRAWS)
            if target > count:
                wanted.append((bundle, target))
        if not wanted or (len(order) > 1 and all(bundle == look.pool[chosen] for bundle, _ in wanted)):
            return []
        wanted.insert(0, (self._choices.nothing, max(target for _, target in wanted)))
        while len(wanted) > 1 and sum(max(target - trials.count(bundle), 0) for bundle, target in wanted) > left:
            wanted.pop()
        return wanted if len(wanted) > 1 else []
