"""Scenario -> folder or workbook, whole or not at all; ``load(write(s)) == s``."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from serai.errors import StoreError, UsageError
from serai.scenario.fields import tables_of
from serai.scenario.rule import owner_of
from serai.scenario.rules.check import check
from serai.scenario.schema import Scenario
from serai.scenario.where import SETTINGS_FILE
from serai.scenario.write.front import FRONT_FILE, FRONT_SHEET, Front, Grid
from serai.scenario.write.text import csv_bytes, yaml_text

REPORT_FILE = "conversion.md"  # what was carried over from another program; no part of what is loaded
OWN_FILES = frozenset({SETTINGS_FILE, REPORT_FILE, FRONT_FILE})
OTHER_BOOKS = frozenset({".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".tsv", ".yaml", ".yml", ".zip"})


def write(
    scenario: Scenario, target: str | Path, *, force: bool = False, report: str = "", front: Front | None = None
) -> Path:  # fmt: skip
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
    front : Front or None
        What to ask first: a file of a folder, the first sheet of a workbook.

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
        raise UsageError(f"{path}: the name of a workbook ends in .xlsx; name {path.stem}.xlsx")
    _refuse_existing(path, type(scenario), is_workbook=is_workbook, force=force)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if is_workbook:
            _write_workbook(scenario, path, {FRONT_SHEET: front.grid()} if front else {})
        else:
            beside = {REPORT_FILE: report, FRONT_FILE: front.text() if front else ""}
            _write_folder(scenario, path, beside)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path


def rewrite(scenario: Scenario, before: Scenario, path: Path, remarks: Mapping[str, Grid] | None = None) -> None:
    """Write a changed scenario over the folder or workbook that it came from, whole or not at all.

    Parameters
    ----------
    scenario, before : Scenario
        As it is to be, and as it is there.
    path : Path
        In a folder only the tables that differ are written, and other files stay; a workbook is written whole.
    remarks : mapping of name -> rows
        Sheets of remarks of a workbook, which stay.

    Raises
    ------
    ScenarioError
        If the scenario breaks a rule.
    StoreError
        If the files cannot be written.
    """
    check(scenario)
    try:
        if path.is_dir():
            _swap_folder(path.resolve(), _changed_files(scenario, before))
        else:
            _write_workbook(scenario, path, remarks or {})
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror or error}") from error


def _changed_files(scenario: Scenario, before: Scenario) -> dict[str, bytes | None]:
    """Files of a folder that must change, by name; None: the file goes."""
    files: dict[str, bytes | None] = {}
    text = yaml_text(scenario)
    if text != yaml_text(before):
        files[SETTINGS_FILE] = text.encode("utf-8")
    for table, model in tables_of(type(scenario)).items():
        rows = getattr(scenario, table)
        if rows != getattr(before, table):
            files[f"{table}.csv"] = csv_bytes(model, rows) if rows else None
    return files


def _swap_folder(path: Path, files: Mapping[str, bytes | None]) -> None:
    """Put a folder with some files changed in the place of a folder."""
    if path in (Path.cwd(), *Path.cwd().parents):  # whoever stands in it would be left in a folder that is gone
        raise StoreError(f"{path}: is the current folder; leave it first and name it from outside")
    with tempfile.TemporaryDirectory(prefix=".serai-", dir=path.parent) as folder:
        fresh = Path(folder) / "fresh"
        shutil.copytree(path, fresh)
        known = {file.name.casefold(): file for file in fresh.iterdir()}
        for name, content in files.items():
            file = known.get(name.casefold(), fresh / name)  # "Places.csv" is the table places, too
            if content is None:
                file.unlink(missing_ok=True)
            else:
                file.write_bytes(content)
        _exchange(path, fresh, Path(folder) / "old")


def _exchange(path: Path, fresh: Path, old: Path) -> None:
    """Put a finished folder in the place of another; the other comes back if that fails."""
    if path.exists():
        path.replace(old)
    try:
        fresh.replace(path)
    except OSError:
        if old.exists():
            old.replace(path)
        raise


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
        result = {file.name for file in path.iterdir()}
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror or error}") from error
    if result and not force:
        raise StoreError(f"{path}: exists already and is not empty; name another target")
    foreign = sorted(name for name in result if not _is_own(name, model))
    if foreign:
        raise StoreError(f'{path}: holds "{foreign[0]}", which is not part of a scenario; name another target')


def _is_own(file: str, model: type[Scenario]) -> bool:
    """Whether a file belongs to a scenario, be it of another rule."""
    if file in OWN_FILES or not file.endswith(".csv"):
        return file in OWN_FILES
    table = file.removesuffix(".csv")
    return table in tables_of(model) or owner_of(table, model, tables_of) is not None


def _write_workbook(scenario: Scenario, path: Path, remarks: Mapping[str, Grid]) -> None:
    from serai.scenario.write.workbook import workbook_bytes

    with tempfile.TemporaryDirectory(prefix=".serai-", dir=path.parent) as name:
        fresh = Path(name) / "fresh.xlsx"
        fresh.write_bytes(workbook_bytes(scenario, remarks))
        fresh.replace(path)


def _write_folder(scenario: Scenario, path: Path, beside: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory(prefix=".serai-", dir=path.parent) as folder:
        fresh, old = Path(folder) / "fresh", Path(folder) / "old"
        fresh.mkdir()
        (fresh / SETTINGS_FILE).write_bytes(yaml_text(scenario).encode("utf-8"))
        for table, model in tables_of(type(scenario)).items():
            rows = getattr(scenario, table)
            if rows:
                (fresh / f"{table}.csv").write_bytes(csv_bytes(model, rows))
        for name, text in beside.items():
            if text:
                (fresh / name).write_bytes(text.encode("utf-8"))
        _exchange(path, fresh, old)
