"""Give a place, profile, service, mode or group of a scenario another name, in all tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from serai.errors import ScenarioError
from serai.scenario.address import CellName
from serai.scenario.fields import Field, key_column, tables_of
from serai.scenario.nearest import quoted
from serai.scenario.references import KINDS, LISTS, Affected, Changed, names_of_kind, naming, require, what, with_texts
from serai.scenario.rules.check import check
from serai.scenario.schema import Measure, MenuRow, Row, Scenario


def rename(scenario: Scenario, kind: str, old: str, new: str) -> Changed:
    """A copy of a scenario in which a place, profile, service, mode or group has another name, in all tables.

    Draws of chance are keyed by names, so a run differs from the one before as with another seed.

    Parameters
    ----------
    scenario : Scenario
    kind : place, profile, service, mode or group
    old, new : str
        Of a service, its id or its line.

    Returns
    -------
    Changed: the scenario, and the cells that changed.

    Raises
    ------
    ScenarioError
        If there is no such name (with the nearest match), the new one is taken, or the result breaks a rule.
    """
    require(scenario, kind, old)
    if new in names_of_kind(scenario, kind):
        raise ScenarioError(what(scenario), [f"there is a {kind} {quoted(new)} already"])
    along, names = Affected(), _Names(kind, old, new)
    updates: dict[str, Any] = {}
    for table in tables_of(type(scenario)):
        rows = getattr(scenario, table)
        made = tuple(with_texts(table, row, partial(_text, table, row, names), along) for row in rows)
        if any(before is not after for before, after in zip(rows, made, strict=True)):
            updates[table] = made
    if kind == "mode":
        along.changed("modes", "name", old)
        modes = {names.of(mode): setting for mode, setting in scenario.modes.items()}
        onward = {mode: setting.onward and names.of(setting.onward) for mode, setting in modes.items()}
        updates["modes"] = {mode: of.model_copy(update={"onward": onward[mode]}) for mode, of in modes.items()}
    if scenario.tracked_destination == old and kind in ("place", "group"):
        along.changed("settings", "tracked_destination", old)
        updates["tracked_destination"] = new
    changed = scenario.model_copy(update=updates)
    check(changed)
    return Changed(changed, along.lines())


@dataclass(frozen=True)
class _Names:
    """What is renamed."""

    kind: str
    old: str
    new: str

    @property
    def table(self) -> str:
        """The table of its rows."""
        return KINDS[self.kind]

    @property
    def spaces(self) -> set[str]:
        """What a cell must name to be meant."""
        return {self.table, "lines"} if self.kind == "service" else {self.table}

    def of(self, word: str) -> str:
        """The word, or the new name in its place."""
        return self.new if word == self.old else word


def _text(table: str, row: Row, names: _Names, column: Field, text: str) -> str:
    """A cell with the new name where it bears the old one."""
    here = (table, column.name)
    is_own = table == names.table and column.name in (key_column(type(row)), "line" if table == "services" else "")
    is_measured = isinstance(row, Measure | MenuRow) and row.table == names.table and column.name == "id"
    if is_own or is_measured:
        return names.of(text)
    if here == ("profiles", "modes") and names.kind == "mode":
        parts = (part.partition(":") for part in text.split())
        return " ".join(f"{names.of(mode)}{colon}{weight}" for mode, colon, weight in parts)
    if here in (("events", "target"), ("parameters", "cells")):
        return " ".join(_cell(word, names) for word in text.split())
    if not names.spaces & set(naming(table, column)):
        return text
    return " ".join(map(names.of, text.split())) if here in LISTS else names.of(text)


def _cell(word: str, names: _Names) -> str:
    """The address of a cell; spaces in a name are written ?, since they part the words."""
    cell = CellName.parse(word)
    if cell.table == names.table and cell.row in (names.old, names.old.replace(" ", "?")):
        return str(cell._replace(row=names.new.replace(" ", "?")))
    return word
