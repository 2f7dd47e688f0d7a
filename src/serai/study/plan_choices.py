"""What can be taken together: bundles of a menu, their cost, and which lie within a budget."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from serai.errors import UsageError
from serai.scenario.change import with_measures
from serai.scenario.menu import Item, changes_of
from serai.scenario.schema import Scenario

Bundle = tuple[int, ...]  # units of each item of the menu, in its order
A_CENT = 0.005


class Choices:
    """Bundles of a menu.

    Parameters
    ----------
    items : sequence of Item
    budget : float, default without limit
        What a bundle may cost at most, in the unit of the menu.
    """

    def __init__(self, items: Sequence[Item], budget: float = math.inf) -> None:
        self.items, self.budget = tuple(items), budget
        row = {item.name: number for number, item in enumerate(items)}
        self._needs = [tuple(row[name] for name in item.needs) for item in items]
        self._excludes = {frozenset((number, row[name])) for number, item in enumerate(items) for name in item.excludes}

    @property
    def nothing(self) -> Bundle:
        """The bundle of nothing."""
        return (0,) * len(self.items)

    def cost(self, bundle: Bundle) -> float:
        """What a bundle costs."""
        return float(sum(item.unit_cost * units for item, units in zip(self.items, bundle, strict=True)))

    def is_within(self, bundle: Bundle) -> bool:
        """Whether it can be paid and taken."""
        return self.cost(bundle) <= self.budget + A_CENT and self.is_possible(bundle)

    def is_possible(self, bundle: Bundle) -> bool:
        """Whether everything is there that its parts need, and nothing that they exclude."""
        taken = [number for number, units in enumerate(bundle) if units]
        return all(bundle[needed] for number in taken for needed in self._needs[number]) and not any(
            pair in self._excludes for pair in map(frozenset, combinations(taken, 2))
        )

    def name(self, bundle: Bundle) -> str:
        """What it holds, as "desk x2 + beds"; blank for nothing."""
        return " + ".join(
            item.name if units == 1 and item.levels == (1,) else f"{item.name} x{units}"
            for item, units in zip(self.items, bundle, strict=True)
            if units
        )

    def alone(self, number: int, units: int) -> Bundle:
        """One item, with what it needs at its least."""
        bundle = list(self.nothing)
        bundle[number] = units
        waiting = [number]
        while waiting:
            for needed in self._needs[waiting.pop()]:
                if not bundle[needed]:
                    bundle[needed] = self.items[needed].levels[0]
                    waiting.append(needed)
        return tuple(bundle)

    def without(self, bundle: Bundle, number: int) -> Bundle:
        """The bundle without an item, and without what needs it."""
        left = list(bundle)
        waiting = [number]
        while waiting:
            gone = waiting.pop()
            left[gone] = 0
            waiting += [row for row, needs in enumerate(self._needs) if left[row] and gone in needs]
        return tuple(left)

    def everything(self) -> Bundle:
        """As much of everything as can be taken together whatever it costs, in the order of the menu."""
        bundle = list(self.nothing)
        for number, item in enumerate(self.items):
            more = [
                max(units, needed) for units, needed in zip(bundle, self.alone(number, item.levels[-1]), strict=True)
            ]
            if self.is_possible(tuple(more)):
                bundle = more
        return tuple(bundle)

    def shares(self, bundles: Sequence[Bundle]) -> np.ndarray:
        """Units as shares of the most: float64[n_bundles, n_items]."""
        most = np.array([item.levels[-1] for item in self.items], dtype=np.float64)
        return np.array(bundles, dtype=np.float64).reshape(len(bundles), len(most)) / most

    def all_within(self, kept: Sequence[int], most: int) -> list[Bundle] | None:
        """Every bundle of some items within the budget; None where there are more than `most`."""
        result: list[Bundle] = []
        for bundle in self._grown(self.nothing, list(kept), 0):
            if self.is_possible(bundle):
                result.append(bundle)
                if len(result) > most:
                    return None
        return result

    def _grown(self, bundle: Bundle, kept: list[int], at: int) -> Iterator[Bundle]:
        if at == len(kept):
            yield bundle
            return
        for units in (0, *self.items[kept[at]].levels):
            more = (*bundle[: kept[at]], units, *bundle[kept[at] + 1 :])
            if self.cost(more) > self.budget + A_CENT:
                return
            yield from self._grown(more, kept, at + 1)

    def near(self, bundle: Bundle, kept: Sequence[int]) -> list[Bundle]:
        """Bundles within the budget that differ by one item, or by one item in the place of another."""
        steps = [(number, units) for number in kept for units in (0, *self.items[number].levels)]
        once = [self._put(bundle, number, units) for number, units in steps if units != bundle[number]]
        smaller = [self.without(bundle, number) for number in kept if bundle[number]]
        swapped = [
            self._put(less, number, units) for less in smaller for number, units in steps if units and not less[number]
        ]
        return [
            other for other in dict.fromkeys([*once, *smaller, *swapped]) if other != bundle and self.is_within(other)
        ]

    def _put(self, bundle: Bundle, number: int, units: int) -> Bundle:
        if not units:
            return self.without(bundle, number)
        alone = self.alone(number, units)
        return tuple(
            units if row == number else max(present, needed)
            for row, (present, needed) in enumerate(zip(bundle, alone, strict=True))
        )


def scenario_with(scenario: Scenario, items: Sequence[Item], bundle: Bundle) -> Scenario:
    """A scenario in which a bundle has been taken, and nothing stands but what runs depend on.

    Raises
    ------
    ScenarioError
        If its parts break a rule together.
    """
    taken = [(item, units) for item, units in zip(items, bundle, strict=True) if units]
    rows = [change for item, units in taken for change in changes_of(item.changes, units)]
    bare = scenario.model_copy(update={"measures": tuple(rows), "menu": ()})
    changed = with_measures(bare, [item.name for item, _ in taken]) if taken else bare
    return changed.model_copy(update={"measures": (), "standards": ()})


def refuse_empty(items: Sequence[Item], scenario: Scenario) -> None:
    """Raise UsageError where there is nothing to choose among."""
    if not items:
        raise UsageError(
            f"{scenario.name} has neither a menu nor measures to choose from: add a table menu, or name a file with "
            "--menu"
        )
