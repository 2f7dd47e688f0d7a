"""What can be changed in the page: numbers of the scenario's own tables and settings, with units, bounds and ranges.

`control` events are inputs and never stand here; nor does a border line that stands still.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from serai.report.words import readable
from serai.scenario.address import CellName, quantities
from serai.scenario.destinations import is_idle
from serai.scenario.fields import Field, fields_of, row_name, tables_of
from serai.scenario.names import line_of
from serai.scenario.rules.events import MOST_A_DAY, people_at_risk
from serai.scenario.schema import ASSUMED, Parameter, Quantity, Row, Scenario

BORDER_SERVICES = ("exit_control", "entry_control")
COLUMNS = {
    "services": ("servers", "minutes", "cap"),
    "lodging": ("beds", "taken_share"),
    "departures": ("people",),
    "events": ("value", "people", "mean_days", "peak_days"),
    "profiles": ("informed_share", "patience_hours", "patience_nights", "papers_share", "stay_days"),
}
EVENTS = ("trigger", "news")  # whose values may be tried
LINE_NEWS = "line_news"  # news whose value is a chance per day, not a share
MOST_SERVERS = 12
REACH = 2.0  # how far a slider goes, in values or widths of a range, where no bound is nearer


@dataclass(frozen=True)
class Slider:
    """One number with a slider.

    Attributes
    ----------
    id : str
        The first of `keys`.
    keys : tuple of str
        What changes together, as `serai.with_changes` takes it: rows of one line, lines of one pool.
    group : str
        border, registration, seats, lodging, leaving, travellers or assumptions.
    place : str
        Place, profile or section of settings.
    what : str
        What stands there: kind of service, of lodging, of event; blank for a setting.
    detail : str
        Modes, hours, or who is concerned; as the scenario has them.
    column, unit, meaning, source : str
    value : float
    low, high : float or None
        Its range in the scenario.
    least, most : float
        Ends of the slider, inside the bounds of the column.
    step : float
    whole : bool
    """

    id: str
    keys: tuple[str, ...]
    group: str
    place: str
    what: str
    detail: str
    column: str
    unit: str
    meaning: str
    source: str
    value: float
    low: float | None
    high: float | None
    least: float
    most: float
    step: float
    whole: bool


def fields(scenario: Scenario) -> list[Slider]:
    """Every number that may be tried, group by group in the order of the scenario.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    list of Slider; settings with a range, and all of the scenario's own rule where that is not the built-in one.
    """
    tables = [_services(scenario), _lodging(scenario), _departures(scenario), _events(scenario), _profiles(scenario)]
    rest = [_parameters(scenario), _settings(scenario)]
    return [field for part in (*tables, *rest) for field in part]


def fields_json(result: Iterable[Slider]) -> list[dict[str, Any]]:
    """The fields as the page takes them."""
    return [asdict(slider) for slider in result]


def _services(scenario: Scenario) -> Iterator[Slider]:
    """Rows of one pool, or one line, that hold the same value change together."""
    units: dict[tuple[str, str], list[Any]] = {}
    for row in scenario.services:
        units.setdefault((row.place, row.pool or line_of(row)), []).append(row)
    for (place, _), rows in units.items():
        group = "border" if rows[0].service in BORDER_SERVICES else rows[0].service
        for column in _columns("services"):
            alike: dict[tuple[float, str], list[Any]] = {}
            for row in rows:
                value = getattr(row, column.attribute)
                if value is not None:  # the servers of a pool are those of both directions
                    direction = "" if column.name == "servers" and row.pool else row.direction
                    alike.setdefault((value, direction), []).append(row)
            for same in alike.values():
                yield _slider_of("services", column, same, group, place, same[0].service, _service_detail(same, rows))


def _service_detail(rows: list[Any], all_rows: list[Any]) -> str:
    """Modes and directions of a border line, else its name; with the hours where rows of the line differ."""
    modes = list(dict.fromkeys(row.mode for row in rows if row.mode != "any"))
    if len({row.direction for row in all_rows}) > 1:
        modes += list(dict.fromkeys(row.direction for row in rows))
    times = [f"{row.weekdays} {row.hours}".strip() for row in rows if row.weekdays or row.hours]
    parts = [", ".join(modes) if rows[0].service in BORDER_SERVICES else readable(line_of(rows[0]))]
    if len(rows) < len(all_rows) and times:
        parts.append(", ".join(dict.fromkeys(times)))
    return "; ".join(part for part in parts if part)


def _lodging(scenario: Scenario) -> Iterator[Slider]:
    people = Counter[str]()  # who is there at the start needs a bed
    for initial in scenario.initial:
        people[initial.lodging] += math.ceil(initial.people)
    for row in scenario.lodging:
        for column in _columns("lodging"):
            slider = _slider_of("lodging", column, [row], "lodging", row.place, row.kind, readable(row.for_whom))
            least = max(slider.least, people[row.id]) if column.name == "beds" else slider.least
            yield replace(slider, least=float(least))


def _departures(scenario: Scenario) -> Iterator[Slider]:
    for row in scenario.departures:
        for column in _columns("departures"):
            yield _slider_of("departures", column, [row], "leaving", row.origin, "departures", readable(row.profile))


def _events(scenario: Scenario) -> Iterator[Slider]:
    for row in scenario.events:
        if row.what in EVENTS:
            for column in _columns("events"):
                if getattr(row, column.attribute) is not None:
                    detail = f"{row.date:%Y-%m-%d} {readable(row.profile)}".strip()
                    what = LINE_NEWS if row.applies_to == "line" else row.what
                    place = row.where or readable(row.id)
                    slider = _slider_of("events", column, [row], "leaving", place, what, detail)
                    at_risk = people_at_risk(row, scenario) if column.name == "people" else 0.0
                    fewer = max(slider.value, at_risk - slider.step) if at_risk else math.inf
                    yield replace(slider, most=min(slider.most, fewer))


def _profiles(scenario: Scenario) -> Iterator[Slider]:
    for row in scenario.profiles:
        ranged = {name for name, _, _ in row.ranges}
        for column in _columns("profiles"):
            if column.attribute in ranged:
                yield _slider_of("profiles", column, [row], "travellers", readable(row.name), "profiles", "")


def _parameters(scenario: Scenario) -> Iterator[Slider]:
    """Numbers that move several cells together, unless a control is among them."""
    controls = [event.id for event in scenario.events if event.what == "control"]
    column = fields_of(Parameter)["value"]
    for row in scenario.parameters:
        words = [CellName.parse(word) for word in row.cells.split()]
        if not any(word.matches("events", control) for control in controls for word in words):
            result = _slider_of("parameters", column, [row], "assumptions", "parameters", "", "")
            yield replace(result, column=readable(row.name), unit=row.unit, meaning=row.note or column.meaning)


def _settings(scenario: Scenario) -> Iterator[Slider]:
    """Numbers with a range, and all numbers of the sections that only the scenario's own rule has."""
    for address in quantities(scenario):
        if address.table:
            return
        setting, value = address.field, address.value(scenario)
        if address.path[0] in Scenario.model_fields and not _is_wide(value):
            continue
        key, section = address.name(scenario), ".".join(map(str, address.path))
        if is_idle(scenario, key):
            continue
        least, most = _ends(value.value, value.low, value.high, setting.ge, setting.le)
        yield Slider(
            key, (key,), "assumptions", section, "", "", setting.name, setting.unit, setting.meaning,
            value.source or ASSUMED, value.value, value.low, value.high, least, most, _step(most - least), whole=False,
        )  # fmt: skip


