"""The scenario of one draw: a copy with every range at its drawn value, held against every rule again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from serai.ensemble.ranges import Range
from serai.scenario.check import check
from serai.scenario.schema import Event, Row, Scenario, Traffic
from serai.scenario.tables import columns_of

CHANGED_TABLE = "services"  # the table whose cells an event of kind change sets


def member_scenario(scenario: Scenario, ranges: Sequence[Range], values: np.ndarray) -> Scenario:
    """A copy of a scenario with the values of one draw.

    Parameters
    ----------
    scenario : Scenario
    ranges : sequence of Range, as `ranges_of` gives them for this scenario
    values : float64[n_ranges]

    Returns
    -------
    Scenario. Where a change sets a whole number, the value is rounded; the end of a straight line of traffic moves in
    proportion to its begin.

    Raises
    ------
    ScenarioError
        If the values break a rule together.
    """
    cells: dict[str, dict[int, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for one, value in zip(ranges, values.tolist(), strict=True):
        if one.table:
            cells[one.table][one.row][one.field] = value
        else:
            scenario = _with_setting(scenario, one.field.split("."), value)
    tables = {}
    for table, changed in cells.items():
        rows = list(getattr(scenario, table))
        for number, update in changed.items():
            rows[number] = _with_values(rows[number], update)
        tables[table] = tuple(rows)
    drawn = scenario.model_copy(update=tables)
    check(drawn)
    return drawn


def _with_setting(part: Any, words: Sequence[str], value: float) -> Any:
    if not words:
        return part.model_copy(update={"value": value})
    first, *rest = words
    if isinstance(part, dict):
        return {**part, first: _with_setting(part[first], rest, value)}
    return part.model_copy(update={first: _with_setting(getattr(part, first), rest, value)})


def _with_values(row: Row, values: dict[str, float]) -> Row:
    update = dict(values)
    if isinstance(row, Event) and "value" in update and _sets_whole(row):
        update["value"] = float(round(update["value"]))
    if isinstance(row, Traffic) and "per_day" in update and row.per_day_end is not None and row.per_day > 0:
        update["per_day_end"] = row.per_day_end * update["per_day"] / row.per_day
    return row.model_copy(update=update)


def _sets_whole(event: Event) -> bool:
    """Whether an event is a change of a column that holds whole numbers."""
    column = columns_of(CHANGED_TABLE).get(event.target.rpartition(".")[2])
    return event.what == "change" and column is not None and column.kind == "whole"
