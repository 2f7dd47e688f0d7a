"""What a forecast needs of a scenario: nothing known later, departures that walk from the cut on, an end soon after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from serai.scenario.known import as_known
from serai.scenario.schema import Observation, Quantity, Scenario
from serai.scenario.shorten import shortened

WALK_SPREAD = 0.18  # assumed: of the steps by day of the logarithm of departures, a quarter in two days
WALK_SOURCE = "assumed for forecasts: what will change departures next is not known"
ONE_DAY = timedelta(days=1)


def first_day_after(cut: datetime) -> date:
    """The first day that begins at the cut or later."""
    return cut.date() if cut.time() == time() else cut.date() + ONE_DAY


def as_forecast(
    scenario: Scenario, cut: datetime, days: int, asked: Sequence[Observation] = (), walk_from: datetime | None = None
) -> Scenario:
    """A scenario as it was known at a cut, to be run for some days beyond it.

    Parameters
    ----------
    scenario : Scenario, checked
    cut : datetime, naive, in the time of the scenario
    days : int
        Whole days after that of the cut; the run ends with the last of them, or with the scenario.
    asked : sequence of Observation
        Questions that are put to the draws beside the figures that were known; nothing in a run depends on them.
    walk_from : datetime, default the cut

    Returns
    -------
    Scenario. Departures take a random walk (`leaving.walk_spread`) from the first day after `walk_from` on, unless the
    scenario has one of its own.

    Raises
    ------
    UsageError, ScenarioError
        As of `as_known`.
    """
    known = as_known(scenario, cut).scenario
    known = known.model_copy(update={"observations": (*known.observations, *asked)})
    if known.leaving.walk_spread.value == 0.0:
        walk = {
            "walk_spread": Quantity(value=WALK_SPREAD, source=WALK_SOURCE),
            "walk_start": max(first_day_after(walk_from or cut), scenario.start),
        }
        known = known.model_copy(update={"leaving": known.leaving.model_copy(update=walk)})
    last = cut.date() + (days + 1) * ONE_DAY
    ends = [row.end for row in known.observations if row.end is not None]
    needed = max((end.date() + ONE_DAY * (end.time() != time()) for end in ends), default=last)
    return shortened(known, min(max(last, needed), scenario.end))
