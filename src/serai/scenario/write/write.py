"""Scenario -> folder or workbook, whole or not at all; ``load(write(s)) == s``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from serai.errors import StoreError, UsageError
from serai.scenario.fields import tables_of
from serai.scenario.rule import owner_of
from serai.scenario.rules.check import check
from serai.scenario.schema import Scenario
from serai.scenario.where import SETTINGS_FILE
from serai.scenario.write.text import csv_bytes, yaml_text

REPORT_FILE = "conversion.md"  # what was carried over from another program; no part of what is loaded
OTHER_BOOKS = frozenset({".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".tsv", ".yaml", ".yml", ".zip"})


def write(scenario: Scenario, target: str | Path, *, force: bool = False, report: str = "") -> Path:
    """Write a scenario so that `load` gives an equal one.

    Parameters
    ----------
    scenario : Scenario
    target : str or Path
        A folder, or a workbook if it ends in ``.xlsx``. Folders above it are made.
    force : bool
        Replace a workbook, or a folder that holds nothing but a scenario. Without it only an empty folder is taken.
    report : str
        Markdown to write beside the tables of a folder, as ``conversion.md``; blank: none.

    Returns
    -------
    Path, the target. It appears only when everything is written; what stood there before stays until then.

    Raises
    ------
    ScenarioError
        If the scenario breaks a rule.
    StoreError
        If the target exists, or cannot be written.
    UsageError
        If the target has the ending of another kind of workbook or table.
    """
    path = Path(target)
    check(scenario)
    is_workbook = path.suffix.lower() == ".xlsx"
    if path.suffix.lower() in OTHER_BOOKS:
        raise UsageError(f"{path}: a workbook ends in .xlsx, a folder in no such ending; name {path.stem}.xlsx")
    _refuse_existing(path, type(scenario), is_workbook=is_workbook, force=force)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if is_workbook:
            _write_workbook(scenario, path)
        else:
            _write_folder(scenario, path, report)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path


def _refuse_existing(path: Path, model: type[Scenario], *, is_workbook: bool, force: bool) -> None:
    try:
        if not path.exists():
            return
        if path.is_dir() == is_workbook:
            kind = "a folder" if is_workbook else "a file"
            raise StoreError(f"{path}: exists already and is {kind}; name another target")
        if is_workbook:
            if not force:
                raise StoreError(f"{path}: exists already; name another target")
            return
        found = {file.name for file in path.iterdir()}
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror or error}") from error
    if found and not force:
        raise StoreError(f"{path}: exists already and is not empty; name another target")
    foreign = sorted(name for name in found if not _is_own(name, model))
    if foreign:
        raise StoreError(f'{path}: holds "{foreign[0]}", which is no part of a scenario; name another target')


def _is_own(file: str, model: type[Scenario]) -> bool:
    """Whether a file belongs to a scenario, be it of another rule."""
    if file in (SETTINGS_FILE, REPORT_FILE) or not file.endswith(".csv"):
        return file in (SETTINGS_FILE, REPORT_FILE)
    table = file.removesuffix(".csv")
    return table in tables_of(model) or owner_of(table, model, tables_of) is not None


def _write_workbook(scenario: Scenario, path: Path) -> None:
    from serai.scenario.write.workbook import workbook_bytes

    with tempfile.TemporaryDirectory(prefix=".serai-", dir=path.parent) as name:
        fresh = Path(name) / "fresh.xlsx"
        fresh.write_bytes(workbook_bytes(scenario))
        fresh.replace(path)


def _write_folder(scenario: Scenario, path: Path, report: str) -> None:
    with tempfile.TemporaryDirectory(prefix=".serai-", dir=path.parent) as name:
        fresh, old = Path(name) / "fresh", Path(name) / "old"
        fresh.mkdir()
        (fresh / SETTINGS_FILE).write_bytes(yaml_text(scenario).encode("utf-8"))
        for table, model in tables_of(type(scenario)).items():
            rows = getattr(scenario, table)
            if rows:
                (fresh / f"{table}.csv").write_bytes(csv_bytes(model, rows))
        if report:
            (fresh / REPORT_FILE).write_bytes(report.encode("utf-8"))
        if path.exists():
            path.replace(old)
        try:
            fresh.replace(path)
        except OSError:
            if old.exists():
                old.replace(path)
            raise
