"""Runs that are given how many came in on each day: departures are scaled until the run agrees (docs/model/leaving).

What is left to the model is where they cross, by which mode, how long they stand, and what becomes of them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from serai.jit import Progress
from serai.scenario.schema import Scenario
from serai.state.log import Outcome

ROUNDS = 5  # runs at most, the last of which is the result
CLOSE_ENOUGH = 0.02  # mean error of the days, as a share of the mean day
MOST_CHANGE = 3.0  # of a day's factor in one round
MOST_FACTOR = 30.0
LATER_DAYS = 7  # given days by whose factors later ones are scaled

Course = Callable[[Scenario, Progress | None], Outcome]


def run_as_given(scenario: Scenario, course: Course, on_progress: Progress | None = None) -> Outcome:
    """Run a scenario with departures by day such that its entries are those of the table `given`.

    Parameters
    ----------
    scenario : Scenario
    course : function of (scenario, on_progress) -> Outcome
    on_progress : function of (ticks done, ticks in all), optional
        Called as for one run that is as long as all rounds; it ends early where fewer are needed.

    Returns
    -------
    Outcome of the last round. Where posts cannot let in what is given, entries stay below it.
    """
    factors = np.array([*(scenario.leaving.day_factors or ()), *np.ones((scenario.end - scenario.start).days)])
    factors = factors[: (scenario.end - scenario.start).days]
    outcome = course(scenario, _of_round(0, on_progress))
    for number in range(1, ROUNDS):
        wanted, entered, left = _by_day(scenario, outcome)
        if _error(wanted, entered) <= CLOSE_ENOUGH:
            break
        factors = np.clip(factors * change_of_factors(left, entered, wanted), 1 / MOST_FACTOR, MOST_FACTOR)
        leaving = scenario.leaving.model_copy(update={"day_factors": tuple(factors.tolist())})
        outcome = course(scenario.model_copy(update={"leaving": leaving}), _of_round(number, on_progress))
    if on_progress is not None:
        on_progress(1, 1)
    return outcome


def _of_round(number: int, on_progress: Progress | None) -> Progress | None:
    """Progress of one round as part of that of all."""
    if on_progress is None:
        return None

    def report(done: int, whole: int) -> None:
        on_progress(number * whole + done, ROUNDS * whole)

    return report


def change_of_factors(left: np.ndarray, entered: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """By how much to multiply departures of each day so that entries become those wanted.

    People are taken to enter in the order in which they left: those who entered on a day left between the moments at
    which as many had left as had entered by its begin and by its end. Departures of that time are multiplied by
    wanted / entered.

    Parameters
    ----------
    left, entered : float64[n_days], people who left and who entered because of triggers
    wanted : float64[n_days]; NaN where nothing is given

    Returns
    -------
    float64[n_days], within 1 / MOST_CHANGE and MOST_CHANGE. Days whose people enter on days without a given number
    keep theirs, but after the last given day: they take the ratio of the last LATER_DAYS given days together.
    """
    had_left = np.concatenate([[0.0], np.cumsum(left)])
    had_entered = np.concatenate([[0.0], np.cumsum(entered)])
    given = np.flatnonzero(~np.isnan(wanted))
    ratio = np.ones(left.size)
    ratio[given] = _ratio(wanted[given], entered[given])
    last = given[-LATER_DAYS:]
    ratio[given[-1] + 1 :] = _ratio(wanted[last].sum(), entered[last].sum())
    scaled = np.concatenate([[0.0], np.cumsum(entered * ratio)])
    by_order = np.interp(had_left, had_entered, scaled)  # flat after the last who entered
    beyond = np.maximum(had_left - had_entered[-1], 0.0)
    by_order += beyond * ratio[-1]
    change = np.divide(np.diff(by_order), left, out=np.ones_like(left), where=left > 0)
    return np.asarray(np.clip(change, 1 / MOST_CHANGE, MOST_CHANGE))


def _ratio(wanted: np.ndarray, entered: np.ndarray) -> np.ndarray:
    return np.asarray(np.clip(wanted / np.maximum(entered, 1.0), 1 / MOST_CHANGE, MOST_CHANGE))


def _error(wanted: np.ndarray, entered: np.ndarray) -> float:
    given = ~np.isnan(wanted)
    return float(np.abs(entered[given] - wanted[given]).mean() / max(wanted[given].mean(), 1.0))


def _by_day(scenario: Scenario, outcome: Outcome) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Entries wanted because of triggers, entries and departures because of them: float64[n_days of the run] each."""
    axes, n_days = outcome.axes, (scenario.end - scenario.start).days
    margin = (scenario.start - axes.first_day).days
    run = slice(margin, margin + n_days)
    triggers = {event.id for event in scenario.events if event.what == "trigger"}
    mine = np.array([cause in triggers for cause in axes.causes])
    tracked = np.array([profile.tracked for profile in scenario.profiles])
    entered, left = (
        outcome.arrays[name][run].sum(axis=1)[:, mine].sum(axis=1).astype(np.float64)
        for name in ("entries_by_cause", "set_out_by_cause")
    )
    everybody = outcome.arrays["entries"][run].sum(axis=1)[:, tracked].sum(axis=1)
    wanted = np.full(n_days, np.nan)
    for row in scenario.given:
        wanted[(row.day.date() - scenario.start).days] = row.entries
    return np.maximum(wanted - (everybody - entered), 0.0), entered, left
