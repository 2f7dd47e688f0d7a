"""Whether runs can be compared: one scenario but for what measures may change, one seed, the same draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from serai.errors import ScenarioError, UsageError
from serai.problems import Problem
from serai.runs.run import Run
from serai.scenario.address import CellName
from serai.scenario.fields import row_name, tables_of
from serai.scenario.nearest import listed, quoted
from serai.scenario.schema import Event, Parameter, Row, Scenario
from serai.scenario.settings import setting_text, walk_settings

CHANGED_BY_MEASURES = ("services", "lodging")
NOT_RUN = ("measures", "observations")  # nothing in a run depends on them
REMARKS = ("name", "title", "description", "seed")
MOST_NAMED = 4
NO_LINES = "a scenario of this rule has no lines and no beds to compare"
CONTROL = "control events are inputs, never measures, so their effects are not compared"


def refuse_others(runs: Sequence[Run]) -> None:
    """Refuse runs that cannot be compared with the first of them.

    Raises
    ------
    UsageError
        If there are fewer than two.
    ScenarioError
        With every reason, run by run.
    """
    if len(runs) < 2:
        raise UsageError("a comparison needs at least two runs: the base, then those to compare with it")
    base, *others = runs
    problems = _own_faults(base, _name(base, 1))
    for number, run in enumerate(others, start=2):
        name = _name(run, number)
        problems += _own_faults(run, name)
        problems += [Problem(name, reason) for reason in _faults(base, run)]
    if problems:
        raise ScenarioError("the comparison", problems)


def _name(run: Run, number: int) -> str:
    return str(run.folder) if run.folder else f"run {number}"


def _own_faults(run: Run, name: str) -> list[Problem]:
    if not run.scenario.has_lines:
        return [Problem(name, NO_LINES)]
    return []


def _faults(base: Run, run: Run) -> list[str]:
    kinds = [_kind(item) for item in (base, run)]
    if kinds[0] != kinds[1]:
        return [f"is {kinds[1]}, the base is {kinds[0]}"]
    faults = []
    if base.seed != run.seed:
        faults.append(f"has the seed {run.seed}, the base {base.seed}: chance would differ too")
    versions = [item.provenance.serai_version for item in (base, run)]
    if versions[0] != versions[1]:
        faults.append(f"was made by Serai {versions[1]}, the base by {versions[0]}; run both again")
    return [*faults, *_scenario_faults(base.scenario, run.scenario)]


def _kind(run: Run) -> str:
    return f"a run with {run.n_draws:,} draws" if run.draws else "a single run"


def _scenario_faults(base: Scenario, other: Scenario) -> list[str]:
    """Why two scenarios differ in more than measures may change."""
    if base.name != other.name and {place.name for place in base.places} != {place.name for place in other.places}:
        return [f"is of the scenario {quoted(other.name)}, the base of {quoted(base.name)}"]
    faults = []
    if _controls(base) != _controls(other):
        faults.append(CONTROL)
    differing = [*_settings(base, other), *_tables(base, other)]
    if differing:
        words_of = listed(differing, MOST_NAMED)
        faults.append(f"differs from the base in {words_of}; only {' and '.join(CHANGED_BY_MEASURES)} may differ")
    return faults


def _settings(base: Scenario, other: Scenario) -> list[str]:
    values = [{key: (setting, value) for key, setting, value in walk_settings(item)} for item in (base, other)]
    result = []
    for key in sorted(values[0].keys() | values[1].keys()):
        before, after = (item.get(key) for item in values)
        if key not in REMARKS and not key.endswith("source") and _plain(before) != _plain(after):
            result.append(f"{key} ({_text(after)}, not {_text(before)})")
    return result


def _plain(entry: Any) -> Any:
    """A setting without its source, since nothing in a run depends on that."""
    if entry is None:
        return None
    setting, value = entry
    return (value.value, value.low, value.high) if setting.kind == "quantity" else value


def _text(entry: Any) -> str:
    if entry is None:
        return "none"
    setting, value = entry
    return setting_text(setting, value.value if setting.kind == "quantity" else value)


def _tables(base: Scenario, other: Scenario) -> list[str]:
    result = []
    for table in tables_of(type(base)):
        if table in (*CHANGED_BY_MEASURES, *NOT_RUN):
            continue
        names = sorted({name for name, _ in _rows(base, table) ^ _rows(other, table)})
        if names:
            result.append(f"{table} ({', '.join(names[:MOST_NAMED])})")
    return result


def _rows(scenario: Scenario, table: str) -> set[tuple[str, str]]:
    """Rows by name and content, without remarks and without changes of services and controls, which are apart."""
    return {
        (row_name(row), _content(row))
        for row in getattr(scenario, table)
        if not (isinstance(row, Event) and row.what in ("change", "control"))
    }


def _content(row: Row) -> str:
    """A row as text, without remarks; of a parameter's cells those that measures leave alone."""
    text = row.model_dump_json(exclude={"source", "note"})
    if not isinstance(row, Parameter):
        return text
    left = [word for word in row.cells.split() if CellName.parse(word).table not in (*CHANGED_BY_MEASURES, "events")]
    return f"{row.model_dump_json(exclude={'source', 'note', 'cells'})} {left}"


def _controls(scenario: Scenario) -> set[str]:
    rows = [row for row in scenario.events if row.what == "control"]
    return {row.model_dump_json(exclude={"source", "note"}) for row in rows}
