"""Every range of a scenario: the numbers that are not known exactly, each with the name by which it is drawn.

Rows that tell one uncertain thing in pieces share their draw (docs/model/ensemble.md): the rows of a timetable, the
lines of a pool, the pieces of a flow over time, lodging of one kind in one place, one event told by profile.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from serai.scenario.names import line_of
from serai.scenario.schema import TABLES, Scenario
from serai.scenario.settings import walk_settings
from serai.scenario.tables import columns_by_field, row_name

SHARED_BY = {  # columns whose equal values make rows of a table pieces of one thing
    "lodging": ("place", "kind", "for_whom"),
    "traffic": ("origin", "post", "service", "direction", "mode", "profile"),
    "events": ("what", "date", "where", "direction", "applies_to", "target"),
}
SERVICES = "services."  # how the target of a change begins
NOT_DRAWN = {("parameters", "prior")}  # what was thought before a fit
OWN_LINE = "pool_share"  # a weight against the other lines of its pool, so never shared with them


@dataclass(frozen=True)
class Range:
    """A number with a range.

    Attributes
    ----------
    name : str
        As `with_changes` and ``--set`` take it: ``choice.room_weight``, ``services.syrym-in.minutes``.
    drawn_as : str
        The name that enters the draws; ranges with the same one lie at the same share of their way up.
    low, central, high : float, low <= central <= high and low < high
    unit : str
    table : str, blank for a setting
    row : int, of the table
    field : str, of the row; for a setting its dotted key
    """

    name: str
    drawn_as: str
    low: float
    central: float
    high: float
    unit: str
    table: str = ""
    row: int = 0
    field: str = ""


def ranges_of(scenario: Scenario) -> tuple[Range, ...]:
    """Every range of a scenario that is wider than a point, settings first, then table by table.

    Parameters
    ----------
    scenario : Scenario, checked

    Returns
    -------
    tuple of Range
    """
    return (*_of_settings(scenario), *(one for table in TABLES for one in _of_table(scenario, table)))


def posterior_of(scenario: Scenario) -> dict[str, np.ndarray]:
    """Samples of the fitted parameters, by the names of their ranges: float64[n_samples] each, in one order."""
    found: dict[str, dict[int, float]] = {}
    for one in scenario.posterior:
        found.setdefault(f"parameters.{one.parameter}.value", {})[one.sample] = one.value
    return {name: np.array([values[sample] for sample in sorted(values)]) for name, values in found.items()}


def _of_settings(scenario: Scenario) -> Iterator[Range]:
    for key, setting, value in walk_settings(scenario):
        if setting.kind == "quantity" and _is_wide(value.low, value.high):
            yield Range(key, key, value.low, value.value, value.high, setting.unit, field=key)


def _of_table(scenario: Scenario, table: str) -> Iterator[Range]:
    columns = columns_by_field(table)
    shared = _shared_targets(scenario) if table == "events" else {}
    for number, row in enumerate(getattr(scenario, table)):
        for field, low, high in row.ranges:
            if low is None or high is None or not _is_wide(low, high) or (table, field) in NOT_DRAWN:
                continue
            column = columns[field]
            name = f"{table}.{row_name(table, row)}.{column.name}"
            thing = _thing(table, row, field, shared)
            drawn_as = f"{table}.{thing}.{column.name}" if thing else name
            yield Range(name, drawn_as, low, getattr(row, field), high, column.unit, table, number, field)


def width_share(one: Range, value: float) -> float:
    """How far from its central value a range was drawn: 0 at the centre, 1 at its low or high end."""
    side = one.high - one.central if value > one.central else one.central - one.low
    return 0.0 if math.isclose(side, 0.0) else abs(value - one.central) / side


def _is_wide(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and low < high


def _shared_targets(scenario: Scenario) -> dict[str, str]:
    """Target of each change -> the same cell of the first row of that line: a split row keeps its draw."""
    first: dict[tuple[str, str], str] = {}
    for service in scenario.services:
        first.setdefault((service.place, line_of(service)), service.id)
    lines = {service.id: first[service.place, line_of(service)] for service in scenario.services}
    shared = {}
    for event in scenario.events:
        name, _, column = event.target.removeprefix(SERVICES).rpartition(".")
        shared[event.target] = f"{SERVICES}{lines.get(name, name)}.{column}" if event.target else ""
    return shared


def _thing(table: str, row: Any, field: str, shared_targets: dict[str, str]) -> str:
    """What a row is a piece of; blank where it stands for itself."""
    if table == "services":
        shared = line_of(row) if field == OWN_LINE or not row.pool else f"pool {row.pool}"
        return f"{row.place}.{shared}"
    parts = {column: str(getattr(row, column)) for column in SHARED_BY.get(table, ())}
    if table == "events":
        parts["target"] = shared_targets[row.target]
    return ".".join(parts.values())
