"""When a bundle is the best: it leaves least of what is minimised, or is the cheapest that holds the goal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BIG = np.inf


@dataclass(frozen=True)
class Judge:
    """How bundles are judged by the effects that they may have.

    Attributes
    ----------
    tolerance : float
        A difference that does not matter, in the unit of what is judged.
    limit : float
        The greatest figure with which the goal holds, on the scale of the effects; below every figure: there is no
        goal, and the least figure is best.
    """

    tolerance: float
    limit: float = -BIG

    def choose(self, means: np.ndarray, costs: np.ndarray) -> int:
        """The row to choose by what is expected: of those that differ by less than half the tolerance the cheapest."""
        near = means <= max(self.limit, float(means.min()) + self.tolerance / 2)
        return int(np.lexsort((means, np.where(near, costs, BIG)))[0])

    def best(self, effects: np.ndarray, costs: np.ndarray) -> np.ndarray:
        """The best row of each sample of effects: int64[n_samples]; effects are float64[n_samples, n]."""
        least = effects.argmin(axis=1)
        holds = effects <= self.limit
        paid = np.where(holds, costs, BIG)
        cheapest = paid.argmin(axis=1)
        return np.asarray(np.where(holds.any(axis=1), cheapest, least))

    def is_good(self, effects: np.ndarray, costs: np.ndarray, chosen: int) -> np.ndarray:
        """Whether what was chosen is the best in each sample, but for the tolerance: bool[n_samples]."""
        mine = effects[:, chosen]
        is_least = mine <= effects.min(axis=1) + self.tolerance
        cheaper = costs < costs[chosen]
        beaten = (effects[:, cheaper] <= self.limit - self.tolerance).any(axis=1)
        could_hold = (effects <= self.limit).any(axis=1)
        good = np.where(could_hold, (mine <= self.limit + self.tolerance) & ~beaten, is_least)
        return np.asarray(good)

    def loss(self, effects: np.ndarray, chosen: int) -> np.ndarray:
        """What is lost beside the best, in the unit of what is judged: float64[n_samples]."""
        least = np.maximum(effects.min(axis=1), self.limit)
        return np.asarray(np.maximum(effects[:, chosen] - least, 0.0))
