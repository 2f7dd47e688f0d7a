"""How many units of one measure until a goal holds on nine days of ten: bisection, each step as sure as it must be."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np

from serai.runs.run import checked_seed
from serai.scenario.menu import Item
from serai.scenario.schema import MenuRow, Scenario
from serai.study.plan import item_named, prepared
from serai.study.plan_choices import Choices
from serai.study.plan_goal import MISSED, MOST_MISSED, Goal
from serai.study.plan_search import BOUND, SURE
from serai.study.plan_trials import DrawOptions, Simulated, mean_and_error

FIRST_DRAWS = 16


@dataclass(frozen=True)
class Level:
    """What one number of units gives.

    Attributes
    ----------
    units : int
    cost : float
    held, error : float
        Mean share of the days on which the goal holds, over the draws, and its standard error.
    draws : int
    """

    units: int
    cost: float
    held: float
    error: float
    draws: int

    @property
    def holds(self) -> bool:
        """Whether the goal holds on nine days of ten."""
        return self.held >= 1 - MOST_MISSED - 1e-12

    @property
    def sure(self) -> float:
        """Chance that it is on this side of nine days of ten."""
        far = abs(self.held - (1 - MOST_MISSED))
        return 1.0 if self.error == 0 else NormalDist().cdf(far / self.error)


@dataclass(frozen=True)
class HowMany:
    """How many units are needed.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    item : Item
    goal : Goal
    units : int or None
        The fewest with which the goal holds on nine days of ten; None where not even the most do.
    levels : tuple of Level
        What was tried, fewest units first.
    runs : int
    failed : dict of number of a draw -> why it failed
    """

    scenario: Scenario = field(repr=False)
    seed: int
    item: Item
    goal: Goal
    units: int | None
    levels: tuple[Level, ...]
    runs: int
    failed: dict[int, str] = field(repr=False)

    @property
    def is_settled(self) -> bool:
        """Whether the answer, and that one step fewer is not enough, are each sure by 90 %."""
        below = [level for level in self.levels if self.units is None or level.units < self.units]
        beside = [level for level in self.levels if level.units == self.units] + below[-1:]
        return all(level.sure >= SURE for level in beside)


def how_many(
    scenario: Scenario,
    measure: str,
    goal: str,
    *,
    menu: Sequence[MenuRow] | None = None,
    seed: int | None = None,
    folder: str | Path | None = None,
    threads: int | None = None,
    client: Any = None,
    on_run: Callable[[int], None] | None = None,
) -> HowMany:
    """Find the fewest units of one measure, with what it needs, with which a goal holds on nine days of ten.

    More units are taken to be no worse, so that the answer is found by halving. Draws are added to a number of units
    until it is sure on which side it lies, up to 64.

    Parameters
    ----------
    scenario : Scenario
    measure : str
        Of the menu.
    goal : str
        As in `serai.plan`.
    menu, seed, folder, threads, client, on_run
        As in `serai.plan`.

    Returns
    -------
    HowMany

    Raises
    ------
    UsageError
        If the measure is not on the menu.
    ScenarioError
        If the goal names what is not there, or the scenario cannot be run.
    """
    scenario, items, judged = prepared(scenario, menu, goal)
    assert judged is not None
    row, chosen_seed = item_named(items, measure), checked_seed(scenario.seed if seed is None else seed)
    choices, item = Choices(items), items[row]
    how = DrawOptions(None if folder is None else Path(folder), threads, client, on_run)
    trials = Simulated(scenario, items, judged, chosen_seed, how)
    numbers = (0, *item.levels)
    tried: dict[int, Level] = {}

    def level_of(at: int) -> Level:
        if at not in tried:
            bundle = choices.alone(row, numbers[at]) if numbers[at] else choices.nothing
            tried[at] = _level(trials, bundle, numbers[at], choices.cost(bundle))
        return tried[at]

    try:
        result = _fewest(level_of, len(numbers))
    finally:
        trials.leave()
    levels = tuple(tried[at] for at in sorted(tried))
    units = None if result is None else numbers[result]
    return HowMany(scenario, chosen_seed, item, judged, units, levels, trials.runs, dict(trials.failed))


def _fewest(level_of: Callable[[int], Level], count: int) -> int | None:
    """The first of so many levels that holds, by halving; the one below it is looked at as well."""
    if level_of(0).holds:
        return 0
    if not level_of(count - 1).holds:
        return None
    fails, holds = 0, count - 1
    while holds - fails > 1:
        middle = (fails + holds) // 2
        fails, holds = (fails, middle) if level_of(middle).holds else (middle, holds)
    return holds


def _level(trials: Simulated, bundle: tuple[int, ...], units: int, cost: float) -> Level:
    """One number of units, with as many draws as it takes to be sure."""
    n_draws = FIRST_DRAWS
    while True:
        trials.run([(bundle, n_draws)])
        missed, error = mean_and_error(trials.values(bundle, MISSED))
        is_sure = math.isfinite(error) and abs(missed - MOST_MISSED) > BOUND * error
        if is_sure or n_draws >= trials.most_draws:
            return Level(
                units, cost, 1 - missed, error, int(np.count_nonzero(~np.isnan(trials.values(bundle, MISSED))))
            )
        n_draws *= 2
