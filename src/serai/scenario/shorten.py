"""A scenario that ends earlier, so that a forecast of some days is not run to the end of the whole case."""

from __future__ import annotations

from datetime import date, datetime, time

from serai.scenario.drop import without_rows
from serai.scenario.fields import tables_of
from serai.scenario.schema import Row, Scenario, Traffic


def shortened(scenario: Scenario, end: date) -> Scenario:
    """A copy that ends earlier and takes the same course until then.

    Rows that begin later go, with what hangs on them; periods that end later end with the run. Observations that ask
    for later days go too.

    Parameters
    ----------
    scenario : Scenario, checked
    end : date, the day after the last

    Returns
    -------
    Scenario; the same one where it ends no later, or where what happens rests on its end: people who are expected to
    leave until then, departures whose period is longer, shares of destinations by their ordinary traffic.
    """
    if end >= scenario.end or not scenario.has_lines or _rests_on_its_end(scenario, end):
        return scenario
    last = datetime.combine(end, time())
    ending = [table for table, row in tables_of(type(scenario)).items() if "start" in row.model_fields]
    ending.remove("observations")
    late = {
        table: [number for number, row in enumerate(getattr(scenario, table)) if row.start and row.start >= last]
        for table in ending
    }
    late["given"] = [number for number, row in enumerate(scenario.given) if row.day >= last]
    late["events"] = [number for number, event in enumerate(scenario.events) if event.date >= last]
    late["observations"] = [
        number for number, row in enumerate(scenario.observations) if row.end is None or row.end > last
    ]
    left = without_rows(scenario, late).scenario
    cut = {table: tuple(_cut(row, last, scenario) for row in getattr(left, table)) for table in ending}
    ended: Scenario = left.model_copy(update={"end": end, **cut})
    return ended


def _rests_on_its_end(scenario: Scenario, end: date) -> bool:
    last = datetime.combine(end, time())
    expected = any(event.what == "trigger" and event.people is not None for event in scenario.events)
    by_traffic = any(row.weight is None for row in scenario.destinations)
    return expected or by_traffic or any(row.end is None or row.end > last for row in scenario.departures)


def _cut(row: Row, last: datetime, scenario: Scenario) -> Row:
    """A row whose period ends with the run; a straight line of traffic ends where it is by then."""
    ends: datetime | None = getattr(row, "end")  # noqa: B009
    if ends is not None and ends <= last:
        return row
    if isinstance(row, Traffic) and row.per_day_end is not None:
        begin = row.start or datetime.combine(scenario.start, time())
        part = (last - begin) / ((ends or datetime.combine(scenario.end, time())) - begin)
        return row.model_copy(update={"end": None, "per_day_end": row.per_day + (row.per_day_end - row.per_day) * part})
    return row if ends is None else row.model_copy(update={"end": None})
