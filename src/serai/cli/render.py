"""Sections, tables and lists on the console."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from serai.cli.console import fitting, make_console

if TYPE_CHECKING:
    from serai.report.sections import Section, Table

INDENT = "  "
GAP = "  "
LEAST_TEXT = 24


def show_heading(title: str, caveat: str) -> None:
    """The title of a run and what it is."""
    _print("")
    _print(title, style="bold")
    for line in textwrap.wrap(caveat, make_console().width):
        _print(line, style="yellow")


def show_sections(sections: Iterable[Section]) -> None:
    """Each section: its title, its sentences, and its table after the first of them."""
    width = make_console().width
    for section in sections:
        _print("")
        _print(section.title, style="bold")
        for row, sentence in enumerate(section.sentences):
            for line in textwrap.wrap(sentence, width, initial_indent=INDENT, subsequent_indent=INDENT):
                _print(line)
            if row == 0 and section.table is not None:
                show_table(section.table)


def show_table(table: Table) -> None:
    """A table without rules: text begins at the left of its column, figures end at the right."""
    lines = table_lines(table, make_console().width - len(INDENT))
    for row, line in enumerate(lines):
        _print(INDENT + line, style="dim" if row == 0 else None)


def table_lines(table: Table, most: int | None = None) -> list[str]:
    """The lines of a table, its heads first, in columns that are as wide as they must be.

    Where they would be longer than `most`, texts of the first column are broken, but not to less than `LEAST_TEXT`.
    """
    from rich.cells import cell_len

    rows = (table.heads, *table.rows)
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(table.heads))]
    if most is not None:
        others = sum(widths[1:]) + len(GAP) * (len(widths) - 1)
        widths[0] = min(widths[0], max(most - others, LEAST_TEXT))
    lines = []
    for row in rows:
        first, *more = textwrap.wrap(row[0], widths[0], subsequent_indent=INDENT, break_on_hyphens=False) or [""]
        cells = []
        for column, (cell, width) in enumerate(zip((first, *row[1:]), widths, strict=True)):
            blank = " " * (width - cell_len(cell))
            cells.append(cell + blank if column in table.left else blank + cell)
        lines += [GAP.join(cells).rstrip(), *more]
    return lines


def show_next(commands: Sequence[tuple[str, str]]) -> None:
    """What to type next: (command, what it does)."""
    _print("")
    _print("Next", style="bold")
    width = max(len(command) for command, _ in commands)
    for command, purpose in commands:
        _print(f"{INDENT}{command.ljust(width)}  {purpose}")


def _print(line: str, style: str | None = None) -> None:
    # Lines are broken above, where they may be; commands are copied from the screen and must stay whole.
    make_console().print(fitting(sys.stdout, line), style=style, soft_wrap=True)
