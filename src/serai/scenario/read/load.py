"""A folder, a workbook or a built-in name -> Scenario, or one ScenarioError that lists every problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, cast

from serai.errors import ScenarioError
from serai.problems import Problem
from serai.scenario.fields import fields_of, tables_of
from serai.scenario.ids import with_ids
from serai.scenario.nearest import did_you_mean, quoted
from serai.scenario.parameters import with_fit
from serai.scenario.read.csv import RawTable, SentTable, read_csv
from serai.scenario.read.rows import known_headers, normal_header, read_rows
from serai.scenario.read.settings import model_of, read_settings_sheet, read_yaml
from serai.scenario.read.upgrade import schema_fault
from serai.scenario.read.workbook import read_workbook
from serai.scenario.rule import only_for, owner_of
from serai.scenario.rules.check import find_faults
from serai.scenario.schema import GivenTotal, MenuRow, Observation, PosteriorValue, Row, Scenario, Standard
from serai.scenario.settings import read_settings, settings_of
from serai.scenario.where import SETTINGS_FILE, SETTINGS_SHEET, Report, Where

TABLE_ENDINGS = (".csv", ".tsv")
POSTERIORS = "posteriors"  # folder beside a built-in scenario: samples by name


@dataclass
class RawScenario:
    """What was found before it is understood."""

    name: str
    report: Report
    model: type[Scenario] = Scenario
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
            result = _read_folder(path) if path.is_dir() else _read_xlsx(path.name, path.read_bytes())
        except OSError as error:
            raise ScenarioError(f'scenario "{path.name}"', [_unreadable(path, error)]) from error
    return _understand(result)


def load_workbook(name: str, content: bytes) -> Scenario:
    """Read a scenario from the bytes of a workbook, under a file name that messages give.

    Raises
    ------
    ScenarioError
        With one line for each fault.
    """
    return _understand(_read_xlsx(name, content))


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


def load_observations(given: Path | SentTable, scenario: Scenario) -> tuple[Observation, ...]:
    """Read a CSV file of the table `observations` and hold it against a scenario.

    Parameters
    ----------
    given : Path or SentTable
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
    return cast("tuple[Observation, ...]", _load_rows(given, "observations", scenario))


def load_given(path: Path, scenario: Scenario) -> tuple[GivenTotal, ...]:
    """Read a CSV file of the table `given`, as `load_observations` reads one of observations."""
    return cast("tuple[GivenTotal, ...]", _load_rows(path, "given", scenario))


def load_standards(path: Path, scenario: Scenario) -> tuple[Standard, ...]:
    """Read a CSV file of the table `standards`, as `load_observations` reads one of observations."""
    return cast("tuple[Standard, ...]", _load_rows(path, "standards", scenario))


def load_menu(path: Path, scenario: Scenario) -> tuple[MenuRow, ...]:
    """Read a CSV file of the table `menu`, as `load_observations` reads one of observations."""
    return cast("tuple[MenuRow, ...]", _load_rows(path, "menu", scenario))


def load_posterior(given: str, scenario: Scenario) -> tuple[PosteriorValue, ...]:
    """Samples of parameters: a name that the built-in scenario keeps beside it, or a CSV file of the table `posterior`.

    Parameters
    ----------
    given : str
    scenario : Scenario
        Whose parameters the samples are of; which of them are marked fit is as the samples have it.

    Raises
    ------
    ScenarioError
        With one line for each fault.
    """
    here = resources.files("serai.scenario").joinpath("library", scenario.name, POSTERIORS)
    names = sorted(item.name.removesuffix(".csv") for item in here.iterdir()) if here.is_dir() else []
    if given not in names and not Path(given).is_file():
        near = did_you_mean(given, names) or (f" Stored with {scenario.name}: {', '.join(names)}." if names else "")
        raise ScenarioError(f"posterior {quoted(given)}", [f"is neither a file nor stored with the scenario.{near}"])
    opened = resources.as_file(here.joinpath(f"{given}.csv")) if given in names else nullcontext(Path(given))

    def marked(rows: tuple[Row, ...]) -> Scenario:
        named = {row.parameter for row in cast("tuple[PosteriorValue, ...]", rows)}
        return scenario.model_copy(update={"parameters": with_fit(scenario.parameters, named)})

    with opened as path:
        return cast("tuple[PosteriorValue, ...]", _load_rows(path, "posterior", scenario, marked))


def _load_rows(
    given: Path | SentTable,
    table: str,
    scenario: Scenario,
    against: Callable[[tuple[Row, ...]], Scenario] | None = None,
) -> tuple[Row, ...]:
    """Rows of one table of a scenario from a CSV file of any name, checked against every rule."""
    what, model = f"file {quoted(given.name)}", tables_of(type(scenario))[table]
    report = Report(Where("folder", files={table: given.name}))
    try:
        raw = read_csv(table, given.read_bytes(), known_headers(model))
    except OSError as error:
        raise ScenarioError(what, [_unreadable(given, error)]) from error
    except ValueError as error:
        raise ScenarioError(what, [Problem(given.name, str(error))]) from error
    rows = with_ids(table, read_rows(table, model, raw, report))
    beside = scenario if against is None else against(rows)
    find_faults(beside.model_copy(update={table: rows}), report)
    if report.problems:
        raise ScenarioError(what, report.problems)
    return rows


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
        wrong = f"must be a folder, an .xlsx file or a built-in name{hint}"
        raise ScenarioError(f'scenario "{path.name}"', [Problem(str(path), wrong)])
    if is_folder or is_file:
        return nullcontext(path)
    near = did_you_mean(path.name, folders) or f" Built-in: {', '.join(sorted(folders)) or 'none'}."
    wrong = f"{quoted(str(given))} is neither a folder, an .xlsx file nor a built-in scenario.{near}"
    raise ScenarioError(f"scenario {quoted(str(given))}", [wrong])


