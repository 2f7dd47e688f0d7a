"""Rules across tables, and what a scenario holds.

`check` raises one ScenarioError with every fault. The rules themselves stand in the `check_...` modules beside this.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from serai.errors import ScenarioError
from serai.flee.check import check_lookahead
from serai.scenario.cells import number_text
from serai.scenario.names import names_of
from serai.scenario.published import published_range
from serai.scenario.rules.events import check_events
from serai.scenario.rules.limits import check_limits
from serai.scenario.rules.measures import check_measures
from serai.scenario.rules.names import check_equal_names, check_references
from serai.scenario.rules.observations import check_observations
from serai.scenario.rules.parameters import check_parameters
from serai.scenario.rules.reach import check_reach, check_routes
from serai.scenario.rules.rows import check_rows, check_settings
from serai.scenario.rules.services import check_services
from serai.scenario.schema import ASSUMED, TABLES, Scenario
from serai.scenario.settings import value_text, walk_settings
from serai.scenario.tables import columns_of, row_name
from serai.scenario.where import SETTINGS_SHEET, Report, Where
from serai.scenario.write.text import cell_text

NOT_IN_A_RUN = frozenset({"posterior", "measures", "observations"})
NEEDED_FOR_REACH = frozenset({"places", "groups", "routes", "profiles", "departures", "events", "traffic", "initial"})


class ValueUsed(NamedTuple):
    """One number or word that a run uses: where it stands, its range and where it comes from."""

    key: str
    value: str
    unit: str
    low: float | None
    high: float | None
    source: str

    @property
    def range(self) -> str:
        """``0.05 to 0.2``; blank where the value has no range."""
        if self.low is None or self.high is None:
            return ""
        return f"{number_text(self.low)} to {number_text(self.high)}"


class RowUsed(NamedTuple):
    """One row of a table that a run uses: its cells without a range, as a user writes them, and its source."""

    table: str
    name: str
    cells: dict[str, str]
    source: str


def check(scenario: Scenario) -> None:
    """Hold a scenario, as made or changed in Python, against every rule.

    Raises
    ------
    ScenarioError
        With one line for each fault; rows are named by their name or id.
    """
    report = Report(memory_where(scenario))
    find_faults(scenario, report)
    if report.problems:
        raise ScenarioError(f'scenario "{scenario.name}"', report.problems)


def find_faults(scenario: Scenario, report: Report) -> None:
    """Add every fault to the report. Cells that are faulty already are not blamed twice, nor what follows of them."""
    names = names_of(scenario)
    check_settings(scenario, report)
    check_rows(scenario, report)
    check_equal_names(scenario, names, report)
    check_references(scenario, names, report)
    check_routes(scenario, report)
    check_services(scenario, names, report)
    check_limits(scenario, report)
    check_events(scenario, names, report)
    check_parameters(scenario, report)
    check_measures(scenario, names, report)
    check_observations(scenario, names, report)
    if SETTINGS_SHEET not in report.unread:  # else the rule is not known
        check_lookahead(scenario, names, report)
    if not NEEDED_FOR_REACH & (report.bad_tables | report.unread) and not report.bad_settings:
        check_reach(scenario, names, report)


def memory_where(scenario: Scenario) -> Where:
    """Rows by their names, for a scenario that comes from no file."""
    rows = {table: [row_name(table, row) for row in getattr(scenario, table)] for table in TABLES}
    return Where("memory", row_names=rows)


def contents(scenario: Scenario) -> list[str]:
    """What a scenario holds, in plain words, one fact a line: period, places by kind, people, rows by table."""
    days = (scenario.end - scenario.start).days
    kinds = Counter(place.kind for place in scenario.places)
    at_risk = sum(place.at_risk_people or 0 for place in scenario.places)
    departures = sum(departure.people for departure in scenario.departures)
    beds = sum(lodging.beds for lodging in scenario.lodging)
    lines = [
        f"{scenario.title or scenario.name}",
        f"{scenario.start} to {scenario.end} ({days} days), in ticks of {scenario.tick_minutes} minutes",
        "places: " + ", ".join(_counted(count, kind.replace("_", " ")) for kind, count in kinds.items()),
    ]
    if at_risk:
        lines.append(f"people at risk: {at_risk:,.0f}")
    if departures:
        lines.append(f"people in departures: {departures:,.0f}")
    if beds:
        lines.append(f"beds: {beds:,.0f}")
    counts = {table: len(getattr(scenario, table)) for table in TABLES if table != "places"}
    lines.append("rows: " + ", ".join(f"{table} {count:,}" for table, count in counts.items() if count))
    assumed = sum(value.source == ASSUMED for value in values_used(scenario))
    lines.append(f"values without a source: {assumed:,} of {len(values_used(scenario)):,}")
    return lines


def values_used(scenario: Scenario) -> list[ValueUsed]:
    """Every setting, and every number of a table that has a range or could have one, unless it is the default.

    Returns
    -------
    list of ValueUsed; the keys are those that `with_changes` and ``--set`` take.
    """
    used = []
    for key, setting, value in walk_settings(scenario):
        if setting.kind == "quantity":
            low, high, source = value.low, value.high, value.source
            used.append(ValueUsed(key, number_text(value.value), setting.unit, low, high, source))
        elif setting.name not in ("source", "description"):
            used.append(ValueUsed(key, value_text(setting, value), setting.unit, None, None, ""))
    for table in TABLES:
        columns = [column for column in columns_of(table).values() if column.ranged]
        for row in getattr(scenario, table):
            ranges = {field: (low, high) for field, low, high in row.ranges}
            for column in columns:
                value = getattr(row, column.field)
                if value is not None and (value != column.default or column.field in ranges):
                    low, high = ranges.get(column.field, (None, None))
                    key = f"{table}.{row_name(table, row)}.{column.name}"
                    used.append(ValueUsed(key, number_text(value), column.unit, low, high, row.source))
    return used


def published_figures(scenario: Scenario) -> list[ValueUsed]:
    """Every observation with the range in which a simulated figure counts as inside: low and high, None where open."""
    rows = ((row, published_range(row)) for row in scenario.observations)
    return [
        ValueUsed(
            f"observations.{row.id}", "-" if row.value is None else number_text(row.value), row.unit, *ends, row.source
        )
        for row, ends in rows
    ]


def rows_used(scenario: Scenario) -> list[RowUsed]:
    """Every row of the tables that a run uses, with all cells that are neither defaults nor in `values_used`.

    Left out are measures, which act only when they are asked for, observations, and samples for draws.
    """
    used = []
    for table in TABLES:
        if table in NOT_IN_A_RUN:
            continue
        columns = [column for column in columns_of(table).values() if not column.ranged]
        columns = [column for column in columns if column.name not in ("source", "note")]
        for row in getattr(scenario, table):
            values = {column.name: getattr(row, column.field) for column in columns}
            cells = {column.name: values[column.name] for column in columns if values[column.name] != column.default}
            texts = {name: cell_text(value) for name, value in cells.items()}
            used.append(RowUsed(table, row_name(table, row), texts, row.source))
    return used


def _counted(count: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"
