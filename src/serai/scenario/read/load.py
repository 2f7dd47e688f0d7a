"""A folder, a workbook or a built-in name -> Scenario, or one ScenarioError that lists every problem."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, cast

from serai.errors import ScenarioError
from serai.scenario.ids import with_ids
from serai.scenario.nearest import did_you_mean, nearest_or_all, quoted
from serai.scenario.read.csv import RawTable, read_csv
from serai.scenario.read.rows import known_headers, normal_header, read_rows
from serai.scenario.read.settings import read_settings_sheet, read_yaml
from serai.scenario.read.upgrade import schema_fault
from serai.scenario.read.workbook import read_workbook
from serai.scenario.rules.check import find_faults
from serai.scenario.schema import TABLES, Observation, Scenario
from serai.scenario.settings import read_settings, settings_of
from serai.scenario.where import SETTINGS_FILE, SETTINGS_SHEET, Report, Where

TABLE_ENDINGS = (".csv", ".tsv")


@dataclass
class Given:
    """What was found before it is understood."""

    name: str
    report: Report
    settings: dict[str, Any] | None = None
    tables: dict[str, RawTable] = field(default_factory=dict)


def load(given: str | Path) -> Scenario:
    """Read a scenario and hold it against every rule.

    Parameters
    ----------
    given : str or Path
        A folder with ``scenario.yaml`` and tables as CSV, an .xlsx workbook, or the name of a built-in scenario. A
        folder or file of that name comes before a built-in scenario.

    Returns
    -------
    Scenario; every row that can have an id has one.

    Raises
    ------
    ScenarioError
        With one line for each fault of all files: file or sheet, row or cell, what was given, what is allowed.
    """
    with _opened(given) as path:
        try:
            found = _read_folder(path) if path.is_dir() else _read_xlsx(path)
        except OSError as error:
            raise ScenarioError(f'scenario "{path.name}"', [f"{path}: cannot be read: {error.strerror}"]) from error
    return _understand(found)


def load_builtin(name: str) -> Scenario:
    """Read a built-in scenario, whatever folders or files are called like it; raises ScenarioError if there is none."""
    for folder in _builtin_folders():
        if folder.name == name:
            with resources.as_file(folder) as path:
                return _understand(_read_folder(path))
    near = did_you_mean(name, builtin_names())
    raise ScenarioError(f"scenario {quoted(name)}", [f"there is no built-in scenario {quoted(name)}.{near}"])


def builtin_names() -> list[str]:
    """Names of the built-in scenarios, in alphabetical order; `load` gives their titles."""
    return sorted(folder.name for folder in _builtin_folders())


def load_observations(path: Path, scenario: Scenario) -> tuple[Observation, ...]:
    """Read a CSV file of the table `observations` and hold it against a scenario.

    Parameters
    ----------
    path : Path
        A CSV file of any name.
    scenario : Scenario
        Whose places, profiles, services and lodging the rows name.

    Returns
    -------
    tuple of Observation, each with an id.

    Raises
    ------
    ScenarioError
        With one line for each fault.
    """
    what = f"file {quoted(path.name)}"
    report = Report(Where("folder"))
    try:
        raw = read_csv("observations", path.read_bytes(), known_headers("observations"))
    except OSError as error:
        raise ScenarioError(what, [f"{path}: cannot be read: {error.strerror}"]) from error
    except ValueError as error:
        raise ScenarioError(what, [f"{path.name}: {error}"]) from error
    rows = with_ids("observations", read_rows("observations", raw, report))
    find_faults(scenario.model_copy(update={"observations": rows}), report)
    if report.problems:
        raise ScenarioError(what, [problem.replace("observations.csv", path.name, 1) for problem in report.problems])
    return cast("tuple[Observation, ...]", rows)


def _builtin_folders() -> list[Traversable]:
    library = resources.files("serai.scenario").joinpath("library")
    if not library.is_dir():
        return []
    return [folder for folder in library.iterdir() if folder.joinpath(SETTINGS_FILE).is_file()]


def _opened(given: str | Path) -> AbstractContextManager[Path]:
    """A path that exists, or a built-in scenario as a path."""
    path = Path(given)
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        is_folder = is_file = False
    folders = {folder.name: folder for folder in _builtin_folders()}
    if str(given) in folders and not is_file and not (is_folder and (path / SETTINGS_FILE).is_file()):
        return resources.as_file(folders[str(given)])
    if is_file and path.suffix.lower() != ".xlsx":
        hint = f"; name the folder {path.parent}" if path.name == SETTINGS_FILE else ""
        wrong = f"{path}: must be a folder, an .xlsx file or a built-in name{hint}"
        raise ScenarioError(f'scenario "{path.name}"', [wrong])
    if is_folder or is_file:
        return nullcontext(path)
    near = did_you_mean(path.name, folders) or f" Built-in: {', '.join(sorted(folders)) or 'none'}."
    wrong = f"{quoted(str(given))} is neither a folder, an .xlsx file nor a built-in scenario.{near}"
    raise ScenarioError(f"scenario {quoted(str(given))}", [wrong])


def _read_folder(folder: Path) -> Given:
    found = Given(folder.resolve().name, Report(Where("folder")))
    files = {file.name: file for file in sorted(folder.iterdir()) if file.is_file() and not file.name.startswith(".")}
    if SETTINGS_FILE in files:
        found.settings = read_yaml(files[SETTINGS_FILE].read_bytes(), found.report)
    else:
        near = did_you_mean(SETTINGS_FILE, files)
        holds = f"a scenario folder holds {SETTINGS_FILE} and tables as CSV"
        found.report.setting("", f"the file is missing; {holds}.{near}")
    for name, file in files.items():
        if file.suffix.lower() not in TABLE_ENDINGS:
            continue
        table = normal_header(file.stem)
        if table not in TABLES or file.suffix.lower() != ".csv" or table in found.tables:
            near = nearest_or_all(name, [f"{table}.csv" for table in TABLES])
            found.report.problems.append(f"{name}: unknown table.{near}")
            continue
        try:
            found.tables[table] = read_csv(table, file.read_bytes(), known_headers(table))
        except ValueError as error:
            found.report.unread.add(table)
            found.report.table(table, str(error))
    return found


def _read_xlsx(path: Path) -> Given:
    found = Given(path.stem, Report(Where("workbook")))
    try:
        sheets = read_workbook(path.read_bytes())
    except ValueError as error:
        raise ScenarioError(f'scenario "{path.name}"', [f"{path.name}: {error}"]) from error
    for name, raw in sheets.items():
        table = normal_header(name)
        if table == SETTINGS_SHEET:
            found.settings = read_settings_sheet(raw, found.report)
        elif table in TABLES and table not in found.tables:
            found.tables[table] = raw
        else:
            near = nearest_or_all(name, [SETTINGS_SHEET, *TABLES])
            found.report.problems.append(f"sheet {name}: unknown table.{near}")
    if SETTINGS_SHEET not in {normal_header(name) for name in sheets}:
        holds = f"a workbook holds the sheet {SETTINGS_SHEET} and a sheet per table"
        found.report.setting("", f"the sheet is missing; {holds}")
    return found


def _understand(found: Given) -> Scenario:
    report = found.report
    if found.settings is None:
        report.unread.add(SETTINGS_SHEET)
    given = dict(found.settings or {})
    fault = schema_fault(given.pop("schema", None)) if found.settings is not None else ""
    if fault:
        report.setting("schema", fault)
    settings = read_settings(given, report)
    _fill_required(settings, found, report)
    tables: dict[str, Any] = {}
    for table in TABLES:
        if table in found.tables:
            tables[table] = with_ids(table, read_rows(table, found.tables[table], report))
        elif Scenario.model_fields[table].is_required() and table not in report.unread:
            report.unread.add(table)
            report.table(table, "the table is missing")
    for table in ("places", "profiles"):
        if table in tables and not tables[table]:
            report.unread.add(table)
            report.table(table, "the table has no rows")
    draft = Scenario.model_construct(**settings, **{table: tables.get(table, ()) for table in TABLES})
    find_faults(draft, report)
    if report.problems:
        raise ScenarioError(f'scenario "{settings["name"]}"', report.problems)
    return Scenario(**settings, **tables)


def _fill_required(settings: dict[str, Any], found: Given, report: Report) -> None:
    """Report required settings that are missing, and put placeholders for the rules that follow."""
    placeholders = {"name": found.name, "start": date.min, "end": date.max}
    for name, setting in settings_of(Scenario).items():
        if setting.required and setting.field not in settings:
            if found.settings is not None:
                report.setting(name, f"the setting is missing ({setting.meaning})")
            report.bad_settings.add(name)
            settings[setting.field] = placeholders[name]
