"""Which cells of a scenario name a place, profile, service, mode or group, and what goes along when a name changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from serai.errors import ScenarioError
from serai.scenario.fields import Field, fields_of, row_name
from serai.scenario.names import line_of, names_of
from serai.scenario.nearest import listed, nearest_or_all, quoted
from serai.scenario.rules.names import EXTRA_REFERENCES
from serai.scenario.rules.names import LISTS as NAMES_IN_LISTS
from serai.scenario.schema import REGISTRATION, Group, Row, Scenario

KINDS = {"place": "places", "profile": "profiles", "service": "services", "mode": "modes", "group": "groups"}
MOST_SHOWN = 4
LISTS = frozenset({*NAMES_IN_LISTS, ("observations", "lodging"), ("profiles", "lodging")})  # cells of several words
NAMING: dict[tuple[str, str], tuple[str, ...]] = {  # beside what the schema and the rules for names say
    ("traffic", "mode"): ("modes",),
    ("posterior", "parameter"): ("parameters",),
    ("observations", "against"): ("places", "regions", "groups"),
    ("observations", "service"): ("services", "lines"),
    ("events", "service"): ("stages",),
    ("observations", "lodging"): ("kinds",),
    ("profiles", "lodging"): ("kinds",),
}


@dataclass(frozen=True)
class Changed:
    """A scenario after a name went or changed, and what went along, one line each."""

    scenario: Any
    along: tuple[str, ...]


@dataclass
class Affected:
    """Rows that went and cells that were changed, by table and column."""

    rows: dict[str, list[str]] = field(default_factory=dict)
    cells: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def lines(self) -> tuple[str, ...]:
        """One line for each table and column."""
        gone = [f"{table}: {_counted(names)} out" for table, names in self.rows.items()]
        changed = [
            f"{table}, column {column}: {_counted(names)} changed" for (table, column), names in self.cells.items()
        ]
        return (*gone, *changed)

    def out(self, table: str, name: str) -> None:
        """Write down that a row went."""
        self.rows.setdefault(table, []).append(name)

    def changed(self, table: str, column: str, name: str) -> None:
        """Write down that a cell changed."""
        self.cells.setdefault((table, column), []).append(name)


def _counted(names: list[str]) -> str:
    shown = listed(list(dict.fromkeys(names)), MOST_SHOWN)
    return f"{len(names):,} row{'' if len(names) == 1 else 's'} ({shown})"


def naming(table: str, column: Field) -> tuple[str, ...]:
    """What the words of a cell name; nothing where it is no reference."""
    here = (table, column.name)
    return NAMING.get(here) or EXTRA_REFERENCES.get(here) or column.refers


def known_names(scenario: Scenario) -> dict[str, set[str]]:
    """Every name that cells can refer to, by what it names."""
    names = names_of(scenario)
    spaces = {space: set(getattr(names, space)) for space in ("places", "regions", "groups", "profiles", "services")}
    spaces |= {"lines": set(names.lines), "lodging": set(names.lodging), "modes": set(scenario.modes)}
    spaces["centres"] = {row.place for row in scenario.services if row.service == REGISTRATION}
    spaces["stages"] = {row.service for row in scenario.services}
    spaces["kinds"] = {lodging.kind for lodging in scenario.lodging}
    spaces["parameters"] = {parameter.name for parameter in scenario.parameters}
    return spaces


def require(scenario: Scenario, kind: str, name: str) -> None:
    """Raise ScenarioError, with the nearest match, if the scenario has no such name."""
    if kind not in KINDS:
        raise ScenarioError(what(scenario), [f"{quoted(kind)} is not a kind of name.{nearest_or_all(kind, KINDS)}"])
    known = names_of_kind(scenario, kind)
    if name not in known:
        near = nearest_or_all(name, known) or " The scenario has none."
        raise ScenarioError(what(scenario), [f"{kind} {quoted(name)} is not in {KINDS[kind]}.{near}"])


def names_of_kind(scenario: Scenario, kind: str) -> list[str]:
    """All names of a kind; of services ids and lines."""
    if kind == "mode":
        return list(scenario.modes)
    rows = getattr(scenario, KINDS[kind])
    names: Iterable[str] = (own_name(row) for row in rows)
    return list(dict.fromkeys([*names, *(line_of(row) for row in rows)] if kind == "service" else names))


def own_name(row: Any) -> str:
    """The name or id of a row; of a group its name."""
    return row.name if isinstance(row, Group) else row_name(row)


def what(scenario: Scenario) -> str:
    """The heading of faults."""
    return f'the change of scenario "{scenario.name}"'


def with_texts(table: str, row: Row, changed: Callable[[Field, str], str | None], along: Affected) -> Row | None:
    """A row with its texts as `changed` gives them, which is asked for all but remarks and blank ones; None: no row."""
    update: dict[str, str] = {}
    names = []
    for column in fields_of(type(row)).values():
        text = getattr(row, column.attribute)
        if not isinstance(text, str) or not text or column.name in ("source", "note"):
            continue
        new = changed(column, text)
        if new is None:
            return None
        if new != text:
            update[column.attribute] = new
            names.append(column.name)
    for name in names:
        along.changed(table, name, own_name(row))
    return row.model_copy(update=update) if update else row
