"""The scenario of one draw: a copy with every range at its drawn value, checked against every rule on numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from serai.runs.ranges import Range
from serai.scenario.address import Address, CellName, with_numbers
from serai.scenario.fields import fields_of
from serai.scenario.parameters import with_parameters
from serai.scenario.rules.check import check
from serai.scenario.schema import Event, Scenario, Service


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
    numbers = {}
    for item, value in zip(ranges, values.tolist(), strict=True):
        numbers[item.address] = float(round(value)) if _sets_whole(item.address, scenario) else value
    drawn = with_parameters(with_numbers(scenario, numbers, keep_ranges=True))
    check(drawn, drawn_from=scenario)
    return drawn


def _sets_whole(address: Address, scenario: Scenario) -> bool:
    """Whether this is the value of an event that sets a column of whole numbers."""
    event = address.holder(scenario)
    if not isinstance(event, Event) or event.what != "change" or address.field.name != "value":
        return False
    column = fields_of(Service).get(CellName.parse(event.target).column)
    return column is not None and column.kind == "whole"
