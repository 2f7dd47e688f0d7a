"""How many facts rows are: figures that tell nearly the same share one weight (docs/model/update.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from serai.scenario.schema import Observation, Scenario

SERIES = ("quantity", "statistic", "who", "place", "against", "service", "mode", "direction", "lodging")


def fact_weights(rows: Sequence[Observation], scenario: Scenario) -> list[float]:
    """What each row counts: 1 / (1 + sum of its overlaps with the other rows).

    Parameters
    ----------
    rows : sequence of Observation
    scenario : Scenario
        Rows without a period have its own.

    Returns
    -------
    list of float, above 0 and at most 1, as `rows`; their sum is the number of independent facts.
    """
    series = [tuple(getattr(row, name) for name in SERIES) for row in rows]
    spans = [_span(row, scenario) for row in rows]
    names = [frozenset(row.fact_rows.split()) for row in rows]
    result = []
    for number in range(len(rows)):
        overlaps = [
            max(
                _hours(spans[number], spans[other]) if series[number] == series[other] else 0.0,
                _names(names, number, other),
            )
            for other in range(len(rows))
            if other != number
        ]
        result.append(1.0 / (1.0 + sum(overlaps)))
    return result


def _span(row: Observation, scenario: Scenario) -> tuple[datetime, datetime]:
    start = row.start or datetime.combine(scenario.start, time())
    return start, row.end or datetime.combine(scenario.end, time())


def _hours(first: tuple[datetime, datetime], second: tuple[datetime, datetime]) -> float:
    """Hours that two periods share over the hours that either has; 1 for equal ones, moments too."""
    if first == second:
        return 1.0
    shared = (min(first[1], second[1]) - max(first[0], second[0])).total_seconds()
    either = sum((end - start).total_seconds() for start, end in (first, second)) - max(shared, 0.0)
    return max(shared, 0.0) / either if either > 0 else 0.0


def _names(names: Sequence[frozenset[str]], first: int, second: int) -> float:
    either = names[first] | names[second]
    return len(names[first] & names[second]) / len(either) if either else 0.0
