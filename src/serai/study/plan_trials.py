"""The runs of a search: the first draws of each bundle, kept as they end, and what they say.

Every bundle takes the draws in one order, so that any two have those of the shorter one in common: the same values of
what is uncertain, and the same chance.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from serai.errors import SeraiError
from serai.results.figures import WHOLE, Figure
from serai.results.totals import TOTALS
from serai.runs.draws import InMemory, Members
from serai.runs.ensemble import Ensemble
from serai.runs.kept import DrawsFolder, plan_of
from serai.runs.several import DrawRequest, Ensembles, run_several
from serai.scenario.menu import Item
from serai.scenario.schema import Scenario
from serai.study.plan_choices import Bundle, scenario_with
from serai.study.plan_goal import FIGURES, MISSED, Goal

MOST_DRAWS = 64  # of a bundle; designs of powers of two begin with each other
BY_DAY = ("hours_waited", "nights_without_bed")
KEY_LENGTH = 16
OnRuns = Callable[[int], None]  # of runs that have ended since the last call


class Trials(Protocol):
    """Draws of bundles, made when they are asked for."""

    most_draws: int

    def run(self, wanted: Sequence[tuple[Bundle, int]]) -> None:
        """See to it that so many draws of each bundle are there, from the first on."""

    def values(self, bundle: Bundle, what: str) -> np.ndarray:
        """A figure of each draw that is there: float64[n]; NaN where a draw failed or does not have it."""

    def count(self, bundle: Bundle) -> int:
        """How many draws of a bundle are there."""

    @property
    def runs(self) -> int:
        """How many runs there are in all."""


class DrawOptions(NamedTuple):
    """How draws are made.

    Attributes
    ----------
    folder : Path or None
        Where draws are kept, a folder for each bundle; those of the same plan that lie there are not run again.
    threads, client
        As in `serai.simulate`.
    on_run : function of runs that have ended since the last call, or None
    """

    folder: Path | None = None
    threads: int | None = None
    client: Any = None
    on_run: OnRuns | None = None


class _Trial(NamedTuple):
    """The draws of one bundle."""

    plan: Ensemble
    members: Members


class Simulated:
    """Draws of a scenario with bundles of a menu, as `Trials`.

    Parameters
    ----------
    scenario : Scenario
    items : sequence of Item
    goal : Goal or None
    seed : int
    how : DrawOptions
    """

    most_draws = MOST_DRAWS

    def __init__(
        self, scenario: Scenario, items: Sequence[Item], goal: Goal | None, seed: int, how: DrawOptions
    ) -> None:
        self._scenario = scenario.model_copy(update={"observations": goal.questions() if goal else ()})
        self._items, self._goal, self._how = tuple(items), goal, how
        self._ensembles = Ensembles(seed, MOST_DRAWS)
        self._trials: dict[Bundle, _Trial] = {}
        self._counts: dict[Bundle, int] = {}
        self._values: dict[tuple[Bundle, int], dict[str, float]] = {}
        self._days: dict[tuple[Bundle, int], dict[str, np.ndarray]] = {}
        self.failed: dict[int, str] = {}

    @property
    def runs(self) -> int:
        """How many runs there are in all."""
        return sum(self._counts.values())

    def count(self, bundle: Bundle) -> int:
        """How many draws of a bundle are there."""
        return self._counts.get(bundle, 0)

    def run(self, wanted: Sequence[tuple[Bundle, int]]) -> None:
        """See to it that so many draws of each bundle are there, from the first on.

        Raises
        ------
        SeraiError
            If every draw of a bundle fails.
        """
        orders = []
        for bundle, n_draws in wanted:
            trial, known = self._trial(bundle), self._trials[bundle].members.known()
            numbers = tuple(number for number in range(n_draws) if number not in known and number not in self.failed)
            self._report(n_draws - self.count(bundle) - len(numbers))
            orders.append((bundle, n_draws, DrawRequest(trial.plan, trial.members, numbers)))
        done = [0]

        def on_progress(now: int, n: int) -> None:
            self._report(now - done[0])
            done[0] = now

        wanted_now = [order for _, _, order in orders]
        failed = run_several(wanted_now, threads=self._how.threads, client=self._how.client, on_progress=on_progress)
        for (bundle, n_draws, order), faults in zip(orders, failed, strict=True):
            self._counts[bundle] = max(n_draws, self.count(bundle))
            self.failed |= faults
            if order.numbers and len(faults) == len(order.numbers) and not order.members.known():
                raise SeraiError(f"all draws failed; the first: {faults[min(faults)]}")

    def values(self, bundle: Bundle, what: str) -> np.ndarray:
        """A figure of each draw that is there: float64[n]; NaN where the draw failed in any bundle."""
        return np.array([
            np.nan if number in self.failed else self._of(bundle, number)[what] for number in range(self.count(bundle))
        ])  # fmt: skip

    def by_day(self, bundle: Bundle, what: str) -> np.ndarray:
        """A figure by day of the scenario in each draw that ended: float64[n, n_days]."""
        numbers = [number for number in range(self.count(bundle)) if number not in self.failed]
        for number in numbers:
            if (bundle, number) not in self._days:
                arrays = self._trials[bundle].members.arrays_of([number])
                self._days[bundle, number] = {name: np.asarray(arrays[name][0]) for name in BY_DAY}
        return np.stack([self._days[bundle, number][FIGURES.get(what, what)] for number in numbers])

    def leave(self) -> None:
        """Remove folders in which nothing was kept."""
        for trial in reversed(self._trials.values()):  # the first made the folder of all
            if isinstance(trial.members, DrawsFolder):
                trial.members.leave()

    def _trial(self, bundle: Bundle) -> _Trial:
        if bundle not in self._trials:
            changed = scenario_with(self._scenario, self._items, bundle)
            plan = self._ensembles.of(changed)
            members: Members = InMemory()
            if self._how.folder is not None:
                key = hashlib.sha256(changed.model_dump_json().encode("utf-8")).hexdigest()[:KEY_LENGTH]
                members = DrawsFolder(
                    self._how.folder / key, plan_of(changed, self._ensembles.seed, MOST_DRAWS), force=True
                )
            self._trials[bundle] = _Trial(plan, members)
        return self._trials[bundle]

    def _of(self, bundle: Bundle, number: int) -> dict[str, float]:
        if (bundle, number) not in self._values:
            members = self._trials[bundle].members
            figures = members.figures_of(number)
            result = {total.name: figures[Figure(WHOLE, "", total.name)] for total in TOTALS}
            result |= {name: result[total] for name, total in FIGURES.items()}
            if self._goal is not None:
                result[MISSED] = self._goal.missed(members.answers_of(number))
            self._values[bundle, number] = result
        return self._values[bundle, number]

    def _report(self, runs: int) -> None:
        if self._how.on_run is not None and runs > 0:
            self._how.on_run(runs)


def mean_and_error(values: np.ndarray) -> tuple[float, float]:
    """Mean of the draws that have a figure, and its standard error."""
    known = values[~np.isnan(values)]
    return float(known.mean()), float(known.std(ddof=1) / math.sqrt(known.size)) if known.size > 1 else math.inf
