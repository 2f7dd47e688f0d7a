"""Every range of a scenario: the numbers that are not known exactly, each with the name by which it is drawn.

Rows that tell one uncertain thing in pieces share their draw (docs/model/ensemble.md): the rows of a timetable, the
lines of a pool, the pieces of a flow over time, lodging of one kind in one place, one event in rows by profile.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from serai.scenario.address import Address, CellName, quantities
from serai.scenario.destinations import is_idle
from serai.scenario.names import line_of
from serai.scenario.schema import Scenario, stands_at

SHARED_BY = {  # columns whose equal values make rows of a table pieces of one thing
    "lodging": ("place", "kind", "for_whom"),
    "no_entry": ("region",),
    "traffic": ("origin", "post", "service", "direction", "mode", "profile"),
    "events": ("what", "date", "where", "direction", "applies_to", "target"),
}
NOT_DRAWN = ("parameters", "prior")  # what was thought before a fit
OWN_LINE = ("pool_share", "attraction")  # weights against the other lines of a pool or city, so never shared with them


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
    address : Address
        Where it stands.
    """

    name: str
    drawn_as: str
    low: float
    central: float
    high: float
    unit: str
    address: Address


def ranges_of(scenario: Scenario) -> tuple[Range, ...]:
    """Every range of a scenario that is wider than a point, settings first, then table by table.

    Parameters
    ----------
    scenario : Scenario, checked

    Returns
    -------
    tuple of Range
    """
    shared = _shared_targets(scenario)
    result = []
    for address in quantities(scenario):
        (low, high), central = address.range(scenario), address.number(scenario)
        if low is None or central is None or high is None or low >= high:
            continue
        if (address.table, address.field.name) == NOT_DRAWN:
            continue
        name = address.name(scenario)
        if is_idle(scenario, name):
            continue
        thing = _thing(address, address.holder(scenario), shared)
        drawn_as = str(CellName(address.table, thing, address.field.name)) if thing else name
        result.append(Range(name, drawn_as, low, central, high, address.field.unit, address))
    return tuple(result)


def posterior_of(scenario: Scenario) -> dict[str, np.ndarray]:
    """Samples of the fitted parameters, by the names of their ranges: float64[n_samples] each, in one order."""
    result: dict[str, dict[int, float]] = {}
    for item in scenario.posterior:
        result.setdefault(str(CellName("parameters", item.parameter, "value")), {})[item.sample] = item.value
    return {name: np.array([values[sample] for sample in sorted(values)]) for name, values in result.items()}


def width_share(item: Range, value: float) -> float:
    """How far from its central value a range was drawn: 0 at the centre, 1 at its low or high end."""
    side = item.high - item.central if value > item.central else item.central - item.low
    return 0.0 if math.isclose(side, 0.0) else abs(value - item.central) / side


def _shared_targets(scenario: Scenario) -> dict[str, str]:
    """Target of each change -> the same cell of the first row of that line: a split row keeps its draw."""
    first: dict[tuple[str, str], str] = {}
    for service in scenario.services:
        first.setdefault((service.place, line_of(service)), service.id)
    lines = {service.id: first[service.place, line_of(service)] for service in scenario.services}
    shared = {}
    for event in scenario.events:
        target = CellName.parse(event.target)
        shared[event.target] = str(target._replace(row=lines.get(target.row, target.row))) if event.target else ""
    return shared


def _thing(address: Address, row: Any, shared_targets: dict[str, str]) -> str:
    """What a row is a piece of; blank where it stands for itself."""
    if address.table == "services":
        shared = line_of(row) if address.field.name in OWN_LINE or not row.pool else f"pool {row.pool}"
        return f"{stands_at(row)}.{shared}"
    parts = {column: str(getattr(row, column)) for column in SHARED_BY.get(address.table, ())}
    if address.table == "events":
        parts["target"] = shared_targets[row.target]
    return ".".join(parts.values())
