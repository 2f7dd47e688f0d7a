"""What to take for a budget: `serai plan`."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from serai.errors import UsageError
from serai.runs.run import checked_scenario, checked_seed
from serai.scenario.menu import Item, menu_of
from serai.scenario.nearest import nearest_or_all, quoted
from serai.scenario.rules.check import check
from serai.scenario.schema import MenuRow, Scenario
from serai.study.comparable import NO_LINES
from serai.study.plan_answer import Answer, AnswerMaker
from serai.study.plan_choices import Bundle, Choices, refuse_empty
from serai.study.plan_goal import FIGURES, MISSED, MOST_MISSED, Goal, read_goal
from serai.study.plan_search import Round, Rules, Search
from serai.study.plan_trials import DrawOptions, Simulated

HOURS_WAITED = "hours_waited"
RUNS_OF_AN_ITEM, LEAST_RUNS = 40, 150
TOLERANCE, DAYS_TOLERANCE = 0.01, 0.01  # of the figure without measures; of all days
OnRound = Callable[[Round, str], None]


@dataclass(frozen=True)
class Plan:
    """What to take for a budget.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    items : tuple of Item
        The menu.
    budget : float
        Infinite where none was given.
    minimise : str
        ``hours_waited`` or ``nights_outside``; blank where there is a goal.
    goal : Goal or None
    answer : Answer
        The plan itself (``answer.chosen``), the front of cost, what each step buys, regret, days of order.
    sure : float
        Chance that no bundle of the menu within the budget is better by more than the tolerance.
    is_settled : bool
        Whether that is at least 90 %.
    loss : float
        What is lost at worst beside the best (in 19 of 20 cases less): hours, nights, or share of days.
    tolerance : float
        The difference that does not matter, in the same unit.
    dropped : tuple of str
        Measures that save nothing worth naming.
    runs, rounds : int
    failed : dict of number of a draw -> why it failed; left out everywhere
    """

    scenario: Scenario = field(repr=False)
    seed: int
    items: tuple[Item, ...] = field(repr=False)
    budget: float
    minimise: str
    goal: Goal | None
    answer: Answer
    sure: float
    is_settled: bool
    loss: float
    tolerance: float
    dropped: tuple[str, ...]
    runs: int
    rounds: int
    failed: dict[int, str] = field(repr=False)

    @property
    def holds(self) -> bool | None:
        """Whether the goal holds on nine days of ten with the plan; None without a goal."""
        return None if self.goal is None else self.answer.chosen.expected <= MOST_MISSED


def plan(
    scenario: Scenario,
    *,
    budget: float | None = None,
    minimise: str = HOURS_WAITED,
    goal: str | None = None,
    menu: Sequence[MenuRow] | None = None,
    seed: int | None = None,
    runs: int | None = None,
    folder: str | Path | None = None,
    threads: int | None = None,
    client: Any = None,
    on_round: OnRound | None = None,
    on_run: Callable[[int], None] | None = None,
) -> Plan:
    """Find the best measures on a menu for a budget.

    Parameters
    ----------
    scenario : Scenario
    budget : float, > 0, optional
        In the unit of the menu's costs; absent: no limit.
    minimise : str, default ``hours_waited``
        Or ``nights_outside``.
    goal : str, optional
        In its place what is to hold on nine days of ten, as ``wait_served.p90 < 12h at Mashtakovo-Syrym``: the
        cheapest bundle with which it does is sought.
    menu : sequence of MenuRow, default the table `menu` of the scenario, or else its measures
    seed : int, default that of the scenario
    runs : int, optional
        Most runs of the search; default 40 for each measure of the menu, at least 150.
    folder : str or Path, optional
        Where draws are kept as they end; a search that was stopped goes on with them.
    threads, client
        As in `serai.simulate`.
    on_round : function of (Round, name of what would be chosen), optional
    on_run : function of runs that have ended since the last call, optional

    Returns
    -------
    Plan

    Raises
    ------
    UsageError
        If an option is out of bounds, or there is nothing to choose among.
    ScenarioError
        If the goal names what is not there, or the scenario cannot be run.
    """
    scenario, items, judged = prepared(scenario, menu, goal)
    if minimise not in FIGURES:
        raise UsageError(f"minimise must be {' or '.join(FIGURES)}, got {quoted(minimise)}")
    chosen_seed = checked_seed(scenario.seed if seed is None else seed)
    choices = Choices(items, checked_budget(budget, items))
    most = _most_runs(items) if runs is None else runs
    what = minimise if judged is None else MISSED
    how = DrawOptions(None if folder is None else Path(folder), threads, client, on_run)
    trials = Simulated(scenario, items, judged, chosen_seed, how)
    rules = Rules(what, None, TOLERANCE, 1.0, chosen_seed, most)
    if judged is not None:
        rules = Rules(what, MOST_MISSED, 0.0, DAYS_TOLERANCE, chosen_seed, most)
    search = Search(choices, trials, rules, None if on_round is None else _reporter(on_round, choices))
    try:
        result = search.run()
        answer = AnswerMaker(scenario, choices, trials, search, what, judged).answer(result)
    finally:
        trials.leave()
    return Plan(
        scenario=scenario, seed=chosen_seed, items=items, budget=choices.budget,
        minimise="" if judged else minimise, goal=judged, answer=answer, sure=result.sure, is_settled=result.is_settled,
        loss=result.loss, tolerance=search.tolerance, dropped=tuple(items[row].name for row in result.dropped),
        runs=trials.runs, rounds=result.rounds, failed=dict(sorted(trials.failed.items())),
    )  # fmt: skip


def most_runs(scenario: Scenario, menu: Sequence[MenuRow] | None = None) -> int:
    """The most runs of a search where none are named: 40 for each measure of the menu, at least 150."""
    return _most_runs(prepared(scenario, menu, None)[1])


def _most_runs(items: Sequence[Item]) -> int:
    return max(RUNS_OF_AN_ITEM * len(items), LEAST_RUNS)


def _reporter(on_round: OnRound, choices: Choices) -> Callable[[Round], None]:
    return lambda now: on_round(now, choices.name(now.chosen))


def prepared(
    scenario: Scenario, menu: Sequence[MenuRow] | None, goal: str | None
) -> tuple[Scenario, tuple[Item, ...], Goal | None]:
    """A scenario with its menu, the items of that, and the goal.

    Raises
    ------
    UsageError
        If there is nothing to choose among.
    ScenarioError
        If the scenario, the menu or the goal is at fault.
    """
    if not checked_scenario(scenario).has_lines:
        raise UsageError(NO_LINES)
    if menu is not None:
        scenario = scenario.model_copy(update={"menu": tuple(menu)})
        check(scenario)
    items = menu_of(scenario)
    refuse_empty(items, scenario)
    return scenario, items, None if goal is None else read_goal(goal, scenario)


def checked_budget(budget: float | None, items: Sequence[Item]) -> float:
    """The budget as a number; raises UsageError where it is none, or buys nothing of the menu."""
    if budget is None:
        return math.inf
    if not (math.isfinite(budget) and budget > 0):
        raise UsageError(f"the budget must be greater than 0, got {budget:g}")
    choices = Choices(items, budget)
    bundles: list[Bundle] = [choices.alone(row, item.levels[0]) for row, item in enumerate(items)]
    cheapest = min(bundles, key=choices.cost)
    if not any(map(choices.is_within, bundles)):
        cost, name = choices.cost(cheapest), choices.name(cheapest)
        raise UsageError(f"a budget of {budget:,.0f} buys nothing on the menu; the cheapest is {name} for {cost:,.0f}")
    return float(budget)


def item_named(items: Sequence[Item], name: str) -> int:
    """The row of an item by its name; raises UsageError, with the nearest match, where there is none."""
    names = [item.name for item in items]
    if name not in names:
        raise UsageError(f"{quoted(name)} is not on the menu.{nearest_or_all(name, names)}")
    return names.index(name)
