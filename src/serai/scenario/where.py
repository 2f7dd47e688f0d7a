"""Where something stands, in the words of the user's own file, and the list of faults that is made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from serai.problems import Problem
from serai.scenario.nearest import Suggestions

SETTINGS_FILE = "scenario.yaml"
SETTINGS_SHEET = "settings"
MOST_OF_KEY = 100  # letters of a key that are shown


def column_letters(column: int) -> str:
    """Excel's name of a column: 0 -> A, 26 -> AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass
class Where:
    """The place of every table, row, column and setting.

    Parameters
    ----------
    kind : what was read; `memory` is a scenario made or changed in Python, whose rows are known by name.
    row_numbers : by table, the number that an editor or Excel shows for each row that was kept.
    row_names : function of a table that gives the name or id of each row, for `memory`.
    columns : by table, the position of each column, from 0.
    setting_cells : by dotted key, the cell of the sheet `settings`, as B7.
    files : by table, the name of its file where that is another than ``TABLE.csv``.
    """

    kind: Literal["folder", "workbook", "memory"]
    row_numbers: dict[str, list[int]] = field(default_factory=dict)
    row_names: Callable[[str], list[str]] = lambda table: []
    columns: dict[str, dict[str, int]] = field(default_factory=dict)
    setting_cells: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def table(self, table: str) -> str:
        """``routes.csv``, ``sheet routes`` or ``routes``."""
        return {"folder": self.files.get(table, f"{table}.csv"), "workbook": f"sheet {table}", "memory": table}[
            self.kind
        ]

    def row(self, table: str, row: int) -> str:
        """``routes.csv, row 14``; in memory ``services "syrym-in"``. `row` counts the rows that were kept, from 0."""
        if self.kind == "memory":
            names = self.row_names(table)
            return f'{table} "{names[row]}"' if row < len(names) and names[row] else f"{table}, row {row + 1}"
        return f"{self.table(table)}, row {self.row_numbers[table][row]}"

    def cell(self, table: str, row: int, column: str) -> str:
        """``routes.csv, row 14, column to``; in a workbook ``sheet routes, cell B14``."""
        if self.kind == "workbook" and column in self.columns.get(table, {}):
            letters = column_letters(self.columns[table][column])
            return f"sheet {table}, cell {letters}{self.row_numbers[table][row]}"
        return f"{self.row(table, row)}, column {column}"

    def setting(self, key: str) -> str:
        """``scenario.yaml, travel.spread``; in a workbook ``sheet settings, cell B7 (travel.spread)``."""
        name = key if len(key) <= MOST_OF_KEY else f"{key[:MOST_OF_KEY]}..."
        if self.kind == "folder":
            return f"{SETTINGS_FILE}, {name}" if key else SETTINGS_FILE
        if self.kind == "memory":
            return f"setting {name}"
        if key in self.setting_cells:
            return f"sheet {SETTINGS_SHEET}, cell {self.setting_cells[key]} ({name})"
        return f"sheet {SETTINGS_SHEET}, {name}" if key else f"sheet {SETTINGS_SHEET}"


@dataclass
class Report:
    """The problems of a scenario, in the order in which the rules come upon them.

    A cell or setting that has a problem is not reported again by later rules, and a table that could not be read is in
    `unread`, so that references into it are not blamed.
    """

    where: Where
    problems: list[Problem] = field(default_factory=list)
    bad_cells: set[tuple[str, int, str]] = field(default_factory=set)
    bad_tables: set[str] = field(default_factory=set)
    bad_settings: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    suggestions: Suggestions = field(default_factory=Suggestions)

    def near(self, word: str, known: Callable[[], Iterable[str]]) -> str:
        """The nearest of the known names, as a question; blank once there were many."""
        return self.suggestions.near(word, known)

    def near_or_all(self, word: str, known: Callable[[], Iterable[str]]) -> str:
        """The same; without a near one, what is allowed."""
        return self.suggestions.near_or_all(word, known)

    def cell(self, table: str, row: int, column: str, problem: str, absent: tuple[str, str] = ("", "")) -> None:
        """Report a fault of one cell, unless it has one; `absent` is a name and the file in which it should stand."""
        if (table, row, column) not in self.bad_cells:
            self.bad_cells.add((table, row, column))
            self.bad_tables.add(table)
            self.problems.append(Problem(self.where.cell(table, row, column), problem, *absent))

    def row(self, table: str, row: int, problem: str) -> None:
        """Report a fault of a whole row."""
        self.bad_tables.add(table)
        self.problems.append(Problem(self.where.row(table, row), problem))

    def table(self, table: str, problem: str, *, line: int | None = None) -> None:
        """Report a fault of a whole table, or of one line of its file, such as the header."""
        self.bad_tables.add(table)
        row = "" if line is None else f", row {line}"
        self.problems.append(Problem(self.where.table(table) + row, problem))

    def setting(self, key: str, problem: str) -> None:
        """Report a fault of a setting, unless it has one."""
        if key not in self.bad_settings:
            self.bad_settings.add(key)
            self.problems.append(Problem(self.where.setting(key), problem))

    def is_bad(self, table: str, row: int, *columns: str) -> bool:
        """Whether one of these cells has a fault already."""
        return bool(self.bad_cells) and any((table, row, column) in self.bad_cells for column in columns)
