"""What a run tells apart as causes of a departure: ordinary life, triggers, and rows of the table `departures`."""

from __future__ import annotations

from serai.codes import MAX_CAUSES
from serai.scenario.schema import Scenario

ORDINARY = "ordinary"


def causes_of(scenario: Scenario) -> tuple[str, ...]:
    """Causes of a departure: "ordinary", then the triggers and the rows, or series, of `departures` by their ids."""
    triggers = (event.id for event in scenario.events if event.what == "trigger")
    return ORDINARY, *triggers, *dict.fromkeys(departure_causes(scenario))


def departure_causes(scenario: Scenario) -> list[str]:
    """The cause of each row of `departures`.

    Each row is a cause of its own, as long as a run can number them all. In a longer table, a series by days or hours,
    rows of one origin and profile are one cause, under the id of the first of them.
    """
    n_others = 1 + sum(event.what == "trigger" for event in scenario.events)
    if n_others + len(scenario.departures) <= MAX_CAUSES:
        return [row.id for row in scenario.departures]
    first: dict[tuple[str, str], str] = {}
    return [first.setdefault((row.origin, row.profile), row.id) for row in scenario.departures]
