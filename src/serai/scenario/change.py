"""What-if edits and measures: a changed copy of a scenario, checked against every rule again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, TypeVar

from serai.errors import ScenarioError
from serai.problems import Problem
from serai.scenario.address import CellName, cells_named, setting_named, unknown_setting
from serai.scenario.cells import is_blank, parse_field, shown
from serai.scenario.fields import Field, fields_of, tables_of
from serai.scenario.ids import free_id
from serai.scenario.names import line_of
from serai.scenario.nearest import Suggestions, nearest_or_all, quoted
from serai.scenario.numbers import read_change
from serai.scenario.parameters import following
from serai.scenario.rules.check import check
from serai.scenario.schema import Event, Lodging, Measure, Quantity, Row, Scenario, Service
from serai.scenario.settings import QUANTITY_PARTS, parse_setting, read_quantity
from serai.scenario.texts import Change, parse_change
from serai.scenario.where import Report, Where

CHANGED = "changed by the user"
AnyRow = TypeVar("AnyRow", bound=Row)
FIXED = ("id", "name", "measure")  # columns to which other rows may refer


def with_changes(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """A copy of a scenario with some values changed.

    Parameters
    ----------
    scenario : Scenario
    changes : mapping of dotted key -> new value
        Keys are settings (``choice.room_weight``, ``modes.car.speed_kmh``, ``end``) or cells of tables
        (``services.syrym-in.servers``, ``places.Oral.attraction``); the name of a line changes all its rows. A value
        is a number, word or date, or a text that adds (``+1``, ``-0.5``) or multiplies (``x1.5``). A new value has no
        range; one that adds or multiplies moves the range along.

    Returns
    -------
    Scenario; the source of what was changed says so.

    Raises
    ------
    ScenarioError
        If a key is not known (with the nearest match), a value is not allowed, or the result breaks a rule.
    """
    problems, suggestions = [], Suggestions()
    for key, given in changes.items():
        try:
            name = CellName.parse(key)
            if name.table in tables_of(type(scenario)):
                scenario = _with_cells(scenario, name, given, suggestions)
            else:
                scenario = _with_setting(scenario, key, given, suggestions)
        except ValueError as error:
            problems.append(Problem(key, str(error)))
    if problems:
        raise ScenarioError(f'the change of scenario "{scenario.name}"', problems)
    check(scenario)
    return scenario


def with_measures(scenario: Scenario, names: Sequence[str]) -> Scenario:
    """A copy of a scenario with measures of its table `measures` taken, in the order of `names`.

    A measure without dates changes the row. One with dates splits a row of services into the time before, during and
    after: the earliest part keeps the id, the others get a number, and all parts stay one line. Where an event changes
    the same cell while the run goes on, its value is changed in the same way, so that the measure still holds. Beds
    for a time are a row of their own, since whoever sleeps there stays when the time is over.

    Raises
    ------
    ScenarioError
        If a measure is not known (with the nearest match), its row is not in force in its period, or the result
        breaks a rule.
    """
    known = list(dict.fromkeys(measure.measure for measure in scenario.measures))
    problems: list[Problem | str] = []
    parts = _Parts({"services": list(scenario.services), "lodging": list(scenario.lodging)}, list(scenario.events))
    for name in names:
        if name not in known:
            near = nearest_or_all(name, known) or " The scenario has none."
            problems.append(f"measure {quoted(name)} is not in the table measures.{near}")
        for measure in scenario.measures:
            if measure.measure != name:
                continue
            try:
                if not _take(measure, scenario, parts):
                    problems.append(
                        Problem(f"measure {quoted(name)}", f"{quoted(measure.id)} is not in force in its period")
                    )
            except ValueError as error:
                cell = CellName(measure.table, measure.id, measure.column)
                problems.append(Problem(f"measure {quoted(name)}", f"{cell}: {error}"))
    if problems:
        raise ScenarioError(f'the change of scenario "{scenario.name}"', problems)
    changed = scenario.model_copy(
        update={
            "services": tuple(parts.rows["services"]),
            "lodging": tuple(parts.rows["lodging"]),
            "events": tuple(parts.events),
            "parameters": following(scenario.parameters, parts.made),
        }
    )
    check(changed)
    return changed


def apply_all(scenario: Scenario, measures: Sequence[str], changes: Mapping[str, Any]) -> Scenario:
    """A copy with measures taken, then values changed.

    Raises
    ------
    ScenarioError
        With the faults of both together.
    """
    problems: list[Problem] = []
    changed = scenario
    try:
        changed = with_measures(scenario, measures) if measures else scenario
    except ScenarioError as error:
        problems += error.located
    try:
        changed = with_changes(changed, changes) if changes else changed
    except ScenarioError as error:
        problems += error.located
    if problems:
        raise ScenarioError(f'the change of scenario "{scenario.name}"', list(dict.fromkeys(problems)))
    return changed


@dataclass
class _Parts:
    """Rows while measures are taken, the events beside them, and which rows were made of which."""

    rows: dict[str, list[Any]]
    events: list[Event]
    origin: dict[str, str] = field(default_factory=dict)  # id of a part of a service -> id of the first
    made: list[tuple[str, str, str]] = field(default_factory=list)  # table, id of a row, id of a row made of it


def _with_setting(scenario: Scenario, key: str, given: Any, suggestions: Suggestions) -> Scenario:
    address, part = setting_named(scenario, key), ""
    if address is None and key.rpartition(".")[2] in QUANTITY_PARTS:
        base, _, part = key.rpartition(".")
        address = setting_named(scenario, base)
    if address is None or (part and address.field.kind != "quantity"):
        raise ValueError(unknown_setting(scenario, key, suggestions))
    setting = address.field
    if setting.kind == "quantity":
        value: Any = _changed_quantity(setting, address.value(scenario), part, given)
    else:
        value = parse_setting(setting, given)
    section = address.holder(scenario).model_copy(update={setting.attribute: value})
    changed: Scenario = address.put(scenario, section)
    return changed


def _changed_quantity(setting: Field, quantity: Quantity, part: str, given: Any) -> Quantity:
    if part:
        new: Any = {**quantity.model_dump(), part: given}
    elif isinstance(given, str):
        change = read_change(setting, given, quantity.value)
        if change.how == "set":
            new = {"value": change.applied_to(None), "source": CHANGED}
        else:
            new = {name: _moved(change, getattr(quantity, name)) for name in ("value", "low", "high")}
            new["source"] = f"{quantity.source}; {CHANGED} by {change.text}"
    else:
        new = given if isinstance(given, dict) else {"value": given, "source": CHANGED}
    report = Report(Where("memory"))
    read = read_quantity(setting, new, setting.name, report)
    if read is None:
        raise ValueError("; ".join(problem.text for problem in report.problems))
    return read


def _moved(change: Change, number: float | None) -> float | None:
    return None if number is None else change.applied_to(number)


def _with_cells(scenario: Scenario, name: CellName, given: Any, suggestions: Suggestions) -> Scenario:
    for address in cells_named(scenario, name, suggestions):
        if address.field.name in FIXED:
            raise ValueError("a name cannot be changed, since other rows may refer to it")
        row = _changed_row(address.holder(scenario), address.field, given, f"{CHANGED} to {shown(given)}")
        scenario = address.put(scenario, row)
    return scenario


def _changed_row(row: AnyRow, column: Field, given: Any, why: str) -> AnyRow:
    """The row with one cell changed, its range moved along or dropped, and its source saying why."""
    change = None
    if is_blank(given):
        if column.required:
            raise ValueError(f"a value is missing ({column.meaning})")
        value = column.default
    elif isinstance(given, str) and column.kind in ("number", "whole"):
        before = getattr(row, column.attribute)
        change = read_change(column, given, before)
        value = parse_field(column, change.applied_to(before))
    else:
        value = parse_field(column, given)
    if column.name == "source":
        return row.model_copy(update={"source": value})
    ranges = []
    for name, low, high in row.ranges:
        if name != column.attribute:
            ranges.append((name, low, high))
        elif change is not None and change.how != "set":
            ranges.append((name, _moved(change, low), _moved(change, high)))
    source = f"{row.source}; {column.name} {why}"
    return row.model_copy(update={column.attribute: value, "ranges": tuple(ranges), "source": source})


def _take(measure: Measure, scenario: Scenario, parts: _Parts) -> bool:
    """Take one row of a measure; whether the row that it changes is in force in its period."""
    column = fields_of(tables_of(type(scenario))[measure.table])[measure.column]
    why = f"changed by the measure {quoted(measure.measure)}"
    rows = parts.rows[measure.table]
    is_taken = False
    for row in list(rows):
        first = parts.origin.get(row.id, row.id) if isinstance(row, Service) else row.id
        is_meant = measure.id in (row.id, first) or (isinstance(row, Service) and measure.id == row.line)
        if not is_meant:
            continue
        before, during, after = _split(row, measure, scenario)
        if during is None:
            continue
        is_taken = True
        place = rows.index(row)
        if measure.table == "lodging" and (before, after) != (None, None):
            rows.insert(place + 1, _extra_beds(row, during, measure, why, parts))
            continue
        during = _changed_row(during, column, measure.change, why)
        pieces = _named([piece for piece in (before, during, after) if piece is not None], first, parts)
        rows[place : place + 1] = pieces
        if isinstance(row, Service):
            _follow(row.id, [piece.id for piece in pieces], parts)
            _change_events(pieces[0 if before is None else 1].id, measure, why, parts)
    return is_taken


def _split(row: Any, measure: Measure, scenario: Scenario) -> tuple[Any, Any, Any]:
    """The row before, during and after a measure; None for a time that there is not."""
    run_start, run_end = datetime.combine(scenario.start, time()), datetime.combine(scenario.end, time())
    row_start, row_end = row.start or run_start, row.end or run_end
    start = max(row_start, measure.start or run_start)
    end = min(row_end, measure.end or run_end)
    if start >= end:
        return row, None, None
    before = row.model_copy(update={"end": start}) if start > row_start else None
    after = row.model_copy(update={"start": end}) if end < row_end else None
    period = {"start": row.start if before is None else start, "end": row.end if after is None else end}
    return before, row.model_copy(update=period), after


def _named(pieces: list[Any], first: str, parts: _Parts) -> list[Any]:
    """Pieces of one service with ids of their own: the earliest keeps the id."""
    if len(pieces) == 1:
        return pieces
    taken = {row.id for row in parts.rows["services"]}
    named: list[Service] = []
    for position, piece in enumerate(pieces):
        new_id = piece.id if position == 0 else free_id(first, taken)
        taken.add(new_id)
        named.append(piece.model_copy(update={"id": new_id, "line": line_of(piece)}))
        parts.origin[new_id] = first
        if position:
            parts.made.append(("services", piece.id, new_id))
    return named


def _extra_beds(row: Lodging, during: Lodging, measure: Measure, why: str, parts: _Parts) -> Lodging:
    """The beds that a measure adds for a time, with the range that they add."""
    changed = _changed_row(row, fields_of(Lodging)["beds"], measure.change, why)
    ranges = []
    for name, *ends in changed.ranges:
        if name == "beds":
            pairs = zip(row.range_of("beds"), ends, strict=True)
            ends = [None if before is None or after is None else after - before for before, after in pairs]
        ranges.append((name, *ends))
    new_id = free_id(row.id, {other.id for other in parts.rows["lodging"]})
    if parse_change(measure.change).how == "times":  # a share of the beds moves with the beds, a number does not
        parts.made.append(("lodging", row.id, new_id))
    update = {
        "id": new_id, "start": during.start, "end": during.end, "beds": changed.beds - row.beds,
        "ranges": tuple(ranges), "source": changed.source,
    }  # fmt: skip
    return row.model_copy(update=update)


def _follow(row_id: str, piece_ids: list[str], parts: _Parts) -> None:
    """Events that change a row which was split change all its pieces."""
    taken = {event.id for event in parts.events}
    events = []
    for event in parts.events:
        events.append(event)
        target = CellName.parse(event.target)
        for piece in piece_ids if target.row == row_id else ():
            if piece != row_id:
                new_id = free_id(event.id, taken)
                taken.add(new_id)
                events.append(event.model_copy(update={"id": new_id, "target": str(target._replace(row=piece))}))
                parts.made.append(("events", event.id, new_id))
    parts.events = events


def _change_events(row_id: str, measure: Measure, why: str, parts: _Parts) -> None:
    """An event that sets the cell which a measure changes would undo the measure: its value is changed as well."""
    value, target = fields_of(Event)["value"], str(CellName("services", row_id, measure.column))
    parts.events = [
        _changed_row(event, value, measure.change, why) if event.target == target else event for event in parts.events
    ]
