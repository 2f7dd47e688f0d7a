"""Take a place, profile, service, mode or group out of a scenario, with all that hangs on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from serai.scenario.address import CellName
from serai.scenario.fields import Field, row_name, tables_of
from serai.scenario.names import line_of
from serai.scenario.references import (
    KINDS,
    LISTS,
    Affected,
    Changed,
    known_names,
    naming,
    own_name,
    require,
    with_texts,
)
from serai.scenario.rules.check import check
from serai.scenario.schema import REGISTRATION, Measure, MenuRow, Row, Scenario, Service, Traffic

CLEARED = {
    ("profiles", "destination"),
    ("profiles", "lodging"),
    ("traffic", "origin"),
}  # blank is a value of its own there
WHOLE = {("observations", "who"), ("observations", "lodging")}  # a figure is about all of them, or about others


def drop(scenario: Scenario, kind: str, name: str) -> Changed:
    """A copy of a scenario without a place, profile, service, mode or group, and without what hangs on it.

    Rows that name it go, and rows that name those, until every name leads somewhere; a list of profiles loses its name,
    and the row goes with the last. A destination becomes one that is chosen.

    Parameters
    ----------
    scenario : Scenario
    kind : place, profile, service, mode or group
    name : str
        Of a service, its id or its line.

    Returns
    -------
    Changed: the scenario, and what went along.

    Raises
    ------
    ScenarioError
        If there is no such name (with the nearest match), or what is left breaks a rule.
    """
    require(scenario, kind, name)
    changed = drop_all(scenario, kind, (name,))
    check(changed.scenario)
    return changed


def drop_all(scenario: Scenario, kind: str, names: Iterable[str]) -> Changed:
    """As `drop`, for several names at once and without a check of what is left."""
    along, before = Affected(), known_names(scenario)
    return _all_pruned(_without(scenario, kind, set(names), along), before, along)


def without_rows(scenario: Scenario, rows: Mapping[str, Collection[int]]) -> Changed:
    """As `drop_all`, for rows of any tables by their numbers; those rows themselves are not among what went along."""
    before = known_names(scenario)
    kept = {
        table: tuple(row for number, row in enumerate(getattr(scenario, table)) if number not in gone)
        for table, gone in rows.items()
    }
    return _all_pruned(scenario.model_copy(update=kept), before, Affected()) if kept else Changed(scenario, ())


def _all_pruned(scenario: Scenario, before: dict[str, set[str]], along: Affected) -> Changed:
    """The scenario without what names the dead, and what names that, until every name leads somewhere."""
    while True:
        pruned = _pruned(scenario, _Left.of(before, scenario), along)
        if pruned is scenario:
            return Changed(scenario, along.lines())
        scenario = pruned


@dataclass(frozen=True)
class _Left:
    """The names that went and those that are left, by what they name, and the rows that are left."""

    dead: dict[str, set[str]]
    alive: dict[str, set[str]]
    rows: dict[str, list[str]]

    @classmethod
    def of(cls, before: dict[str, set[str]], scenario: Scenario) -> _Left:
        alive = known_names(scenario)
        rows = {table: [row_name(row) for row in getattr(scenario, table)] for table in tables_of(type(scenario))}
        return cls({space: before[space] - alive[space] for space in before}, alive, rows)

    def is_dead(self, word: str, spaces: tuple[str, ...]) -> bool:
        """Whether a word named what went, and names nothing that is left."""
        known = [space for space in spaces if space in self.dead]
        return any(word in self.dead[space] for space in known) and not any(
            word in self.alive[space] for space in known
        )

    def is_dead_cell(self, word: str) -> bool:
        """Whether a word of `parameters.cells` names no row that is left."""
        cell = CellName.parse(word)
        if cell.table == "modes":
            return cell.row in self.dead["modes"]
        return cell.table in self.rows and not any(cell.matches(cell.table, row) for row in self.rows[cell.table])


def _without(scenario: Scenario, kind: str, names: set[str], along: Affected) -> Scenario:
    """The scenario without the named rows or modes themselves."""
    if kind == "mode":
        modes = {name: mode for name, mode in scenario.modes.items() if name not in names}
        for name in names:
            along.out("modes", name)
        for name, mode in modes.items():
            if mode.onward in names:
                along.changed("settings", f"modes.{name}.onward", name)
                modes[name] = mode.model_copy(update={"onward": None})
        return scenario.model_copy(update={"modes": modes})
    table = KINDS[kind]
    kept = []
    for row in getattr(scenario, table):
        if own_name(row) in names or (isinstance(row, Service) and line_of(row) in names):
            along.out(table, own_name(row))
        else:
            kept.append(row)
    return scenario.model_copy(update={table: tuple(kept)})


def _pruned(scenario: Scenario, left: _Left, along: Affected) -> Scenario:
    """The scenario without what names the dead; itself where nothing does."""
    updates: dict[str, Any] = {}
    for table in tables_of(type(scenario)):
        rows = getattr(scenario, table)
        made = [(row, _kept(table, row, left, along)) for row in rows]
        for row, new in made:
            if new is None:
                along.out(table, own_name(row))
        if any(new is not row for row, new in made):
            updates[table] = tuple(new for _, new in made if new is not None)
    tracked = scenario.tracked_destination
    if tracked and left.is_dead(tracked, ("places", "regions", "groups")):
        along.changed("settings", "tracked_destination", tracked)
        updates["tracked_destination"] = ""
    return scenario.model_copy(update=updates) if updates else scenario


def _kept(table: str, row: Row, left: _Left, along: Affected) -> Row | None:
    """A row without what names the dead; None where it cannot be without."""
    if isinstance(row, MenuRow) and not row.table:
        return row if row.measure in left.rows["measures"] else None
    if isinstance(row, Measure | MenuRow):
        spaces = ("services", "lines") if row.table == "services" else (row.table,)
        return None if left.is_dead(row.id, spaces) else row
    if isinstance(row, Traffic) and row.service == REGISTRATION and left.is_dead(row.post, ("centres",)):
        return None
    return with_texts(table, row, partial(_text_left, table, left), along)


def _text_left(table: str, left: _Left, column: Field, text: str) -> str | None:
    """What is left of a cell; None where its row goes."""
    here = (table, column.name)
    if here == ("profiles", "modes"):
        return " ".join(part for part in text.split() if not left.is_dead(part.partition(":")[0], ("modes",))) or None
    if here == ("events", "target"):
        return None if left.is_dead(CellName.parse(text).row, ("services",)) else text
    if here == ("parameters", "cells"):
        return " ".join(word for word in text.split() if not left.is_dead_cell(word)) or None
    words = text.split() if here in LISTS else [text]
    alive = [word for word in words if not left.is_dead(word, naming(table, column))]
    if len(alive) == len(words):
        return text
    return None if here in WHOLE or not (alive or here in CLEARED) else " ".join(alive)
