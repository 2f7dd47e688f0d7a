"""Observations of periods of hours, for which crossings and registrations are kept by hour of the clock."""

from __future__ import annotations

from datetime import time

from serai.scenario.schema import Observation, Scenario

KEPT_BY_HOUR = ("entries", "exits", "stayed", "registered")


def is_of_hours(row: Observation) -> bool:
    """Whether the period of an observation begins or ends within a day."""
    return any(end is not None and end.time() != time() for end in (row.start, row.end))


def keeps_hours(scenario: Scenario) -> bool:
    """Whether a run of the scenario keeps counts by hour: an observation of one asks for a period of hours."""
    return any(row.quantity in KEPT_BY_HOUR and is_of_hours(row) for row in scenario.observations)
