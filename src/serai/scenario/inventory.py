"""What a scenario holds: an overview, every value and row that a run uses, every published figure."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from serai.scenario.address import quantities
from serai.scenario.cells import field_text
from serai.scenario.destinations import is_idle
from serai.scenario.doubts import doubts
from serai.scenario.fields import LAST, fields_of, row_name, tables_of
from serai.scenario.members import LIVEABLE
from serai.scenario.nearest import MAX_LISTED, listed
from serai.scenario.numbers import number_text
from serai.scenario.published import published_range
from serai.scenario.schema import ASSUMED, Scenario
from serai.scenario.settings import setting_text, walk_settings

NOT_IN_A_RUN = frozenset({"posterior", "measures", "menu", "standards", "observations"})


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


def contents(scenario: Scenario) -> list[str]:
    """What a scenario holds, in plain words, one fact a line, then warnings.

    Period, places by kind, people, rows by table; what may be wrong though it is no fault.
    """
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
    unattractive = [p.name for p in scenario.places if p.kind in LIVEABLE and p.attraction is None and not p.population]
    if unattractive and scenario.has_lines:
        lines.append(f"nobody chooses {listed(unattractive, MAX_LISTED)}: neither attraction nor population is given")
    counts = {table: len(getattr(scenario, table)) for table in tables_of(type(scenario)) if table != "places"}
    lines.append("rows: " + ", ".join(f"{table} {count:,}" for table, count in counts.items() if count))
    used = values_used(scenario)
    assumed = sum(value.source == ASSUMED for value in used)
    lines.append(f"values without a source: {assumed:,} of {len(used):,}")
    undated = sum(row.as_of is None for row in scenario.observations)
    if undated and scenario.has_lines:
        lines.append(
            f"observations without as_of: {undated:,} of {len(scenario.observations):,}; "
            "they count as known at the end of their periods"
        )
    return [*lines, *(f"warning: {doubt}" for doubt in doubts(scenario))]


def values_used(scenario: Scenario) -> list[ValueUsed]:
    """Every setting, and every number of a table that has a range or could have one, unless it is the default.

    Returns
    -------
    list of ValueUsed; the keys are those that `with_changes` and ``--set`` take.
    """
    used = []
    for key, setting, value in walk_settings(scenario):
        if is_idle(scenario, key):
            continue
        if setting.kind == "quantity":
            text = number_text(value.value)
            used.append(ValueUsed(key, text, setting.unit, value.low, value.high, value.source))
        elif setting.name not in ("source", "description"):
            used.append(ValueUsed(key, setting_text(setting, value), setting.unit, None, None, ""))
    for address in quantities(scenario):
        number, (low, high) = address.number(scenario), address.range(scenario)
        is_default = number == address.field.default and low is None and high is None
        if address.table and number is not None and not is_default:
            source = address.holder(scenario).source
            text = number_text(number)
            used.append(ValueUsed(address.name(scenario), text, address.field.unit, low, high, source))
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
    for table, model in tables_of(type(scenario)).items():
        if table in NOT_IN_A_RUN:
            continue
        columns = [column for column in fields_of(model).values() if not column.ranged and column.name not in LAST]
        for row in getattr(scenario, table):
            cells = {column: getattr(row, column.attribute) for column in columns}
            texts = {c.name: field_text(c, value) for c, value in cells.items() if value != c.default}
            used.append(RowUsed(table, row_name(row), texts, row.source))
    return used


def _counted(count: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"
