"""The scenario of one draw: a copy with every range at its drawn value, held against every rule again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from serai.runs.ranges import Range
from serai.scenario.parameters import line_moved_along, with_parameters, with_quantity
from serai.scenario.rules.check import check
from serai.scenario.schema import Event, Row, Scenario
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
    Scenario with its parameters taken in. Where a change sets a whole number, the value is rounded; the end of a
    straight line of traffic moves in proportion to its begin.

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
            scenario = with_quantity(scenario, one.field.split("."), {"value": value})
    tables = {}
    for table, changed in cells.items():
        rows = list(getattr(scenario, table))
        for number, update in changed.items():
            rows[number] = _with_values(rows[number], update)
        tables[table] = tuple(rows)
    drawn = with_parameters(scenario.model_copy(update=tables))
    check(drawn)
    return drawn


def _with_values(row: Row, values: dict[str, float]) -> Row:
    update = dict(values)
    if isinstance(row, Event) and "value" in update and _sets_whole(row):
        update["value"] = float(round(update["value"]))
    return row.model_copy(update=line_moved_along(row, update))


def _sets_whole(event: Event) -> bool:
    """Whether an event is a change of a column that holds whole numbers."""
    column = columns_of(CHANGED_TABLE).get(event.target.rpartition(".")[2])
    return event.what == "change" and column is not None and column.kind == "whole"