def _read_folder(folder: Path) -> RawScenario:
    result = RawScenario(folder.resolve().name, Report(Where("folder")))
    files = {file.name: file for file in sorted(folder.iterdir()) if file.is_file() and not file.name.startswith(".")}
    if SETTINGS_FILE in files:
        result.settings = read_yaml(files[SETTINGS_FILE].read_bytes(), result.report)
        result.model = model_of(result.settings or {}, result.report)
    else:
        near = did_you_mean(SETTINGS_FILE, files)
        holds = f"a scenario folder contains {SETTINGS_FILE} and tables as CSV"
        result.report.setting("", f"the file is missing; {holds}.{near}")
    for name, file in files.items():
        if file.suffix.lower() not in TABLE_ENDINGS:
            continue
        table = normal_header(file.stem)
        tables = tables_of(result.model)
        if table not in tables or file.suffix.lower() != ".csv" or table in result.tables:
            near = result.report.near_or_all(name, partial(_files_of, tables))
            _report_unknown(result, table, name, near)
            continue
        try:
            result.tables[table] = read_csv(table, file.read_bytes(), known_headers(tables[table]))
        except ValueError as error:
            result.report.unread.add(table)
            result.report.table(table, str(error))
    return result


def _files_of(tables: Iterable[str]) -> list[str]:
    return [f"{table}.csv" for table in tables]


def _read_xlsx(name: str, content: bytes) -> RawScenario:
    result = RawScenario(Path(name).stem, Report(Where("workbook")))
    try:
        sheets = read_workbook(content)
    except ValueError as error:
        raise ScenarioError(f'scenario "{name}"', [Problem(name, str(error))]) from error
    settings = {name: raw for name, raw in sheets.items() if normal_header(name) == SETTINGS_SHEET}
    for raw in settings.values():
        result.settings = read_settings_sheet(raw, result.report)
        result.model = model_of(result.settings or {}, result.report)
    tables = tables_of(result.model)
    for name, raw in sheets.items():
        table = normal_header(name)
        if table in tables and table not in result.tables:
            result.tables[table] = raw
        elif name not in settings:
            near = result.report.near_or_all(name, lambda: [SETTINGS_SHEET, *tables])
            remark = f" Begin its name with # to leave it out: {quoted(f'#{name}')}."
            _report_unknown(result, table, f"sheet {name}", near + remark)
    if not settings:
        holds = f"a workbook contains the sheet {SETTINGS_SHEET} and a sheet per table"
        result.report.setting("", f"the sheet is missing; {holds}")
    return result


def _understand(result: RawScenario) -> Scenario:
    settings, tables = _settings(result), _tables(result)
    draft = result.model.model_construct(**settings, **{"places": (), "profiles": ()} | tables)
    find_faults(draft, result.report)
    if result.report.problems:
        raise ScenarioError(f'scenario "{settings["name"]}"', result.report.problems)
    return result.model(**settings, **tables)


def _settings(result: RawScenario) -> dict[str, Any]:
    report = result.report
    if result.settings is None:
        report.unread.add(SETTINGS_SHEET)
    given = dict(result.settings or {})
    fault = schema_fault(given.pop("schema", None)) if result.settings is not None else ""
    if fault:
        report.setting("schema", fault)
    for key in [key for key in given if key not in fields_of(result.model)]:
        owner = owner_of(str(key), result.model)
        if owner is not None:
            del given[key]
            if _is_rule_known(result):
                report.setting(str(key), only_for(owner, "setting"))
    if not _is_rule_known(result):
        given.pop("rule", None)
    settings = read_settings(result.model, given, report)
    _fill_required(settings, result, report)
    return settings


def _tables(result: RawScenario) -> dict[str, Any]:
    report = result.report
    tables: dict[str, Any] = {}
    for table, model in tables_of(result.model).items():
        if table in result.tables:
            tables[table] = with_ids(table, read_rows(table, model, result.tables[table], report))
        elif result.model.model_fields[table].is_required() and table not in report.unread:
            report.unread.add(table)
            report.table(table, "the table is missing")
    for table in ("places", "profiles"):
        if table in tables and not tables[table]:
            report.unread.add(table)
            report.table(table, "the table has no rows")
    return tables


def _report_unknown(result: RawScenario, table: str, where: str, near: str) -> None:
    """Report a file or sheet that is no table of the scenario; of a rule that could not be read it may well be one."""
    owner = owner_of(table, result.model, tables_of)
    if owner is None:
        result.report.problems.append(Problem(where, f"unknown table.{near}"))
    elif _is_rule_known(result):
        result.report.problems.append(Problem(where, only_for(owner, "table")))


def _is_rule_known(result: RawScenario) -> bool:
    return result.settings is not None and "rule" not in result.report.bad_settings


def _unreadable(path: Path | SentTable, error: OSError) -> Problem:
    return Problem(str(path), f"cannot be read: {error.strerror}")


def _fill_required(settings: dict[str, Any], result: RawScenario, report: Report) -> None:
    """Report required settings that are missing, and put placeholders for the rules that follow."""
    placeholders = {"name": result.name, "start": date.min, "end": date.max}
    for name, setting in settings_of(result.model).items():
        if setting.required and setting.attribute not in settings:
            if result.settings is not None:
                report.setting(name, f"the setting is missing ({setting.meaning})")
            report.bad_settings.add(name)
            settings[setting.attribute] = placeholders[name]
