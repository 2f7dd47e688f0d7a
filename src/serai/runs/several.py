"""Draws of several scenarios side by side, each with the same chance and the same values of what they share.

A search runs few draws of many scenarios that differ by measures. What is kept of each draw is small: the figures by
which measures are judged, by day too, and answers to the observations.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing
from typing import Any, NamedTuple

from serai.jit import Progress
from serai.runs.draws import Members
from serai.runs.engine import outcomes_of, take_in
from serai.runs.ensemble import Ensemble, planned, reason
from serai.scenario.schema import Scenario

KEPT = "totals"


class DrawRequest(NamedTuple):
    """Draws of one scenario.

    Attributes
    ----------
    plan : Ensemble, as `ensemble` gives it
    members : Members
        Takes each draw as it ends.
    numbers : tuple of int
        Which draws, counted from 0; not yet among the members.
    """

    plan: Ensemble
    members: Members
    numbers: tuple[int, ...]


class Ensembles:
    """Ensembles of scenarios that share seed and design, and end together when one is stopped.

    Parameters
    ----------
    seed : int
    n_draws : int
        Of the design of each; any number of its draws, from the first on, can be run.
    """

    def __init__(self, seed: int, n_draws: int) -> None:
        self.seed, self.n_draws, self._stop = seed, n_draws, threading.Event()

    def of(self, scenario: Scenario) -> Ensemble:
        """The ensemble of a scenario."""
        return planned(scenario, self.seed, self.n_draws, KEPT, stop=self._stop)


def run_several(
    wanted: Sequence[DrawRequest],
    *,
    threads: int | None = None,
    client: Any = None,
    on_progress: Progress | None = None,
) -> list[dict[int, str]]:
    """Run draws of several scenarios.

    Parameters
    ----------
    wanted : sequence of DrawRequest, of one `Ensembles`
    threads, client
        As in `serai.runs.engine.run_draws`.
    on_progress : function of (draws done, draws in all), optional

    Returns
    -------
    list of dict, one for each of `wanted`: number of a draw that failed -> why.
    """
    failed: list[dict[int, str]] = [{} for _ in wanted]
    if not wanted:
        return failed
    plans, size = [item.plan for item in wanted], len(wanted[0].plan.values)
    draws = [row * size + number for row, item in enumerate(wanted) for number in item.numbers]
    with closing(outcomes_of(plans, draws, threads, client)) as outcomes:
        for done, (count, result) in enumerate(outcomes, start=1):
            row, number = divmod(count, size)
            if isinstance(result, Exception):
                failed[row][number] = reason(result)
            else:
                take_in(wanted[row].members, number, result)
            if on_progress is not None:
                on_progress(done, len(draws))
    return failed