def _is_wide(quantity: Quantity) -> bool:
    return quantity.low is not None and quantity.high is not None and quantity.low < quantity.high


def _columns(table: str) -> list[Field]:
    columns = fields_of(tables_of(Scenario)[table])
    return [columns[name] for name in COLUMNS[table]]


def _slider_of(
    table: str, column: Field, rows: Sequence[Row], group: str, place: str, what: str, detail: str
) -> Slider:  # fmt: skip
    first = rows[0]
    value = float(getattr(first, column.attribute))
    low, high = first.range_of(column.attribute)
    keys = tuple(str(CellName(table, row_name(row), column.name)) for row in rows)
    bounds = (column.ge if column.gt is None else column.gt, column.le)
    if table == "events" and column.name == "value":
        bounds = (0.0, MOST_A_DAY if what == LINE_NEWS else 1.0)
    least, most = _ends(value, low, high, *bounds)
    whole = column.kind == "whole"
    if whole:
        least, most = float(what in BORDER_SERVICES), max(float(MOST_SERVERS), REACH * value)
    step = 1.0 if whole else _step(most - least)
    if column.gt is not None or (what in BORDER_SERVICES and column.name == "cap"):
        least = max(least, step)
    return Slider(
        keys[0], keys, group, place, what, detail, column.name, column.unit, column.meaning, first.source,
        value, low, high, least, most, step, whole,
    )  # fmt: skip


def _ends(
    value: float, low: float | None, high: float | None, least: float | None, most: float | None
) -> tuple[float, float]:  # fmt: skip
    """Ends of a slider: well beyond the range of the value, within the bounds of the column."""
    spread = (high - low) if low is not None and high is not None and high > low else abs(value) or 1.0
    start, end = min(value, low if low is not None else value), max(value, high if high is not None else value)
    start, end = start - spread, end + (REACH - 1) * spread
    start, end = max(start, least if least is not None else start), min(end, most if most is not None else end)
    step = _step(end - start)
    return max(_round(math.floor(start / step) * step), start if start == least else -math.inf), min(
        _round(math.ceil(end / step) * step), end if end == most else math.inf
    )


def _round(value: float) -> float:
    return round(value, 9)


def _step(width: float) -> float:
    """A round step, of which a slider has 50 to 200."""
    step = 10.0
    while step > 1e-6 and width / step < 50:
        step = round(step / 10, 12)
    while width / step > 500:
        step *= 10
    return step
