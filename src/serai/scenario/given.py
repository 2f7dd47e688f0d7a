"""Totals of entries by day that a run is given: departures are scaled to them, and the score shows how well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from serai.scenario.known import known_since
from serai.scenario.schema import GivenTotal, Observation, Scenario

FACT_GROUP = "given"


def with_given(scenario: Scenario, totals: Sequence[GivenTotal], when: datetime | None = None) -> Scenario:
    """A copy of a scenario whose departures are scaled to totals of entries.

    Each total is an observation marked `given` besides, so that the score shows what the run makes of it.

    Parameters
    ----------
    scenario : Scenario
    totals : sequence of GivenTotal, in place of those that the scenario has
    when : datetime, optional
        Totals that became known later are left out.
    """
    since = [(row, known_since(row, scenario)) for row in totals]
    known = tuple(row for row, moment in since if when is None or moment is None or moment <= when)
    taken = {row.id for row in scenario.observations}
    shown = tuple(row for row in map(_observation, known) if row.id not in taken)
    return scenario.model_copy(update={"given": known, "observations": (*scenario.observations, *shown)})


def _observation(total: GivenTotal) -> Observation:
    return Observation(
        id=f"given-{total.day:%Y-%m-%d}",
        start=total.day,
        end=total.day + timedelta(days=1),
        quantity="entries",
        statistic="sum",
        fact_group=FACT_GROUP,
        as_of=total.as_of,
        value=total.entries,
        confidence="high",
        unit="persons",
        use="given",
        source=total.source,
    )
