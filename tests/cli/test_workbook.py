"""A planner's way: copy a scenario to a workbook, edit it as a spreadsheet program does, run it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import serai as library


def edit(path: Path, sheet: str, where: dict[str, str], values: dict[str, Any]) -> None:
    """Set cells of the first row of a sheet in which the columns of `where` have their values."""
    book = openpyxl.load_workbook(path)
    table = book[sheet]
    columns = {cell.value: cell.column for cell in table[1]}
    for row in range(2, table.max_row + 1):
        if all(table.cell(row, columns[name]).value == value for name, value in where.items()):
            for name, value in values.items():
                table.cell(row, columns[name]).value = value
            book.save(path)
            return
    raise LookupError(f"no such row in {sheet}: {where}")


@pytest.fixture
def plan(serai, tmp_path) -> Path:
    assert serai("new", "plan.xlsx", "--from", "river-crossing").exit_code == 0
    return tmp_path / "plan.xlsx"


def test_an_edited_workbook_runs_from_end_to_end(serai, plan):
    edit(plan, "services", {"id": "ferry-in"}, {"servers": 4})
    result = serai("run", "plan.xlsx", "--out", "edited")
    assert result.exit_code == 0, result.output
    assert "A flood drives people across a river" in result.stdout
    assert serai("score", "edited").exit_code == 0
    assert serai("repeat", "edited").exit_code == 0


def hours_in_line(path: Path, name: str) -> float:
    outcome = library.simulate(library.load(path), seed=1).outcome
    line = next(row for row, line in enumerate(outcome.axes.lines) if line.name == name)
    return float(outcome.arrays["wait_sum"][:, line].sum())


def test_what_is_edited_changes_the_run(serai, plan):
    before = hours_in_line(plan, "highgate-desks")
    edit(plan, "services", {"id": "highgate-desks"}, {"servers": 6})
    assert hours_in_line(plan, "highgate-desks") < before / 2


def test_faults_in_a_workbook_are_named_by_sheet_and_cell(serai, plan):
    edit(plan, "services", {"id": "ferry-in"}, {"place": "Old Fery", "minutes": -1})
    result = serai("run", "plan.xlsx")
    assert result.exit_code == 3
    assert 'place "Old Fery" is not in sheet places. Did you mean "Old Ferry"?' in result.output
    assert "minutes" in result.output or "must be greater than 0" in result.output
    assert "Traceback" not in result.output
