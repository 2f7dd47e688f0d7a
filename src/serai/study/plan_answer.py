"""What a search says to a planner: the front of cost, what each step buys, regret, and when to order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np

from serai.results.bands import Band, band_or_zero
from serai.scenario.schema import Scenario
from serai.study.plan_choices import Bundle, Choices
from serai.study.plan_goal import FIGURES, MISSED, Goal
from serai.study.plan_search import FINAL_DRAWS, Search, SearchResult
from serai.study.plan_trials import Simulated

WORST_SHARE = 0.1  # of the draws
LEAST_WORST = 2
NEAREST = 8  # bundles that are compared with the plan there
FIRST_GAIN = 0.05  # of what a measure saves in a draw, by when it has begun to count
EARLY = 0.1  # of the draws begin earlier
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Option:
    """One bundle: what it holds, what it costs, what it leaves.

    Attributes
    ----------
    name : str
        As "desk x2 + beds"; blank for nothing.
    units : dict of name of a measure -> units
    cost : float
    hours_waited, nights_outside : Band
        Median and 80 % band over the draws; of a bundle with fewer draws than the plan those without measures, moved by
        the mean of what it saves in its own draws.
    held : Band or None
        Share of the days on which the goal holds; None without a goal.
    expected : float
        Mean of what is judged (hours, nights, share of days missed) over the same draws.
    draws : int
        That were run.
    """

    name: str
    units: dict[str, int]
    cost: float
    hours_waited: Band
    nights_outside: Band
    held: Band | None
    expected: float
    draws: int


@dataclass(frozen=True)
class Step:
    """What one more measure buys: what it adds, its cost, and what it saves beside the step before, draw by draw."""

    adds: str
    units: dict[str, int]
    cost: float
    total: float
    hours_saved: Band
    nights_saved: Band
    days_gained: Band | None


@dataclass(frozen=True)
class Regret:
    """What is lost if the worst draws come true.

    Attributes
    ----------
    draws : int
        The tenth of the draws in which the plan leaves most.
    left : float
        What it leaves there, on the mean.
    better : str
        What would have been best there, within the budget; blank where it is the plan itself.
    loss : float
        What that would have saved beside the plan.
    """

    draws: int
    left: float
    better: str
    loss: float


@dataclass(frozen=True)
class Due:
    """When a measure must be ordered.

    Attributes
    ----------
    name : str
    units : int
    starts : date
        From when on it is planned.
    needed : date
        The first day on which it saves anything worth naming in one draw of ten.
    order_by : date
        So many days of lead time before.
    """

    name: str
    units: int
    starts: date
    needed: date
    order_by: date


@dataclass(frozen=True)
class Answer:
    """What a search says, as `serai.study.plan.Plan` holds it."""

    base: Option
    chosen: Option
    saved: Step
    rival: Option | None
    front: tuple[Option, ...]
    tried: tuple[Option, ...]
    steps: tuple[Step, ...]
    regret: Regret
    due: tuple[Due, ...]


class AnswerMaker:
    """Tells what bundles leave, over the draws that all of them have.

    Parameters
    ----------
    scenario : Scenario
    choices : Choices
    trials : Simulated
    search : Search
        After its run.
    what : str
        What is judged.
    goal : Goal or None
    """

    def __init__(
        self, scenario: Scenario, choices: Choices, trials: Simulated, search: Search, what: str, goal: Goal | None
    ) -> None:
        self._scenario, self._choices, self._trials, self._search = scenario, choices, trials, search
        self._what, self._goal = what, goal

    def answer(self, result: SearchResult) -> Answer:
        """Everything; runs what is missing for it."""
        choices, search = self._choices, self._search
        path = self._path(result.chosen)
        rivals = [result.rival] if result.rival is not None else []
        search.add([*path, *rivals, *self._front(result.chosen), *self._nearest()], FINAL_DRAWS)
        front = self._front(result.chosen)
        search.add(front, FINAL_DRAWS)
        option = self._options()
        return Answer(
            base=option[choices.nothing], chosen=option[result.chosen],
            saved=self._step(choices.nothing, result.chosen), rival=option[rivals[0]] if rivals else None,
            front=tuple(option[bundle] for bundle in front), tried=tuple(option.values()),
            steps=tuple(self._step(before, after) for before, after in pairwise(path)),
            regret=self._regret(result.chosen), due=self._due(path),
        )  # fmt: skip

    def _path(self, chosen: Bundle) -> list[Bundle]:
        """From nothing to what is chosen: the part is last that is missed least for its cost."""
        path, choices = [chosen], self._choices
        while any(path[0]):
            now = path[0]
            less = list(dict.fromkeys(choices.without(now, row) for row, units in enumerate(now) if units))
            left, *others = self._search.expected([now, *less])
            price = [choices.cost(now) - choices.cost(bundle) for bundle in less]
            missed = [(other - left) / max(paid, 1.0) for other, paid in zip(others, price, strict=True)]
            path.insert(0, less[int(np.argmin(missed))])
        return path

    def _nearest(self) -> list[Bundle]:
        """Of what was run within the budget, what leaves least: it is compared with the plan in the worst draws."""
        seen = [bundle for bundle in self._search.seen if self._choices.is_within(bundle)]
        return sorted(seen, key=self._left)[:NEAREST]

    def _front(self, chosen: Bundle) -> list[Bundle]:
        """Bundles within the budget of which none cheaper leaves as little, up to the cost of what is chosen."""
        choices = self._choices
        seen = [bundle for bundle in self._search.seen if self._search.is_allowed(bundle)]
        left = {bundle: self._left(bundle) for bundle in seen}
        front = [choices.nothing]
        for bundle in sorted(seen, key=lambda bundle: (choices.cost(bundle), left[bundle])):
            is_cheaper = choices.cost(bundle) < choices.cost(chosen)
            if is_cheaper and left[bundle] < left[front[-1]] - self._search.tolerance / 2:
                if choices.cost(front[-1]) == choices.cost(bundle) and len(front) > 1:
                    front.pop()
                front.append(bundle)
        return front if chosen == choices.nothing else [*front, chosen]

    def _options(self) -> dict[Bundle, Option]:
        return {bundle: self._option(bundle) for bundle in self._search.seen}

    def _left(self, bundle: Bundle) -> float:
        """The mean of what is judged."""
        return float(np.nanmean(self._moved(bundle, self._what)))

    def _option(self, bundle: Bundle) -> Option:
        choices = self._choices
        return Option(
            name=choices.name(bundle), units=self._units(bundle),
            cost=choices.cost(bundle), hours_waited=self._band(bundle, "hours_waited"),
            nights_outside=self._band(bundle, "nights_outside"),
            held=None if self._goal is None else band_or_zero(1 - self._moved(bundle, MISSED)),
            expected=self._left(bundle), draws=self._trials.count(bundle),
        )  # fmt: skip

    def _units(self, bundle: Bundle) -> dict[str, int]:
        return {item.name: units for item, units in zip(self._choices.items, bundle, strict=True) if units}

    def _values(self, bundle: Bundle, what: str) -> np.ndarray:
        return self._trials.values(bundle, what)[:FINAL_DRAWS]

    def _band(self, bundle: Bundle, what: str) -> Band:
        return band_or_zero(self._moved(bundle, what))

    def _moved(self, bundle: Bundle, what: str) -> np.ndarray:
        """A figure in the draws that all share; of a bundle with fewer, that without measures, moved."""
        values, base = self._values(bundle, what), self._values(self._choices.nothing, what)
        size = len(values)
        return values if size == len(base) else base + float(np.nanmean(values - base[:size]))

    def _step(self, before: Bundle, after: Bundle) -> Step:
        choices = self._choices

        def saved(what: str) -> Band:
            return band_or_zero(self._values(before, what) - self._values(after, what))

        added = tuple(new if old != new else 0 for old, new in zip(before, after, strict=True))
        total = choices.cost(after)
        gained = None if self._goal is None else saved(MISSED)
        hours, nights = saved("hours_waited"), saved("nights_outside")
        units = self._units(added)
        return Step(choices.name(added), units, total - choices.cost(before), total, hours, nights, gained)

    def _regret(self, chosen: Bundle) -> Regret:
        """In the tenth of the draws in which the plan leaves most, what would have been best of all that was run."""
        mine = self._values(chosen, self._what)
        known = np.flatnonzero(~np.isnan(mine))
        count = max(math.ceil(WORST_SHARE * known.size), min(LEAST_WORST, known.size))
        worst = known[np.argsort(-mine[known], kind="stable")[:count]]
        left, others = float(mine[worst].mean()), {}
        for bundle in self._search.seen:
            values = self._values(bundle, self._what)
            if self._choices.is_within(bundle) and len(values) == len(mine):
                others[bundle] = float(values[worst].mean())
        best = min(others, key=lambda bundle: (others[bundle], self._choices.cost(bundle)))
        is_other = others[best] < left
        return Regret(count, left, self._choices.name(best) if is_other else "", left - others[best])

    def _due(self, path: Sequence[Bundle]) -> tuple[Due, ...]:
        result = []
        for before, after in pairwise(path):
            needed = self._first_need(before, after)
            for row, units in enumerate(after):
                if units == before[row]:
                    continue
                item = self._choices.items[row]
                starts = item.start.date()
                first = max(starts, needed) if needed is not None else starts
                order_by = datetime.combine(first, item.start.time()) - timedelta(days=item.lead_days)
                result.append(Due(item.name, units, starts, first, order_by.date()))
        return tuple(sorted(result, key=lambda due: (due.order_by, due.name)))

    def _first_need(self, before: Bundle, after: Bundle) -> date | None:
        """The first day on which a step counts in one draw of ten; None where it saves nothing in any."""
        what = self._what if self._what in FIGURES else "hours_waited"
        days = [self._trials.by_day(bundle, what)[:FINAL_DRAWS] for bundle in (before, after)]
        size = min(map(len, days))
        saved = np.cumsum(days[0][:size] - days[1][:size], axis=1)
        firsts = [int(np.argmax(draw >= FIRST_GAIN * draw[-1])) for draw in saved if draw[-1] > 0]
        if not firsts:
            return None
        return self._scenario.start + int(np.quantile(firsts, EARLY)) * ONE_DAY
