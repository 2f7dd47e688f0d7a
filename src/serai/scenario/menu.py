"""What can be bought: the menu of a scenario, or its measures as one; what units of each do, and what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from serai.scenario.schema import Measure, MenuRow, Scenario
from serai.scenario.texts import parse_change

ASSUMED = "assumed"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Item:
    """One thing on a menu.

    Attributes
    ----------
    name, unit : str
    changes : tuple of Measure
        What one unit does.
    unit_cost : float
        Of one unit over the whole of its time.
    levels : tuple of int
        Units that can be taken, but for none.
    start : datetime
        From when on it can act.
    lead_days : float
        From the order until it is there.
    needs, excludes : tuple of str
    is_assumed : bool
        Whether its cost is said to be assumed.
    source : str
    """

    name: str
    unit: str
    changes: tuple[Measure, ...]
    unit_cost: float
    levels: tuple[int, ...]
    start: datetime
    lead_days: float
    needs: tuple[str, ...]
    excludes: tuple[str, ...]
    is_assumed: bool
    source: str


def menu_of(scenario: Scenario) -> tuple[Item, ...]:
    """What can be bought in a scenario: its table `menu`, or, where that is empty, each of its measures, once.

    A measure of the table `measures` has one cost for its whole time; it counts as the cost of one unit.
    """
    if scenario.menu:
        names = dict.fromkeys(row.measure for row in scenario.menu)
        return tuple(_item([row for row in scenario.menu if row.measure == name], scenario) for name in names)
    return tuple(_of_measure(name, scenario) for name in dict.fromkeys(row.measure for row in scenario.measures))


def levels_of(row: MenuRow) -> tuple[int, ...]:
    """Units that can be taken, least first; none where most is less than least."""
    return tuple(range(row.least, row.most + 1, row.step))


def changes_of(changes: Sequence[Measure], units: int) -> list[Measure]:
    """What so many units do: a difference as often; what is no difference can be taken once only."""
    return [change.model_copy(update={"change": _times(change.change, units)}) for change in changes]


def _times(text: str, units: int) -> str:
    change = parse_change(text)
    return text if units == 1 or change.how != "add" else f"{change.amount * units:+.12g}"


def _item(rows: Sequence[MenuRow], scenario: Scenario) -> Item:
    first = rows[0]
    changes: list[Measure] = []
    cost = 0.0
    for row in rows:
        own = _changes(row, scenario)
        cost += row.cost_once + row.cost_per_day * max(_days(change, scenario) for change in own)
        changes += own
    return Item(
        name=first.measure, unit=first.unit, changes=tuple(changes), unit_cost=cost, levels=levels_of(first),
        start=min(_start(change, scenario) for change in changes), lead_days=first.lead_days,
        needs=tuple(first.needs.split()), excludes=tuple(first.excludes.split()),
        is_assumed=_is_assumed(first.source), source=first.source,
    )  # fmt: skip


def _changes(row: MenuRow, scenario: Scenario) -> list[Measure]:
    if not row.table:
        return [change for change in scenario.measures if change.measure == row.measure]
    columns = {"measure", "start", "end", "table", "id", "column", "change", "source"}
    return [Measure(**row.model_dump(include=columns))]


def _of_measure(name: str, scenario: Scenario) -> Item:
    rows = [row for row in scenario.measures if row.measure == name]
    return Item(
        name=name, unit="", changes=tuple(rows), unit_cost=sum(row.cost or 0.0 for row in rows), levels=(1,),
        start=min(_start(row, scenario) for row in rows), lead_days=0.0, needs=(), excludes=(),
        is_assumed=any(_is_assumed(row.source) for row in rows), source=rows[0].source,
    )  # fmt: skip


def _is_assumed(source: str) -> bool:
    return source.casefold().startswith(ASSUMED)


def _start(change: Measure, scenario: Scenario) -> datetime:
    return change.start or datetime.combine(scenario.start, time())


def _days(change: Measure, scenario: Scenario) -> float:
    return ((change.end or datetime.combine(scenario.end, time())) - _start(change, scenario)) / ONE_DAY
